import type { ExecResult } from '../../kube/cluster';
import type { Pod } from '../../kube/kinds/pod';
import { everyStatus } from '../../kube/kinds/pod-containers';
import { statusError } from '../../kube/status';
import type { World } from '../component';
import { answer, interactiveShell, promptOf } from '../process/interactive';
import { startProblem, type Finished } from '../process/launch';
import type { Task } from '../process/process';
import { admitExec, refused } from './exec';
import { hostOf } from './host';
import { print } from './logs';
import { died } from './processes';
import { environments, processes } from './process-cells';
import { containerKey, podOf, podRecords } from './records';

/** Shells that somebody types into: `kubectl exec -it POD -- sh`. They end with the container that they run in; one that
 *  is the container's own process, `kubectl attach -it POD`, ends it. */
interface Typed {
  readonly uid: string;
  readonly container: string;
  readonly key: string;
  /** Of the container, so that one that has restarted is another one. */
  readonly id: string | undefined;
  readonly task: Task;
  /** It is the container's own process. */
  readonly own?: true;
}

const shells = (world: World) => world.cell<Typed>('kubelet/shells');

const idOf = ({ status }: Pod, name: string) => everyStatus(status).find((one) => one.name === name)?.containerID;

export type Opened = { readonly id: string } | { readonly refusal: Finished };

/** @throws StatusError when there is no running container */
export function openShell(world: World, pod: Pod, { command, container }: { command: readonly string[]; container?: string }): Opened {
  const { name, spec, key } = admitExec(world, pod, container);
  const problem = startProblem(hostOf(world, pod, name), command);
  if (problem !== undefined) return { refusal: refused(problem) };
  const task = interactiveShell(command[0]!, environments(world).get(key) ?? {}, spec.workingDir ?? '/');
  return remember(world, { uid: pod.metadata.uid, container: name, key, id: idOf(pod, name), task });
}

function remember(world: World, shell: Typed): { readonly id: string } {
  const count = world.cell<number>('kubelet/shell-count');
  const number = (count.get('') ?? 0) + 1;
  count.set('', number);
  shells(world).set(String(number), shell);
  return { id: String(number) };
}

/** Is its first process there, and a shell at its prompt? */
export function isAttachable(world: World, pod: Pod, container = pod.spec.containers[0]!.name): boolean {
  const key = containerKey(pod.metadata.uid, container);
  return processes(world).get(key)?.tasks[0]?.stack.at(-1)?.f === 'prompt';
}

/** @throws StatusError when there is no running container */
export function attachShell(world: World, pod: Pod, container?: string): { readonly id: string } {
  const { name, key } = admitExec(world, pod, container);
  const task = processes(world).get(key)!.tasks[0]!;
  return remember(world, { uid: pod.metadata.uid, container: name, key, id: idOf(pod, name), task, own: true });
}

/** A shell and what it runs in; undefined when it has ended, or the container has. */
function living(world: World, id: string) {
  const shell = shells(world).get(id);
  const record = shell && podRecords(world).get(shell.uid);
  const pod = record && podOf(world, record);
  if (!pod || !processes(world).has(shell.key) || idOf(pod, shell.container) !== shell.id) return undefined;
  return { shell, host: hostOf(world, pod, shell.container) };
}

/** Its prompt; undefined when it is no more. */
export function promptOfShell(world: World, id: string): string | undefined {
  const found = living(world, id);
  return found && promptOf(found.shell.task, found.host);
}

/** What a line does. @throws StatusError when the shell is no more */
export function typeInto(world: World, id: string, line: string): ExecResult & { readonly tookMs: number } {
  const found = living(world, id);
  if (!found) {
    shells(world).delete(id);
    throw statusError(500, 'InternalError', 'Internal error occurred: the shell has ended with its container');
  }
  const { task, finished } = answer(found.shell.task, found.host, line);
  if (found.shell.own) lived(world, found.shell, task, finished);
  if (task) shells(world).set(id, { ...found.shell, task });
  else shells(world).delete(id);
  return finished;
}

/** What the container's own process has come to: what it says is in its log, and with it the container ends. */
function lived(world: World, { key }: Typed, task: Task | undefined, { stdout, stderr, exitCode }: Finished): void {
  print(world, key, stdout + stderr);
  if (task) processes(world).set(key, { tasks: [task] });
  else died(world, key, exitCode, NOTICE);
}

/** ms until the kubelet hears of it. */
const NOTICE = 500;
