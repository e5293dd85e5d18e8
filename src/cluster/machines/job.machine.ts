import { setup } from 'xstate';
import { isFinished, type Job } from '../../kube/kinds/job';

/** The life of a Job, as its conditions tell it. No controller runs this machine: it compares and writes; where the
 *  Job stands follows from what is written. Source: job_controller.go syncJob; docs, Job termination and cleanup */
export type JobEvent = { readonly type: 'SUSPEND' | 'RESUME' | 'POD_FAILED' | 'FAIL' | 'SUCCEED' | 'PODS_GONE' | 'DELETE' };

const types = {} as { events: JobEvent };

export const jobMachine = setup({
  types,
  guards: {},
  // Lengths are the Job's own: see `jobDelays`.
  delays: { backOff: 0, activeDeadline: 0, ttl: 0 },
}).createMachine({
  id: 'job',
  initial: 'Active',
  states: {
    Active: {
      description: 'Pods work, as many at a time as parallelism allows, until enough of them have succeeded.',
      on: { POD_FAILED: 'BackOff', SUCCEED: 'SuccessCriteriaMet', FAIL: 'FailureTarget', SUSPEND: 'Suspended' },
      after: { activeDeadline: 'FailureTarget' },
    },
    BackOff: {
      description:
        'A Pod failed. Before another takes its place the Job waits: 10 seconds at first, then twice as long each time, 10 minutes at most.',
      on: { SUCCEED: 'SuccessCriteriaMet', FAIL: 'FailureTarget', SUSPEND: 'Suspended' },
      after: { backOff: 'Active', activeDeadline: 'FailureTarget' },
    },
    Suspended: {
      description: 'spec.suspend is true: its Pods are deleted, and its clock stands until it is resumed.',
      on: { RESUME: 'Active' },
    },
    SuccessCriteriaMet: {
      description: 'Enough has succeeded. What still runs is ended first.',
      on: { PODS_GONE: 'Complete' },
    },
    FailureTarget: {
      description: 'It will fail: too many Pods failed, its deadline passed, or a policy says so. What still runs is ended first.',
      on: { PODS_GONE: 'Failed' },
    },
    Complete: {
      description: 'Its work is done. It stays, with its Pods, to be looked at, until somebody deletes it or its time to live is over.',
      on: { DELETE: 'Deleted' },
      after: { ttl: 'Deleted' },
    },
    Failed: {
      description: 'It failed, and no Pod will be started any more. The reason stands in its condition Failed.',
      on: { DELETE: 'Deleted' },
      after: { ttl: 'Deleted' },
    },
    Deleted: { description: 'It is being deleted, and its Pods with it.' },
  },
});

const condition = ({ status }: Job, type: string) => status.conditions?.find((one) => one.type === type && one.status === 'True');

/** @param wait  ms that a back-off still lasts */
export function jobState(job: Job, wait: number): string {
  if (job.metadata.deletionTimestamp) return 'Deleted';
  for (const type of ['Complete', 'Failed', 'SuccessCriteriaMet', 'FailureTarget', 'Suspended']) if (condition(job, type)) return type;
  return wait > 0 && !job.status.active ? 'BackOff' : 'Active';
}

/** ms until each delay of the machine is over; those that the Job does not know are absent.
 *  @param now  ms since the Unix epoch  @param wait  ms that a back-off still lasts */
export function jobDelays(job: Job, now: number, wait: number): Readonly<Record<string, number>> {
  const { activeDeadlineSeconds, ttlSecondsAfterFinished } = job.spec;
  const { startTime } = job.status;
  const ended = condition(job, 'Complete') ?? condition(job, 'Failed');
  return {
    ...(wait > 0 && { backOff: wait }),
    ...(activeDeadlineSeconds !== undefined && startTime && { activeDeadline: Date.parse(startTime) + activeDeadlineSeconds * 1000 - now }),
    ...(ttlSecondsAfterFinished !== undefined &&
      isFinished(job) && { ttl: Date.parse(ended?.lastTransitionTime ?? '') + ttlSecondsAfterFinished * 1000 - now }),
  };
}
