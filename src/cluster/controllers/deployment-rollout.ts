import type { Deployment } from '../../kube/kinds/deployment';
import type { Pod } from '../../kube/kinds/pod';
import { isTerminal } from '../../kube/kinds/pod-status';
import type { ReplicaSet } from '../../kube/kinds/replica-set';
import { keyOf } from '../../kube/object';
import type { World } from '../component';
import { cleanUp, ensureNewReplicaSet, scale } from './deployment-replica-sets';
import { newSize, oldSizes, scaledSizes } from './deployment-sizes';
import { isComplete, syncRolloutStatus, syncStatusOnly } from './deployment-status';

/** One step of a rollout; the next one follows when the cluster has answered. */

type Sync = number | undefined;

/** What ensureNewReplicaSet has written is part of what follows. */
const refreshed = (world: World, deployment: Deployment) =>
  world.api.get<Deployment>('deployments', keyOf(deployment.metadata)) ?? deployment;

/** Grow the new ReplicaSet, or shrink the old ones: one at a time. Source: rolling.go rolloutRolling */
export function rollOut(world: World, deployment: Deployment, replicaSets: readonly ReplicaSet[]): Sync {
  const { newest, old } = ensureNewReplicaSet(world, deployment, replicaSets, true);
  const fresh = refreshed(world, deployment);
  const grown = scale(world, fresh, newest!, newSize(fresh, old, newest!.spec.replicas));
  if (grown.spec.replicas !== newest!.spec.replicas) return syncRolloutStatus(world, fresh, [...old, grown], grown);
  const shrunk = resized(world, fresh, old, oldSizes(fresh, grown, old));
  if (shrunk === old && isComplete(fresh, fresh.status)) cleanUp(world, fresh, old);
  return syncRolloutStatus(world, fresh, [...shrunk, grown], grown);
}

function resized(world: World, deployment: Deployment, old: ReplicaSet[], sizes: readonly number[]): ReplicaSet[] {
  if (old.every(({ spec }, i) => spec.replicas === sizes[i])) return old;
  return old.map((one, i) => (one.spec.replicas === sizes[i] ? one : scale(world, deployment, one, sizes[i]!)));
}

/** All old pods go before the first new one comes. Source: recreate.go rolloutRecreate */
export function recreate(world: World, deployment: Deployment, replicaSets: readonly ReplicaSet[]): Sync {
  const { newest, old } = ensureNewReplicaSet(world, deployment, replicaSets, false);
  const emptied = resized(
    world,
    deployment,
    old,
    old.map(() => 0),
  );
  if (emptied !== old || old.some((one) => hasPods(world, one)))
    return syncRolloutStatus(world, refreshed(world, deployment), newest ? [...emptied, newest] : emptied, newest);
  const made = newest ?? ensureNewReplicaSet(world, deployment, replicaSets, true).newest!;
  const fresh = refreshed(world, deployment);
  const grown = scale(world, fresh, made, fresh.spec.replicas);
  if (isComplete(fresh, fresh.status)) cleanUp(world, fresh, emptied);
  return syncRolloutStatus(world, fresh, [...emptied, grown], grown);
}

/** Pods on their way out count: the new ones must not meet them. */
function hasPods(world: World, { metadata }: ReplicaSet): boolean {
  return world.api.ownedBy<Pod>('pods', metadata.uid).some((pod) => !isTerminal(pod));
}

/** Paused, or scaled: no new ReplicaSet is made, but the number of pods follows. Source: sync.go sync */
export function pausedOrScaled(world: World, deployment: Deployment, replicaSets: readonly ReplicaSet[]): void {
  const { newest, old } = ensureNewReplicaSet(world, deployment, replicaSets, false);
  const fresh = refreshed(world, deployment);
  const sizes = scaledSizes(fresh, newest, old);
  const told = (one: ReplicaSet) => scale(world, fresh, one, sizes.get(one.metadata.uid)!);
  const all = (newest ? [...old, newest] : old).map((one) => (sizes.has(one.metadata.uid) ? told(one) : one));
  if (fresh.spec.paused) cleanUp(world, fresh, old);
  syncStatusOnly(
    world,
    fresh,
    all,
    all.find((one) => one.metadata.uid === newest?.metadata.uid),
  );
}
