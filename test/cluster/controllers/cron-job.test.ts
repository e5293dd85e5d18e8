import { describe, expect, it } from 'vitest';
import { firingOf, owed, untilNext, zoned } from '../../../src/cluster/controllers/cron-job-times';
import { jobName } from '../../../src/cluster/controllers/cron-job-start';
import type { CronJob } from '../../../src/kube/kinds/cron-job';
import type { Job } from '../../../src/kube/kinds/job';
import { cronJob, world, type TestWorld } from './world';

const time = (text: string) => Date.parse(text);
const MINUTE = 60_000;

describe('a schedule fires', () => {
  it.each([
    ['C27', '0 * * * ?', 'UTC', '2025-03-31T09:15:00Z', '2025-03-31T10:00:00Z'],
    ['C27', '*/5 * * * *', 'UTC', '2025-03-31T09:15:00Z', '2025-03-31T09:20:00Z'],
    ['C27', '@hourly', 'UTC', '2025-03-31T09:15:00Z', '2025-03-31T10:00:00Z'],
    ['C27', '@daily', 'UTC', '2025-03-31T09:15:00Z', '2025-04-01T00:00:00Z'],
    ['C27', '@weekly', 'UTC', '2025-03-31T09:15:00Z', '2025-04-06T00:00:00Z'],
    ['C27', '@every 90s', 'UTC', '2025-03-31T09:15:00Z', '2025-03-31T09:16:30Z'],
    ['C27', '0 3 * JAN-MAR MON-FRI', 'UTC', '2025-03-31T09:15:00Z', '2026-01-01T03:00:00Z'],
    ['C27', '0 0 13 * 5', 'UTC', '2025-03-31T09:15:00Z', '2025-04-04T00:00:00Z'],
    ['C27', '0 0 */2 * 1', 'UTC', '2025-04-01T00:00:00Z', '2025-04-03T00:00:00Z'],
    ['C27', '0 0 * * 1', 'UTC', '2025-04-01T00:00:00Z', '2025-04-07T00:00:00Z'],
    ['C27', '0 0 29 2 *', 'UTC', '2025-03-31T09:15:00Z', '2028-02-29T00:00:00Z'],
    ['C22', '0 9 * * *', 'America/New_York', '2025-03-31T09:15:00Z', '2025-03-31T13:00:00Z'],
    ['C22', '30 1 * * *', 'Asia/Kolkata', '2025-03-31T09:15:00Z', '2025-03-31T20:00:00Z'],
    ['C22', '30 2 * * *', 'Europe/Berlin', '2025-03-29T12:00:00Z', '2025-03-31T00:30:00Z'],
  ])('%s: %s in %s, after %s: %s (robfig/cron)', (_, schedule, timeZone, after, next) => {
    expect(firingOf({ schedule, timeZone }).next(time(after))).toBe(time(next));
  });

  it('never, where no such day exists', () => {
    expect(firingOf({ schedule: '59 23 31 2 *' }).next(time('2025-03-31T09:15:00Z'))).toBeUndefined();
  });

  it.each([
    ['2025-03-31T09:00:00Z', 'Europe/Berlin', '2025-03-31T11:00:00+02:00'],
    ['2025-01-31T09:00:00Z', 'America/St_Johns', '2025-01-31T05:30:00-03:30'],
    ['2025-03-31T09:00:00Z', undefined, '2025-03-31T09:00:00Z'],
  ])('C21: %s is told in %s as %s', (at, zone, text) => expect(zoned(time(at), zone)).toBe(text));

  it('C17: the slot is in the name of its Job (getJobName)', () => {
    expect(jobName('hello', time('2024-04-07T21:45:00Z'))).toBe('hello-28542105');
  });
});

/** Created at nine; `T` is ten o'clock. */
const given = (status: Partial<CronJob['status']> = {}, spec: Partial<CronJob['spec']> = {}) =>
  ({
    metadata: { name: 'tick', creationTimestamp: '2025-03-31T09:30:00Z' },
    spec: { schedule: '0 * * * ?', ...spec },
    status,
  }) as unknown as CronJob;
const T = time('2025-03-31T10:00:00Z');
const hourly = firingOf({ schedule: '0 * * * ?' });

