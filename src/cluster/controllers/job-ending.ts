import type { Job } from '../../kube/kinds/job';
import type { Pod } from '../../kube/kinds/pod';
import type { Condition } from '../../kube/object';
import type { World } from '../component';
import { judge } from './job-failure-policy';
import { metSuccessPolicy } from './job-success-policy';
import { isFailed, type Turn } from './job-turn';

/** How a Job comes to its end: what it failed of, or what made it a success.
 *  Source: job_controller.go syncJob, in its order */

type Conditions = readonly Condition[];

export function jobCondition(world: World, type: string, status: 'True' | 'False', reason: string, message: string): Condition {
  return { type, status, lastProbeTime: world.timestamp, lastTransitionTime: world.timestamp, reason, message };
}

/** Put a condition in the place of the one of its type; `False` says nothing where there was none.
 *  @returns the same list when nothing changes. Source: ensureJobConditionStatus */
export function withCondition(conditions: Conditions, next: Condition): Conditions {
  const at = conditions.findIndex(({ type }) => type === next.type);
  if (at < 0) return next.status === 'False' ? conditions : [...conditions, next];
  const old = conditions[at]!;
  if (old.status === next.status && old.reason === next.reason && old.message === next.message) return conditions;
  return conditions.with(at, next);
}

const isTrue = ({ status }: Job, type: string) => status.conditions?.find((one) => one.type === type && one.status === 'True');

/** The interim condition that the Job has, or gets now: `FailureTarget` or `SuccessCriteriaMet`. The last one,
 *  `Failed` or `Complete`, follows when no pod is left. */
export function endOf(turn: Turn): Condition | undefined {
  const decided = isTrue(turn.job, 'SuccessCriteriaMet') ?? isTrue(turn.job, 'FailureTarget');
  if (decided) return decided;
  return failure(turn) ?? indexFailure(turn) ?? policySuccess(turn);
}

const failed = ({ world }: Turn, reason: string, message: string) => jobCondition(world, 'FailureTarget', 'True', reason, message);

function failure(turn: Turn): Condition | undefined {
  const { job } = turn;
  const verdict = turn.pods
    .filter((pod) => isFailed(job, pod))
    .map((pod) => judge(job, pod).message)
    .find(Boolean);
  if (verdict) return failed(turn, 'PodFailurePolicy', verdict);
  if (turn.failed > job.spec.backoffLimit! || tooManyRestarts(job, turn.pods))
    return failed(turn, 'BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  if (untilDeadline(turn) === 0) return failed(turn, 'DeadlineExceeded', 'Job was active longer than specified deadline');
  return undefined;
}

function indexFailure(turn: Turn): Condition | undefined {
  const { maxFailedIndexes, completions } = turn.job.spec;
  const lost = turn.indexes?.failed?.size ?? 0;
  if (maxFailedIndexes !== undefined && lost > maxFailedIndexes)
    return failed(turn, 'MaxFailedIndexesExceeded', 'Job has exceeded the specified maximal number of failed indexes');
  if (lost > 0 && lost + turn.succeeded >= completions!) return failed(turn, 'FailedIndexes', 'Job has failed indexes');
  return undefined;
}

function policySuccess({ world, job, indexes }: Turn): Condition | undefined {
  const message = indexes && metSuccessPolicy(job, indexes.succeeded);
  return message === undefined ? undefined : jobCondition(world, 'SuccessCriteriaMet', 'True', 'SuccessPolicy', message);
}

/** Pods that are restarted in place never fail: their restarts count. Source: pastBackoffLimitOnFailure */
export function tooManyRestarts({ spec }: Job, pods: readonly Pod[]): boolean {
  if (spec.template.spec.restartPolicy !== 'OnFailure') return false;
  const alive = pods.filter(({ status: { phase } }) => phase === 'Running' || phase === 'Pending');
  const statuses = alive.flatMap(({ status }) => [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])]);
  const restarts = statuses.reduce((sum, { restartCount }) => sum + restartCount, 0);
  return spec.backoffLimit === 0 ? restarts > 0 : restarts >= spec.backoffLimit!;
}

/** ms that are left of activeDeadlineSeconds; undefined when no clock runs. Source: pastActiveDeadline */
export function untilDeadline({ world, job: { spec, status } }: Pick<Turn, 'world' | 'job'>): number | undefined {
  if (spec.activeDeadlineSeconds === undefined || !status.startTime || spec.suspend) return undefined;
  return Math.max(0, Date.parse(status.startTime) + spec.activeDeadlineSeconds * 1000 - world.now);
}

/** Have enough pods succeeded, and is none left? Without completions one success is enough. */
export function isReached({ job: { spec }, succeeded }: Turn, active: number): boolean {
  return active === 0 && (spec.completions === undefined ? succeeded > 0 : succeeded >= spec.completions);
}

export const reached = (world: World) =>
  jobCondition(world, 'SuccessCriteriaMet', 'True', 'CompletionsReached', 'Reached expected number of succeeded pods');

/** The last condition, of what the interim one said. */
export function lastOf(world: World, { type, reason, message }: Condition): Condition {
  return jobCondition(world, type === 'SuccessCriteriaMet' ? 'Complete' : 'Failed', 'True', reason!, message!);
}
