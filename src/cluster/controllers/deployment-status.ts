import type { Deployment, DeploymentStatus } from '../../kube/kinds/deployment';
import type { ReplicaSet } from '../../kube/kinds/replica-set';
import { keyOf, type Condition } from '../../kube/object';
import type { World } from '../component';
import { available, total } from './deployment-replica-sets';
import { fenceposts } from './fenceposts';

/** Status, conditions and the progress deadline. Source: sync.go calculateStatus, progress.go syncRolloutStatus */

type Conditions = readonly Condition[];

/** Write the status. @returns ms until the progress deadline, when one is running */
export function syncStatus(
  world: World,
  deployment: Deployment,
  all: readonly ReplicaSet[],
  newest: ReplicaSet | undefined,
): number | undefined {
  const counts = countsOf(deployment, all, newest);
  const before = deployment.status.conditions ?? [];
  const conditions = progress(world, deployment, counts, newest, availability(world, deployment, counts, before));
  const ordered = ['Available', 'Progressing', 'ReplicaFailure'].flatMap((type) => conditions.filter((one) => one.type === type));
  // Upstream keeps the order in which conditions came; a condition that changed goes to the end.
  const kept = before.filter((one) => ordered.includes(one));
  const status = { ...counts, conditions: [...kept, ...ordered.filter((one) => !kept.includes(one))] };
  const current = world.api.get<Deployment>('deployments', keyOf(deployment.metadata));
  if (current) world.api.updateStatus('deployments', { ...current, status });
  return untilDeadline(world, deployment, status);
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
export function isComplete({ spec, status, metadata }: Deployment): boolean {
  const { updatedReplicas = 0, replicas = 0, availableReplicas = 0, observedGeneration = 0 } = status;
  return (
    updatedReplicas === spec.replicas &&
    replicas === spec.replicas &&
    availableReplicas === spec.replicas &&
    observedGeneration >= (metadata.generation ?? 1)
  );
}

/** The same condition keeps its times; a new status gets a new transition time. */
function condition(
  world: World,
  before: Conditions,
  type: string,
  status: 'True' | 'False' | 'Unknown',
  reason: string,
  message: string,
): Condition {
  const old = before.find((one) => one.type === type);
  if (old && old.status === status && old.reason === reason) return old.message === message ? old : { ...old, message };
  const lastTransitionTime = old?.status === status ? old.lastTransitionTime! : world.timestamp;
  return { type, status, lastUpdateTime: world.timestamp, lastTransitionTime, reason, message };
}

const replaced = (conditions: Conditions, one: Condition): Condition[] => [...conditions.filter(({ type }) => type !== one.type), one];

function availability(world: World, { spec }: Deployment, { availableReplicas = 0 }: DeploymentStatus, before: Conditions): Condition[] {
  const rolling = spec.strategy.type === 'RollingUpdate';
  const least = spec.replicas - (rolling ? fenceposts(spec.strategy.rollingUpdate, spec.replicas).unavailable : 0);
  const enough = availableReplicas >= least;
  const word = enough ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable';
  const text = enough ? 'Deployment has minimum availability.' : 'Deployment does not have minimum availability.';
  return replaced(before, condition(world, before, 'Available', enough ? 'True' : 'False', word, text));
}

function progress(
  world: World,
  deployment: Deployment,
  counts: DeploymentStatus,
  newest: ReplicaSet | undefined,
  before: Condition[],
): Condition[] {
  const failure = newest?.status.conditions?.find(({ type }) => type === 'ReplicaFailure');
  const others = before.filter(({ type }) => type !== 'ReplicaFailure');
  const withFailure = failure ? [...others, failure] : others;
  const current = before.find(({ type }) => type === 'Progressing');
  if (deployment.spec.paused) {
    if (current?.reason === 'DeploymentPaused') return withFailure;
    return replaced(withFailure, condition(world, before, 'Progressing', 'Unknown', 'DeploymentPaused', 'Deployment is paused'));
  }
  if (current?.reason === 'DeploymentPaused') {
    return replaced(withFailure, condition(world, before, 'Progressing', 'Unknown', 'DeploymentResumed', 'Deployment is resumed'));
  }
  const found = next(world, deployment, counts, newest, current);
  return found ? replaced(withFailure, found) : withFailure;
}

function next(
  world: World,
  deployment: Deployment,
  counts: DeploymentStatus,
  newest: ReplicaSet | undefined,
  current: Condition | undefined,
): Condition | undefined {
  const subject = newest ? `ReplicaSet "${newest.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
  const before = current ? [current] : [];
  const as = (status: 'True' | 'False', reason: string, message: string) =>
    condition(world, before, 'Progressing', status, reason, message);
  const after = { ...deployment, status: { ...counts, observedGeneration: deployment.metadata.generation ?? 1 } };
  if (isComplete(after)) return as('True', 'NewReplicaSetAvailable', `${subject} has successfully progressed.`);
  const made = newest && newest.metadata.uid !== seenReplicaSet(world, deployment);
  if (newest) world.cell<string>('deployments/newest').set(deployment.metadata.uid, newest.metadata.uid);
  if (made)
    return { ...as('True', 'NewReplicaSetCreated', `Created new replica set "${newest.metadata.name}"`), lastUpdateTime: world.timestamp };
  if (progressed(deployment.status, counts)) {
    const renewed = as('True', 'ReplicaSetUpdated', `${subject} is progressing.`);
    return { ...renewed, lastUpdateTime: world.timestamp };
  }
  const late = overdue(world, deployment, current);
  return late ? as('False', 'ProgressDeadlineExceeded', `${subject} has timed out progressing.`) : current;
}

function seenReplicaSet(world: World, deployment: Deployment): string | undefined {
  return world.cell<string>('deployments/newest').get(deployment.metadata.uid);
}

/** Source: DeploymentProgressing */
function progressed(before: DeploymentStatus, now: DeploymentStatus): boolean {
  const old = (status: DeploymentStatus) => (status.replicas ?? 0) - (status.updatedReplicas ?? 0);
  return (
    (now.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(now) < old(before) ||
    (now.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (now.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
}

const deadlineOf = ({ spec }: Deployment) => (spec.progressDeadlineSeconds ?? 600) * 1000;

function overdue(world: World, deployment: Deployment, current: Condition | undefined): boolean {
  if (!current || current.reason === 'NewReplicaSetAvailable') return false;
  if (current.reason === 'ProgressDeadlineExceeded') return true;
  return Date.parse(current.lastUpdateTime ?? '') + deadlineOf(deployment) < world.now;
}

function untilDeadline(world: World, deployment: Deployment, status: DeploymentStatus): number | undefined {
  const current = status.conditions?.find(({ type }) => type === 'Progressing');
  if (!current || isComplete({ ...deployment, status }) || current.reason === 'ProgressDeadlineExceeded' || deployment.spec.paused)
    return undefined;
  // A second is added: timestamps have whole seconds. Source: requeueStuckDeployment
  return Math.max(0, Date.parse(current.lastUpdateTime ?? '') + deadlineOf(deployment) - world.now) + 1000;
}
