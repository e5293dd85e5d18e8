import type { Io, Program, Request, Response } from '../process/host';
import { runToEnd } from '../process/launch';
import type { Image } from './image';
import { goTime, option, response, server, text } from './server';

/** The image of Kubernetes' own end-to-end tests.
 *  MODELS netexec, serve-hostname, pause, porter, test-webserver, liveness, entrypoint-tester, logs-generator,
 *  connect, nettest's hostname. OMITS the other forty subcommands: they say so, and end with 1.
 *  Source: kubernetes/kubernetes test/images/agnhost */

const query = (path: string) =>
  new Map(
    (path.split('?')[1] ?? '')
      .split('&')
      .map((one) => one.split('=').map((part) => decodeURIComponent(part.replaceAll('+', ' '))) as [string, string]),
  );

const httpPort = (io: Io) => Number(option(io.args, 'http-port') ?? 8080);

/** netexec: a web server that does what its paths say. `/exit?code=3` ends it. */
const netexec: Program = {
  ...server({
    lines: (io) => [
      `${goTime(io)} Started HTTP server on port ${httpPort(io)}`,
      `${goTime(io)} Started UDP server on port  ${option(io.args, 'udp-port') ?? 8081}`,
    ],
    ports: (io) => [httpPort(io)],
    serve(request, io) {
      if (request.protocol !== 'http') return { status: 0, headers: [], body: '' };
      io.host.log(`${goTime(io)} GET ${request.path ?? '/'}`);
      return netexecAnswer(request, io);
    },
  }),
  onSignal(signal) {
    const code = /^EXIT (\d+)$/.exec(signal)?.[1];
    if (code) return { exit: Number(code) };
    return signal === 'TERM' || signal === 'INT' ? { exit: 0, after: 20 } : undefined;
  },
};

function netexecAnswer(request: Request, io: Io): Response {
  const path = request.path ?? '/';
  const values = query(path);
  switch (path.split('?')[0]) {
    case '/hostname':
    case '/hostName':
      return text(200, io.host.hostname);
    case '/clientip':
      return text(200, `${request.client ?? '127.0.0.1'}:${40_000 + io.host.random.int(20_000)}`);
    case '/echo':
      return text(Number(values.get('code') ?? 200), values.get('msg') ?? '');
    case '/healthz':
      return text(200, '');
    case '/header':
      return text(200, request.headers?.[(values.get('key') ?? '').toLowerCase()] ?? '');
    case '/exit':
    case '/shutdown':
      io.host.signal(`EXIT ${values.get('code') ?? 0}`);
      return text(200, '');
    case '/shell':
      return shell(io, values.get('cmd') ?? '');
    case '/':
      return text(200, `NOW: ${new Date(io.host.now).toISOString()}`);
    default:
      return text(404, '404 page not found\n');
  }
}

function shell(io: Io, command: string): Response {
  const { stdout, stderr, exitCode } = runToEnd(io.host, ['sh', '-c', command], io.env, io.cwd);
  const output = stdout + stderr;
  return response(200, JSON.stringify(exitCode ? { output, error: `exit status ${exitCode}` } : { output }), 'application/json');
}

const serveHostname = server({
  lines: (io) => [`${goTime(io)} Serving on port ${option(io.args, 'port') ?? 9376}.`],
  ports: (io) => [Number(option(io.args, 'port') ?? 9376)],
  serve: (_, io) => text(200, io.host.hostname),
});

export const testWebserver = server({
  ports: (io) => [Number(option(io.args, 'port') ?? 80)],
  serve(request, io) {
    const path = (request.path ?? '/').split('?')[0]!;
    const body = io.host.files.read(path);
    if (body !== undefined) return text(200, body);
    const names = io.host.files.list(path);
    return names
      ? response(200, `<pre>\n${names.map((name) => `<a href="${name}">${name}</a>\n`).join('')}</pre>\n`, 'text/html')
      : text(404, '404 page not found\n');
  },
});

/** porter: answers on every port that a SERVE_PORT_… variable names, with its value. */
const porter = server({
  ports: (io) =>
    Object.keys(io.env)
      .flatMap((name) => /^SERVE_PORT_(\d+)$/.exec(name)?.[1] ?? [])
      .map(Number),
  serve: (request, io) => text(200, io.env[`SERVE_PORT_${request.port}`] ?? ''),
});

/** liveness: well for ten seconds, then no more. */
const liveness: Program = {
  run: (io) => ({ wait: Infinity, state: { started: io.host.now } }),
  resume: (_, state: unknown) => ({ wait: Infinity, state }),
  ports: () => [8080],
  onSignal: (signal) => (signal === 'TERM' || signal === 'INT' ? { exit: 2, after: 10 } : undefined),
  serve(request, io, { started }: { started: number }) {
    const seconds = (io.host.now - started) / 1_000;
    if (request.path?.startsWith('/started')) return text(200, `${seconds}s`);
    return seconds > 10 ? text(500, `error: ${seconds}`) : text(200, 'ok');
  },
};

