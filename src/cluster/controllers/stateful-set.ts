import type { ControllerRevision } from '../../kube/kinds/controller-revision';
import type { Pod } from '../../kube/kinds/pod';
import { isAvailable, isReady } from '../../kube/kinds/pod-status';
import type { StatefulSet, StatefulSetStatus } from '../../kube/kinds/stateful-set';
import type { Reconciler, World } from '../component';
import { ensureRevision, revisionsOf, truncateHistory } from './controller-revisions';
import { adopters, claim, ownersOf } from './ownership';
import { attempt, untilAvailable } from './pod-control';
import { ordinalOf, revisionOf } from './stateful-set-identity';
import { managePods } from './stateful-set-pods';

/** Keeps pods that have a name of their own: one after the other, each with its claims.
 *  MODELS both pod management policies, ordered scaling, partitioned rolling update, OnDelete, revisions, claims
 *  and their retention, minReadySeconds.
 *  OMITS maxUnavailable (its gate is off in 1.32).
 *  Source: pkg/controller/statefulset/stateful_set_control.go */
export const statefulSetController: Reconciler = {
  name: 'statefulset-controller',
  resource: 'statefulsets',
  watches: {
    pods: (change, world) => {
      const owners = owned(change);
      return owners.length ? owners : adopting(change, world);
    },
  },
  reconcile(key, world) {
    const set = world.api.get<StatefulSet>('statefulsets', key);
    if (!set) return;
    const revisions = revisionsOf(world, set);
    const pods = podsOf(world, set);
    if (set.metadata.deletionTimestamp) return void writeStatus(world, set, lastKnown(set, revisions), pods);
    const update = ensureRevision(world, set, revisions);
    const current = revisions.find(({ metadata }) => metadata.name === set.status.currentRevision) ?? update;
    const ordered = set.spec.podManagementPolicy === 'OrderedReady';
    // A refusal still lets the status be written.
    const failure = attempt(() => managePods({ world, set, current, update, ordered }, byOrdinal(set, pods)));
    const after = podsOf(world, set);
    writeStatus(world, set, { current: current.metadata.name, update: update.metadata.name }, after);
    const inUse = new Set([current.metadata.name, update.metadata.name, ...after.map(revisionOf)]);
    truncateHistory(world, set, revisions, inUse);
    if (failure) throw failure;
    return untilAvailable(after, set.spec.minReadySeconds ?? 0, world.now);
  },
};

const owned = ownersOf('StatefulSet');
const adopting = adopters('statefulsets');

function podsOf(world: World, set: StatefulSet): Pod[] {
  return claim<Pod>(world, 'pods', set, set.spec.selector, (pod) => ordinalOf(set, pod) >= 0);
}

const byOrdinal = (set: StatefulSet, pods: readonly Pod[]) => new Map(pods.map((pod) => [ordinalOf(set, pod), pod] as const));

interface Revisions {
  readonly current: string;
  readonly update: string;
}

function lastKnown({ status }: StatefulSet, revisions: readonly ControllerRevision[]): Revisions {
  const newest = revisions.at(-1)?.metadata.name ?? '';
  return { current: status.currentRevision ?? newest, update: status.updateRevision ?? newest };
}

/** Source: updateStatus, completeRollingUpdate */
function writeStatus(world: World, set: StatefulSet, { current, update }: Revisions, pods: readonly Pod[]): void {
  const counts = count(set, pods, current, update, world.now);
  const { replicas } = set.spec;
  const complete =
    set.spec.updateStrategy.type === 'RollingUpdate' &&
    counts.updated === replicas &&
    counts.ready === replicas &&
    pods.length === replicas;
  const currentReplicas = complete ? counts.updated : counts.current;
  const status: StatefulSetStatus = {
    observedGeneration: set.metadata.generation ?? 1,
    replicas: pods.length,
    ...(counts.ready && { readyReplicas: counts.ready }),
    ...(currentReplicas && { currentReplicas }),
    ...(counts.updated && { updatedReplicas: counts.updated }),
    currentRevision: complete ? update : current,
    updateRevision: update,
    collisionCount: 0,
    availableReplicas: counts.available,
  };
  world.api.updateStatus('statefulsets', { ...set, status });
}

function count(set: StatefulSet, pods: readonly Pod[], currentRevision: string, updateRevision: string, now: number) {
  const up = pods.filter((pod) => pod.status.phase === 'Running' && isReady(pod));
  const staying = pods.filter(({ metadata }) => !metadata.deletionTimestamp);
  const of = (revision: string) => staying.filter((pod) => revisionOf(pod) === revision).length;
  return {
    ready: up.length,
    available: up.filter((pod) => isAvailable(pod, set.spec.minReadySeconds ?? 0, now)).length,
    current: of(currentRevision),
    updated: of(updateRevision),
  };
}
