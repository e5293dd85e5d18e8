import type { Io, Program } from '../../process/host';
import type { Image } from '../image';
import { answer } from './answer';
import { ConfigurationProblem, portsOf, readConfiguration, serversOf, unknownUpstream, type Directive } from './configuration';
import { accessLine, errorLogTime } from './log';
import { DEFAULT_CONFIGURATION, MAIN_CONFIGURATION, ROOT, welcome } from './pages';
import { sizeOf, SLIM_TAGS, TAGS, versionOf } from './releases';

/** nginx: the web server of most examples.
 *  MODELS its configuration (configuration.ts), files, `return` and `proxy_pass`, headers and error pages, its
 *  access and error log, `nginx -v`, `-t` and `-s`, its signals (TERM ends at once, QUIT when requests have been
 *  served).
 *  OMITS the entrypoint's templates and envsubst. */

/** What nginx reads, or its complaint. */
function configured(io: Io): readonly Directive[] | string {
  try {
    return readConfiguration(io.host.files);
  } catch (error) {
    if (!(error instanceof ConfigurationProblem)) throw error;
    return error.message;
  }
}

function program(version: string): Program {
  return {
    run(io) {
      const [flag, value] = io.args;
      if (flag === '-v' || flag === '-V') return (io.err(`nginx version: nginx/${version}\n`), 0);
      if (flag === '-s') return (io.host.signal(value === 'stop' ? 'TERM' : value === 'quit' ? 'QUIT' : 'HUP'), 0);
      const configuration = configured(io);
      if (typeof configuration === 'string') {
        io.err(
          `${flag === '-t' ? '' : `${errorLogTime(io.host.now)} [emerg] 1#1: `}${flag === '-t' ? `nginx: [emerg] ` : ''}${configuration}\n`,
        );
        if (flag === '-t') io.err('nginx: configuration file /etc/nginx/nginx.conf test failed\n');
        return 1;
      }
      if (flag === '-t') {
        io.err('nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\n');
        io.err('nginx: configuration file /etc/nginx/nginx.conf test is successful\n');
        return 0;
      }
      const unknown = unknownUpstream(configuration, (host) => io.host.network.resolve(host) !== undefined);
      if (unknown) return (io.err(`${errorLogTime(io.host.now)} [emerg] 1#1: ${unknown}\nnginx: [emerg] ${unknown}\n`), 1);
      const refused = refusal(io);
      if (refused) return (io.err(`${errorLogTime(io.host.now)} [emerg] 1#1: ${refused}\nnginx: [emerg] ${refused}\n`), 1);
      notice(io, version);
      return { wait: Infinity };
    },
    onSignal: (signal) =>
      signal === 'TERM' || signal === 'INT' ? { exit: 0, after: 20 } : signal === 'QUIT' ? { exit: 0, after: 500 } : undefined,
    ports(io) {
      const configuration = configured(io);
      return typeof configuration === 'string' ? [] : serversOf(configuration).flatMap(portsOf);
    },
    serve(request, io) {
      const configuration = configured(io);
      if (request.protocol !== 'http' || typeof configuration === 'string') return undefined;
      const response = answer(request, io, version, configuration);
      io.host.log(accessLine(request, response, io.host.now));
      return request.method === 'HEAD' ? { ...response, body: '' } : response;
    },
  };
}

const ERRNO: Readonly<Record<string, number>> = { 'Permission denied': 13, 'Read-only file system': 30 };

/** It keeps its caches and the number of its process in files. */
function refusal({ host: { files } }: Io): string | undefined {
  for (const [call, path] of [
    ['mkdir', '/var/cache/nginx/client_temp'],
    ['open', '/var/run/nginx.pid'],
  ] as const) {
    const why = files.refusal(path);
    if (why) return `${call}() "${path}" failed (${ERRNO[why]}: ${why})`;
  }
  return undefined;
}

/** Since 1.21.4 the image logs how nginx starts; earlier ones were silent. */
function notice(io: Io, version: string): void {
  const [, minor = 0, patch = 0] = version.split('.').map(Number);
  if (minor < 21 || (minor === 21 && patch < 4)) return;
  const start = `${errorLogTime(io.host.now)} [notice] 1#1:`;
  io.err(
    `${start} using the "epoll" event method\n${start} nginx/${version}\n${start} start worker processes\n${start} start worker process 29\n`,
  );
}

const common = {
  entrypoint: [],
  cmd: ['nginx', '-g', 'daemon off;'],
  env: (tag: string) => ({ NGINX_VERSION: versionOf(tag) }),
  tools: (tag: string) => (tag.includes('alpine') ? 'alpine' : 'debian'),
  extras: ['curl'],
  programs: (tag: string) => ({ nginx: program(versionOf(tag)), 'nginx-debug': program(versionOf(tag)) }),
  files: (tag: string) => ({
    [`${ROOT}/index.html`]: welcome(versionOf(tag)),
    [`${ROOT}/50x.html`]:
      '<!DOCTYPE html>\n<html>\n<head>\n<title>Error</title>\n</head>\n<body>\n<h1>An error occurred.</h1>\n</body>\n</html>\n',
    '/etc/nginx/nginx.conf': MAIN_CONFIGURATION,
    '/etc/nginx/conf.d/default.conf': DEFAULT_CONFIGURATION,
    '/var/log/nginx/': '',
    '/var/cache/nginx/': '',
  }),
} as const satisfies Partial<Image>;

export const nginx: Image = {
  ...common,
  idle: { cpu: 1, memory: 3 },
  name: 'docker.io/library/nginx',
  aliases: ['public.ecr.aws/nginx/nginx', 'mirror.gcr.io/library/nginx'],
  tags: TAGS,
  bytes: sizeOf,
};

/** Kubernetes' own copies. */
export const nginxCopies: Image = {
  ...common,
  name: 'registry.k8s.io/nginx',
  aliases: [
    'k8s.gcr.io/nginx',
    'gcr.io/google_containers/nginx',
    'gcr.io/google-containers/nginx',
    'registry.k8s.io/e2e-test-images/nginx',
  ],
  tags: [
    'latest',
    'test-cmd',
    '1.7.1',
    '1.7.5',
    '1.7.9',
    '1.9.1',
    '1.11.9',
    '1.11.9-alpine',
    '1.14-1',
    '1.14-2',
    '1.14-4',
    '1.15-2',
    '1.15-4',
  ],
  bytes: sizeOf,
};

export const nginxSlim: Image = {
  ...common,
  name: 'registry.k8s.io/nginx-slim',
  aliases: ['k8s.gcr.io/nginx-slim', 'gcr.io/google_containers/nginx-slim', 'gcr.io/google-containers/nginx-slim'],
  tags: SLIM_TAGS,
  bytes: 39_000_000,
};
