import type { Change } from '../../kube/api';
import type { Pod } from '../../kube/kinds/pod';
import { isActive } from '../../kube/kinds/pod-status';
import type { ReplicaSet, ReplicaSetStatus } from '../../kube/kinds/replica-set';
import { controllerOf, type Condition } from '../../kube/object';
import { StatusError } from '../../kube/status';
import type { Reconciler, World } from '../component';
import { claim } from './ownership';
import { byDispensability, countPods, createPod, deletePod } from './pod-control';

/** Keeps the number of pods at the number asked for.
 *  MODELS adoption and release, the ranking of pods to delete, at most 500 at a time, status and its conditions.
 *  OMITS expectations (the store answers at once, so a reconcile never sees an old world) and the slow start
 *  of batches (a refusal ends the batch).
 *  Source: pkg/controller/replicaset/replica_set.go */
export const replicaSetController: Reconciler = {
  name: 'replicaset-controller',
  resource: 'replicasets',
  watches: { pods: keysOfPod },
  reconcile(key, world) {
    const replicaSet = world.api.get<ReplicaSet>('replicasets', key);
    if (!replicaSet) return;
    const active = claim<Pod>(world, 'pods', replicaSet, replicaSet.spec.selector).filter(isActive);
    let failure: StatusError | undefined;
    if (!replicaSet.metadata.deletionTimestamp) failure = manage(world, replicaSet, active);
    const status = statusOf(replicaSet, active, failure, world);
    world.api.updateStatus('replicasets', { ...replicaSet, status });
    if (failure) throw failure;
    const { minReadySeconds = 0 } = replicaSet.spec;
    // Time alone makes ready pods available.
    if (minReadySeconds && status.readyReplicas !== status.availableReplicas) return minReadySeconds * 1000;
  },
};

/** A pod that changes hands concerns its old and its new controller. */
function keysOfPod({ object, old }: Change): string[] {
  const owners = [controllerOf(object), old && controllerOf(old)].filter((owner) => owner?.kind === 'ReplicaSet');
  return [...new Set(owners.map((owner) => `${object.metadata.namespace}/${owner!.name}`))];
}

const BURST = 500;

function manage(world: World, replicaSet: ReplicaSet, active: Pod[]): StatusError | undefined {
  const missing = replicaSet.spec.replicas - active.length;
  if (missing !== 0) note(world, replicaSet, active.length);
  try {
    for (let i = 0; i < Math.min(missing, BURST); i++) active.push(createPod(world, replicaSet, replicaSet.spec.template));
  } catch (error) {
    if (error instanceof StatusError) return error;
    throw error;
  }
  if (missing < 0) shrink(world, replicaSet, active, Math.min(-missing, BURST));
  return undefined;
}

function note(world: World, { metadata, spec }: ReplicaSet, current: number): void {
  const object = { resource: 'replicasets', kind: 'ReplicaSet', namespace: metadata.namespace!, name: metadata.name, uid: metadata.uid };
  world.log({ type: 'reconcile', object, note: `${current}/${spec.replicas}` });
}

function shrink(world: World, replicaSet: ReplicaSet, active: readonly Pod[], surplus: number): void {
  const onNode = new Map<string, number>();
  for (const pod of active) onNode.set(pod.spec.nodeName ?? '', (onNode.get(pod.spec.nodeName ?? '') ?? 0) + 1);
  const ranked = [...active].sort(byDispensability((pod) => onNode.get(pod.spec.nodeName ?? '') ?? 0, world.now));
  for (const pod of ranked.slice(0, surplus)) deletePod(world, replicaSet, pod);
}

/** Source: replica_set_utils.go calculateStatus */
function statusOf(replicaSet: ReplicaSet, pods: readonly Pod[], failure: StatusError | undefined, world: World): ReplicaSetStatus {
  const active = pods.filter(isActive);
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
  const before = status.conditions?.find(({ type }) => type === 'ReplicaFailure');
  if (!failure) return others;
  return [
    ...others,
    before ?? {
      type: 'ReplicaFailure',
      status: 'True',
      lastTransitionTime: world.timestamp,
      reason: 'FailedCreate',
      message: failure.message,
    },
  ];
}
