import { statusError } from '../../kube/status';
import type { OpenSocket } from './exec';

/** A watch over a WebSocket: an event a message. A page has only six connections to a server, but many WebSockets. */

/** The messages of a socket, until it is closed in peace. A reader that stops closes it.
 *  @param onOpen  the server has answered
 *  @throws StatusError 503 when it cannot be opened, or breaks */
export async function* messagesOf(open: OpenSocket, address: string, signal?: AbortSignal, onOpen?: () => void): AsyncGenerator<string> {
  signal?.throwIfAborted();
  const socket = open(address.replace(/^http/, 'ws'), []);
  const heard: string[] = [];
  let ended: { readonly error?: Error } | undefined;
  let opened = false;
  let wake = () => {};
  const end = (error?: Error) => ((ended ??= { ...(error && { error }) }), wake());
  const abort = () => (end(signal!.reason as Error), socket.close(1000));
  signal?.addEventListener('abort', abort);
  socket.addEventListener('open', () => ((opened = true), onOpen?.()));
  socket.addEventListener('message', ({ data }) => (heard.push(String(data)), wake()));
  socket.addEventListener('error', () => {});
  socket.addEventListener('close', ({ code }: { code: number }) => end(code === 1000 ? undefined : broken(opened)));
  try {
    for (;;) {
      if (heard.length) yield heard.shift()!;
      else if (ended) break;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
    if (ended.error) throw ended.error;
  } finally {
    signal?.removeEventListener('abort', abort);
    socket.close(1000);
  }
}

const broken = (opened: boolean) =>
  statusError(503, 'ServiceUnavailable', opened ? 'the connection was lost' : 'the server opens no connection for a watch');
