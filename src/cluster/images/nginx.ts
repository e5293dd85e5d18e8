import type { Io, Program, Request, Response } from '../process/host';
import type { Image } from './image';

/** nginx: the web server of most examples.
 *  MODELS static files below the document root, the headers and error pages of a plain nginx, its access and error
 *  log, `nginx -v`, `-t` and `-s`, its signals (TERM ends at once, QUIT when requests have been served).
 *  OMITS configuration: it always serves the default site on port 80. */

const NUMBERED = [
  '1.7.9',
  '1.7',
  '1.8',
  '1.8.1',
  '1.9',
  '1.9.0',
  '1.9.1',
  '1.10',
  '1.10.3',
  '1.11',
  '1.11.9',
  '1.11.13',
  '1.12',
  '1.12.2',
  '1.13',
];
const MODERN = [
  '1.13.12',
  '1.14',
  '1.14.0',
  '1.14.1',
  '1.14.2',
  '1.15',
  '1.15.4',
  '1.15.12',
  '1.16',
  '1.16.0',
  '1.16.1',
  '1.17',
  '1.17.10',
];
const RECENT = [
  '1.18',
  '1.18.0',
  '1.19',
  '1.19.0',
  '1.19.1',
  '1.19.2',
  '1.19.5',
  '1.19.10',
  '1.20',
  '1.20.0',
  '1.20.1',
  '1.20.2',
  '1.21',
  '1.21.0',
];
const LATEST = [
  '1.21.1',
  '1.21.6',
  '1.22',
  '1.22.0',
  '1.22.1',
  '1.23',
  '1.23.0',
  '1.23.1',
  '1.23.2',
  '1.23.3',
  '1.23.4',
  '1.24',
  '1.24.0',
  '1.25',
];
const NEWEST = [
  '1.25.0',
  '1.25.1',
  '1.25.2',
  '1.25.3',
  '1.25.4',
  '1.25.5',
  '1.26',
  '1.26.0',
  '1.26.1',
  '1.26.2',
  '1.26.3',
  '1.27',
  '1.27.0',
  '1.27.1',
  '1.27.2',
  '1.27.3',
  '1.27.4',
];
const versions = [...NUMBERED, ...MODERN, ...RECENT, ...LATEST, ...NEWEST];
const words = [
  'latest',
  'stable',
  'mainline',
  'alpine',
  'stable-alpine',
  'mainline-alpine',
  '1',
  '1-alpine',
  'perl',
  'test-cmd',
  '0.8',
  '0.9',
  '0.21',
  '0.24',
];

/** What a tag stands for. */
export function nginxVersion(tag: string): string {
  const plain = tag.replace(/-(alpine|slim|perl|bookworm|bullseye).*$/, '');
  if (/^1\.\d+\.\d+$/.test(plain)) return plain;
  if (plain === 'stable') return '1.26.3';
  if (/^0\./.test(plain)) return '1.11.1';
  if (plain === 'test-cmd') return '1.7.9';
  const newest = versions.filter((one) => one.startsWith(`${plain}.`) && one.split('.').length === 3).at(-1);
  return plain === '1' ? '1.27.4' : (newest ?? (/^1\.\d+$/.test(plain) ? `${plain}.0` : '1.27.4'));
}

const ROOT = '/usr/share/nginx/html';
/** Releases of the 2015 docker images kept their pages elsewhere, but also linked them here. */
const LAST_MODIFIED: Readonly<Record<string, string>> = {
  '1.7.9': 'Tue, 23 Dec 2014 16:25:09 GMT',
  '1.9.1': 'Tue, 26 May 2015 15:02:09 GMT',
  '1.14.2': 'Tue, 04 Dec 2018 14:44:49 GMT',
  '1.27.4': 'Wed, 05 Feb 2025 11:06:32 GMT',
};
const lastModified = (version: string) => LAST_MODIFIED[version] ?? 'Tue, 16 Apr 2024 14:29:59 GMT';

