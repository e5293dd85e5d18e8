import type { Cluster } from '../../kube/cluster';
import { authorize } from './access';
import { refused } from './answers';
import { objectOf, segmentsOf, targetOf } from './path';

/** Streams into a container over one connection: sub-protocols v5.channel.k8s.io and v4.channel.k8s.io. The first byte
 *  of a message tells its channel. Source: apimachinery/pkg/util/remotecommand */

export const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'] as const;

export const [STDIN, STDOUT, STDERR, ERROR, , CLOSE] = [0, 1, 2, 3, 4, 255];

/** What stands between this and a socket. */
export interface Channel {
  readonly protocol: string;
  send(data: Uint8Array): void;
  close(): void;
}

export interface Session {
  readonly received: (data: Uint8Array) => void;
  readonly closed: () => void;
}

/** What such an address asks for; undefined: nothing of the kind. */
export function askedOf(url: URL): 'exec' | 'attach' | undefined {
  const [, asked] = /^\/api\/v1\/namespaces\/[^/]+\/pods\/[^/]+\/(exec|attach)$/.exec(url.pathname) ?? [];
  return asked as 'exec' | 'attach' | undefined;
}

/** Would the cluster refuse it before the command has run? Then that is an answer of its own, and no WebSocket.
 *  @throws StatusError */
export async function admitSession(cluster: Cluster, url: URL, request: Request): Promise<void> {
  await authorize(cluster, request, targetOf(true, segmentsOf(url.pathname).slice(1))!, url.searchParams);
  await cluster.mayExec?.(refOf(url), containerOf(url));
}

export const refOf = (url: URL) => objectOf(targetOf(true, segmentsOf(url.pathname).slice(1))!);

export const flag = (url: URL, name: string) => /^(1|true)$/.test(url.searchParams.get(name) ?? '');

export const containerOf = (url: URL): { readonly container?: string } => {
  const container = url.searchParams.get('container');
  return container ? { container } : {};
};

/** A terminal ends its lines with a carriage return. */
export const shownOn = (tty: boolean, words: string): string => (tty ? words.replaceAll('\n', '\r\n') : words);

const encoder = new TextEncoder();

export function say(channel: Channel, to: number | undefined, words: string): void {
  if (words) channel.send(Uint8Array.from([to ?? 0, ...encoder.encode(words)]));
}

export function refuse(channel: Channel, error: unknown): void {
  say(channel, ERROR, JSON.stringify(refused(error).status));
  channel.close();
}

export const ending = (exitCode: number) => JSON.stringify(exitCode === 0 ? { metadata: {}, status: 'Success' } : failure(exitCode));

/** Source: apiserver's remotecommand; kubectl reads the exit code here */
const failure = (exitCode: number) => ({
  metadata: {},
  status: 'Failure',
  message: `command terminated with non-zero exit code: exit status ${exitCode}`,
  reason: 'NonZeroExitCode',
  details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
});
