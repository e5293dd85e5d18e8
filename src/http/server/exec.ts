import type { Cluster, ExecOptions, ExecResult } from '../../kube/cluster';
import { badRequest } from '../../kube/status';
import { refused } from './answers';
import { objectOf, targetOf, segmentsOf } from './path';

/** `exec` over a WebSocket: sub-protocols v5.channel.k8s.io and v4.channel.k8s.io. The first byte of a message tells
 *  its channel.
 *  MODELS apimachinery/pkg/util/remotecommand and the server side of client-go's websocket executor.
 *  OMITS terminals: a command runs to its end, and its output comes then. */

export const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'] as const;

const [STDIN, STDOUT, STDERR, ERROR, , CLOSE] = [0, 1, 2, 3, 4, 255];

/** What stands between this and a socket. */
export interface Channel {
  readonly protocol: string;
  send(data: Uint8Array): void;
  close(): void;
}

export interface ExecSession {
  readonly received: (data: Uint8Array) => void;
  readonly closed: () => void;
}

/** Is this the address of an exec? */
export function isExec(url: URL): boolean {
  return /^\/api\/v1\/namespaces\/[^/]+\/pods\/[^/]+\/exec$/.test(url.pathname);
}

/** Would the cluster refuse it before the command has run? Then that is an answer of its own, and no WebSocket.
 *  @throws StatusError */
export async function admitExec(cluster: Cluster, url: URL): Promise<void> {
  const container = url.searchParams.get('container');
  await cluster.mayExec?.(refOf(url), container ? { container } : {});
}

const refOf = (url: URL) => objectOf(targetOf(true, segmentsOf(url.pathname).slice(1))!);

const flag = (url: URL, name: string) => /^(1|true)$/.test(url.searchParams.get(name) ?? '');

/** Runs the command once its standard input is whole. */
export function execSession(cluster: Cluster, url: URL, channel: Channel): ExecSession {
  const stop = new AbortController();
  const input: Uint8Array[] = [];
  const piped = flag(url, 'stdin') && !flag(url, 'tty');
  const start = () => void run(cluster, url, text(input), channel, stop.signal);
  // v4 cannot say that the input has ended.
  const waits = piped && channel.protocol === PROTOCOLS[0];
  if (!waits) start();
  let started = !waits;
  return {
    closed: () => stop.abort(),
    received: (data) => {
      if (data[0] === STDIN && !started) input.push(data.subarray(1));
      if (data[0] !== CLOSE || data[1] !== STDIN || started) return;
      started = true;
      start();
    },
  };
}

const text = (parts: readonly Uint8Array[]) => new TextDecoder().decode(Uint8Array.from(parts.flatMap((part) => [...part])));

async function run(cluster: Cluster, url: URL, stdin: string, channel: Channel, signal: AbortSignal): Promise<void> {
  const tty = flag(url, 'tty');
  try {
    const command = url.searchParams.getAll('command');
    if (tty && interactive(command)) throw badRequest(NO_TERMINAL);
    const container = url.searchParams.get('container');
    const options: ExecOptions = { ...(container && { container }), ...(stdin && { stdin }), signal };
    finish(channel, await cluster.exec(refOf(url), command, options), tty);
  } catch (error) {
    if (!signal.aborted) say(channel, ERROR, JSON.stringify(refused(error).status));
  }
  channel.close();
}

const NO_TERMINAL =
  'a shell that waits for lines to be typed is not part of the simulated cluster: name a command, as in kubectl exec POD -- sh -c "ls /"';

const interactive = (command: readonly string[]) => command.length === 1 && /^(\/bin\/|\/usr\/bin\/)?(ba|a|da)?sh$/.test(command[0]!);

const encoder = new TextEncoder();

function say(channel: Channel, to: number | undefined, words: string): void {
  if (words) channel.send(Uint8Array.from([to ?? 0, ...encoder.encode(words)]));
}

/** A terminal ends its lines with a carriage return, and knows one stream only. */
function finish(channel: Channel, { stdout, stderr, exitCode }: ExecResult, tty: boolean): void {
  const shown = (words: string) => (tty ? words.replaceAll('\n', '\r\n') : words);
  say(channel, STDOUT, shown(stdout));
  say(channel, tty ? STDOUT : STDERR, shown(stderr));
  say(channel, ERROR, JSON.stringify(exitCode === 0 ? { metadata: {}, status: 'Success' } : failure(exitCode)));
}

/** Source: apiserver's remotecommand; kubectl reads the exit code here */
const failure = (exitCode: number) => ({
  metadata: {},
  status: 'Failure',
  message: `command terminated with non-zero exit code: exit status ${exitCode}`,
  reason: 'NonZeroExitCode',
  details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
});
