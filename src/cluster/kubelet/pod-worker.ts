import type { Pod } from '../../kube/kinds/pod';
import { containerMachine, podMachine } from '../machines';
import { advance } from '../machines/advance';
import type { MachineEvent } from '../machines/step';
import { hear, type Subject } from './containers';
import { tell } from './events';
import { layers } from './files';
import { dropLogs } from './logs';
import { freeAddress, reachable, running, takeAddress } from './node-records';
import { endProcess, signal } from './processes';
import { stopProbes } from './probes';
import {
  alive,
  containerHolder,
  containerKey,
  containerRecords,
  containersOf,
  KUBELET,
  over,
  podHolder,
  podOf,
  podRecords,
  setContainer,
  setPod,
  type ContainerRecord,
  type PodRecord,
  type Role,
  type Turn,
} from './records';
import { restartsAfter } from './restarts';
import { dropVolumes, mountVolumes } from './volumes';

/** One Pod's life on its node, from admission to removal. Source: kubelet.go SyncPod, SyncTerminatingPod */

/** ms in which a sandbox and its network are made. */
const SANDBOX = [200, 500] as const;
const MOUNT_RETRY = 5_000;

/** Let a Pod's machine hear an event. @returns the record afterwards */
export function hearPod(turn: Turn, record: PodRecord, event: MachineEvent): PodRecord {
  const state = advance(turn.world, podMachine, podHolder(record), record.state, event);
  return state === record.state ? record : setPod(turn, { ...record, state });
}

/** The kubelet sees a Pod that was given to its node. */
export function admit(turn: Turn, pod: Pod): void {
  const { world } = turn;
  const { uid, namespace, name } = pod.metadata;
  if (podRecords(world).has(uid) || !running(world, pod.spec.nodeName!)) return;
  const key = `${namespace}/${name}`;
  const state = advance(world, podMachine, podHolder({ uid, key }), undefined, { type: 'BEGIN' });
  const record = setPod(turn, { uid, key, node: pod.spec.nodeName!, state, startTime: world.timestamp, mountFailures: 0, sandbox: false });
  const initial = pod.spec.initContainers?.length ? 'PodInitializing' : 'ContainerCreating';
  const add = (container: { name: string; image?: string }, role: Role) => {
    const begun = advance(world, containerMachine, containerHolder(record, container.name), undefined, { type: 'BEGIN' });
    const shown = { waiting: { reason: initial } };
    setContainer(turn, {
      uid,
      name: container.name,
      role,
      state: begun,
      shown,
      restarts: 0,
      id: '',
      image: container.image ?? '',
      imageId: '',
      startedAt: 0,
      started: false,
      ready: false,
    });
  };
  for (const container of pod.spec.initContainers ?? []) add(container, container.restartPolicy === 'Always' ? 'sidecar' : 'init');
  for (const container of pod.spec.containers) add(container, 'app');
  mount(turn, pod, hearPod(turn, record, { type: 'ADMIT' }));
}

function mount(turn: Turn, pod: Pod, record: PodRecord): void {
  const problem = mountVolumes(turn.world, pod);
  if (problem === undefined) return void hearPod(turn, record, { type: 'MOUNTED', sandbox: turn.world.random.between(...SANDBOX) });
  tell(turn.world, pod, 'Warning', 'FailedMount', problem);
  hearPod(turn, { ...record, mountFailures: record.mountFailures + 1 }, { type: 'MOUNT_FAILED', retry: MOUNT_RETRY });
}

/** A delay of the Pod's machine is over. */
export function podDelay(turn: Turn, uid: string, event: MachineEvent): void {
  const { world } = turn;
  const before = podRecords(world).get(uid);
  const pod = before && podOf(world, before);
  if (!pod) return;
  const record = hearPod(turn, before, event);
  if (record.state === 'ContainerCreating') mount(turn, pod, record);
  if (record.state === 'PodReadyToStartContainers' && !record.sandbox)
    setPod(turn, { ...record, ip: takeAddress(world, record.node, uid), sandbox: true });
}