/** nginx's welcome page: 612 bytes before 1.21.4, 615 since it states its colour scheme. */
function welcome(version: string): string {
  const [, minor = 0, patch = 0] = version.split('.').map(Number);
  const modern = minor > 21 || (minor === 21 && patch >= 4);
  const style = modern
    ? ['html { color-scheme: light dark; }', 'body { width: 35em; margin: 0 auto;', 'font-family: Tahoma, Verdana, Arial, sans-serif; }']
    : [
        '    body {',
        '        width: 35em;',
        '        margin: 0 auto;',
        '        font-family: Tahoma, Verdana, Arial, sans-serif;',
        '    }',
      ];
  return [
    '<!DOCTYPE html>',
    '<html>',
    '<head>',
    '<title>Welcome to nginx!</title>',
    '<style>',
    ...style,
    '</style>',
    '</head>',
    '<body>',
    '<h1>Welcome to nginx!</h1>',
    '<p>If you see this page, the nginx web server is successfully installed and',
    'working. Further configuration is required.</p>',
    '',
    '<p>For online documentation and support please refer to',
    '<a href="http://nginx.org/">nginx.org</a>.<br/>',
    'Commercial support is available at',
    '<a href="http://nginx.com/">nginx.com</a>.</p>',
    '',
    '<p><em>Thank you for using nginx.</em></p>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

const REASONS: Readonly<Record<number, string>> = { 404: 'Not Found', 403: 'Forbidden', 405: 'Not Allowed' };
const bytes = (body: string) => new TextEncoder().encode(body).length;

function errorPage(status: number, version: string): string {
  const title = `${status} ${REASONS[status]}`;
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx/${version}</center>\r\n</body>\r\n</html>\r\n`;
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  htm: 'text/html',
  css: 'text/css',
  js: 'application/javascript',
  json: 'application/json',
  txt: 'text/plain',
  png: 'image/png',
};
const typeOf = (path: string) => TYPES[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream';

function answer(request: Request, io: Io, version: string): Response {
  const date: readonly [string, string] = ['Date', new Date(io.host.now).toUTCString()];
  const path = (request.path ?? '/').split('?')[0]!;
  const file = ROOT + (path.endsWith('/') ? `${path}index.html` : path);
  const body = request.method === 'POST' || request.method === 'PUT' ? undefined : io.host.files.read(file);
  if (body === undefined) {
    const forbidden = path.endsWith('/') && io.host.files.isDirectory(ROOT + path);
    const status = request.method === 'POST' || request.method === 'PUT' ? 405 : forbidden ? 403 : 404;
    const page = errorPage(status, version);
    if (status !== 405) complain(io, status, file, request);
    return {
      status,
      headers: [
        ['Server', `nginx/${version}`],
        date,
        ['Content-Type', 'text/html'],
        ['Content-Length', String(bytes(page))],
        ['Connection', 'keep-alive'],
      ],
      body: page,
    };
  }
  const own = body === welcome(version);
  const modified = own ? lastModified(version) : new Date(io.host.now).toUTCString();
  const etag = `"${Math.floor(Date.parse(modified) / 1000).toString(16)}-${bytes(body).toString(16)}"`;
  return {
    status: 200,
    headers: [
      ['Server', `nginx/${version}`],
      date,
      ['Content-Type', typeOf(file)],
      ['Content-Length', String(bytes(body))],
      ['Last-Modified', modified],
      ['Connection', 'keep-alive'],
      ['ETag', etag],
      ['Accept-Ranges', 'bytes'],
    ],
    body,
  };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (n: number) => String(n).padStart(2, '0');

function clf(now: number): string {
  const d = new Date(now);
  return `${two(d.getUTCDate())}/${MONTHS[d.getUTCMonth()]}/${d.getUTCFullYear()}:${d.toISOString().slice(11, 19)} +0000`;
}

const client = (request: Request) => request.client ?? '127.0.0.1';

/** The combined log format. */
function accessLine(request: Request, response: Response, now: number): string {
  const agent = request.headers?.['user-agent'] ?? '-';
  const sent = request.method === 'HEAD' ? 0 : bytes(response.body);
  return `${client(request)} - - [${clf(now)}] "${request.method ?? 'GET'} ${request.path ?? '/'} HTTP/1.1" ${response.status} ${sent} "-" "${agent}" "-"`;
}

function complain(io: Io, status: number, file: string, request: Request): void {
  const at = new Date(io.host.now).toISOString().slice(0, 19).replace('T', ' ').replaceAll('-', '/');
  const what =
    status === 403
      ? `directory index of "${file.replace(/index\.html$/, '')}" is forbidden`
      : `open() "${file}" failed (2: No such file or directory)`;
  io.host.log(
    `${at} [error] 29#29: *1 ${what}, client: ${client(request)}, server: localhost, request: "${request.method ?? 'GET'} ${request.path ?? '/'} HTTP/1.1", host: "${request.host}"`,
  );
}

function program(tag: string): Program {
  const version = nginxVersion(tag);
  return {
    run(io) {
      const [flag, value] = io.args;
      if (flag === '-v' || flag === '-V') return (io.err(`nginx version: nginx/${version}\n`), 0);
      if (flag === '-t') {
        io.err('nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\n');
        io.err('nginx: configuration file /etc/nginx/nginx.conf test is successful\n');
        return 0;
      }
      if (flag === '-s') return (io.host.signal(value === 'stop' ? 'TERM' : value === 'quit' ? 'QUIT' : 'HUP'), 0);
      return { wait: Infinity };
    },
    onSignal: (signal) =>
      signal === 'TERM' || signal === 'INT' ? { exit: 0, after: 20 } : signal === 'QUIT' ? { exit: 0, after: 500 } : undefined,
    ports: () => [80],
    serve(request, io) {
      if (request.protocol !== 'http') return undefined;
      const response = answer(request, io, version);
      io.host.log(accessLine(request, response, io.host.now));
      return request.method === 'HEAD' ? { ...response, body: '' } : response;
    },
  };
}

export const nginx: Image = {
  name: 'docker.io/library/nginx',
  aliases: [
    'k8s.gcr.io/nginx',
    'registry.k8s.io/nginx',
    'k8s.gcr.io/nginx-slim',
    'registry.k8s.io/nginx-slim',
    'gcr.io/google_containers/nginx-slim',
    'public.ecr.aws/nginx/nginx',
  ],
  tags: [...words, ...versions, ...versions.map((version) => `${version}-alpine`)],
  bytes: (tag) =>
    tag.includes('alpine') ? 20_500_000 : tag.startsWith('1.7') ? 39_941_420 : tag.startsWith('1.9') ? 51_656_178 : 72_195_292,
  entrypoint: [],
  cmd: ['nginx', '-g', 'daemon off;'],
  env: (tag) => ({ NGINX_VERSION: nginxVersion(tag) }),
  tools: 'debian',
  extras: ['curl'],
  programs: (tag) => ({ nginx: program(tag), 'nginx-debug': program(tag) }),
  files: (tag) => ({
    [`${ROOT}/index.html`]: welcome(nginxVersion(tag)),
    [`${ROOT}/50x.html`]:
      '<!DOCTYPE html>\n<html>\n<head>\n<title>Error</title>\n</head>\n<body>\n<h1>An error occurred.</h1>\n</body>\n</html>\n',
    '/etc/nginx/nginx.conf':
      'user  nginx;\nworker_processes  auto;\n\nevents {\n    worker_connections  1024;\n}\n\nhttp {\n    include /etc/nginx/conf.d/*.conf;\n}\n',
    '/etc/nginx/conf.d/default.conf':
      'server {\n    listen       80;\n    server_name  localhost;\n\n    location / {\n        root   /usr/share/nginx/html;\n        index  index.html index.htm;\n    }\n}\n',
  }),
};
