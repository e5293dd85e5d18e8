import { isInteractive } from '../../kube/interactive-command';
import type { Cluster, ContainerShell, ExecOptions, ExecResult } from '../../kube/cluster';
import { badRequest } from '../../kube/status';
import { refused } from './answers';
import { objectOf, targetOf, segmentsOf } from './path';
import { LineTerminal } from './terminal';

/** `exec` over a WebSocket: sub-protocols v5.channel.k8s.io and v4.channel.k8s.io. The first byte of a message tells
 *  its channel.
 *  MODELS apimachinery/pkg/util/remotecommand and the server side of client-go's websocket executor.
 *  OMITS output while a command runs: it comes at its end. A terminal (-t) takes keys for a shell alone; its size is
 *  read, and changes nothing. */

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
  if (flag(url, 'tty') && flag(url, 'stdin') && isInteractive(url.searchParams.getAll('command')) && cluster.openShell)
    return typedSession(cluster, url, channel);
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

/** A shell, and somebody who types. */
function typedSession(cluster: Cluster, url: URL, channel: Channel): ExecSession {
  let terminal: LineTerminal | undefined;
  let early = '';
  const decoder = new TextDecoder();
  const container = url.searchParams.get('container');
  const end = (exitCode: number) => {
    say(channel, ERROR, ending(exitCode));
    channel.close();
  };
  const begin = (opened: ContainerShell | ExecResult) => {
    if (!('run' in opened)) return (finish(channel, opened, true), channel.close());
    terminal = new LineTerminal(opened, (words) => say(channel, STDOUT, words), end);
    terminal.keys(early);
  };
  const refuse = (error: unknown) => {
    say(channel, ERROR, JSON.stringify(refused(error).status));
    channel.close();
  };
  cluster.openShell!(refOf(url), url.searchParams.getAll('command'), container ? { container } : {}).then(begin, refuse);
  return {
    closed: () => terminal?.close(),
    received: (data) => {
      if (data[0] !== STDIN) return;
      const keys = decoder.decode(data.subarray(1), { stream: true });
      if (terminal) terminal.keys(keys);
      else early += keys;
    },
  };
}

const text = (parts: readonly Uint8Array[]) => new TextDecoder().decode(Uint8Array.from(parts.flatMap((part) => [...part])));

async function run(cluster: Cluster, url: URL, stdin: string, channel: Channel, signal: AbortSignal): Promise<void> {
  const tty = flag(url, 'tty');
  try {
    const command = url.searchParams.getAll('command');
    if (tty && isInteractive(command)) throw badRequest(NO_TERMINAL);
    const container = url.searchParams.get('container');
    const options: ExecOptions = { ...(container && { container }), ...(stdin && { stdin }), signal };
    finish(channel, await cluster.exec(refOf(url), command, options), tty);
  } catch (error) {
    if (!signal.aborted) say(channel, ERROR, JSON.stringify(refused(error).status));
  }
  channel.close();
}

const NO_TERMINAL =
  'a shell with a terminal needs somebody who types (-i) and a cluster that is simulated: name a command, as in kubectl exec POD -- sh -c "ls /"';

const encoder = new TextEncoder();

function say(channel: Channel, to: number | undefined, words: string): void {
  if (words) channel.send(Uint8Array.from([to ?? 0, ...encoder.encode(words)]));
}

/** A terminal ends its lines with a carriage return, and knows one stream only. */
function finish(channel: Channel, { stdout, stderr, exitCode }: ExecResult, tty: boolean): void {
  const shown = (words: string) => (tty ? words.replaceAll('\n', '\r\n') : words);
  say(channel, STDOUT, shown(stdout));
  say(channel, tty ? STDOUT : STDERR, shown(stderr));
  say(channel, ERROR, ending(exitCode));
}

const ending = (exitCode: number) => JSON.stringify(exitCode === 0 ? { metadata: {}, status: 'Success' } : failure(exitCode));

/** Source: apiserver's remotecommand; kubectl reads the exit code here */
const failure = (exitCode: number) => ({
  metadata: {},
  status: 'Failure',
  message: `command terminated with non-zero exit code: exit status ${exitCode}`,
  reason: 'NonZeroExitCode',
  details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
});
