import { request as plain, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as secure } from 'node:https';
import { connect } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { Readable, type Duplex } from 'node:stream';
import { refusal } from '../http/server/answers';
import { statusError } from '../kube/status';
import type { Handler } from './node-http';

/** Requests passed on to another server of the Kubernetes API: `kubectl proxy`, which has the credentials.
 *  OMITS what belongs to this connection alone, cookies, and who asked: the other server sees this program. */

/** What of a request goes on. */
const ASKED = ['accept', 'content-type', 'content-length'];
/** What of an answer stays here: RFC 9110 §7.6.1, and what would speak for our own pages. */
const KEPT =
  /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|set-cookie|access-control-.*|content-security-policy)$/i;

/** @param target where the API begins: `http://127.0.0.1:8001` */
export function forward(target: URL): Handler {
  return async (request) => {
    const { pathname, search } = new URL(request.url);
    const headers = Object.fromEntries(ASKED.flatMap((name) => [[name, request.headers.get(name)]]).filter(([, value]) => value !== null));
    try {
      const answer = await asked(target, `${prefixOf(target)}${pathname}${search}`, request, headers as Record<string, string>);
      return responseOf(answer);
    } catch (error) {
      if (request.signal.aborted) throw error;
      const why = error instanceof Error ? error.message : String(error);
      return refusal(statusError(503, 'ServiceUnavailable', `${target.origin} cannot be reached: ${why}`));
    }
  };
}

/** What stands before every path of the API. */
export const prefixOf = (target: URL): string => target.pathname.replace(/\/$/, '');

function asked(target: URL, path: string, request: Request, headers: Record<string, string>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const send = target.protocol === 'https:' ? secure : plain;
    const outgoing = send(`${target.origin}${path}`, { method: request.method, headers }, resolve);
    outgoing.on('error', reject);
    const stop = () => outgoing.destroy();
    request.signal.addEventListener('abort', stop, { once: true });
    outgoing.on('close', () => request.signal.removeEventListener('abort', stop));
    if (!request.body) return void outgoing.end();
    Readable.fromWeb(request.body as import('node:stream/web').ReadableStream)
      .on('error', (error) => outgoing.destroy(error))
      .pipe(outgoing);
  });
}

function responseOf(answer: IncomingMessage): Response {
  const status = answer.statusCode ?? 502;
  const headers = headersOf(answer.headers);
  // A page that a Service answers with is not one of ours, though it comes from our address.
  headers.set('Content-Security-Policy', 'sandbox');
  headers.set('X-Content-Type-Options', 'nosniff');
  if ([204, 205, 304].includes(status)) return new Response(null, { status, headers });
  const body = Readable.toWeb(answer, { strategy: { highWaterMark: 64 } }) as ReadableStream;
  return new Response(body, { status, headers });
}

function headersOf(given: IncomingHttpHeaders): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || KEPT.test(name)) continue;
    for (const one of [value].flat()) headers.append(name, one);
  }
  return headers;
}

/** A connection that becomes another protocol (`exec`), passed on as it is. */
export function tunnel(target: URL, path: string, incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
  const port = Number(target.port) || (target.protocol === 'https:' ? 443 : 80);
  const host = target.hostname.replace(/^\[|\]$/g, '');
  const through = target.protocol === 'https:' ? connectSecurely({ host, port, servername: host }) : connect({ host, port });
  const end = () => (through.destroy(), socket.destroy());
  through.on('error', end).on('close', end);
  socket.on('error', end).on('close', end);
  const headers = Object.entries(incoming.headers)
    .filter(([name]) => /^(connection|upgrade|sec-websocket-.*)$/.test(name))
    .map(([name, value]) => `${name}: ${String(value)}\r\n`);
  through.write(`GET ${path} HTTP/1.1\r\nHost: ${target.host}\r\n${headers.join('')}\r\n`);
  through.write(head);
  through.pipe(socket).pipe(through);
}
