import type * as batch from 'kubernetes-types/batch/v1';
import { humanDuration } from '../../kube/duration';
import type { KubeObject } from '../../kube/object';
import { formatLabelSelector } from '../../kube/selectors';
import { controlledBy, marks, NONE, rfc1123, trueOrFalse, UNSET, type Description } from './common';
import type { Describer } from './describer';
import { templateLines } from './template';

/** Jobs and CronJobs. Source: describe.go describeJob, describeCronJob */

type Job = KubeObject & { readonly spec: batch.JobSpec; readonly status?: batch.JobStatus };
type CronJob = KubeObject & { readonly spec: batch.CronJobSpec; readonly status?: batch.CronJobStatus };

const selectorOf = ({ selector }: batch.JobSpec) => formatLabelSelector(selector);

export const job: Describer = {
  resource: 'jobs',
  lines(out, object: Job) {
    const { metadata, spec, status = {} } = object;
    out.line(0, `Name:\t${metadata.name}`);
    out.line(0, `Namespace:\t${metadata.namespace}`);
    out.line(0, `Selector:\t${selectorOf(spec)}`);
    marks(out, metadata);
    controlledBy(out, object);
    asked(out, spec);
    times(out, status);
    if (spec.activeDeadlineSeconds !== undefined) out.line(0, `Active Deadline Seconds:\t${spec.activeDeadlineSeconds}s`);
    const { active = 0, ready, succeeded = 0, failed = 0, completedIndexes = '' } = status;
    const readyOnes = ready === undefined ? '' : ` (${ready} Ready)`;
    out.line(0, `Pods Statuses:\t${active} Active${readyOnes} / ${succeeded} Succeeded / ${failed} Failed`);
    if (spec.completionMode === 'Indexed') out.line(0, `Completed Indexes:\t${shortened(completedIndexes) || NONE}`);
    templateLines(out, spec.template);
  },
};

function asked(out: Description, spec: batch.JobSpec): void {
  if (spec.parallelism !== undefined) out.line(0, `Parallelism:\t${spec.parallelism}`);
  out.line(0, `Completions:\t${spec.completions ?? UNSET}`);
  if (spec.completionMode) out.line(0, `Completion Mode:\t${spec.completionMode}`);
  if (spec.suspend !== undefined) out.line(0, `Suspend:\t${spec.suspend}`);
  if (spec.backoffLimit !== undefined) out.line(0, `Backoff Limit:\t${spec.backoffLimit}`);
  if (spec.ttlSecondsAfterFinished !== undefined) out.line(0, `TTL Seconds After Finished:\t${spec.ttlSecondsAfterFinished}`);
}

function times(out: Description, { startTime, completionTime }: batch.JobStatus): void {
  if (startTime) out.line(0, `Start Time:\t${rfc1123(startTime)}`);
  if (completionTime) out.line(0, `Completed At:\t${rfc1123(completionTime)}`);
  if (startTime && completionTime) out.line(0, `Duration:\t${humanDuration(Date.parse(completionTime) - Date.parse(startTime))}`);
}

/** Cut at the first comma after fifty signs. Source: capIndexesListOrNone */
function shortened(indexes: string): string {
  const comma = indexes.indexOf(',', 50);
  return comma < 0 ? indexes : `${indexes.slice(0, comma + 1)}...`;
}

export const cronJob: Describer = {
  resource: 'cronjobs',
  lines(out, { metadata, spec, status }: CronJob) {
    out.line(0, `Name:\t${metadata.name}`);
    out.line(0, `Namespace:\t${metadata.namespace}`);
    marks(out, metadata);
    out.line(0, `Schedule:\t${spec.schedule}`);
    out.line(0, `Concurrency Policy:\t${spec.concurrencyPolicy ?? ''}`);
    out.line(0, `Suspend:\t${spec.suspend === undefined ? UNSET : trueOrFalse(spec.suspend)}`);
    out.line(0, `Successful Job History Limit:\t${spec.successfulJobsHistoryLimit ?? UNSET}`);
    out.line(0, `Failed Job History Limit:\t${spec.failedJobsHistoryLimit ?? UNSET}`);
    const deadline = spec.startingDeadlineSeconds;
    out.line(0, `Starting Deadline Seconds:\t${deadline === undefined ? UNSET : `${deadline}s`}`);
    jobTemplate(out, spec.jobTemplate.spec!);
    out.line(0, `Last Schedule Time:\t${status?.lastScheduleTime ? rfc1123(status.lastScheduleTime) : UNSET}`);
    out.line(0, `Active Jobs:\t${(status?.active ?? []).map(({ name }) => name).join(', ') || NONE}`);
  },
};

function jobTemplate(out: Description, spec: batch.JobSpec): void {
  out.line(0, `Selector:\t${spec.selector ? selectorOf(spec) : UNSET}`);
  out.line(0, `Parallelism:\t${spec.parallelism ?? UNSET}`);
  out.line(0, `Completions:\t${spec.completions ?? UNSET}`);
  if (spec.activeDeadlineSeconds !== undefined) out.line(0, `Active Deadline Seconds:\t${spec.activeDeadlineSeconds}s`);
  templateLines(out, spec.template);
}
