import type { Io, Request, Response } from '../process/host';
import type { Image } from './image';
import { commonLogTime } from './nginx/log';
import { response, server, text, type ServerOptions } from './server';

/** Web servers and applications of which the start page is what matters here. */

const web = (
  names: readonly string[],
  cmd: readonly string[],
  bytes: number,
  options: ServerOptions,
  tools: Image['tools'] = 'debian',
): Image => ({
  name: names[0]!,
  aliases: names.slice(1),
  tags: 'any',
  bytes,
  entrypoint: [],
  cmd,
  tools,
  extras: ['curl'],
  programs: () => ({ [cmd[0]!.split('/').at(-1)!]: server(options) }),
});

const apacheLog = (io: Io, request: Request, { status, body }: Response) =>
  io.host.log(
    `${request.client ?? '-'} - - [${commonLogTime(io.host.now)}] "${request.method ?? 'GET'} ${request.path ?? '/'} HTTP/1.1" ${status} ${body.length}`,
  );

const name = ({ host }: Io) =>
  `AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using ${host.ip}. Set the 'ServerName' directive globally to suppress this message`;

/** Files below a directory, as Apache serves them. */
function apacheFile(request: Request, io: Io, root: string): Response {
  const path = (request.path ?? '/').split('?')[0]!;
  const body = io.host.files.read(`${root}${path.endsWith('/') ? `${path}index.html` : path}`);
  const headers = [
    ['Server', 'Apache/2.4.63 (Unix)'],
    ['Date', new Date(io.host.now).toUTCString()],
  ] as const;
  if (body !== undefined) return response(200, body, 'text/html', headers);
  return response(
    404,
    '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>404 Not Found</title>\n</head><body>\n<h1>Not Found</h1>\n<p>The requested URL was not found on this server.</p>\n</body></html>\n',
    'text/html; charset=iso-8859-1',
    headers,
  );
}

export const httpd: Image = {
  ...web(['docker.io/library/httpd', 'registry.k8s.io/e2e-test-images/httpd'], ['httpd-foreground'], 56_900_000, {
    ports: [80],
    lines: (io) => [name(io)],
    serve(request, io) {
      if (request.protocol !== 'http') return undefined;
      const answer = apacheFile(request, io, '/usr/local/apache2/htdocs');
      apacheLog(io, request, answer);
      return answer;
    },
  }),
  files: () => ({ '/usr/local/apache2/htdocs/index.html': '<html><body><h1>It works!</h1></body></html>\n' }),
};

/** CPU of one page, ms: a million square roots. */
const ROOTS = 28;

/** The documentation's load for the HorizontalPodAutoscaler: each page costs some CPU. */
export const hpaExample: Image = {
  ...web(['registry.k8s.io/hpa-example', 'k8s.gcr.io/hpa-example'], ['apache2-foreground'], 176_000_000, {
    ports: [80],
    lines: (io) => [name(io)],
    serve(_, io) {
      io.host.compute(ROOTS);
      return text(200, 'OK!');
    },
  }),
  idle: { cpu: 1, memory: 12 },
};

export const wordpress = web(['docker.io/library/wordpress'], ['apache2-foreground'], 238_000_000, {
  ports: [80],
  lines: (io) => [
    'WordPress not found in /var/www/html - copying now...',
    'Complete! WordPress has been successfully copied to /var/www/html',
    name(io),
  ],
  boot: 1_500,
  serve(request, io) {
    const host = io.env['WORDPRESS_DB_HOST']?.split(':')[0] ?? 'mysql';
    const database = io.host.network.request({ host, port: 3306, protocol: 'tcp', quiet: true });
    const answer =
      'error' in database
        ? response(500, '<h1>Error establishing a database connection</h1>\n', 'text/html')
        : response(302, '', 'text/html', [['Location', `http://${request.host}/wp-admin/install.php`]]);
    apacheLog(io, request, answer);
    return answer;
  },
});

export const tomcat = web(['docker.io/library/tomcat'], ['catalina.sh', 'run'], 180_000_000, {
  ports: [8080],
  boot: 2_000,
  ready: (io) => [
    `${new Date(io.host.now).toISOString().slice(0, 19).replace('T', ' ')} INFO [main] org.apache.catalina.startup.Catalina.start Server startup in [1893] milliseconds`,
  ],
  exit: 143,
  serve: () =>
    response(
      404,
      '<!doctype html><html lang="en"><head><title>HTTP Status 404 – Not Found</title></head><body><h1>HTTP Status 404 – Not Found</h1></body></html>',
      'text/html;charset=utf-8',
    ),
});

/** A web application in an archive, and nothing to run it: the sidecar example's. */
export const warSample: Image = {
  name: 'docker.io/resouer/sample',
  tags: ['v1', 'v2', 'latest'],
  bytes: 2_300_000,
  entrypoint: [],
  cmd: ['sh'],
  tools: 'alpine',
  files: () => ({ '/sample.war': 'sample\n' }),
};

const logfmt = (io: Io, message: string) => `time=${new Date(io.host.now).toISOString()} level=INFO msg="${message}"`;

/** Its arguments are a program's, not a command. */
const withEntrypoint = (image: Image): Image => ({ ...image, entrypoint: image.cmd!, cmd: [] });

export const prometheus = withEntrypoint(
  web(
    ['docker.io/prom/prometheus', 'quay.io/prometheus/prometheus'],
    ['/bin/prometheus'],
    110_000_000,
    {
      ports: [9090],
      lines: (io) => [logfmt(io, 'Starting Prometheus Server'), logfmt(io, 'Server is ready to receive web requests.')],
      serve: (request) =>
        request.path === '/'
          ? response(302, '<a href="/query">Found</a>.\n', 'text/html', [['Location', '/query']])
          : text(200, 'Prometheus Server is Healthy.\n'),
    },
    'busybox',
  ),
);

export const grafana = withEntrypoint(
  web(
    ['docker.io/grafana/grafana'],
    ['/run.sh'],
    140_000_000,
    {
      ports: [3000],
      boot: 2_000,
      ready: (io) => [
        `logger=http.server t=${new Date(io.host.now).toISOString()} level=info msg="HTTP Server Listen" address=[::]:3000 protocol=http`,
      ],
      serve: (request) =>
        request.path === '/api/health'
          ? response(200, '{"database":"ok"}', 'application/json')
          : response(302, '<a href="/login">Found</a>.\n', 'text/html', [['Location', '/login']]),
    },
    'alpine',
  ),
);
