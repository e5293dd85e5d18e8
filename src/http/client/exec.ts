import type { ExecOptions, ExecResult } from '../../kube/cluster';
import { StatusError, statusError, type Status } from '../../kube/status';

/** `exec` over a WebSocket, sub-protocol v5 (Kubernetes ≥ 1.29 behind `kubectl proxy`). */

/** The part of the web's WebSocket that is needed; Node's `ws` has it too. */
export interface Socket {
  binaryType: string;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(code?: number): void;
  addEventListener(type: 'open' | 'close' | 'error' | 'message', listener: (event: any) => void): void;
}

export type OpenSocket = (address: string, protocols: string[]) => Socket;

const PROTOCOL = 'v5.channel.k8s.io';
const ERROR = 3;

interface Heard {
  readonly out: Uint8Array[];
  readonly err: Uint8Array[];
  status?: any;
}

/** @throws StatusError when the server refuses, or the connection is lost before the command has ended */
export function execOver(open: OpenSocket, address: string, { stdin, signal }: ExecOptions): Promise<ExecResult> {
  return new Promise((resolve, reject) => {
    const socket = open(address.replace(/^http/, 'ws'), [PROTOCOL]);
    const heard: Heard = { out: [], err: [] };
    socket.binaryType = 'arraybuffer';
    signal?.addEventListener('abort', () => (socket.close(1000), reject(signal.reason)));
    socket.addEventListener('open', () => feed(socket, stdin));
    socket.addEventListener('message', ({ data }) => hear(heard, new Uint8Array(data as ArrayBuffer)));
    socket.addEventListener('error', () => reject(NOT_OPENED));
    socket.addEventListener('close', () => {
      try {
        resolve(resultOf(heard));
      } catch (error) {
        reject(error);
      }
    });
  });
}

const lost = (why: string) => statusError(503, 'ServiceUnavailable', why);

/** The server did not take the connection. */
export const NOT_OPENED = lost('the server does not open a connection for exec');

function feed(socket: Socket, stdin: string | undefined): void {
  if (stdin === undefined) return;
  socket.send(Uint8Array.from([0, ...new TextEncoder().encode(stdin)]));
  socket.send(Uint8Array.from([255, 0]));
}

function hear(heard: Heard, message: Uint8Array): void {
  const data = message.slice(1);
  if (message[0] === 1) heard.out.push(data);
  if (message[0] === 2) heard.err.push(data);
  if (message[0] === ERROR) heard.status = JSON.parse(new TextDecoder().decode(data));
}

const text = (parts: readonly Uint8Array[]) => new TextDecoder().decode(Uint8Array.from(parts.flatMap((part) => [...part])));

function resultOf({ out, err, status }: Heard): ExecResult {
  if (!status) throw lost('the connection was lost before the command had ended');
  const written = { stdout: text(out), stderr: text(err) };
  if (status.status === 'Success') return { ...written, exitCode: 0 };
  if (status.reason !== 'NonZeroExitCode') throw new StatusError(status as Status);
  return { ...written, exitCode: Number(status.details?.causes?.find((cause: any) => cause.reason === 'ExitCode')?.message ?? 1) };
}
