import type { Container, Pod } from '../../kube/kinds/pod';
import { podMachine } from '../machines';
import { advance } from '../machines/advance';
import type { MachineEvent } from '../machines/step';
import type { World } from '../component';
import { rejection, type Rejection } from './admission';
import { attachVolumes } from './attachments';
import { hear, type Subject } from './containers';
import { tell } from './events';
import { addresses, freeAddress, nodeRecords, reachable, takeAddress } from './node-records';
import {
  containerKey,
  containerOf,
  containersOf,
  KUBELET,
  podHolder,
  podRecords,
  setContainer,
  setPod,
  type ContainerRecord,
  type PodRecord,
  type Role,
  type Turn,
} from './records';
import { restartsAfter } from './restarts';
import { mountVolumes } from './volumes';

/** A Pod on its node: admission, volumes, sandbox, the order in which containers start, and its end.
 *  Source: kubelet.go SyncPod; kuberuntime_manager.go computePodActions, SyncPod */

/** Let a Pod's machine hear an event, and do what its new state asks for. */
export function hearPod(turn: Turn, pod: Pod, event: MachineEvent): void {
  const before = podRecords(turn.world).get(pod.metadata.uid);
  if (!before) return;
  const state = advance(turn.world, podMachine, podHolder(before), before.state, event);
  if (state === before.state) return;
  const record = setPod(turn, { ...before, state });
  ENTER[state]?.({ turn, pod, record });
}

const ENTER: Readonly<Record<string, (subject: Subject) => void>> = {
  ContainerCreating: mount,
  PodReadyToStartContainers: makeSandbox,
  Failed: ended,
  Succeeded: ended,
};

export function subjectOf(turn: Turn, pod: Pod): Subject | undefined {
  const record = podRecords(turn.world).get(pod.metadata.uid);
  return record && { turn, pod, record };
}

