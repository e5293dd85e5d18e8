import type { Deployment } from '../../kube/kinds/deployment';
import type { Pod } from '../../kube/kinds/pod';
import type { ReplicaSet } from '../../kube/kinds/replica-set';
import { keyOf } from '../../kube/object';
import type { World } from '../component';
import { available, cleanUp, ensureNewReplicaSet, newReplicas, scale, total } from './deployment-replica-sets';
import { isComplete, syncStatus } from './deployment-status';
import { fenceposts } from './fenceposts';

/** One step of a rollout; the next one follows when the cluster has answered. */

type Sync = number | undefined;

/** Grow the new ReplicaSet, or shrink the old ones: one at a time. Source: rolling.go rolloutRolling */
export function rollOut(world: World, deployment: Deployment, replicaSets: readonly ReplicaSet[]): Sync {
  const { newest, old } = ensureNewReplicaSet(world, deployment, replicaSets, true);
  const fresh = refreshed(world, deployment);
  const grown = scale(
    world,
    fresh,
    newest!,
    Math.min(
      fresh.spec.replicas,
      newest!.spec.replicas > fresh.spec.replicas ? fresh.spec.replicas : newReplicas(fresh, old, newest!.spec.replicas),
    ),
  );
  if (grown.spec.replicas !== newest!.spec.replicas) return syncStatus(world, fresh, [...old, grown], grown);
  const shrunk = shrinkOld(world, fresh, grown, old);
  if (shrunk === old && isComplete(fresh)) cleanUp(world, fresh, old);
  return syncStatus(world, fresh, [...shrunk, grown], grown);
}

const refreshed = (world: World, deployment: Deployment) =>
  world.api.get<Deployment>('deployments', keyOf(deployment.metadata)) ?? deployment;

/** Source: reconcileOldReplicaSets */
function shrinkOld(world: World, deployment: Deployment, newest: ReplicaSet, old: ReplicaSet[]): ReplicaSet[] {
  if (total(old) === 0) return old;
  const { replicas, strategy } = deployment.spec;
  const least = replicas - fenceposts(strategy.rollingUpdate, replicas).unavailable;
  const missingInNew = newest.spec.replicas - (newest.status.availableReplicas ?? 0);
  const surplus = total([...old, newest]) - least - missingInNew;
  if (surplus <= 0) return old;
  // Pods that never became available go first, however few are available.
  const cleaned = removeUnhealthy(world, deployment, old, surplus);
  return removeAvailable(world, deployment, cleaned, available([...cleaned, newest]) - least);
}

const oldestFirst = (replicaSets: readonly ReplicaSet[]) =>
  [...replicaSets].sort((a, b) => Date.parse(a.metadata.creationTimestamp) - Date.parse(b.metadata.creationTimestamp));

function removeUnhealthy(world: World, deployment: Deployment, old: ReplicaSet[], most: number): ReplicaSet[] {
  let left = most;
  return resized(world, deployment, old, ({ spec, status }) => {
    const unhealthy = Math.min(left, spec.replicas - (status.availableReplicas ?? 0));
    if (unhealthy <= 0) return spec.replicas;
    left -= unhealthy;
    return spec.replicas - unhealthy;
  });
}

function removeAvailable(world: World, deployment: Deployment, old: ReplicaSet[], most: number): ReplicaSet[] {
  let left = most;
  return resized(world, deployment, old, ({ spec }) => {
    if (left <= 0) return spec.replicas;
    const going = Math.min(left, spec.replicas);
    left -= going;
    return spec.replicas - going;
  });
}

function resized(world: World, deployment: Deployment, old: ReplicaSet[], size: (replicaSet: ReplicaSet) => number): ReplicaSet[] {
  const sized = new Map(oldestFirst(old).map((one) => [one, one.spec.replicas ? scale(world, deployment, one, size(one)) : one] as const));
  const result = old.map((one) => sized.get(one)!);
  return result.every((one, i) => one.spec.replicas === old[i]!.spec.replicas) ? old : result;
}

/** All old pods go before the first new one comes. Source: recreate.go rolloutRecreate */
export function recreate(world: World, deployment: Deployment, replicaSets: readonly ReplicaSet[]): Sync {
  const { newest, old } = ensureNewReplicaSet(world, deployment, replicaSets, false);
  const emptied = old.map((one) => (one.spec.replicas ? scale(world, deployment, one, 0) : one));
  const emptying = emptied.some((one, i) => one !== old[i]) || old.some((one) => hasPods(world, one));
  if (emptying) return syncStatus(world, deployment, newest ? [...emptied, newest] : emptied, newest);
  const made = ensureNewReplicaSet(world, deployment, replicaSets, true).newest!;
  const fresh = refreshed(world, deployment);
  const grown = scale(world, fresh, made, fresh.spec.replicas);
  if (isComplete(fresh)) cleanUp(world, fresh, emptied);
  return syncStatus(world, fresh, [...emptied, grown], grown);
}

function hasPods(world: World, { metadata }: ReplicaSet): boolean {
  return world.api.ownedBy('pods', metadata.uid).some((pod) => !['Failed', 'Succeeded'].includes((pod as unknown as Pod).status.phase));
}
