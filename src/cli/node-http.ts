import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { admit } from '../http/server/guard';
import { Refusal } from './refusal';

/** The shell between Node's HTTP and a function from a Request to a Response. */

export type Handler = (request: Request) => Promise<Response>;

/** Answers a request, or leaves it to the handler: then it returns false. */
export type Elsewhere = (request: IncomingMessage, response: ServerResponse) => boolean;

export function serverOf(handler: Handler, elsewhere?: Elsewhere): Server {
  const server = createServer((request, response) => {
    if (!elsewhere?.(request, response)) void answer(handler, request, response);
  });
  // Watches stay open for as long as they like; a client that never finishes its request does not.
  server.requestTimeout = 60_000;
  server.headersTimeout = 20_000;
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  });
  return server;
}

async function answer(handler: Handler, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const gone = new AbortController();
  outgoing.on('close', () => gone.abort());
  outgoing.on('error', () => gone.abort());
  try {
    const request = requestOf(incoming, gone.signal);
    if (!request) return void outgoing.writeHead(400).end();
    await send(await handler(request), outgoing, incoming.method === 'HEAD');
  } catch {
    // The connection is beyond an answer.
    outgoing.destroy();
  }
}

/** @returns undefined for an address that is none */
export function requestOf(incoming: IncomingMessage, signal: AbortSignal): Request | undefined {
  const headers = new Headers();
  for (let i = 0; i < incoming.rawHeaders.length; i += 2) {
    // Those of HTTP/2 and of the connection itself are not the request's.
    const name = incoming.rawHeaders[i]!;
    if (!name.startsWith(':')) headers.append(name, incoming.rawHeaders[i + 1]!);
  }
  const method = incoming.method ?? 'GET';
  const address = `http://podplay.invalid${incoming.url ?? '/'}`;
  if (!incoming.url?.startsWith('/') || !URL.canParse(address)) return undefined;
  const bodiless = method === 'GET' || method === 'HEAD';
  const body = bodiless ? null : (Readable.toWeb(incoming) as ReadableStream);
  return new Request(address, { method, headers, body, signal, duplex: 'half' } as RequestInit);
}

/** Is this from this machine, and from no page but our own? */
export function admitted(incoming: IncomingMessage, hosts: readonly string[]): boolean {
  const request = requestOf(
    { rawHeaders: incoming.rawHeaders, url: incoming.url, method: 'GET' } as IncomingMessage,
    new AbortController().signal,
  );
  try {
    if (request) admit(request, hosts);
    return request !== undefined;
  } catch {
    return false;
  }
}

async function send(response: Response, outgoing: ServerResponse, headOnly: boolean): Promise<void> {
  for (const [name, value] of response.headers) if (name !== 'warning') outgoing.setHeader(name, value);
  const warnings = response.headers.get('warning');
  if (warnings) outgoing.setHeader('Warning', warnings.split(/, (?=299 )/));
  outgoing.writeHead(response.status);
  if (headOnly || !response.body) return void outgoing.end();
  // A watch that has nothing to say yet is open all the same.
  outgoing.flushHeaders();
  await pour(response.body, outgoing);
}

async function pour(body: ReadableStream<Uint8Array>, outgoing: ServerResponse): Promise<void> {
  const reader = body.getReader();
  outgoing.on('close', () => void reader.cancel().catch(() => {}));
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    if (outgoing.destroyed) return;
    if (!outgoing.writableCorked) {
      outgoing.cork();
      setImmediate(() => outgoing.uncork());
    }
    if (!outgoing.write(next.value)) await drained(outgoing);
  }
  outgoing.end();
}

const drained = (outgoing: ServerResponse) =>
  new Promise<void>((resolve) => {
    const done = () => {
      outgoing.off('drain', done);
      outgoing.off('close', done);
      resolve();
    };
    outgoing.on('drain', done);
    outgoing.on('close', done);
  });

export function listen(server: Server, port: number, host: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new Refusal(`port ${port} is in use: choose another with --port, or 0 for a free one`) : error),
    );
    server.listen(port, host, () => resolve(server));
  });
}

/** `http://localhost:8080/` */
export function addressOf(server: Server, host: string): string {
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}/`;
}
