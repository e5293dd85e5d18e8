import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { linesOf } from '../http/client/lines';
import { refusalOf } from '../kube/refusal';
import type { Handler } from './node-http';

/** Watches over WebSockets: an event a message, as the API server itself serves them. A browser has only six
 *  connections to a server, but many WebSockets.
 *  MODELS apiserver/pkg/endpoints/handlers/watch.go HandleWS; a watch that is refused is told in an ERROR event, since
 *  pages are not told how a WebSocket was refused. */

const sockets = new WebSocketServer({ noServer: true, maxPayload: 1024 });

/** Is this the address of a watch? */
export const isWatch = (url: URL): boolean => /^(1|true)$/.test(url.searchParams.get('watch') ?? '');

/** Bytes that may wait for a slow reader; past that the watch ends, and its reader goes on from where it was. */
const MOST_WAITING = 16 * 1024 * 1024;

/** @param handler  answers the watch as an HTTP stream
 *  @param url  the watch's, as the handler knows it */
export function serveWatch(handler: Handler, url: URL, incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
  const stop = new AbortController();
  socket.on('close', () => stop.abort());
  const headers = { Accept: 'application/json', Host: incoming.headers.host ?? '' };
  const request = new Request(url, { headers, signal: stop.signal });
  handler(request).then(
    (response) => sockets.handleUpgrade(incoming, socket, head, (one) => void pump(one, response, stop)),
    () => socket.destroy(),
  );
}

async function pump(socket: WebSocket, response: Response, stop: AbortController): Promise<void> {
  socket.on('error', () => stop.abort());
  socket.on('close', () => stop.abort());
  try {
    if (!response.ok) socket.send(JSON.stringify({ type: 'ERROR', object: (await refusalOf(response)).error.status }));
    else
      for await (const line of linesOf(response)) {
        if (socket.bufferedAmount > MOST_WAITING) break;
        if (line) socket.send(line);
      }
    socket.close(1000);
  } catch {
    // Cut on the way: whoever watches is to notice.
    socket.terminate();
  }
}
