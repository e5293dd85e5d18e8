import type { Pod } from '../../kube/kinds/pod';
import { isActive } from '../../kube/kinds/pod-status';
import type { ReplicaSet, ReplicaSetStatus } from '../../kube/kinds/replica-set';
import { controllerOf, type Condition } from '../../kube/object';
import { StatusError } from '../../kube/status';
import type { Reconciler, World } from '../component';
import { adopters, claim, ownersOf } from './ownership';
import { countPods, createPod, deletePod, namespaceEnds, untilAvailable } from './pod-control';
import { byDispensability } from './pod-ranking';

/** Keeps the number of pods at the number asked for.
 *  MODELS adoption and release, the ranking of pods to delete, at most 500 at a time, status and its conditions.
 *  OMITS expectations (the store answers at once, so a reconcile never sees an old world) and the slow start of
 *  batches (a refusal ends the batch at once, and nothing runs beside it).
 *  Source: pkg/controller/replicaset/replica_set.go */
export const replicaSetController: Reconciler = {
  name: 'replicaset-controller',
  resource: 'replicasets',
  watches: {
    pods: (change, world) => {
      const owners = owned(change);
      return owners.length ? owners : adopting(change, world);
    },
  },
  reconcile(key, world) {
    const replicaSet = world.api.get<ReplicaSet>('replicasets', key);
    if (!replicaSet) return;
    const { metadata, spec } = replicaSet;
    let pods = claim<Pod>(world, 'pods', replicaSet, spec.selector).filter(isActive);
    const failure = metadata.deletionTimestamp ? undefined : manage(world, replicaSet, pods);
    // What this very sync made or deleted shows from now on: the store is never behind.
    pods = world.api.ownedBy<Pod>('pods', metadata.uid).filter(isActive);
    world.api.updateStatus('replicasets', { ...replicaSet, status: statusOf(replicaSet, pods, failure, world) });
    if (failure && !namespaceEnds(failure)) throw failure;
    return untilAvailable(pods, spec.minReadySeconds ?? 0, world.now);
  },
};

const owned = ownersOf('ReplicaSet');
const adopting = adopters('replicasets');
const BURST = 500;

/** @returns why a pod could not be made */
function manage(world: World, replicaSet: ReplicaSet, active: readonly Pod[]): StatusError | undefined {
  const missing = replicaSet.spec.replicas - active.length;
  if (missing !== 0) note(world, replicaSet, active.length);
  try {
    for (let i = 0; i < Math.min(missing, BURST); i++) createPod(world, replicaSet, replicaSet.spec.template, NAME);
  } catch (error) {
    if (error instanceof StatusError) return error;
    throw error;
  }
  if (missing < 0) shrink(world, replicaSet, active, Math.min(-missing, BURST));
  return undefined;
}

const NAME = 'replicaset-controller';

function note(world: World, { metadata, spec }: ReplicaSet, current: number): void {
  const object = { resource: 'replicasets', kind: 'ReplicaSet', namespace: metadata.namespace!, name: metadata.name, uid: metadata.uid };
  world.log({ type: 'reconcile', object, note: `${current} of ${spec.replicas} Pods` });
}

function shrink(world: World, replicaSet: ReplicaSet, active: readonly Pod[], surplus: number): void {
  const going = surplus < active.length ? rank(world, replicaSet, active).slice(0, surplus) : active;
  for (const pod of going) deletePod(world, replicaSet, pod, NAME);
}

/** Crowds are counted over all ReplicaSets of the same Deployment. Source: getIndirectlyRelatedPods */
function rank(world: World, replicaSet: ReplicaSet, active: readonly Pod[]): Pod[] {
  const crowds = new Map<string, number>();
  for (const { metadata } of relatives(world, replicaSet)) {
    for (const { spec } of world.api.ownedBy<Pod>('pods', metadata.uid).filter(isActive))
      if (spec.nodeName) crowds.set(spec.nodeName, (crowds.get(spec.nodeName) ?? 0) + 1);
  }
  return byDispensability(active, ({ spec }) => crowds.get(spec.nodeName ?? '') ?? 0, world.now);
}

function relatives(world: World, replicaSet: ReplicaSet): readonly ReplicaSet[] {
  const above = controllerOf(replicaSet);
  return above ? world.api.ownedBy<ReplicaSet>('replicasets', above.uid) : [replicaSet];
}

/** Source: replica_set_utils.go calculateStatus */
function statusOf(replicaSet: ReplicaSet, active: readonly Pod[], failure: StatusError | undefined, world: World): ReplicaSetStatus {
  const { ready, available } = countPods(active, replicaSet.spec.minReadySeconds ?? 0, world.now);
  const labels = Object.entries(replicaSet.spec.template.metadata?.labels ?? {});
  const labelled = active.filter((pod) => labels.every(([key, value]) => pod.metadata.labels?.[key] === value)).length;
  const conditions = conditionsOf(replicaSet, failure, world);
  return {
    replicas: active.length,
    ...(labelled && { fullyLabeledReplicas: labelled }),
    ...(ready && { readyReplicas: ready }),
    ...(available && { availableReplicas: available }),
    observedGeneration: replicaSet.metadata.generation ?? 1,
    ...(conditions.length && { conditions }),
  };
}

function conditionsOf({ status }: ReplicaSet, failure: StatusError | undefined, world: World): Condition[] {
  const others = (status.conditions ?? []).filter(({ type }) => type !== 'ReplicaFailure');
  if (!failure) return others;
  const before = status.conditions?.find(({ type }) => type === 'ReplicaFailure');
  const lastTransitionTime = before?.lastTransitionTime ?? world.timestamp;
  return [...others, { type: 'ReplicaFailure', status: 'True', lastTransitionTime, reason: 'FailedCreate', message: failure.message }];
}
