import type { Io, Request, Response } from '../../process/host';
import { find, httpOf, locationFor, serverFor, type Directive } from './configuration';
import { complain } from './log';
import { statusPage, typeOf, welcome } from './pages';
import { releasedAt } from './releases';

/** How nginx answers a request, as its configuration says. */

export const bytes = (body: string) => new TextEncoder().encode(body).length;

type Header = readonly [string, string];

interface Asked {
  readonly request: Request;
  readonly io: Io;
  readonly version: string;
  readonly path: string;
  /** The blocks that apply, the innermost first. */
  readonly blocks: readonly (readonly Directive[])[];
}

export function answer(request: Request, io: Io, version: string, configuration: readonly Directive[]): Response {
  const path = (request.path ?? '/').split('?')[0]!;
  const host = request.headers?.['host'] ?? request.host;
  const server = serverFor(configuration, request.port, host);
  const location = server && locationFor(server, path);
  const blocks = [location?.body ?? [], server?.body ?? [], httpOf(configuration)];
  const asked: Asked = { request, io, version, path, blocks };
  const returns = find(blocks[0], 'return') ?? find(blocks[1], 'return');
  const response = returns ? returned(asked, returns) : (proxied(asked) ?? file(asked));
  return { ...response, headers: [...response.headers, ...added(blocks, response.status)] };
}

/** The innermost setting of a name. */
const setting = ({ blocks }: Pick<Asked, 'blocks'>, name: string) => blocks.map((block) => find(block, name)).find(Boolean);

function added(blocks: Asked['blocks'], status: number): Header[] {
  const block = blocks.find((one) => find(one, 'add_header')) ?? [];
  const lines = block.filter(({ name, args }) => name === 'add_header' && (status < 400 || args.includes('always')));
  return lines.map(({ args }) => [args[0]!, args[1] ?? '']);
}

const head = ({ io, version }: Asked): Header[] => [
  ['Server', `nginx/${version}`],
  ['Date', new Date(io.host.now).toUTCString()],
];

/** A body that nginx makes itself. */
function made(asked: Asked, status: number, body: string, type = 'text/html', more: readonly Header[] = []): Response {
  const headers: Header[] = [
    ...head(asked),
    ['Content-Type', type],
    ['Content-Length', String(bytes(body))],
    ['Connection', 'keep-alive'],
    ...more,
  ];
  return { status, headers, body };
}

const page = (asked: Asked, status: number, more: readonly Header[] = []) =>
  made(asked, status, statusPage(status, asked.version), 'text/html', more);

function returned(asked: Asked, { args }: Directive): Response {
  const status = /^\d+$/.test(args[0] ?? '') ? Number(args[0]) : 302;
  const text = variables(asked, (/^\d+$/.test(args[0] ?? '') ? args[1] : args[0]) ?? '');
  if (status >= 301 && status <= 308) return page(asked, status, [['Location', text]]);
  if (!args[1]) return page(asked, status);
  const type = setting(asked, 'default_type')?.args[0] ?? 'application/octet-stream';
  return made(asked, status, text.replaceAll('\\n', '\n'), type);
}

function variables({ request, io, path }: Asked, text: string): string {
  const values: Readonly<Record<string, string>> = {
    host: request.headers?.['host'] ?? request.host,
    hostname: io.host.hostname,
    uri: path,
    request_uri: request.path ?? '/',
    remote_addr: request.client ?? '127.0.0.1',
    server_addr: io.host.ip,
    server_port: String(request.port),
    scheme: 'http',
    http_user_agent: request.headers?.['user-agent'] ?? '',
  };
  return text.replace(/\$\{?(\w+)\}?/g, (whole, name: string) => values[name] ?? whole);
}

/** Pass the request on. undefined: this location does not. */
function proxied(asked: Asked): Response | undefined {
  const { request, io, blocks } = asked;
  const target = find(blocks[0], 'proxy_pass')?.args[0];
  const match = target && /^https?:\/\/([^/:]+)(?::(\d+))?(\/.*)?$/.exec(target);
  if (!match) return undefined;
  const [, name = '', port = '80', uri] = match;
  const upstream = blocks[2]!.find((one) => one.name === 'upstream' && one.args[0] === name);
  const server = find(upstream?.body, 'server')?.args[0]?.split(':');
  const place = server ? { host: server[0]!, port: Number(server[1] ?? 80) } : { host: name, port: Number(port) };
  const path = uri && uri !== '/' ? uri : (request.path ?? '/');
  const answered = io.host.network.request({ ...request, ...place, path, client: io.host.ip });
  if (!('error' in answered)) {
    const kept = answered.headers.filter(([header]) => !/^(server|date|connection)$/i.test(header));
    return { status: answered.status, headers: [...head(asked), ...kept, ['Connection', 'keep-alive']], body: answered.body };
  }
  const late = answered.error === 'timeout';
  const why = late
    ? 'upstream timed out (110: Operation timed out)'
    : answered.error === 'resolve'
      ? `${place.host} could not be resolved`
      : 'connect() failed (111: Connection refused)';
  complain(io, `${why} while connecting to upstream`, request, `, upstream: "http://${place.host}:${place.port}${path}"`);
  return page(asked, late ? 504 : 502);
}

function file(asked: Asked): Response {
  const { request, io, path, version } = asked;
  if (request.method === 'POST' || request.method === 'PUT') return page(asked, 405);
  const root = setting(asked, 'root')?.args[0] ?? '/etc/nginx/html';
  const indexes = setting(asked, 'index')?.args ?? ['index.html'];
  const names = path.endsWith('/') ? indexes.map((index) => `${root}${path}${index}`) : [root + path];
  const name = names.find((one) => io.host.files.read(one) !== undefined);
  if (name === undefined) return missing(asked, root, names[0]!);
  const body = io.host.files.read(name)!;
  const modified = body === welcome(version) ? releasedAt(version) : new Date(io.host.now).toUTCString();
  const etag = `"${Math.floor(Date.parse(modified) / 1000).toString(16)}-${bytes(body).toString(16)}"`;
  const headers: Header[] = [
    ...head(asked),
    ['Content-Type', typeOf(name)],
    ['Content-Length', String(bytes(body))],
    ['Last-Modified', modified],
    ['Connection', 'keep-alive'],
    ['ETag', etag],
    ['Accept-Ranges', 'bytes'],
  ];
  return { status: 200, headers, body };
}

function missing(asked: Asked, root: string, name: string): Response {
  const { request, io, path } = asked;
  const directory = io.host.files.isDirectory(root + path.replace(/\/$/, ''));
  if (directory && !path.endsWith('/')) return page(asked, 301, [['Location', `http://${request.host}${path}/`]]);
  const why = directory ? `directory index of "${root}${path}" is forbidden` : `open() "${name}" failed (2: No such file or directory)`;
  complain(io, why, request);
  return page(asked, directory ? 403 : 404);
}
