import type { Deployment } from '../../kube/kinds/deployment';
import type { ReplicaSet } from '../../kube/kinds/replica-set';
import { fenceposts } from './fenceposts';

/** How large each ReplicaSet of a Deployment should be next. Nothing here writes.
 *  Source: pkg/controller/deployment/rolling.go, sync.go scale, util/deployment_util.go */

export const DESIRED = 'deployment.kubernetes.io/desired-replicas';
export const MAXIMUM = 'deployment.kubernetes.io/max-replicas';
export const REVISION = 'deployment.kubernetes.io/revision';

export const revisionOf = ({ metadata }: ReplicaSet) => Number(metadata.annotations?.[REVISION] ?? 0);

export const total = (replicaSets: readonly ReplicaSet[]) => replicaSets.reduce((sum, { spec }) => sum + spec.replicas, 0);
const availableIn = ({ status }: ReplicaSet) => status.availableReplicas ?? 0;
export const available = (replicaSets: readonly ReplicaSet[]) => replicaSets.reduce((sum, one) => sum + availableIn(one), 0);

/** Oldest first. */
export const byAge = (a: ReplicaSet, b: ReplicaSet) =>
  Date.parse(a.metadata.creationTimestamp) - Date.parse(b.metadata.creationTimestamp) || revisionOf(a) - revisionOf(b);

const isRolling = ({ spec }: Deployment) => spec.strategy.type === 'RollingUpdate';

/** Only a rolling update may have more pods than asked for. */
export function surgeOf(deployment: Deployment): number {
  const { replicas, strategy } = deployment.spec;
  return isRolling(deployment) ? fenceposts(strategy.rollingUpdate, replicas).surge : 0;
}

/** Only a rolling update may have fewer. Source: MaxUnavailable */
export function unavailableOf(deployment: Deployment): number {
  const { replicas, strategy } = deployment.spec;
  return isRolling(deployment) ? Math.min(replicas, fenceposts(strategy.rollingUpdate, replicas).unavailable) : 0;
}

/** How many the new ReplicaSet should have now. @param has  how many it has. Source: NewRSNewReplicas, reconcileNewReplicaSet */
export function newSize(deployment: Deployment, old: readonly ReplicaSet[], has: number): number {
  const { replicas } = deployment.spec;
  if (!isRolling(deployment) || has >= replicas) return replicas;
  const room = replicas + surgeOf(deployment) - total(old) - has;
  return room <= 0 ? has : has + Math.min(room, replicas - has);
}

/** What the old ones are left with, oldest first to lose: pods that never became available, however few are
 *  available, then as many of the others as the Deployment can do without.
 *  @returns sizes, in the order of `old`. Source: reconcileOldReplicaSets */
export function oldSizes(deployment: Deployment, newest: ReplicaSet, old: readonly ReplicaSet[]): number[] {
  const least = deployment.spec.replicas - unavailableOf(deployment);
  const missingInNew = newest.spec.replicas - availableIn(newest);
  const surplus = total([...old, newest]) - least - missingInNew;
  const sizes = old.map(({ spec }) => spec.replicas);
  if (surplus <= 0) return sizes;
  takeUnhealthy(old, sizes, surplus);
  // Those in excess of what must be available.
  take(old, sizes, available([...old, newest]) - least);
  return sizes;
}

const oldestFirst = (old: readonly ReplicaSet[]) => old.map((_, i) => i).sort((a, b) => byAge(old[a]!, old[b]!));

/** Source: cleanupUnhealthyReplicas */
export function takeUnhealthy(old: readonly ReplicaSet[], sizes: number[], most: number): void {
  let left = most;
  for (const i of oldestFirst(old)) {
    const gone = Math.max(0, Math.min(left, sizes[i]! - availableIn(old[i]!)));
    sizes[i]! -= gone;
    left -= gone;
  }
}

