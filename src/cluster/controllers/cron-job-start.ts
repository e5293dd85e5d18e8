import type { Job } from '../../kube/kinds/job';
import { keyOf, type Manifest } from '../../kube/object';
import { StatusError } from '../../kube/status';
import { dropActive, isActive, tell, type CronTurn } from './cron-turn';
import { zoned } from './cron-job-times';
import { ownerReference } from './ownership';
import { attempt, namespaceEnds } from './pod-control';

/** Starts the Job of a slot, where nothing stands against it.
 *  Source: cronjob_controllerv2.go syncCronJob, utils.go getJobFromTemplate2 */

const SCHEDULED = 'batch.kubernetes.io/cronjob-scheduled-timestamp';

/** @param slot  ms since the Unix epoch */
export function startJob(turn: CronTurn, slot: number): void {
  const { world, cronJob } = turn;
  const { startingDeadlineSeconds, concurrencyPolicy } = cronJob.spec;
  if (startingDeadlineSeconds !== undefined && slot + startingDeadlineSeconds * 1000 < world.now)
    return tell(turn, 'Warning', 'MissSchedule', `Missed scheduled time to start a job: ${rfc1123(slot)}`);
  const name = jobName(cronJob.metadata.name, slot);
  const active = turn.status.active ?? [];
  if (active.some((one) => one.name === name) || turn.status.lastScheduleTime === zoned(slot)) return;
  if (concurrencyPolicy === 'Forbid' && active.length)
    return tell(turn, 'Normal', 'JobAlreadyActive', 'Not starting job because prior execution is running and concurrency policy is Forbid');
  if (concurrencyPolicy === 'Replace') for (const { name: other, namespace } of active) deleteJob(turn, keyOf({ name: other, namespace }));
  createJob(turn, name, slot);
}

/** Minutes since the Unix epoch tell the slots apart. */
export const jobName = (cronJob: string, slot: number) => `${cronJob}-${Math.floor(slot / 60_000)}`;

/** `Mon, 31 Mar 2025 09:00:00 +0000` */
const rfc1123 = (at: number) => new Date(at).toUTCString().replace('GMT', '+0000');

function jobManifest({ cronJob }: CronTurn, name: string, slot: number): Manifest {
  const { metadata = {}, spec } = cronJob.spec.jobTemplate;
  const annotations = { ...metadata.annotations, [SCHEDULED]: zoned(slot, cronJob.spec.timeZone) };
  return { metadata: { name, labels: { ...metadata.labels }, annotations, ownerReferences: [ownerReference(cronJob)] }, spec };
}

function createJob(turn: CronTurn, name: string, slot: number): void {
  const { world, cronJob } = turn;
  const namespace = cronJob.metadata.namespace!;
  const refusal = attempt(() => world.api.create('jobs', jobManifest(turn, name, slot), { trusted: true, namespace }));
  const job = world.api.get<Job>('jobs', keyOf({ namespace, name }));
  if (refusal && refusal.reason !== 'AlreadyExists') {
    if (!namespaceEnds(refusal)) tell(turn, 'Warning', 'FailedCreate', `Error creating job: ${refusal.message}`);
    throw refusal;
  }
  // A Job of that name that is somebody else's is left alone.
  if (!job?.metadata.ownerReferences?.some(({ uid }) => uid === cronJob.metadata.uid) || isActive(turn, job.metadata.uid)) return;
  if (!refusal) tell(turn, 'Normal', 'SuccessfulCreate', `Created job ${name}`);
  const { apiVersion, kind, metadata } = job;
  const reference = { apiVersion, kind, name, namespace, uid: metadata.uid, resourceVersion: metadata.resourceVersion };
  turn.status = { ...turn.status, active: [...(turn.status.active ?? []), reference], lastScheduleTime: zoned(slot) };
}

/** Delete a Job of the CronJob, its pods after it. */
export function deleteJob(turn: CronTurn, key: string): void {
  const { api } = turn.world;
  const job = api.get<Job>('jobs', key);
  if (!job) return;
  try {
    api.delete('jobs', key, { propagationPolicy: 'Background' });
  } catch (error) {
    if (error instanceof StatusError) tell(turn, 'Warning', 'FailedDelete', `Deleted job: ${error.message}`);
    throw error;
  }
  dropActive(turn, job.metadata.uid);
  tell(turn, 'Normal', 'SuccessfulDelete', `Deleted job ${job.metadata.name}`);
}
