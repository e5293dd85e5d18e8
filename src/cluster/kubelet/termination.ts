import type { Pod } from '../../kube/kinds/pod';
import { everyContainer } from '../../kube/kinds/pod-containers';
import type { World } from '../component';
import { hear, type Subject } from './containers';
import { tell } from './events';
import { runHook } from './hooks';
import { dropLogs } from './logs';
import { layers } from './files';
import { freeAddress, reachable } from './node-records';
import { hearPod, subjectOf } from './pods';
import { environments, processes } from './process-cells';
import { signal } from './processes';
import {
  alive,
  containerKey,
  containerRecords,
  containersOf,
  KUBELET,
  over,
  podRecords,
  setPod,
  specOf,
  type ContainerRecord,
  type PodRecord,
  type Turn,
} from './records';
import { dropVolumes } from './volumes';

/** The end of containers and Pods.
 *  MODELS preStop inside the grace period (with its two extra seconds), SIGTERM, SIGKILL at the end of the grace,
 *  sidecars after the others and in reverse, the last status, the removal of the object.
 *  OMITS the volumes' unmounting.
 *  Source: kuberuntime_container.go killContainer; kubelet.go SyncTerminatingPod; status_manager.go */

/** Time between the last container's end and the removal of the object, ms. */
const CLEANING: readonly [number, number] = [300, 700];
/** The least a container gets after its preStop hook. Source: minimumGracePeriodInSeconds */
const LEAST_GRACE = 2_000;

/** Ask a running container to end.
 *  @param why the message of its Killing event
 *  @param grace ms */
export function stopContainer(subject: Subject, container: ContainerRecord, why: string, grace: number): void {
  const { turn, pod } = subject;
  const { world } = turn;
  if (container.state !== 'Running') return hear(subject, container.name, { type: 'STOP', grace });
  tell(world, pod, 'Normal', 'Killing', why, container.name);
  const hook = grace > 0 ? preStop(world, pod, container) : 0;
  hear(subject, container.name, { type: 'STOP', grace: Math.max(grace, hook ? hook + LEAST_GRACE : 0) });
  world.schedule(KUBELET, containerKey(container.uid, container.name), 'TERM', Math.min(hook, Math.max(grace, 0)));
}

/** Run the preStop hook. @returns how long it takes, ms */
function preStop(world: World, pod: Pod, container: ContainerRecord): number {
  const hook = specOf(pod, container.name)?.lifecycle?.preStop;
  if (!hook) return 0;
  const sleep = (hook as { sleep?: { seconds: number } }).sleep;
  if (sleep) return sleep.seconds * 1_000;
  const { problem, took } = runHook(world, pod, container, hook);
  if (problem !== undefined) tell(world, pod, 'Warning', 'FailedPreStopHook', 'PreStopHook failed', container.name);
  return took;
}

/** The Pod is being deleted, or its grace was shortened. */
export function terminate(turn: Turn, pod: Pod): void {
  const { world } = turn;
  const subject = subjectOf(turn, pod);
  if (!subject) return removeObject(world, pod);
  const grace = (pod.metadata.deletionGracePeriodSeconds ?? 30) * 1_000;
  const endBy = world.now + grace;
  if (subject.record.endBy !== undefined && subject.record.endBy <= endBy) return;
  const record = setPod(turn, { ...subject.record, endBy });
  world.cancel(KUBELET, record.uid, 'DEADLINE');
  hearPod(turn, pod, { type: 'TERMINATE' });
  stopAll({ ...subject, record: podRecords(world).get(record.uid)! }, grace, (one) => `Stopping container ${one.name}`);
  afterStop(turn, pod);
}

/** Stop every container: sidecars only when the others have ended. */
export function stopAll(subject: Subject, grace: number, why: (container: ContainerRecord) => string): void {
  for (const one of containersOf(subject.turn.world, subject.pod)) {
    if (over(one) || (one.role === 'sidecar' && alive(one))) continue;
    stopContainer(subject, one, why(one), grace);
  }
}

