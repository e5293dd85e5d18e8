import type { Pod } from '../../kube/kinds/pod';
import { everyStatus } from '../../kube/kinds/pod-containers';
import { badRequest } from '../../kube/status';
import type { World } from '../component';
import { containerKey, type ContainerRecord } from './records';

/** What containers print, kept for `kubectl logs`. OMITS rotation: everything is kept while the Pod lives. */

/** One line of a container's output. */
export interface LogLine {
  /** ms since the Unix epoch. */
  readonly at: number;
  readonly text: string;
}

/** A log in pieces, the newest first, so that a line more costs the same however long the log is. */
interface Piece {
  readonly lines: readonly LogLine[];
  readonly older?: Piece;
}

interface ContainerLog {
  readonly current: Piece;
  /** Of the container's previous process. */
  readonly previous?: Piece;
  /** Text after the last newline. */
  readonly rest: string;
}

const PIECE = 64;
const EMPTY: Piece = { lines: [] };

const logs = (world: World) => world.cell<ContainerLog>('kubelet/logs');

/** A new process of the container starts its own log. */
export function beginLog(world: World, container: Pick<ContainerRecord, 'uid' | 'name'>): void {
  const key = containerKey(container.uid, container.name);
  const before = logs(world).get(key);
  logs(world).set(key, { current: EMPTY, rest: '', ...(before && { previous: before.current }) });
}

export function print(world: World, key: string, text: string): void {
  const log = logs(world).get(key) ?? { current: EMPTY, rest: '' };
  const lines = (log.rest + text).split('\n');
  const rest = lines.pop()!;
  const said = lines.map((line) => ({ at: world.now, text: line.endsWith('\r') ? line.slice(0, -1) : line }));
  logs(world).set(key, { ...log, current: append(log.current, said), rest });
}

function append(piece: Piece, lines: readonly LogLine[]): Piece {
  if (!lines.length) return piece;
  const room = PIECE - piece.lines.length;
  if (room <= 0) return append({ lines: [], older: piece }, lines);
  const full = { ...piece, lines: piece.lines.concat(lines.slice(0, room)) };
  return append(full, lines.slice(room));
}

/** All lines of a log; a pure function's memo, so that following a log costs little. */
const gathered = new WeakMap<Piece, readonly LogLine[]>();

function gather(piece: Piece): readonly LogLine[] {
  let all = gathered.get(piece);
  if (!all) gathered.set(piece, (all = piece.older ? [...gather(piece.older), ...piece.lines] : piece.lines));
  return all;
}

/** The last lines of a log, for a termination message. */
export function lastLines(world: World, key: string): string {
  const log = logs(world).get(key);
  const lines = log ? gather(log.current).slice(-80) : [];
  return lines
    .map(({ text }) => `${text}\n`)
    .join('')
    .slice(-2048);
}

export function dropLogs(world: World, key: string): void {
  logs(world).delete(key);
}

/** A container's output. @throws StatusError in the kubelet's words when it has none yet.
 *  Source: kubelet_pods.go validateContainerLogStatus */
export function logsOf(world: World, pod: Pod, container: string, previous: boolean): readonly LogLine[] {
  const name = pod.metadata.name;
  const log = logs(world).get(containerKey(pod.metadata.uid, container));
  const status = everyStatus(pod.status).find((one) => one.name === container);
  if (!pod.spec.nodeName) throw badRequest(`pod ${name} does not have a host assigned`);
  if (!status) throw badRequest(`container "${container}" in pod "${name}" is not available`);
  if (previous) {
    if (!status.lastState?.terminated) throw badRequest(`previous terminated container "${container}" in pod "${name}" not found`);
    return gather(status.state?.waiting ? (log?.current ?? EMPTY) : (log?.previous ?? EMPTY));
  }
  const { running, terminated, waiting } = status.state ?? {};
  if (running || terminated || status.lastState?.terminated) return gather(log?.current ?? EMPTY);
  throw badRequest(`container "${container}" in pod "${name}" is waiting to start${waitingWords(waiting?.reason)}`);
}

function waitingWords(reason: string | undefined): string {
  if (reason === 'ErrImagePull') return ": image can't be pulled";
  if (reason === 'ImagePullBackOff') return ': trying and failing to pull image';
  return reason ? `: ${reason}` : ' - no logs yet';
}