describe('what a CronJob owes', () => {
  it.each([
    ['C2', {}, {}, T - MINUTE, undefined, 0],
    ['C3', {}, {}, T + MINUTE, T, 0],
    ['C5', {}, { startingDeadlineSeconds: 10 }, T + MINUTE, undefined, 0],
    ['C6', {}, { startingDeadlineSeconds: 1_000_000 }, T + MINUTE, T, 0],
    ['C7', { lastScheduleTime: '2025-03-31T09:00:00Z' }, {}, T - MINUTE, undefined, 0],
    ['C8', { lastScheduleTime: '2025-03-31T09:00:00Z' }, {}, T + MINUTE, T, 0],
    ['C15', { lastScheduleTime: '2025-03-31T09:00:00Z' }, {}, T + 7 * 24 * 60 * MINUTE + MINUTE, T + 7 * 24 * 60 * MINUTE, 169],
    [
      'C16',
      { lastScheduleTime: '2025-03-31T09:00:00Z' },
      { startingDeadlineSeconds: 7200 },
      T + 7 * 24 * 60 * MINUTE + 1000,
      T + 7 * 24 * 60 * MINUTE,
      2,
    ],
    ['C18', { lastScheduleTime: '2025-03-31T04:00:00Z' }, {}, T + MINUTE, T, 6],
  ])('%s: %j, %j (mostRecentScheduleTime, TestSyncOne_RunOrNot)', (_, status, spec, now, slot, missed) => {
    const result = owed(given(status, spec), hourly, now, true);
    expect(result.slot).toBe(slot);
    expect(result.missed).toBe(missed);
  });

  it('C19: it looks again a little after the next slot (nextScheduleDelta)', () => {
    expect(untilNext(given(), hourly, T - MINUTE)).toBe(MINUTE + 100);
    expect(untilNext(given({ lastScheduleTime: '2025-03-31T10:00:00Z' }), hourly, T + 100)).toBe(60 * MINUTE);
  });
});

const running = (spec: Record<string, unknown> = {}, image = 'ends-0', ms = 65_000): TestWorld => {
  const one = world();
  one.create('cronjobs', cronJob(spec, image));
  one.run(ms);
  return one;
};
const jobs = ({ api }: TestWorld) => api.list<never>('jobs') as unknown as Job[];
const the = ({ get }: TestWorld) => get<CronJob>('cronjobs', 'tick');
const told = ({ api }: TestWorld) =>
  api
    .list('events')
    .filter((event) => (event['involvedObject'] as { kind: string }).kind === 'CronJob')
    .map((event) => `${event['reason']}: ${event['message']}`);

