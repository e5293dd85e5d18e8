import type { Deployment, DeploymentStatus } from '../../kube/kinds/deployment';
import type { ReplicaSet } from '../../kube/kinds/replica-set';
import { keyOf, type Condition } from '../../kube/object';
import type { World } from '../component';
import { deadlineAt, hasDeadline, isLate, newCondition, progressing, withCondition, withFailure } from './deployment-conditions';
import { available, total, unavailableOf } from './deployment-sizes';

/** Status and progress of a Deployment. Source: sync.go calculateStatus, progress.go syncRolloutStatus */

/** Write the numbers: whether a rollout goes on is not asked (paused, scaled, on its way out). */
export function syncStatusOnly(world: World, deployment: Deployment, all: readonly ReplicaSet[], newest: ReplicaSet | undefined): void {
  write(world, deployment, statusOf(world, deployment, all, newest));
}

/** Write the numbers and how the rollout goes. @returns ms until the progress deadline, when one is running */
export function syncRolloutStatus(
  world: World,
  deployment: Deployment,
  all: readonly ReplicaSet[],
  newest: ReplicaSet | undefined,
): number | undefined {
  const now = statusOf(world, deployment, all, newest);
  const conditions = withFailure(withProgress(world, deployment, now, newest), all, newest);
  const status = { ...now, conditions };
  write(world, deployment, status);
  return untilDeadline(world, deployment, status);
}

function write(world: World, deployment: Deployment, status: DeploymentStatus): void {
  const current = world.api.get<Deployment>('deployments', keyOf(deployment.metadata));
  if (current) world.api.updateStatus('deployments', { ...current, status });
}

function statusOf(world: World, deployment: Deployment, all: readonly ReplicaSet[], newest: ReplicaSet | undefined): DeploymentStatus {
  const enough = available(all) >= deployment.spec.replicas - unavailableOf(deployment);
  const condition = enough
    ? newCondition(world, 'Available', 'MinimumReplicasAvailable', 'Deployment has minimum availability.')
    : newCondition(world, 'Available', 'MinimumReplicasUnavailable', 'Deployment does not have minimum availability.');
  return { ...countsOf(deployment, all, newest), conditions: withCondition(deployment.status.conditions ?? [], condition) };
}

function countsOf(deployment: Deployment, all: readonly ReplicaSet[], newest: ReplicaSet | undefined): DeploymentStatus {
  const sum = (read: (one: ReplicaSet) => number | undefined) => all.reduce((count, one) => count + (read(one) ?? 0), 0);
  const replicas = sum(({ status }) => status.replicas);
  const updatedReplicas = newest?.status.replicas ?? 0;
  const readyReplicas = sum(({ status }) => status.readyReplicas);
  const availableReplicas = available(all);
  const unavailableReplicas = Math.max(0, total(all) - availableReplicas);
  const { collisionCount } = deployment.status;
  return {
    observedGeneration: deployment.metadata.generation ?? 1,
    ...(replicas && { replicas }),
    ...(updatedReplicas && { updatedReplicas }),
    ...(readyReplicas && { readyReplicas }),
    ...(availableReplicas && { availableReplicas }),
    ...(unavailableReplicas && { unavailableReplicas }),
    ...(collisionCount && { collisionCount }),
  };
}

/** Every pod is new and available, and no old one is left. Source: DeploymentComplete */
export function isComplete({ spec, metadata }: Deployment, status: DeploymentStatus): boolean {
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0, observedGeneration = 0 } = status;
  return (
    updatedReplicas === spec.replicas &&
    replicas === spec.replicas &&
    availableReplicas === spec.replicas &&
    observedGeneration >= (metadata.generation ?? 1)
  );
}

/** Source: DeploymentProgressing */
export function hasProgressed(before: DeploymentStatus, now: DeploymentStatus): boolean {
  const old = (status: DeploymentStatus) => (status.replicas ?? 0) - (status.updatedReplicas ?? 0);
  return (
    (now.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(now) < old(before) ||
    (now.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (now.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
}

function withProgress(world: World, deployment: Deployment, now: DeploymentStatus, newest: ReplicaSet | undefined): readonly Condition[] {
  const conditions = now.conditions ?? [];
  if (!hasDeadline(deployment)) return conditions.filter(({ type }) => type !== 'Progressing');
  const current = progressing(conditions);
  const subject = newest ? `ReplicaSet "${newest.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
  const as = (reason: string, end: string) => newCondition(world, 'Progressing', reason, `${subject} ${end}`);
  // A rollout that is over stays so, whatever becomes of its pods: scaling is none.
  if ((now.replicas ?? 0) === (now.updatedReplicas ?? 0) && current?.reason === 'NewReplicaSetAvailable') return conditions;
  if (isComplete(deployment, now)) return withCondition(conditions, as('NewReplicaSetAvailable', 'has successfully progressed.'));
  if (hasProgressed(deployment.status, now)) return renewed(conditions, current, as('ReplicaSetUpdated', 'is progressing.'));
  if (isLate(deployment, now, world.now)) return withCondition(conditions, as('ProgressDeadlineExceeded', 'has timed out progressing.'));
  return conditions;
}

/** Every step forward sets the deadline's clock back, though the condition says the same. */
function renewed(conditions: readonly Condition[], current: Condition | undefined, next: Condition): readonly Condition[] {
  const others = conditions.filter(({ type }) => type !== 'Progressing');
  return [...others, current?.status === 'True' ? { ...next, lastTransitionTime: current.lastTransitionTime! } : next];
}

function untilDeadline(world: World, deployment: Deployment, status: DeploymentStatus): number | undefined {
  const current = progressing(status.conditions);
  if (!current || !hasDeadline(deployment) || isComplete(deployment, status)) return undefined;
  if (current.reason === 'ProgressDeadlineExceeded' || current.reason === 'NewReplicaSetAvailable') return undefined;
  // A second is added: timestamps have whole seconds. Source: requeueStuckDeployment
  return Math.max(0, deadlineAt(deployment, current) - world.now) + 1000;
}