/** A container of a Pod that ends has ended: stop the next sidecar, or finish. */
export function afterStop(turn: Turn, pod: Pod): void {
  const subject = subjectOf(turn, pod);
  if (subject?.record.endBy === undefined) return;
  const all = containersOf(turn.world, pod);
  const left = all.filter((one) => !over(one));
  if (left.some((one) => one.role !== 'sidecar')) return;
  const last = left.at(-1);
  if (!last) return clean(turn, subject.record);
  if (last.state === 'Running')
    stopContainer(subject, last, `Stopping container ${last.name}`, Math.max(LEAST_GRACE, subject.record.endBy - turn.world.now));
}

function clean({ world }: Turn, record: PodRecord): void {
  freeAddress(world, record.ip, record.uid);
  if (world.dueAt(KUBELET, record.uid, 'REMOVE') === undefined)
    world.schedule(KUBELET, record.uid, 'REMOVE', world.random.between(...CLEANING));
}

/** The containers are gone and the last status is written: remove the object. */
export function remove(turn: Turn, pod: Pod): void {
  if (!reachable(turn.world, pod.spec.nodeName!)) return;
  hearPod(turn, pod, { type: 'STOPPED' });

  removeObject(turn.world, pod);
}

function removeObject(world: World, pod: Pod): void {
  const { namespace, name, uid } = pod.metadata;
  if (pod.metadata.deletionTimestamp) world.api.delete('pods', `${namespace}/${name}`, { gracePeriodSeconds: 0, preconditions: { uid } });
}

/** The object is gone: kill at once what still runs, and forget the Pod. */
export function forget(turn: Turn, uid: string): void {
  const { world } = turn;
  const record = podRecords(world).get(uid);
  if (!record) return;
  freeAddress(world, record.ip, uid);
  const prefix = `${uid}/`;
  const pod = pods(world).get(uid);
  for (const name of pod?.containers ?? []) forgetContainer(world, prefix + name);
  dropVolumes(world, uid, pod?.volumes ?? []);
  pods(world).delete(uid);
  podRecords(world).delete(uid);
  turn.touched.delete(uid);
  for (const type of ['DEADLINE', 'REMOVE', 'REFRESH', 'xstate.after.sandbox.pod.PodSandbox', 'xstate.after.retry.pod.FailedMount'])
    world.cancel(KUBELET, uid, type);
}

/** Names that a Pod's object no longer tells when it is gone. */
interface Names {
  readonly containers: readonly string[];
  readonly volumes: readonly string[];
}

const pods = (world: World) => world.cell<Names>('kubelet/names');

/** Keep what must be forgotten one day. */
export function remember(world: World, pod: Pod): void {
  const containers = everyContainer(pod.spec).map(({ name }) => name);
  pods(world).set(pod.metadata.uid, { containers, volumes: (pod.spec.volumes ?? []).map(({ name }) => name) });
}

const PLANNED = [
  'WAKE',
  'EXIT',
  'DIE',
  'TERM',
  'STOP',
  'RESTART',
  'BACK_OFF',
  'POST_START',
  'SIGNAL',
  'PROBE_STARTUP',
  'PROBE_READINESS',
  'PROBE_LIVENESS',
];
const DELAYS = [
  'backOff.container.ImagePullBackOff',
  'backOff.container.CrashLoopBackOff',
  'starting.container.Created',
  'grace.container.Terminating',
  'retry.container.InvalidImageName',
  'retry.container.ErrImageNeverPull',
  'retry.container.CreateContainerConfigError',
];

/** Nothing that was planned for a container happens any more. */
export function cancelContainer(world: World, key: string): void {
  for (const type of PLANNED) world.cancel(KUBELET, key, type);
  for (const delay of DELAYS) world.cancel(KUBELET, key, `xstate.after.${delay}`);
  processes(world).delete(key);
}

function forgetContainer(world: World, key: string): void {
  cancelContainer(world, key);
  containerRecords(world).delete(key);
  environments(world).delete(key);
  layers(world).delete(key);
  dropLogs(world, key);
}

/** SIGTERM, when its time has come. */
export function sendTerm(world: World, pod: Pod, name: string): void {
  const key = containerKey(pod.metadata.uid, name);
  if (processes(world).has(key)) signal(world, pod, name, 'TERM');
}
