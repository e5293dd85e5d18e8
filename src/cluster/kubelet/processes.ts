import type { Pod } from '../../kube/kinds/pod';
import { isInteractive } from '../../kube/interactive-command';
import type { World } from '../component';
import { findImage, environmentOf as imageEnvironment } from '../images/registry';
import { interactiveShell, piped } from '../process/interactive';
import { fed, launch, nextWake, signalProcess, startProblem, wake, type Emit, type Ran } from '../process/launch';
import { environmentOf, expandReferences } from './environment';
import { hostOf } from './host';
import { print } from './logs';
import { environments, outOfMemory, processes } from './process-cells';
import { layers } from './files';
import { compute, forgetUsage } from './work';
import { containerKey, KUBELET, specOf, type ContainerRecord } from './records';

/** PLEG: how long it takes the kubelet to notice that a process has ended, ms. */
const NOTICE = 1_000;

const emitTo =
  (world: World, key: string): Emit =>
  (_, text) =>
    print(world, key, text);

/** Start a container's first process. @returns runc's words when it cannot be started */
export function startProcess(world: World, pod: Pod, container: ContainerRecord): string | undefined {
  const found = findImage(container.wanted);
  const spec = specOf(pod, container.name)!;
  if ('error' in found) throw new Error(`kubelet: ${container.wanted} was started and is no image`);
  const key = containerKey(container.uid, container.name);
  layers(world).delete(key);
  const env = environmentOf(world, pod, spec, imageEnvironment(found.image, found.tag));
  environments(world).set(key, env);
  const expand = (words: readonly string[]) => words.map((word) => expandReferences(word, env));
  const entrypoint = spec.command?.length ? expand(spec.command) : (found.image.entrypoint ?? []);
  const args = spec.args?.length ? expand(spec.args) : spec.command?.length ? [] : (found.image.cmd ?? []);
  const argv = [...entrypoint, ...args];
  const host = hostOf(world, pod, container.name);
  const problem = startProblem(host, argv);
  if (problem !== undefined) return problem;
  const cwd = spec.workingDir ?? found.image.directory ?? '/';
  // With standard input a shell waits for lines; without it has read all there is.
  if (spec.stdin && isInteractive(argv)) processes(world).set(key, { tasks: [interactiveShell(argv[0]!, env, cwd)] });
  else settle(world, key, launch(host, argv, env, cwd, emitTo(world, key), spec.stdin));
  return undefined;
}

/** A process sleeps until then, or has ended. */
function settle(world: World, key: string, ran: Ran): void {
  if (ran.exit !== undefined) return died(world, key, ran.exit, 20 + world.random.int(NOTICE));
  processes(world).set(key, ran.process);
  const next = nextWake(ran.process);
  if (next < Infinity) world.schedule(KUBELET, key, 'WAKE', next - world.now);
}

/** Its time to go on has come. */
export function wakeProcess(world: World, pod: Pod, name: string): void {
  const key = containerKey(pod.metadata.uid, name);
  const process = processes(world).get(key);
  if (!process) return;
  compute(world, pod, specOf(pod, name)!, WAKING);
  settle(world, key, wake(process, hostOf(world, pod, name), emitTo(world, key)));
}

/** Text comes in on the standard input of a container's first process, if it keeps that open.
 *  @param end  it is the last */
export function feedProcess(world: World, pod: Pod, name: string, text: string, end: boolean): void {
  const key = containerKey(pod.metadata.uid, name);
  const process = processes(world).get(key);
  if (!process) return;
  const host = hostOf(world, pod, name);
  world.cancel(KUBELET, key, 'WAKE');
  if (process.tasks[0]?.stack[0]?.f !== 'prompt') return settle(world, key, fed(process, host, text, end, emitTo(world, key)));
  const held = world.cell<string>('kubelet/held-input');
  const script = (held.get(key) ?? '') + text;
  const ran = piped(process, host, script, end, emitTo(world, key));
  if (!ran) return (held.set(key, script), settle(world, key, { process }));
  held.delete(key);
  settle(world, key, ran);
}

/** CPU that a process takes to go on, ms: a program is started, or one thing done. */
const WAKING = 0.5;

/** The first process has ended; the kubelet will hear of it after `notice` ms. */
export function died(world: World, key: string, exitCode: number, notice: number): void {
  processes(world).delete(key);
  world.cancel(KUBELET, key, 'WAKE');
  const oom = outOfMemory(world).delete(key);
  world.schedule(KUBELET, key, 'EXIT', notice, { exitCode, at: world.now, ...(oom && { oom }) });
}

/** Send a signal to a container's first process. It may end by that, now or soon. */
export function signal(world: World, pod: Pod, name: string, which: string): void {
  const key = containerKey(pod.metadata.uid, name);
  const process = processes(world).get(key);
  if (!process) return;
  const { dies, ...ran } = signalProcess(process, which, hostOf(world, pod, name), emitTo(world, key));
  if (!dies) return settle(world, key, ran);
  world.schedule(KUBELET, key, 'DIE', dies.after, { exitCode: dies.exit });
}

/** Nothing of this container runs any more, and nothing that was planned for it will happen. */
export function endProcess(world: World, container: ContainerRecord): void {
  const key = containerKey(container.uid, container.name);
  processes(world).delete(key);
  forgetUsage(world, key);
  for (const type of ['WAKE', 'EXIT', 'DIE', 'TERM']) world.cancel(KUBELET, key, type);
}
