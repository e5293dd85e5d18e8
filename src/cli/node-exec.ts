import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { refusal } from '../http/server/answers';
import { attachSession } from '../http/server/attach';
import { admitSession, askedOf, PROTOCOLS } from '../http/server/channels';
import { execSession } from '../http/server/exec';
import { admit } from '../http/server/guard';
import type { Cluster } from '../kube/cluster';
import { badRequest, StatusError } from '../kube/status';
import { admitForward, isForward, serveForward } from './node-forward';
import { requestOf, type Handler } from './node-http';
import { isWatch, serveWatch } from './watch-socket';

/** WebSockets of `exec`, `attach`, `port-forward` and of watches, taken off a server before HTTP sees them. What asks for SPDY is told that it is
 *  not spoken: kubectl before 1.30 asks for nothing else.
 *  @param handler  answers watches; absent: there are none over WebSockets */
export function serveExec(server: Server, cluster: Cluster, hosts: readonly string[], handler?: Handler): void {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: 3 * 1024 * 1024,
    handleProtocols: (offered) => PROTOCOLS.find((one) => offered.has(one)) ?? false,
  });
  server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const url = admittedUpgrade(incoming, hosts);
    if (typeof url === 'number') return refuse(socket, url);
    if (handler && isWatch(url)) return serveWatch(handler, url, incoming, socket, head);
    if (isForward(url)) return forward(cluster, url, incoming, socket, head);
    if (!askedOf(url)) return refuse(socket, 404);
    const upgrade = () => {
      if (!speaks(incoming)) return void tell(socket, badRequest(NO_SPDY));
      sockets.handleUpgrade(incoming, socket, head, (one) => connect(one, cluster, url));
    };
    admitSession(cluster, url, upgradeOf(incoming)!).then(upgrade, (error: unknown) => void tell(socket, error));
  });
}

/** kubectl that was refused a WebSocket asks for SPDY, and prints what it is then told. */
async function tell(socket: Duplex, error: unknown): Promise<void> {
  const answer = refusal(error);
  refuse(socket, answer.status, await answer.text());
}

const NO_SPDY = 'exec and attach are spoken over WebSockets only, not over SPDY: kubectl 1.30 and later do so';

const NO_FORWARD = 'port-forward is spoken as kubectl speaks it: portforward.k8s.io, by SPDY/3.1 or through a WebSocket';

function forward(cluster: Cluster, url: URL, incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
  const upgrade = () => {
    if (!serveForward(cluster, url, incoming, socket, head)) void tell(socket, badRequest(NO_FORWARD));
  };
  admitForward(cluster, url, upgradeOf(incoming)!).then(upgrade, (error: unknown) => void tell(socket, error));
}

/** What is asked, as a request of HTTP. */
const upgradeOf = (incoming: IncomingMessage) =>
  requestOf({ ...headersOf(incoming), method: 'GET' } as IncomingMessage, new AbortController().signal);

/** @returns the address, or the code of a refusal */
export function admittedUpgrade(incoming: IncomingMessage, hosts: readonly string[]): URL | number {
  const request = upgradeOf(incoming);
  if (!request) return 400;
  try {
    admit(request, hosts);
  } catch (error) {
    return error instanceof StatusError ? error.code : 500;
  }
  return new URL(request.url);
}

function speaks({ headers }: IncomingMessage): boolean {
  const offered = (headers['sec-websocket-protocol'] ?? '').split(/, */);
  return headers.upgrade?.toLowerCase() === 'websocket' && PROTOCOLS.some((one) => offered.includes(one));
}

const headersOf = ({ rawHeaders, url }: IncomingMessage) => ({ rawHeaders, url });

const REASONS: Readonly<Record<number, string>> = { 400: 'Bad Request', 403: 'Forbidden', 404: 'Not Found' };

export function refuse(socket: Duplex, code: number, body = ''): void {
  const headers = `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close`;
  socket.end(`HTTP/1.1 ${code} ${REASONS[code] ?? 'Error'}\r\n${headers}\r\n\r\n${body}`);
}

function connect(socket: WebSocket, cluster: Cluster, url: URL): void {
  const begin = askedOf(url) === 'attach' ? attachSession : execSession;
  const session = begin(cluster, url, {
    protocol: socket.protocol,
    send: (data) => socket.send(data),
    close: () => socket.close(1000),
  });
  socket.on('message', (data: Buffer) => session.received(data));
  socket.on('close', session.closed);
  socket.on('error', session.closed);
}
