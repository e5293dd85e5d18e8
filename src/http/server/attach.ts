import type { Cluster, ContainerShell, ExecResult, ObjectRef } from '../../kube/cluster';
import {
  type Channel,
  CLOSE,
  containerOf,
  ending,
  ERROR,
  flag,
  refOf,
  refuse,
  say,
  type Session,
  shownOn,
  STDIN,
  STDOUT,
} from './channels';
import { typedSession } from './typed-session';

/** `attach`, as a session over channels: what a container's own process says from now on, and what it is told.
 *  MODELS a shell that somebody types into, and text that is piped into whatever reads it; the end of what is piped is
 *  the process's own with `stdinOnce`.
 *  OMITS stderr as a stream of its own (a log keeps one), and editing what is typed into another program than a shell;
 *  Ctrl-C leaves such a one, which a real one would not survive.
 *  Source: kubelet/server.go getAttach, cri/streaming/remotecommand/attach.go */
export function attachSession(cluster: Cluster, url: URL, channel: Channel): Session {
  let inner: Session | undefined;
  const early: Uint8Array[] = [];
  let gone = false;
  const begin = (session: Session) => {
    inner = session;
    for (const data of early) session.received(data);
    if (gone) session.closed();
  };
  chosen(cluster, url, channel).then(begin, (error: unknown) => refuse(channel, error));
  return {
    received: (data) => (inner ? inner.received(data) : void early.push(data)),
    closed: () => (inner ? inner.closed() : void (gone = true)),
  };
}

async function chosen(cluster: Cluster, url: URL, channel: Channel): Promise<Session> {
  const ref = refOf(url);
  const shell = flag(url, 'tty') && flag(url, 'stdin') ? await cluster.attach?.(ref, containerOf(url)) : undefined;
  // How a shell ends is told by its Pod, not to who was attached.
  if (shell) return typedSession(channel, Promise.resolve<ContainerShell | ExecResult>(shell), () => ending(0));
  return pipedSession(cluster, ref, url, channel, flag(url, 'stdin') && (await closesOnce(cluster, ref, containerOf(url).container)));
}

type Stdin = { readonly name: string; readonly stdinOnce?: boolean };

interface Containers {
  readonly containers: readonly Stdin[];
  readonly ephemeralContainers?: readonly Stdin[];
}

async function closesOnce(cluster: Cluster, ref: ObjectRef, container: string | undefined): Promise<boolean> {
  const { containers, ephemeralContainers = [] } = (await cluster.get(ref))['spec'] as Containers;
  return ([...containers, ...ephemeralContainers].find(({ name }) => name === container) ?? containers[0])?.stdinOnce ?? false;
}

/** @param once  when nobody types any more, the process's input has ended */
function pipedSession(cluster: Cluster, ref: ObjectRef, url: URL, channel: Channel, once: boolean): Session {
  const stop = new AbortController();
  const decoder = new TextDecoder();
  const tty = flag(url, 'tty');
  let open = flag(url, 'stdin');
  // One after another, in the order in which they came.
  let turn: Promise<unknown> = Promise.resolve();
  const feed = (text: string, end: boolean) => {
    if (!open) return;
    open = !end;
    turn = turn.then(() => cluster.feed?.(ref, text, { ...containerOf(url), end: end && once })).catch(() => {});
  };
  /** A terminal echoes, and has keys that end. */
  const take = (text: string) => {
    if (!tty) return feed(text, false);
    const [typed, ...ended] = text.replaceAll('\r', '\n').split(/[\x03\x04]/);
    say(channel, STDOUT, shownOn(true, typed!));
    feed(typed!, false);
    if (ended.length) feed('', true);
    if (text.includes('\x03')) channel.close();
  };
  const show = async () => {
    for await (const text of cluster.logs(ref, { ...containerOf(url), follow: true, tailLines: 0, signal: stop.signal }))
      say(channel, STDOUT, shownOn(tty, text));
    say(channel, ERROR, ending(0));
    channel.close();
  };
  show().catch((error: unknown) => (stop.signal.aborted ? undefined : refuse(channel, error)));
  return {
    closed: () => {
      feed('', true);
      stop.abort();
    },
    received: (data) => {
      if (data[0] === STDIN) take(decoder.decode(data.subarray(1), { stream: true }));
      else if (data[0] === CLOSE && data[1] === STDIN) feed('', true);
    },
  };
}