/** The kubelet sees a Pod for the first time. */
export function admit(turn: Turn, pod: Pod, key: string): void {
  const { world } = turn;
  const { uid } = pod.metadata;
  if (podRecords(world).has(uid) || pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed') return;
  const no = rejection(world, pod);
  if (no) return reject(world, pod, no);
  const node = pod.spec.nodeName!;
  const state = advance(world, podMachine, podHolder({ uid, key }), undefined, { type: 'SYNC' });
  setPod(turn, { uid, key, node, state, startTime: world.timestamp, mountFailures: 0, sandbox: false });
  makeRecords(turn, pod);
  const deadline = pod.spec.activeDeadlineSeconds;
  if (deadline !== undefined) world.schedule(KUBELET, uid, 'DEADLINE', deadline * 1_000);
  hearPod(turn, pod, { type: 'ADMIT' });
}

/** It never runs here, and the kubelet remembers nothing of it. Source: kubelet.go rejectPod */
function reject(world: World, pod: Pod, { reason, message }: Rejection): void {
  tell(world, pod, 'Warning', reason, message);
  const status = { ...pod.status, phase: 'Failed' as const, reason, message: `Pod was rejected: ${message}`, startTime: world.timestamp };
  world.api.updateStatus('pods', { ...pod, status });
}

function makeRecords(turn: Turn, pod: Pod): void {
  for (const one of pod.spec.initContainers ?? []) makeRecord(turn, pod, one, one.restartPolicy === 'Always' ? 'sidecar' : 'init');
  for (const one of pod.spec.containers) makeRecord(turn, pod, one, 'app');
  for (const one of pod.spec.ephemeralContainers ?? []) makeRecord(turn, pod, one, 'ephemeral');
}

function makeRecord(turn: Turn, pod: Pod, { name, image = '' }: Pick<Container, 'name' | 'image'>, role: Role): void {
  const waiting = { reason: pod.spec.initContainers?.length ? 'PodInitializing' : 'ContainerCreating' };
  setContainer(turn, {
    uid: pod.metadata.uid,
    name,
    role,
    state: 'ContainerCreating',
    shown: { waiting },
    restarts: 0,
    id: '',
    wanted: image,
    image,
    imageId: '',
    startedAt: 0,
    started: false,
    ready: false,
  });
}

/** Somebody wants to look round in a running Pod. What has ended gets no more containers. */
export function addEphemeral(turn: Turn, pod: Pod): void {
  const record = podRecords(turn.world).get(pod.metadata.uid);
  if (!record || record.state === 'Succeeded' || record.state === 'Failed') return;
  for (const one of pod.spec.ephemeralContainers ?? [])
    if (!containerOf(turn.world, record.uid, one.name)) makeRecord(turn, pod, one, 'ephemeral');
}

/** First 0.5 s, doubling to 2 min 2 s. Source: volume manager's exponentialbackoff */
const mountRetry = (failures: number) => Math.min(500 * 2 ** failures, 122_000);

function mount(subject: Subject): void {
  const { turn, pod, record } = subject;
  const { world } = turn;
  const problem = mountVolumes(world, pod);
  const attaching = problem === undefined ? attachVolumes(world, pod) : undefined;
  if (attaching !== undefined) return hearPod(turn, pod, { type: 'MOUNTED', sandbox: attaching + world.random.between(220, 520) });
  if (problem !== undefined) tell(world, pod, 'Warning', 'FailedMount', problem);
  setPod(turn, { ...record, mountFailures: record.mountFailures + 1 });
  hearPod(turn, pod, { type: 'MOUNT_FAILED', retry: mountRetry(record.mountFailures) });
}

/** Volumes are mounted; the sandbox gives the Pod its network. */
function makeSandbox({ turn, pod, record }: Subject): void {
  const { world } = turn;
  freeAddress(world, record.ip, record.uid);
  const ip = pod.spec.hostNetwork ? nodeRecords(world).get(record.node)!.ip : takeAddress(world, record.node, record.uid);
  setPod(turn, { ...record, ip, sandbox: true });
  if (pod.spec.initContainers?.length) hearPod(turn, pod, { type: 'INITIALIZE' });
  startNext(turn, pod);
}

const settled = (one: ContainerRecord) => one.state !== 'ContainerCreating' && one.state !== 'Pulling' && one.state !== 'Created';

/** Start the container whose turn it is. Init containers one after another, each when the one before has succeeded
 *  (a sidecar: has started); then the others, each when the one before has been started or has failed to. */
export function startNext(turn: Turn, pod: Pod): void {
  const subject = subjectOf(turn, pod);
  if (!subject?.record.sandbox || subject.record.endBy !== undefined || subject.record.verdict) return;
  const all = containersOf(turn.world, pod);
  // Before the others, and whether those have started or not.
  for (const one of all) if (one.role === 'ephemeral' && one.state === 'ContainerCreating') hear(subject, one.name, { type: 'START' });
  for (const one of all) {
    if (one.role === 'ephemeral') return;
    if (one.state === 'ContainerCreating') return hear(subject, one.name, { type: 'START' });
    if (one.role === 'init' && one.state !== 'Completed') return;
    if (one.role === 'sidecar' && !one.started) return;
    if (one.role === 'app' && !settled(one) && one.restarts === 0 && !one.last) return;
  }
}

/** Bring the Pod in line with its containers: start what is next, and see whether the Pod has reached a phase. */
export function settle(turn: Turn, pod: Pod): void {
  startNext(turn, pod);
  const subject = subjectOf(turn, pod);
  if (!subject || subject.record.endBy !== undefined) return;
  const all = containersOf(turn.world, pod);
  const apps = all.filter(({ role }) => role === 'app');
  const stuck = all.find((one) => one.role === 'init' && hasFailed(one) && !restartsAfter(subject, one));
  if (stuck) return finish(turn, pod, all, 'FAIL');
  if (subject.record.verdict) return apps.every(isOver) ? finish(turn, pod, all, 'FAIL') : undefined;
  if (apps.every(isOver) && !apps.some((one) => restartsAfter(subject, one)))
    return finish(turn, pod, all, apps.some(hasFailed) ? 'FAIL' : 'SUCCEED');
  if (apps.every((one) => one.shown.running ?? one.last ?? one.shown.terminated)) hearPod(turn, pod, { type: 'RUN' });
}

const isOver = (one: ContainerRecord) => ['Completed', 'Error', 'OOMKilled', 'Removed'].includes(one.state);
const hasFailed = (one: ContainerRecord) => isOver(one) && one.shown.terminated?.exitCode !== 0;

/** All of its own containers have ended for good: sidecars are asked to end, then the Pod has its last phase. */
function finish(turn: Turn, pod: Pod, all: readonly ContainerRecord[], event: 'SUCCEED' | 'FAIL'): void {
  const sidecar = all.findLast((one) => one.role === 'sidecar' && one.state === 'Running');
  if (sidecar) turn.world.schedule(KUBELET, `${pod.metadata.uid}/${sidecar.name}`, 'STOP', 50);
  if (all.some((one) => one.role === 'sidecar' && !isOver(one) && one.state !== 'ContainerCreating')) return;
  hearPod(turn, pod, { type: event });
}

/** The Pod has ended: it keeps its objects and logs, but not its address. */
function ended({ turn, pod, record }: Subject): void {
  for (const one of containersOf(turn.world, pod))
    if (one.role === 'ephemeral' && !isOver(one)) turn.world.schedule(KUBELET, containerKey(record.uid, one.name), 'STOP', 50);
  freeAddress(turn.world, record.ip, record.uid);
  turn.world.cancel(KUBELET, record.uid, 'DEADLINE');
}

/** Does the control plane hear what becomes of this Pod? */
export const heard = (world: World, record: PodRecord) => reachable(world, record.node);

export const holdsAddress = (world: World, record: PodRecord) => record.ip !== undefined && addresses(world).get(record.ip) === record.uid;

export { containerOf };
