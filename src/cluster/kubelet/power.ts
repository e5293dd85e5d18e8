import type { Pod } from '../../kube/kinds/pod';
import { everyContainer } from '../../kube/kinds/pod-containers';
import type { World } from '../component';
import { tell } from './events';
import { freeAddress } from './node-records';
import { admit, hearPod, settle, subjectOf } from './pods';
import { dropPulls } from './pulls';
import { afterExit } from './restarts';
import { containerKey, containersOf, podOf, podRecords, setContainer, setPod, type ContainerRecord, type Turn } from './records';
import { cancelContainer, forget, remember, terminate } from './termination';
import { alive } from './records';

/** Nodes that go off and come back.
 *  MODELS the end of every container at once, exit code 255 (Unknown) afterwards, a new sandbox, the removal of what
 *  was deleted meanwhile. Source: kuberuntime_manager.go; containerd's state after a reboot */

const onNode = (world: World, node: string) => [...podRecords(world).values()].filter((record) => record.node === node);

/** The machine is off: nothing runs and nothing that was planned there happens. */
export function powerOff(world: World, node: string): void {
  dropPulls(world, node);
  for (const record of onNode(world, node)) {
    const pod = podOf(world, record);
    const names = pod ? everyContainer(pod.spec) : [];
    for (const { name } of names) cancelContainer(world, containerKey(record.uid, name));
    for (const type of ['xstate.after.sandbox.pod.PodSandbox', 'xstate.after.retry.pod.FailedMount', 'REMOVE'])
      world.cancel('kubelet', record.uid, type);
  }
}

/** The kubelet of a node that has booted looks at the Pods it should run. */
export function restartPods(turn: Turn, node: string): void {
  const { world } = turn;
  for (const record of onNode(world, node)) {
    const pod = podOf(world, record);
    if (!pod) {
      freeAddress(world, record.ip, record.uid);
      forget(turn, record.uid);
    } else if (pod.metadata.deletionTimestamp) {
      for (const one of containersOf(world, pod)) endUnknown(turn, one);
      terminate(turn, pod);
    } else restart(turn, pod);
  }
  adopt(turn, node);
}

/** Pods that were bound to the node while it could not hear. */
export function adopt(turn: Turn, node: string): void {
  for (const item of turn.world.api.podsOn(node)) {
    const pod = item as unknown as Pod;
    const { uid, namespace, name, deletionTimestamp } = pod.metadata;
    if (podRecords(turn.world).has(uid)) continue;
    if (deletionTimestamp) terminate(turn, pod);
    else {
      remember(turn.world, pod);
      admit(turn, pod, `${namespace}/${name}`);
    }
  }
}

function restart(turn: Turn, pod: Pod): void {
  const { world } = turn;
  const record = podRecords(world).get(pod.metadata.uid)!;
  const all = containersOf(world, pod);
  const isOver = record.state === 'Succeeded' || record.state === 'Failed';
  // One that was evicted may still have had containers to stop: they have ended now.
  for (const one of all) if (!isOver || alive(one)) endUnknown(turn, one);
  if (isOver) return;
  tell(world, pod, 'Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.');
  setPod(turn, { ...record, sandbox: false });
  // Init containers run again in the new sandbox; ephemeral ones never do.
  for (const { name, role } of all) {
    if (role === 'ephemeral') continue;
    const one = containersOf(world, pod).find((each) => each.name === name)!;
    if (role !== 'app' || one.state === 'Running') setContainer(turn, { ...one, state: 'ContainerCreating', ready: false, started: false });
  }
  if (record.state === 'ContainerCreating' || record.state === 'PodSandbox' || record.state === 'FailedMount' || record.state === 'Pending')
    setPod(turn, { ...podRecords(world).get(record.uid)!, state: 'Running' });
  hearPod(turn, pod, { type: 'SANDBOX_CHANGED' });
  const subject = subjectOf(turn, pod)!;
  for (const one of containersOf(world, pod)) if (one.shown.terminated?.exitCode === 255 && one.role === 'app') afterExit(subject, one);
  settle(turn, pod);
}

/** What a container that ran, or was about to, looks like after the machine went off under it. */
function endUnknown(turn: Turn, one: ContainerRecord): void {
  const fresh = { ...one, ready: false, started: false };
  if (!alive(one)) {
    const waits = one.state === 'Pulling' || one.state === 'Created' || one.state.endsWith('BackOff') || one.state === 'ErrImagePull';
    if (waits) setContainer(turn, { ...fresh, state: one.last ? 'Error' : 'ContainerCreating' });
    return;
  }
  const terminated = {
    exitCode: 255,
    reason: 'Unknown',
    startedAt: one.shown.running!.startedAt,
    finishedAt: turn.world.timestamp,
    containerID: one.id,
  };
  setContainer(turn, { ...fresh, state: 'Error', shown: { terminated } });
}