/** Start what may start now, and notice what has come to its end. Called after every change of a container. */
export function progress(turn: Turn, uid: string): void {
  const { world } = turn;
  const record = podRecords(world).get(uid);
  const pod = record && podOf(world, record);
  if (!pod || !record.sandbox || !running(world, record.node)) return;
  const subject: Subject = { turn, pod, record };
  if (record.state === 'Terminating') return stopped(subject);
  if (record.state === 'Succeeded' || record.state === 'Failed') return;
  const containers = containersOf(world, pod);
  const inits = containers.filter(({ role }) => role !== 'app');
  const apps = containers.filter(({ role }) => role === 'app');
  for (const init of inits) {
    if (init.state === 'ContainerCreating') {
      hearPod(turn, record, { type: 'INITIALIZE' });
      return hear(subject, init.name, { type: 'START' });
    }
    if (init.role === 'sidecar' ? !init.started : init.state !== 'Completed') return settled(subject, containers);
  }
  for (const app of apps) {
    if (app.state !== 'ContainerCreating') continue;
    setContainer(turn, { ...app, shown: { waiting: { reason: 'ContainerCreating' } } });
    hear(subject, app.name, { type: 'START' });
  }
  if (apps.some(alive)) hearPod(turn, podRecords(world).get(uid)!, { type: 'RUN' });
  settled(subject, containersOf(world, pod));
}

const ended = (one: ContainerRecord) => over(one) && one.state !== 'Removed';

/** Has the Pod come to an end by itself? */
function settled({ turn, pod, record }: Subject, containers: readonly ContainerRecord[]): void {
  const subject = { turn, pod, record };
  const counted = containers.filter(({ role }) => role !== 'sidecar');
  const lost = counted.find((one) => one.role === 'init' && ended(one) && one.state !== 'Completed' && !restartsAfter(subject, one));
  if (!lost && !counted.every((one) => ended(one) && (one.role === 'init' || !restartsAfter(subject, one)))) return;
  const failed = lost || counted.some((one) => one.state !== 'Completed');
  hearPod(turn, podRecords(turn.world).get(record.uid)!, { type: failed ? 'FAIL' : 'SUCCEED' });
}

/** The Pod was deleted: ask its containers to end. */
export function terminate(turn: Turn, pod: Pod): void {
  const { world } = turn;
  const before = podRecords(world).get(pod.metadata.uid);
  if (!before || !running(world, before.node)) return remove(turn, pod);
  const endBy = Date.parse(pod.metadata.deletionTimestamp!);
  if (before.endBy !== undefined && before.endBy <= endBy) return;
  const record = hearPod(turn, setPod(turn, { ...before, endBy }), { type: 'TERMINATE' });
  const subject: Subject = { turn, pod, record };
  for (const container of containersOf(world, pod)) {
    const grace = Math.max(0, endBy - world.now);
    if (container.state !== 'Running') hear(subject, container.name, { type: 'STOP', grace });
    else {
      tell(world, pod, 'Normal', 'Killing', `Stopping container ${container.name}`, container.name);
      hear(subject, container.name, { type: 'STOP', grace });
      stopProbes(world, container);
      signal(world, pod, container.name, 'TERM');
    }
  }
  stopped({ ...subject, record: podRecords(world).get(record.uid) ?? record });
}

/** All containers of a terminating Pod have ended: it may go. */
function stopped({ turn, pod, record }: Subject): void {
  const { world } = turn;
  if (record.state !== 'Deleted' && containersOf(world, pod).some((one) => alive(one))) return;
  // The last status is reported before the Pod is removed.
  if (world.dueAt(KUBELET, record.uid, 'REMOVE') === undefined)
    world.schedule(KUBELET, record.uid, 'REMOVE', world.random.between(150, 400));
}

/** Take the Pod out of the API, if its node can still say so. */
export function remove(turn: Turn, pod: Pod): void {
  const { world } = turn;
  if (!reachable(world, pod.spec.nodeName!)) return;
  const record = podRecords(world).get(pod.metadata.uid);
  if (record) hearPod(turn, record, { type: 'STOPPED' });
  world.api.delete('pods', `${pod.metadata.namespace}/${pod.metadata.name}`, {
    gracePeriodSeconds: 0,
    preconditions: { uid: pod.metadata.uid },
  });
}

/** The Pod is gone from the API: forget everything about it. */
export function forget(turn: Turn, pod: Pod): void {
  const { uid } = pod.metadata;
  const { spec } = pod;
  const { world } = turn;
  const record = podRecords(world).get(uid);
  if (!record) return;
  const names = [...(spec.initContainers ?? []), ...spec.containers].map(({ name }) => name);
  podRecords(world).delete(uid);
  freeAddress(world, record.ip, uid);
  for (const name of names) {
    const key = containerKey(uid, name);
    const container = containerRecords(world).get(key);
    if (!container) continue;
    endProcess(world, container);
    stopProbes(world, container);
    dropLogs(world, key);
    containerRecords(world).delete(key);
    layers(world).delete(key);
    for (const type of ['RESTART', 'BACK_OFF', 'xstate.after']) world.cancel(KUBELET, key, type);
  }
  dropVolumes(
    world,
    pod,
    (spec.volumes ?? []).map(({ name }) => name),
  );
  world.cancel(KUBELET, uid, 'REMOVE');
  turn.touched.delete(uid);
}
