import type { ControllerRevision } from '../../kube/kinds/controller-revision';
import type { Pod } from '../../kube/kinds/pod';
import { isAvailable, isReady, isTerminal } from '../../kube/kinds/pod-status';
import type { StatefulSet } from '../../kube/kinds/stateful-set';
import { keyOf } from '../../kube/object';
import type { World } from '../component';
import { templateOf } from './controller-revisions';
import { attempt, namespaceEnds } from './pod-control';
import { applyRetention, ensureClaims, hasStaleClaim } from './stateful-set-claims';
import { hasIdentity, ordinalOf, podManifest, podName, revisionOf, startOrdinal, withIdentity } from './stateful-set-identity';

/** One pass over the pods of a StatefulSet.
 *  Source: stateful_set_control.go updateStatefulSet, processReplica, processCondemned */

export interface Turn {
  readonly world: World;
  readonly set: StatefulSet;
  readonly current: ControllerRevision;
  readonly update: ControllerRevision;
  /** One step at a time, in order (OrderedReady). */
  readonly ordered: boolean;
}

const SOURCE = { component: 'statefulset-controller' };
const isRunningAndReady = (pod: Pod) => pod.status.phase === 'Running' && isReady(pod);

/** Running, ready, and not on its way out. */
export const isHealthy = (pod: Pod) => isRunningAndReady(pod) && !pod.metadata.deletionTimestamp;

function isSettled({ world, set }: Turn, pod: Pod): boolean {
  return isHealthy(pod) && isAvailable(pod, set.spec.minReadySeconds ?? 0, world.now);
}

/** Bring the pods nearer to what the set asks for.
 *  @param pods  of the set, by ordinal */
export function managePods(turn: Turn, pods: ReadonlyMap<number, Pod>): void {
  const { set } = turn;
  const wanted = Array.from({ length: set.spec.replicas }, (_, i) => startOrdinal(set) + i);
  const condemned = [...pods.values()].filter((pod) => !wanted.includes(ordinalOf(set, pod)));
  condemned.sort((a, b) => ordinalOf(set, b) - ordinalOf(set, a));
  const blocked = wanted.some((ordinal) => processReplica(turn, ordinal, pods.get(ordinal)) === 'wait' && turn.ordered);
  if (blocked) return;
  for (const pod of condemned) applyRetention(turn.world, set, pod);
  const unhealthy = condemned.findLast((pod) => !isHealthy(pod));
  if (condemned.some((pod) => processCondemned(turn, pod, unhealthy) === 'wait' && turn.ordered)) return;
  if (set.spec.updateStrategy.type !== 'OnDelete') updateOne(turn, wanted, pods);
}

type Verdict = 'go on' | 'wait';

function processReplica(turn: Turn, ordinal: number, pod: Pod | undefined): Verdict {
  if (!pod) {
    createReplica(turn, ordinal);
    return 'wait';
  }
  if (isTerminal(pod)) {
    if (!pod.metadata.deletionTimestamp) deleteStatefulPod(turn, pod);
    return 'wait';
  }
  if (pod.status.phase === 'Pending') ensureClaims(turn.world, turn.set, ordinal);
  if (turn.ordered && !isSettled(turn, pod)) return 'wait';
  if (!hasIdentity(turn.set, pod, ordinal)) giveIdentity(turn, pod, ordinal);
  applyRetention(turn.world, turn.set, pod);
  return 'go on';
}

/** A pod that was taken in gets the labels and the claims of its name, as far as the API server lets it.
 *  Source: stateful_pod_control.go UpdateStatefulPod */
function giveIdentity(turn: Turn, pod: Pod, ordinal: number): void {
  const { world, set } = turn;
  const what = `update Pod ${pod.metadata.name}`;
  const refusal = attempt(() => {
    ensureClaims(world, set, ordinal);
    world.api.update('pods', withIdentity(set, pod, ordinal), { fieldManager: 'kube-controller-manager' });
  });
  if (!refusal) return tell(turn, 'Normal', 'SuccessfulUpdate', what, 'successful');
  tell(turn, 'Warning', 'FailedUpdate', what, `failed error: ${refusal.message}`);
  throw refusal;
}

/** In order, a pod that is not ready blocks, unless it is the first of those that are not. */
function processCondemned(turn: Turn, pod: Pod, firstUnhealthy: Pod | undefined): Verdict {
  if (pod.metadata.deletionTimestamp) return 'wait';
  if (turn.ordered && !isSettled(turn, pod) && pod !== firstUnhealthy) return 'wait';
  deleteStatefulPod(turn, pod);
  return 'wait';
}

/** The last pod that is not of the new revision goes; one that is not healthy is waited for. */
function updateOne(turn: Turn, wanted: readonly number[], pods: ReadonlyMap<number, Pod>): void {
  const partition = turn.set.spec.updateStrategy.rollingUpdate?.partition ?? 0;
  for (let i = wanted.length - 1; i >= partition; i--) {
    const pod = pods.get(wanted[i]!);
    // What this pass has made is of the right revision, and is waited for.
    if (!pod) return;
    if (revisionOf(pod) !== turn.update.metadata.name && !pod.metadata.deletionTimestamp) return deleteStatefulPod(turn, pod);
    if (!isHealthy(pod)) return;
  }
}

/** Below the partition a pod comes back as it was. Source: newVersionedStatefulSetPod */
function revisionFor({ set, current, update }: Turn, ordinal: number): ControllerRevision {
  const { type, rollingUpdate } = set.spec.updateStrategy;
  if (type !== 'RollingUpdate') return update;
  const kept = rollingUpdate ? (rollingUpdate.partition ?? 0) : (set.status.currentReplicas ?? 0);
  return ordinal < startOrdinal(set) + kept ? current : update;
}

function createReplica(turn: Turn, ordinal: number): void {
  const { world, set } = turn;
  if (hasStaleClaim(world, set, ordinal)) return;
  const revision = revisionFor(turn, ordinal);
  const manifest = podManifest(set, templateOf(revision), revision.metadata.name, ordinal);
  const refusal = attempt(() => {
    ensureClaims(world, set, ordinal);
    const pod = world.api.create<Pod>('pods', manifest, { trusted: true, namespace: set.metadata.namespace! });
    applyRetention(world, set, pod);
  });
  if (refusal && refusal.reason !== 'AlreadyExists' && !namespaceEnds(refusal))
    tell(turn, 'Warning', 'FailedCreate', `create Pod ${podName(set, ordinal)}`, `failed error: ${refusal.message}`);
  if (refusal) throw refusal;
  tell(turn, 'Normal', 'SuccessfulCreate', `create Pod ${podName(set, ordinal)}`, 'successful');
}

function deleteStatefulPod(turn: Turn, pod: Pod): void {
  turn.world.api.delete('pods', keyOf(pod.metadata));
  tell(turn, 'Normal', 'SuccessfulDelete', `delete Pod ${pod.metadata.name}`, 'successful');
}

function tell({ world, set }: Turn, type: 'Normal' | 'Warning', reason: string, what: string, outcome: string): void {
  world.record(set, type, reason, `${what} in StatefulSet ${set.metadata.name} ${outcome}`, SOURCE);
}
