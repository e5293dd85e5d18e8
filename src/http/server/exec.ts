import { isInteractive } from '../../kube/interactive-command';
import type { Cluster, ExecOptions, ExecResult } from '../../kube/cluster';
import { badRequest } from '../../kube/status';
import {
  type Channel,
  CLOSE,
  containerOf,
  ending,
  ERROR,
  flag,
  PROTOCOLS,
  refOf,
  refuse,
  say,
  type Session,
  shownOn,
  STDERR,
  STDIN,
  STDOUT,
} from './channels';
import { typedSession } from './typed-session';

/** `exec`, as a session over channels.
 *  MODELS the server side of client-go's websocket executor.
 *  OMITS output while a command runs: it comes at its end. A terminal (-t) takes keys for a shell alone; its size is
 *  read, and changes nothing. */

/** Runs the command once its standard input is whole. */
export function execSession(cluster: Cluster, url: URL, channel: Channel): Session {
  if (flag(url, 'tty') && flag(url, 'stdin') && isInteractive(url.searchParams.getAll('command')) && cluster.openShell)
    return typedSession(channel, cluster.openShell(refOf(url), url.searchParams.getAll('command'), containerOf(url)));
  const stop = new AbortController();
  const input: Uint8Array[] = [];
  const piped = flag(url, 'stdin') && !flag(url, 'tty');
  const start = () => void run(cluster, url, text(input), channel, stop.signal);
  // v4 cannot say that the input has ended.
  const waits = piped && channel.protocol !== PROTOCOLS[1];
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
    if (tty && isInteractive(command)) throw badRequest(NO_TERMINAL);
    const options: ExecOptions = { ...containerOf(url), ...(stdin && { stdin }), signal };
    finish(channel, await cluster.exec(refOf(url), command, options), tty, command[0] === 'tar');
  } catch (error) {
    if (!signal.aborted) return refuse(channel, error);
  }
  channel.close();
}

const NO_TERMINAL =
  'a shell with a terminal needs somebody who types (-i) and a cluster that is simulated: name a command, as in kubectl exec POD -- sh -c "ls /"';

/** A terminal knows one stream only.
 *  @param warns  complaints come first: whoever unpacks an archive reads no further than its end */
function finish(channel: Channel, { stdout, stderr, exitCode }: ExecResult, tty: boolean, warns: boolean): void {
  const complain = () => say(channel, tty ? STDOUT : STDERR, shownOn(tty, stderr));
  if (warns) complain();
  say(channel, STDOUT, shownOn(tty, stdout));
  if (!warns) complain();
  say(channel, ERROR, ending(exitCode));
}
