import { createReadStream, statSync, type Stats } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { createGzip } from 'node:zlib';

/** The files of a folder over HTTP. Knows no cluster. */

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.yaml': 'application/yaml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
};

/** Serves the files of a folder, and nothing above it. */
export function siteServer(site: string): Server {
  return createServer((request, response) => answer(site, request, response));
}

/** One request for a file of the site. */
export function answer(site: string, request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'Method Not Allowed', { Allow: 'GET, HEAD' });
  const path = pathOf(request.url ?? '/');
  const file = path === undefined ? undefined : fileAt(join(site, path));
  if (!file) return refuse(response, 404, 'Not Found');
  send(request, response, path!, file);
}

/** @returns a path inside the site; undefined when the address is malformed or leads out */
function pathOf(url: string): string | undefined {
  try {
    const path = normalize(decodeURIComponent(new URL(url, 'http://site').pathname));
    return path.includes('\0') || path.split(sep).includes('..') ? undefined : path;
  } catch {
    return undefined;
  }
}

interface SiteFile {
  readonly path: string;
  readonly stat: Stats;
}

function fileAt(path: string): SiteFile | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isDirectory()) return fileAt(join(path, 'index.html'));
  return stat?.isFile() ? { path, stat } : undefined;
}

export function refuse(response: ServerResponse, code: number, reason: string, headers: Record<string, string> = {}): void {
  response.writeHead(code, { 'Content-Type': 'text/plain; charset=utf-8', ...headers }).end(`${code} ${reason}\n`);
}

function send(request: IncomingMessage, response: ServerResponse, path: string, { path: file, stat }: SiteFile): void {
  const etag = `W/"${stat.size.toString(36)}-${stat.mtimeMs.toString(36)}"`;
  const type = TYPES[extname(file)] ?? 'application/octet-stream';
  const headers: Record<string, string> = {
    'Content-Type': type,
    // The names of built assets hold their hash: they never change. Everything else is asked for again.
    'Cache-Control': path.split(sep).includes('assets') ? 'public, max-age=31536000, immutable' : 'no-cache',
    ETag: etag,
    'X-Content-Type-Options': 'nosniff',
    // A figure in a sandboxed frame has an origin of its own, and asks for its scripts as a stranger. They are public.
    'Access-Control-Allow-Origin': '*',
    Vary: 'Accept-Encoding',
  };
  if (request.headers['if-none-match'] === etag) return void response.writeHead(304, headers).end();
  const packed = /text|json|yaml|svg|javascript|wasm/.test(type) && /\bgzip\b/.test(String(request.headers['accept-encoding']));
  response.writeHead(200, { ...headers, ...(packed ? { 'Content-Encoding': 'gzip' } : { 'Content-Length': String(stat.size) }) });
  if (request.method === 'HEAD') return void response.end();
  const stream = createReadStream(file).on('error', () => response.destroy());
  (packed ? stream.pipe(createGzip()) : stream).pipe(response);
}
