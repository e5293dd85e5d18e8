import type { Deployment, DeploymentStatus } from '../../kube/kinds/deployment';
import type { ReplicaSet } from '../../kube/kinds/replica-set';
import { keyOf, type Condition } from '../../kube/object';
import type { World } from '../component';

/** Conditions of a Deployment. Source: pkg/controller/deployment/util/deployment_util.go, sync.go, progress.go */

type Conditions = readonly Condition[];

/** A deadline of MaxInt32 is none. Source: HasProgressDeadline */
export const hasDeadline = ({ spec }: Deployment) => (spec.progressDeadlineSeconds ?? 600) !== 2 ** 31 - 1;

export const progressing = (conditions: Conditions | undefined) => conditions?.find(({ type }) => type === 'Progressing');

const STATUS: Readonly<Record<string, Condition['status']>> = {
  ReplicaSetCreateError: 'False',
  ProgressDeadlineExceeded: 'False',
  MinimumReplicasUnavailable: 'False',
  DeploymentPaused: 'Unknown',
  DeploymentResumed: 'Unknown',
};

/** A condition as it is now; its status follows from its reason. */
export function newCondition(world: World, type: 'Available' | 'Progressing', reason: string, message: string): Condition {
  const now = world.timestamp;
  return { type, status: STATUS[reason] ?? 'True', lastUpdateTime: now, lastTransitionTime: now, reason, message };
}

/** The same status and reason again change nothing; the same status keeps its transition time; what changes goes to
 *  the end. Source: SetDeploymentCondition */
export function withCondition(conditions: Conditions, next: Condition): Conditions {
  const old = conditions.find(({ type }) => type === next.type);
  if (old && old.status === next.status && old.reason === next.reason) return conditions;
  const lastTransitionTime = old?.status === next.status ? old.lastTransitionTime! : next.lastTransitionTime!;
  return [...conditions.filter(({ type }) => type !== next.type), { ...next, lastTransitionTime }];
}

/** Note at once how the newest ReplicaSet came to be; that one was found is news only where nothing was known. */
export function setCondition(world: World, deployment: Deployment, reason: string, message: string): void {
  const current = world.api.get<Deployment>('deployments', keyOf(deployment.metadata));
  if (!current || !hasDeadline(current)) return;
  const before = current.status.conditions ?? [];
  if (reason === 'FoundNewReplicaSet' && progressing(before)) return;
  const conditions = withCondition(before, newCondition(world, 'Progressing', reason, message));
  world.api.updateStatus('deployments', { ...current, status: { ...current.status, conditions } });
}

/** Paused or resumed: no deadline runs meanwhile. A deadline that has passed stays told. Source: checkPausedConditions */
export function notePause(world: World, deployment: Deployment): void {
  const reason = progressing(deployment.status.conditions)?.reason;
  if (reason === 'ProgressDeadlineExceeded') return;
  if (deployment.spec.paused && reason !== 'DeploymentPaused') setCondition(world, deployment, 'DeploymentPaused', 'Deployment is paused');
  if (!deployment.spec.paused && reason === 'DeploymentPaused')
    setCondition(world, deployment, 'DeploymentResumed', 'Deployment is resumed');
}

/** Why pods cannot be made or deleted: of the new ReplicaSet before the old ones. Source: getReplicaFailures */
export function withFailure(conditions: Conditions, all: readonly ReplicaSet[], newest: ReplicaSet | undefined): Conditions {
  const failures = [...(newest ? [newest] : []), ...all].flatMap(({ status }) => status.conditions ?? []);
  const failure = failures.find(({ type }) => type === 'ReplicaFailure');
  if (!failure) return conditions.filter(({ type }) => type !== 'ReplicaFailure');
  return withCondition(conditions, { ...failure, lastUpdateTime: failure.lastTransitionTime! });
}

/** Is the deadline over? A rollout that was complete is never late. Source: DeploymentTimedOut */
export function isLate(deployment: Deployment, { conditions }: Pick<DeploymentStatus, 'conditions'>, now: number): boolean {
  const condition = progressing(conditions);
  if (!condition || !hasDeadline(deployment) || condition.reason === 'NewReplicaSetAvailable') return false;
  return condition.reason === 'ProgressDeadlineExceeded' || deadlineAt(deployment, condition) < now;
}

export const deadlineAt = ({ spec }: Deployment, { lastUpdateTime }: Condition) =>
  Date.parse(lastUpdateTime ?? '') + (spec.progressDeadlineSeconds ?? 600) * 1000;
