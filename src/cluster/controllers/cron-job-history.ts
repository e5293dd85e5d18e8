import type { Job } from '../../kube/kinds/job';
import { keyOf } from '../../kube/object';
import { endingOf, type CronTurn } from './cron-turn';
import { deleteJob } from './cron-job-start';

/** Deletes the oldest Jobs beyond the history limits. Source: cronjob_controllerv2.go cleanupFinishedJobs */
export function trimHistory(turn: CronTurn, jobs: readonly Job[]): void {
  const { successfulJobsHistoryLimit, failedJobsHistoryLimit } = turn.cronJob.spec;
  const ended = (type: string) => jobs.filter((job) => endingOf(job) === type);
  for (const job of surplus(ended('Complete'), successfulJobsHistoryLimit)) deleteJob(turn, keyOf(job.metadata));
  for (const job of surplus(ended('Failed'), failedJobsHistoryLimit)) deleteJob(turn, keyOf(job.metadata));
}

/** Source: byJobStartTime: those that never started are the last to go */
function surplus(jobs: readonly Job[], limit: number): Job[] {
  const started = ({ status }: Job) => (status.startTime ? Date.parse(status.startTime) : Infinity);
  const order = (a: Job, b: Job) => {
    if (started(a) !== started(b)) return started(a) < started(b) ? -1 : 1;
    return a.metadata.name < b.metadata.name ? -1 : 1;
  };
  return [...jobs].sort(order).slice(0, Math.max(0, jobs.length - limit));
}
