import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { authorize } from '../http/server/access';
import { objectOf, segmentsOf, targetOf } from '../http/server/path';
import { asked } from '../http/server/proxy';
import type { Cluster, ObjectRef } from '../kube/cluster';
import { StatusError } from '../kube/status';
import { serverOf } from './node-http';
import { SpdySession, type SpdyStream } from './spdy/session';

/** `kubectl port-forward` over HTTP: SPDY, through a WebSocket (kubectl 1.31 and later) or by itself.
 *  MODELS a pair of streams for each connection, one for its bytes and one for what went wrong.
 *  OMITS whatever is not HTTP: that is all that a simulated container speaks to the outside.
 *  Source: apimachinery/pkg/util/httpstream/wsstream, kubelet/cri/streaming/portforward/httpstream.go */

const TUNNEL = 'SPDY/3.1+portforward.k8s.io';
const PROTOCOL = 'portforward.k8s.io';

const sockets = new WebSocketServer({ noServer: true, maxPayload: 4 * 1024 * 1024 });
// Its slash is more than the library takes for a name.
sockets.on('headers', (headers) => headers.push(`Sec-WebSocket-Protocol: ${TUNNEL}`));

/** The Pod whose ports are asked for; undefined: nothing of the kind. */
export const isForward = (url: URL): boolean => /^\/api\/v1\/namespaces\/[^/]+\/pods\/[^/]+\/portforward$/.test(url.pathname);

/** @throws StatusError when it may not be, and when there is no such Pod */
export async function admitForward(cluster: Cluster, url: URL, request: Request): Promise<void> {
  const target = targetOf(true, segmentsOf(url.pathname).slice(1))!;
  await authorize(cluster, request, target, url.searchParams);
  await cluster.get(objectOf(target));
}

/** @returns false for a way of speaking that is not known here */
export function serveForward(cluster: Cluster, url: URL, incoming: IncomingMessage, socket: Duplex, head: Buffer): boolean {
  const pod = objectOf(targetOf(true, segmentsOf(url.pathname).slice(1))!);
  const { headers } = incoming;
  if (headers.upgrade?.toLowerCase() === 'spdy/3.1') return plain(cluster, pod, incoming, socket, head);
  if (!(headers['sec-websocket-protocol'] ?? '').split(/, */).includes(TUNNEL)) return false;
  delete headers['sec-websocket-protocol'];
  sockets.handleUpgrade(incoming, socket, head, (one) => {
    const session = forwarding(
      cluster,
      pod,
      (bytes) => one.send(bytes),
      () => one.close(1000),
    );
    one.on('message', (data: Buffer) => session.received(data));
    one.on('close', () => session.close());
    one.on('error', () => session.close());
  });
  return true;
}

function plain(cluster: Cluster, pod: ObjectRef, { headers }: IncomingMessage, socket: Duplex, head: Buffer): boolean {
  const offered = String(headers['x-stream-protocol-version'] ?? '').split(/, */);
  if (!offered.includes(PROTOCOL)) return false;
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: ${PROTOCOL}\r\n\r\n`,
  );
  const session = forwarding(
    cluster,
    pod,
    (bytes) => void socket.write(bytes),
    () => void socket.end(),
  );
  session.received(head);
  socket.on('data', (data: Buffer) => session.received(data));
  socket.on('close', () => session.close());
  return true;
}

function forwarding(cluster: Cluster, pod: ObjectRef, send: (bytes: Uint8Array) => void, hangUp: () => void): SpdySession {
  /** Streams for complaints, each before its connection. */
  const waiting = new Map<string | undefined, SpdyStream>();
  const opened = (stream: SpdyStream) => {
    const [id, type, port] = ['requestid', 'streamtype', 'port'].map((name) => stream.headers.get(name));
    if (type === 'error') return void waiting.set(id, stream);
    const errors = waiting.get(id);
    waiting.delete(id);
    if (type !== 'data' || !errors || !/^\d+$/.test(port ?? '')) return void stream.destroy();
    connect(cluster, pod, port!, stream, errors);
  };
  return new SpdySession(send, opened, hangUp);
}

/** One connection to a port of the Pod. */
function connect(cluster: Cluster, pod: ObjectRef, port: string, data: SpdyStream, errors: SpdyStream): void {
  errors.resume();
  // It is over when either end says so.
  for (const over of ['finish', 'close']) data.on(over, () => errors.end());
  const fail = (error: StatusError) => {
    const why = error.message.replace('error trying to reach service: ', '');
    errors.end(`error forwarding port ${port} to pod ${pod.name}: ${why}`);
    data.destroy();
  };
  const server = serverOf(async (request) => {
    try {
      return await asked(cluster, { ...pod, name: `${pod.name}:${port}` }, request);
    } catch (error) {
      if (error instanceof StatusError) fail(error);
      throw error;
    }
  });
  server.emit('connection', data);
}