/** Source: scaleDownOldReplicaSetsForRollingUpdate */
function take(old: readonly ReplicaSet[], sizes: number[], most: number): void {
  let left = Math.max(0, most);
  for (const i of oldestFirst(old)) {
    const gone = Math.min(left, sizes[i]!);
    sizes[i]! -= gone;
    left -= gone;
  }
}

/** The Deployment was scaled, or is paused: the only ReplicaSet with pods (or the latest) gets all; when there are
 *  several, the difference is shared in proportion to their sizes.
 *  @returns new sizes by uid, of those that are to be told. Source: sync.go scale */
export function scaledSizes(deployment: Deployment, newest: ReplicaSet | undefined, old: readonly ReplicaSet[]): Map<string, number> {
  const { replicas } = deployment.spec;
  const active = [...old, ...(newest ? [newest] : [])].filter(({ spec }) => spec.replicas > 0);
  if (active.length <= 1) {
    const only = active[0] ?? newest ?? [...old].sort(byAge).at(-1);
    return new Map(only ? [[only.metadata.uid, replicas]] : []);
  }
  if (newest && isSaturated(deployment, newest))
    return new Map(active.filter((one) => one !== newest).map(({ metadata }) => [metadata.uid, 0]));
  return isRolling(deployment) ? shares(deployment, active) : new Map();
}

function isSaturated({ spec }: Deployment, newest: ReplicaSet): boolean {
  const told = Number(newest.metadata.annotations?.[DESIRED]);
  return newest.spec.replicas === spec.replicas && told === spec.replicas && availableIn(newest) === spec.replicas;
}

function shares(deployment: Deployment, active: readonly ReplicaSet[]): Map<string, number> {
  const allowed = deployment.spec.replicas > 0 ? deployment.spec.replicas + surgeOf(deployment) : 0;
  const difference = allowed - total(active);
  // Growing, the largest and newest come first; shrinking, the largest and oldest.
  const order = [...active].sort((a, b) => b.spec.replicas - a.spec.replicas || (difference > 0 ? byAge(b, a) : byAge(a, b)));
  const sizes = order.map(({ spec }) => spec.replicas);
  let left = difference;
  order.forEach((one, i) => {
    const part = within(fractionOf(deployment, one), left);
    sizes[i]! += part;
    left -= part;
  });
  sizes[0] = Math.max(0, sizes[0]! + left);
  return new Map(order.map(({ metadata }, i) => [metadata.uid, sizes[i]!]));
}

/** No more than what is left to share. Source: GetReplicaSetProportion */
const within = (part: number, left: number) => (left === 0 ? 0 : left > 0 ? Math.min(part, left) : Math.max(part, left));

/** Source: getReplicaSetFraction */
function fractionOf(deployment: Deployment, { metadata, spec }: ReplicaSet): number {
  if (deployment.spec.replicas === 0) return -spec.replicas;
  const before = Number(metadata.annotations?.[MAXIMUM] ?? 0) || (deployment.status.replicas ?? 0);
  if (before === 0) return 0;
  return Math.round((spec.replicas * (deployment.spec.replicas + surgeOf(deployment))) / before) - spec.replicas;
}

/** Old ReplicaSets beyond the history limit, lowest revision first; those that still have pods stay.
 *  Source: cleanupDeployment */
export function forgettable({ spec }: Deployment, old: readonly ReplicaSet[]): ReplicaSet[] {
  const alive = old.filter(({ metadata }) => !metadata.deletionTimestamp).sort((a, b) => revisionOf(a) - revisionOf(b));
  const surplus = Math.max(0, alive.length - (spec.revisionHistoryLimit ?? 10));
  return alive.slice(0, surplus).filter((one) => one.spec.replicas === 0 && one.status.replicas === 0 && isObserved(one));
}

const isObserved = ({ metadata, status }: ReplicaSet) => (metadata.generation ?? 0) <= (status.observedGeneration ?? 0);
