import type { Pod } from '../../kube/kinds/pod';
import { isActive } from '../../kube/kinds/pod-status';
import type { ReplicaSet, ReplicaSetStatus } from '../../kube/kinds/replica-set';
import { controllerOf, type Condition } from '../../kube/object';
import type { StatusError } from '../../kube/status';
import type { Reconciler, World } from '../component';
import { adopt, adopters, claim, ownersOf } from './ownership';
import { countPods, createPod, deletePod, namespaceEnds, slowStart, untilAvailable } from './pod-control';
import { byDispensability } from './pod-ranking';
import { RESOURCES, selectorOf, tallyOf, type Replicator, type ReplicatorKind } from './replica-set-tally';

/** What makes ReplicaSets and ReplicationControllers one controller. Source: pkg/controller/replication, an adapter of
 *  the other's to this one */
interface Sort {
  readonly name: string;
  readonly kind: ReplicatorKind;
}

const REPLICA_SETS: Sort = { name: 'replicaset-controller', kind: 'ReplicaSet' };
const REPLICATION_CONTROLLERS: Sort = { name: 'replication-controller', kind: 'ReplicationController' };

/** Keeps the number of pods at the number asked for.
 *  MODELS adoption and release, the ranking of pods to delete, at most 500 at a time in a slow start, status and its
 *  conditions.
 *  OMITS expectations: the store answers at once, so a reconcile never sees an old world.
 *  Source: pkg/controller/replicaset/replica_set.go */
function replicator(sort: Sort): Reconciler {
  const resource = RESOURCES[sort.kind];
  const owned = ownersOf(sort.kind);
  const adopting = adopters(resource, (object) => selectorOf(object as unknown as Replicator));
  return {
    name: sort.name,
    resource,
    watches: {
      pods: (change, world) => {
        const owners = owned(change);
        return owners.length ? owners : adopting(change, world);
      },
    },
    reconcile(key, world) {
      const replicaSet = world.api.get<Replicator>(resource, key);
      if (!replicaSet) return;
      claimPods(world, replicaSet);
      const failure = replicaSet.metadata.deletionTimestamp ? undefined : manage(world, replicaSet, sort);
      world.api.updateStatus(resource, { ...replicaSet, status: statusOf(replicaSet, failure, world) });
      if (failure && !namespaceEnds(failure)) throw failure;
      const { minReadySeconds } = replicaSet.spec;
      return minReadySeconds ? untilAvailable(activePods(world, replicaSet), minReadySeconds, world.now) : undefined;
    },
  };
}

export const replicaSetController = replicator(REPLICA_SETS);
export const replicationController = replicator(REPLICATION_CONTROLLERS);

const BURST = 500;

/** Let go of pods that are no longer selected, take up orphans that are. */
function claimPods(world: World, replicaSet: Replicator): void {
  const selector = selectorOf(replicaSet);
  if (tallyOf(world, replicaSet).strangers) claim<Pod>(world, 'pods', replicaSet, selector);
  else if (!replicaSet.metadata.deletionTimestamp)
    adopt<Pod>(world, 'pods', replicaSet, ({ metadata }) => world.api.matches(selector, metadata.labels));
}

const activePods = (world: World, { metadata }: Replicator) => world.api.ownedBy<Pod>('pods', metadata.uid).filter(isActive);

/** @returns why a pod could not be made */
function manage(world: World, replicaSet: Replicator, { name, kind }: Sort): StatusError | undefined {
  const { active } = tallyOf(world, replicaSet);
  const missing = replicaSet.spec.replicas - active;
  if (missing !== 0) note(world, replicaSet, active, kind);
  if (missing < 0) shrink(world, replicaSet, activePods(world, replicaSet), Math.min(-missing, BURST), name);
  return slowStart(Math.max(0, Math.min(missing, BURST)), () => createPod(world, replicaSet, replicaSet.spec.template, name)).failure;
}

function note(world: World, { metadata, spec }: Replicator, current: number, kind: ReplicatorKind): void {
  const object = { resource: RESOURCES[kind], kind, namespace: metadata.namespace!, name: metadata.name, uid: metadata.uid };
  world.log({ type: 'reconcile', object, note: `${current} of ${spec.replicas} Pods` });
}

function shrink(world: World, replicaSet: Replicator, active: readonly Pod[], surplus: number, name: string): void {
  const going = surplus < active.length ? rank(world, replicaSet, active).slice(0, surplus) : active;
  for (const pod of going) deletePod(world, replicaSet, pod, name);
}

/** Crowds are counted over all ReplicaSets of the same Deployment. Source: getIndirectlyRelatedPods */
function rank(world: World, replicaSet: Replicator, active: readonly Pod[]): Pod[] {
  const crowds = new Map<string, number>();
  for (const { metadata } of relatives(world, replicaSet)) {
    for (const { spec } of world.api.ownedBy<Pod>('pods', metadata.uid).filter(isActive))
      if (spec.nodeName) crowds.set(spec.nodeName, (crowds.get(spec.nodeName) ?? 0) + 1);
  }
  return byDispensability(active, ({ spec }) => crowds.get(spec.nodeName ?? '') ?? 0, world.now);
}

function relatives(world: World, replicaSet: Replicator): readonly Replicator[] {
  const above = controllerOf(replicaSet);
  return above ? world.api.ownedBy<ReplicaSet>('replicasets', above.uid) : [replicaSet];
}

/** Source: replica_set_utils.go calculateStatus */
function statusOf(replicaSet: Replicator, failure: StatusError | undefined, world: World): ReplicaSetStatus {
  // What this very sync made or deleted shows: the store is never behind.
  const { active, ready, labelled } = tallyOf(world, replicaSet);
  const { minReadySeconds } = replicaSet.spec;
  const available = minReadySeconds ? countPods(activePods(world, replicaSet), minReadySeconds, world.now).available : ready;
  const conditions = conditionsOf(replicaSet, failure, world);
  return {
    replicas: active,
    ...(labelled && { fullyLabeledReplicas: labelled }),
    ...(ready && { readyReplicas: ready }),
    ...(available && { availableReplicas: available }),
    observedGeneration: replicaSet.metadata.generation ?? 1,
    ...(conditions.length && { conditions }),
  };
}

function conditionsOf({ status }: Replicator, failure: StatusError | undefined, world: World): Condition[] {
  const others = (status.conditions ?? []).filter(({ type }) => type !== 'ReplicaFailure');
  if (!failure) return others;
  const before = status.conditions?.find(({ type }) => type === 'ReplicaFailure');
  const lastTransitionTime = before?.lastTransitionTime ?? world.timestamp;
  return [...others, { type: 'ReplicaFailure', status: 'True', lastTransitionTime, reason: 'FailedCreate', message: failure.message }];
}
