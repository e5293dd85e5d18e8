import type { CronJob } from '../../kube/kinds/cron-job';
import { isFinished, type Job } from '../../kube/kinds/job';
import { keyOf } from '../../kube/object';
import { StatusError } from '../../kube/status';
import type { Reconciler, World } from '../component';
import { trimHistory } from './cron-job-history';
import { startJob } from './cron-job-start';
import { firingOf, owed, untilNext, type Firing } from './cron-job-times';
import { dropActive, endingOf, isActive, tell, type CronTurn } from './cron-turn';
import { ownersOf } from './ownership';

/** Starts Jobs by the clock.
 *  MODELS schedules with time zones, missed slots (of which the last one is made up for), the starting deadline,
 *  concurrency policies, suspension, history limits, the status and its events.
 *  Source: pkg/controller/cronjob/cronjob_controllerv2.go */
export const cronJobController: Reconciler = {
  name: 'cronjob-controller',
  resource: 'cronjobs',
  watches: { jobs: ownersOf('CronJob') },
  reconcile(key, world) {
    const cronJob = world.api.get<CronJob>('cronjobs', key);
    if (!cronJob) return void schedules(world).delete(key);
    const jobs = world.api.ownedBy<Job>('jobs', cronJob.metadata.uid);
    const turn: CronTurn = { world, cronJob, status: { ...cronJob.status } };
    try {
      noteEnds(turn, jobs);
      return cronJob.metadata.deletionTimestamp ? undefined : sync(turn, key);
    } finally {
      trimHistory(turn, jobs);
      writeStatus(turn);
    }
  },
};

function noteEnds(turn: CronTurn, jobs: readonly Job[]): void {
  for (const job of jobs) noteJob(turn, job);
  for (const { uid, name } of turn.status.active ?? []) {
    if (jobs.some(({ metadata }) => metadata.uid === uid)) continue;
    tell(turn, 'Normal', 'MissingJob', `Active job went missing: ${name}`);
    dropActive(turn, uid);
  }
}

function noteJob(turn: CronTurn, job: Job): void {
  const { uid, name } = job.metadata;
  const known = isActive(turn, uid);
  if (!isFinished(job)) {
    if (!known) tell(turn, 'Warning', 'UnexpectedJob', `Saw a job that the controller did not create or forgot: ${name}`);
    return;
  }
  if (known) {
    dropActive(turn, uid);
    tell(turn, 'Normal', 'SawCompletedJob', `Saw completed job: ${name}, condition: ${endingOf(job)}`);
  }
  const { completionTime } = job.status;
  if (completionTime && completionTime > (turn.status.lastSuccessfulTime ?? ''))
    turn.status = { ...turn.status, lastSuccessfulTime: completionTime };
}

/** @returns ms until the next slot */
function sync(turn: CronTurn, key: string): number | undefined {
  const { spec } = turn.cronJob;
  if (spec.suspend) return undefined;
  const firing = firingFor(turn);
  if (!firing) return undefined;
  // A schedule that has just changed owes nothing for the time before. Source: updateCronJob
  if (rescheduled(turn, key)) return untilNext(turn.cronJob, firing, turn.world.now);
  startDue(turn, firing);
  return untilNext({ ...turn.cronJob, status: turn.status }, firing, turn.world.now);
}

/** What each CronJob's schedule was when it was last looked at. */
const schedules = (world: World) => world.cell<string>('cronjobs/schedule');

function rescheduled({ world, cronJob: { spec } }: CronTurn, key: string): boolean {
  const text = `${spec.schedule}|${spec.timeZone ?? ''}`;
  const before = schedules(world).get(key);
  schedules(world).set(key, text);
  return before !== undefined && before !== text;
}

function firingFor(turn: CronTurn): Firing | undefined {
  const { schedule, timeZone } = turn.cronJob.spec;
  try {
    return firingOf({ schedule, ...(timeZone !== undefined && { timeZone }) });
  } catch (error) {
    const why = error instanceof RangeError ? `unknown time zone ${timeZone}` : (error as Error).message;
    if (error instanceof RangeError) tell(turn, 'Warning', 'UnknownTimeZone', `invalid timeZone: ${JSON.stringify(timeZone)}: ${why}`);
    else tell(turn, 'Warning', 'UnparseableSchedule', `unparseable schedule: ${JSON.stringify(schedule)} : ${why}`);
    return undefined;
  }
}

function startDue(turn: CronTurn, firing: Firing): void {
  const { world, cronJob } = turn;
  const { slot, missed, invalid } = owed({ ...cronJob, status: turn.status }, firing, world.now, true);
  if (invalid) {
    const why = 'time difference between two schedules is less than 1 second';
    return tell(turn, 'Warning', 'InvalidSchedule', `invalid schedule: ${cronJob.spec.schedule} : ${why}`);
  }
  if (slot === undefined) return;
  if (missed > 100)
    tell(
      turn,
      'Warning',
      'TooManyMissedTimes',
      'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew',
    );
  startJob(turn, slot);
}

function writeStatus({ world, cronJob, status }: CronTurn): void {
  const { active, ...rest } = status;
  try {
    world.api.updateStatus('cronjobs', { ...cronJob, status: { ...(active?.length && { active }), ...rest } });
  } catch (error) {
    // It may have gone meanwhile, by this very pass even: its last Job was the last thing it waited for.
    if (!(error instanceof StatusError && world.api.get('cronjobs', keyOf(cronJob.metadata)) === undefined)) throw error;
  }
}