const waiting: Program = {
  run: (io) => (io.out('Paused\n'), { wait: Infinity }),
  onSignal: (signal) => (/TERM|INT/.test(signal) ? { exit: 0 } : undefined),
};

const logsGenerator: Program = {
  run: (io) => generate(io, 0),
  resume: (io, count: number) => generate(io, count),
  onSignal: (signal) => (signal === 'TERM' ? { exit: 2 } : undefined),
};

function generate(io: Io, count: number) {
  const total = Number(option(io.args, 'log-lines-total') ?? 0);
  const every = (parseFloat(option(io.args, 'run-duration') ?? '60') * 1_000) / Math.max(total, 1);
  if (count >= total) return 0;
  const verbs = ['PUT', 'GET', 'POST'];
  io.out(
    `I${goTime(io).slice(5).replace('/', '')}.000000       1 logs_generator.go:76] ${count} ${verbs[io.host.random.int(3)]} /api/v1/namespaces/ns/pods/${io.host.random.int(9_999).toString(36)} ${200 + io.host.random.int(400)}\n`,
  );
  return { wait: Math.max(1, every), state: count + 1 };
}

const connect: Program = {
  run(io) {
    const [host = '', port = '80'] = (io.args.find((arg) => !arg.startsWith('-')) ?? '').split(':');
    const answer = io.host.network.request({ host, port: Number(port), protocol: 'tcp' });
    if (!('error' in answer) || answer.error === 'reset') return 0;
    const words = { resolve: 'DNS', refused: 'REFUSED', timeout: 'TIMEOUT' } as const;
    io.err(`${words[answer.error]}: dial tcp ${host}:${port}\n`);
    return { wait: Math.min(answer.took, (parseFloat(option(io.args, 'timeout') ?? '') || 130) * 1_000), exit: 1 };
  },
};

const entrypointTester: Program = { run: (io) => (io.out(`[${['/agnhost', 'entrypoint-tester', ...io.args].join(' ')}]\n`), 0) };

const COMMANDS: Readonly<Record<string, Program>> = {
  netexec,
  'serve-hostname': serveHostname,
  'test-webserver': testWebserver,
  porter,
  liveness,
  pause: waiting,
  'logs-generator': logsGenerator,
  connect,
  'entrypoint-tester': entrypointTester,
};

/** The subcommand of a run; its arguments come after it. */
const chosen = (io: Io): readonly [Program | undefined, Io] => {
  const [name = 'pause', ...args] = io.args;
  return [Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined, { ...io, args }];
};

const program: Program = {
  run(io) {
    const [command, inner] = chosen(io);
    if (command) return command.run(inner);
    io.err(`Error: unknown command "${io.args[0]}" for "app"\npodplay: of agnhost it has ${Object.keys(COMMANDS).join(', ')}.\n`);
    return 1;
  },
  resume(io, state: unknown) {
    const [command, inner] = chosen(io);
    return command!.resume?.(inner, state) ?? 0;
  },
  onSignal: (signal) => netexec.onSignal!(signal, undefined),
  ports(io, state: unknown) {
    const [command, inner] = chosen(io);
    return command?.ports?.(inner, state) ?? [];
  },
  serve(request, io, state: unknown) {
    const [command, inner] = chosen(io);
    return command?.serve?.(request, inner, state);
  },
};

export const agnhost: Image = {
  idle: { cpu: 1, memory: 7 },
  name: 'registry.k8s.io/e2e-test-images/agnhost',
  aliases: ['k8s.gcr.io/e2e-test-images/agnhost', 'gcr.io/kubernetes-e2e-test-images/agnhost', 'registry.k8s.io/agnhost'],
  tags: 'any',
  bytes: 51_105_200,
  entrypoint: ['/agnhost'],
  cmd: ['pause'],
  tools: 'alpine',
  extras: ['curl', 'dig'],
  programs: () => ({ agnhost: program }),
};

/** Its predecessors, each a program of its own. */
const single = (name: string, aliases: readonly string[], command: string): Image => ({
  ...agnhost,
  name,
  aliases,
  bytes: 2_700_000,
  entrypoint: [`/${command}`],
  cmd: [],
  programs: () => ({ [command]: COMMANDS[command]! }),
});

export const serveHostnameImage = single(
  'registry.k8s.io/serve_hostname',
  [
    'k8s.gcr.io/serve_hostname',
    'gcr.io/google_containers/serve_hostname',
    'gcr.io/kubernetes-e2e-test-images/serve-hostname',
    'registry.k8s.io/serve_hostname-amd64',
  ],
  'serve-hostname',
);
export const testWebserverImage = single(
  'registry.k8s.io/test-webserver',
  ['k8s.gcr.io/test-webserver', 'gcr.io/google_containers/test-webserver', 'gcr.io/kubernetes-e2e-test-images/test-webserver'],
  'test-webserver',
);
export const livenessImage = single(
  'registry.k8s.io/liveness',
  ['k8s.gcr.io/liveness', 'gcr.io/google_containers/liveness', 'registry.k8s.io/e2e-test-images/liveness'],
  'liveness',
);
