import type { Job } from '../../kube/kinds/job';
import type { Pod } from '../../kube/kinds/pod';
import { finishedAt, remaining } from './job-back-off';
import { judge } from './job-failure-policy';

/** The failures of each index of a Job with `backoffLimitPerIndex`: every pod carries the number of those before it.
 *  Source: pkg/controller/job/indexed_job_utils.go, backoff_utils.go */

export const FAILURES = 'batch.kubernetes.io/job-index-failure-count';
const IGNORED = 'batch.kubernetes.io/job-index-ignored-failure-count';

function count({ metadata }: Pod, annotation: string): number {
  const value = Number(metadata.annotations?.[annotation] ?? 0);
  return Number.isInteger(value) && value > 0 ? value : 0;
}

/** Failures before this pod, those that a policy ignored included. Source: getIndexAbsoluteFailureCount */
const allFailures = (pod: Pod) => count(pod, FAILURES) + count(pod, IGNORED);

/** May the index of this failed pod not be tried again? Source: isIndexFailed */
export function failedForGood(job: Job, pod: Pod): boolean {
  const { action } = judge(job, pod);
  if (action === 'FailIndex') return true;
  return action !== 'Ignore' && count(pod, FAILURES) >= job.spec.backoffLimitPerIndex!;
}

/** The last failed pod of each index. */
export function delayedPods(pods: readonly Pod[], indexOf: (pod: Pod) => number): Map<number, Pod> {
  const last = new Map<number, Pod>();
  for (const pod of pods) {
    const before = last.get(indexOf(pod));
    if (!before || (allFailures(before) <= allFailures(pod) && finishedAt(pod) >= finishedAt(before))) last.set(indexOf(pod), pod);
  }
  return last;
}

/** ms until the index of a failed pod may be tried again. Source: getRemainingTimePerIndex */
export function remainingForIndex(failed: Pod | undefined, now: number, first?: number, longest?: number): number {
  return failed ? remaining({ failures: allFailures(failed) + 1, last: finishedAt(failed) }, now, first, longest) : 0;
}

/** What the next pod of an index is told. @param failed  the one it replaces. Source: addIndexFailureCountAnnotation */
export function failureAnnotations(job: Job, failed: Pod | undefined): Record<string, string> {
  if (!failed) return { [FAILURES]: '0' };
  const ignored = judge(job, failed).action === 'Ignore';
  const [counted, passed] = [count(failed, FAILURES) + (ignored ? 0 : 1), count(failed, IGNORED) + (ignored ? 1 : 0)];
  return { [FAILURES]: String(counted), ...(passed && { [IGNORED]: String(passed) }) };
}
