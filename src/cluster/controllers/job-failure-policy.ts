import type { ContainerStatus, Pod } from '../../kube/kinds/pod';
import type { Job } from '../../kube/kinds/job';
import { keyOf } from '../../kube/object';

/** What a Job makes of a failed pod. Source: pkg/controller/job/pod_failure_policy.go matchPodFailurePolicy */

type Policy = NonNullable<Job['spec']['podFailurePolicy']>;
type Rule = Policy['rules'][number];

export interface Judgement {
  readonly action: 'Count' | 'Ignore' | 'FailJob' | 'FailIndex';
  /** Why the Job fails. */
  readonly message?: string;
}

/** The first rule that matches decides; without one a failure counts. */
export function judge(job: Job, pod: Pod): Judgement {
  for (const [i, rule] of (job.spec.podFailurePolicy?.rules ?? []).entries()) {
    const why = matches(rule, pod);
    if (why === undefined) continue;
    const action = rule.action as Judgement['action'];
    return action === 'FailJob' ? { action, message: `${why} matching FailJob rule at index ${i}` } : { action };
  }
  return { action: 'Count' };
}

function matches({ onExitCodes, onPodConditions }: Rule, pod: Pod): string | undefined {
  const name = keyOf(pod.metadata);
  if (onExitCodes) {
    const failed = [...(pod.status.containerStatuses ?? []), ...(pod.status.initContainerStatuses ?? [])].find((one) =>
      hasCode(onExitCodes, one),
    );
    return failed && `Container ${failed.name} for pod ${name} failed with exit code ${failed.state!.terminated!.exitCode}`;
  }
  const condition = onPodConditions?.find(({ type, status }) =>
    pod.status.conditions?.some((one) => one.type === type && one.status === (status ?? 'True')),
  );
  return condition && `Pod ${name} has condition ${condition.type}`;
}

function hasCode({ containerName, operator, values }: NonNullable<Rule['onExitCodes']>, { name, state }: ContainerStatus): boolean {
  const code = state?.terminated?.exitCode;
  if (!code || (containerName && containerName !== name)) return false;
  return values.includes(code) === (operator === 'In');
}