describe('a CronJob', () => {
  it('C3, C17, C21: starts a Job at its time, of its name and with its annotation', () => {
    const one = running({ timeZone: 'Europe/Berlin' });
    const [job] = jobs(one);
    const slot = time('2025-03-31T09:01:00Z');
    expect(job!.metadata).toMatchObject({
      name: `tick-${slot / MINUTE}`,
      annotations: { 'batch.kubernetes.io/cronjob-scheduled-timestamp': '2025-03-31T11:01:00+02:00' },
      ownerReferences: [{ kind: 'CronJob', name: 'tick', controller: true, blockOwnerDeletion: true }],
    });
    expect(one.sources()).toContain('cronjob-controller');
  });

  it.each(['Allow', 'Forbid', 'Replace'])(
    'C9: while the last one runs and it is not time, %s changes nothing (TestSyncOne_RunOrNot)',
    (concurrencyPolicy) => {
      const one = running({ schedule: '0/10 * * * *', concurrencyPolicy }, 'nginx', 10 * MINUTE + 5000);
      const [{ metadata }] = jobs(one) as [Job];
      one.run(9 * MINUTE);
      expect(jobs(one).map(({ metadata: { uid } }) => uid)).toEqual([metadata.uid]);
      expect(the(one).status.active).toMatchObject([{ uid: metadata.uid }]);
      expect(told(one)).toEqual([`SuccessfulCreate: Created job ${metadata.name}`]);
    },
  );

  it('C20: with upstream’s defaults', () => {
    expect(the(running()).spec).toMatchObject({
      concurrencyPolicy: 'Allow',
      suspend: false,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
    });
  });

  it('C24: shows its slot, and not when it looked (status)', () => {
    const one = running({}, 'nginx');
    const [job] = jobs(one);
    expect(the(one).status).toMatchObject({
      active: [{ apiVersion: 'batch/v1', kind: 'Job', name: job!.metadata.name, namespace: 'default', uid: job!.metadata.uid }],
      lastScheduleTime: '2025-03-31T09:01:00Z',
    });
    one.run(1000);
    one.end(one.names()[0]!, 0);
    one.run(3000);
    expect(the(one).status.active).toBeUndefined();
    expect(the(one).status.lastSuccessfulTime).toBe(jobs(one)[0]!.status.completionTime);
  });

  it('C23: tells of the Jobs it starts and sees ended', () => {
    const one = running({}, 'ends-0', 90_000);
    const name = jobs(one)[0]!.metadata.name;
    expect(told(one)).toEqual([
      `SuccessfulCreate: Created job ${name}`,
      `SawCompletedJob: Saw completed job: ${name}, condition: Complete`,
    ]);
  });

  it.each([
    ['C10', 'Allow', 2, 0],
    ['C11', 'Forbid', 1, 0],
    ['C12', 'Replace', 1, 1],
  ])('%s: while the last one runs, with %s: %i active, %i deleted (TestSyncOne_RunOrNot)', (_, concurrencyPolicy, active, deleted) => {
    const one = running({ concurrencyPolicy }, 'nginx', 130_000);
    expect(the(one).status.active).toHaveLength(active);
    expect(told(one).filter((event) => event.startsWith('SuccessfulDelete: Deleted job'))).toHaveLength(deleted);
    if (concurrencyPolicy === 'Forbid')
      expect(told(one)).toContain('JobAlreadyActive: Not starting job because prior execution is running and concurrency policy is Forbid');
  });

  it('C4, C13, C26: suspended, starts none and touches none that runs', () => {
    const one = running({ suspend: true }, 'nginx', 130_000);
    expect(jobs(one)).toHaveLength(0);
    one.patch('cronjobs', 'tick', { spec: { suspend: false } });
    one.run(1000);
    // The latest slot that was missed is made up for at once.
    expect(jobs(one)).toHaveLength(1);
    one.patch('cronjobs', 'tick', { spec: { suspend: true } });
    one.run(130_000);
    expect(jobs(one)).toHaveLength(1);
    expect(one.active()).toHaveLength(1);
  });

  it('C5, C14: does not start what is later than its deadline', () => {
    const one = running({ suspend: true, startingDeadlineSeconds: 5 }, 'nginx', 80_000);
    one.patch('cronjobs', 'tick', { spec: { suspend: false } });
    one.run(1000);
    expect(jobs(one)).toHaveLength(0);
    one.run(60_000);
    expect(jobs(one)).toHaveLength(1);
  });

  it('C15: warns of more than a hundred slots that were missed, and starts one', () => {
    const one = running({ suspend: true }, 'nginx', 120 * MINUTE);
    one.patch('cronjobs', 'tick', { spec: { suspend: false } });
    one.run(1000);
    expect(jobs(one)).toHaveLength(1);
    expect(told(one)[0]).toBe(
      'TooManyMissedTimes: too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew',
    );
  });

  it('C25: keeps the last three that succeeded (removeOldestJobs)', () => {
    const one = running({}, 'ends-0', 6.5 * MINUTE);
    expect(jobs(one).map(({ metadata }) => metadata.name)).toEqual(
      [4, 5, 6].map((minute) => `tick-${time('2025-03-31T09:00:00Z') / MINUTE + minute}`),
    );
    expect(told(one).filter((event) => event.startsWith('SuccessfulDelete: Deleted job'))).toHaveLength(3);
  });

  it('C25: and the last one that failed', () => {
    const one = running(
      { jobTemplate: { spec: { backoffLimit: 0, ...(cronJob({}, 'ends-1')['spec'] as CronJob['spec']).jobTemplate.spec } } },
      'ends-1',
      3.5 * MINUTE,
    );
    expect(jobs(one)).toHaveLength(1);
  });

  it('C23: a Job that vanishes while it runs is missed', () => {
    const one = running({}, 'nginx');
    const { name } = jobs(one)[0]!.metadata;
    one.api.delete('jobs', `default/${name}`, { propagationPolicy: 'Background' });
    one.run(2000);
    expect(told(one)).toContain(`MissingJob: Active job went missing: ${name}`);
    expect(the(one).status.active).toBeUndefined();
  });

  it('C28: a Job made by hand of it is seen, and not counted (create job --from)', () => {
    const one = running({ suspend: true });
    const { apiVersion, kind, metadata, spec } = the(one);
    const owner = { apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true, blockOwnerDeletion: true };
    one.create('jobs', {
      metadata: { name: 'by-hand', annotations: { 'cronjob.kubernetes.io/instantiate': 'manual' }, ownerReferences: [owner] },
      spec: spec.jobTemplate.spec,
    });
    one.run(500);
    expect(told(one)).toContain('UnexpectedJob: Saw a job that the controller did not create or forgot: by-hand');
    expect(the(one).status.active).toBeUndefined();
  });

  it('C22: tells of a time zone that does not exist', () => {
    const one = running({ timeZone: 'Middle/Earth' });
    expect(told(one)).toContain('UnknownTimeZone: invalid timeZone: "Middle/Earth": unknown time zone Middle/Earth');
    expect(jobs(one)).toHaveLength(0);
  });

  it('C1, C22: refuses a schedule that is none, or that names a zone (validation)', () => {
    const { create } = world();
    expect(() => create('cronjobs', cronJob({ schedule: 'now and then' }))).toThrow('expected exactly 5 fields, found 3: [now and then]');
    expect(() => create('cronjobs', cronJob({ schedule: 'TZ=UTC 0 * * * *' }))).toThrow(
      'cannot use TZ or CRON_TZ in schedule, use timeZone field instead',
    );
    expect(() => create('cronjobs', { ...cronJob(), metadata: { name: 'a'.repeat(53) } })).toThrow('must be no more than 52 characters');
  });

  it('C27: a schedule that changes owes nothing for the time before (updateCronJob)', () => {
    const one = running({ schedule: '0 0 1 1 *' }, 'ends-0', 10 * MINUTE);
    one.patch('cronjobs', 'tick', { spec: { schedule: '*/5 * * * *' } });
    one.run(1000);
    expect(jobs(one)).toHaveLength(0);
    one.run(6 * MINUTE);
    expect(jobs(one)).toHaveLength(1);
  });

  it('C29: takes its Jobs and their pods with it', () => {
    const one = running({}, 'nginx');
    one.api.delete('cronjobs', 'default/tick', { propagationPolicy: 'Background' });
    one.run(20_000);
    expect(jobs(one)).toHaveLength(0);
    expect(one.pods()).toHaveLength(0);
  });
});
