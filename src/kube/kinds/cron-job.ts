import { age } from '../duration';
import type { ApiObject, ObjectMeta } from '../object';
import { formatLabelSelector } from '../selectors';
import type { StatusCause } from '../status';
import { ageColumn, containerColumns, integer, nameColumn, text, wide } from './cells';
import { parseSchedule, ScheduleError } from './cron-schedule';
import type { JobSpec } from './job';
import { validateJobSpec } from './job-validation';
import { defineKind } from './kind';
import { fill } from './pod-defaults';
import { defaultTemplate } from './pod-template';
import { invalidValue, nonNegative, notSupported, oneOf, required } from './validation/field-errors';
import { goSelector } from './validation/go-values';

export interface CronJobSpec {
  schedule: string;
  timeZone?: string;
  concurrencyPolicy: 'Allow' | 'Forbid' | 'Replace';
  suspend: boolean;
  startingDeadlineSeconds?: number;
  successfulJobsHistoryLimit: number;
  failedJobsHistoryLimit: number;
  jobTemplate: { metadata?: Partial<ObjectMeta>; spec: JobSpec };
}

export interface CronJobStatus {
  active?: readonly { apiVersion: string; kind: string; name: string; namespace: string; uid: string; resourceVersion?: string }[];
  lastScheduleTime?: string;
  lastSuccessfulTime?: string;
}

export type CronJob = ApiObject<CronJobSpec, CronJobStatus>;

export const cronJob = defineKind<CronJob>({
  group: 'batch',
  version: 'v1',
  kind: 'CronJob',
  resource: 'cronjobs',
  singular: 'cronjob',
  shortNames: ['cj'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status'],
  schema: 'io.k8s.api.batch.v1.CronJob',
  defaults: ({ spec }) => defaultCronJob(spec),
  validate,
  columns: [
    nameColumn,
    text('Schedule', ({ spec }) => spec.schedule),
    text('Timezone', ({ spec }) => spec.timeZone ?? '<none>'),
    { name: 'Suspend', type: 'boolean', cell: ({ spec }) => (spec.suspend ? 'True' : 'False') },
    integer('Active', ({ status }) => status.active?.length ?? 0),
    text('Last Schedule', ({ status }, now) => (status.lastScheduleTime ? age(status.lastScheduleTime, now) : '<none>')),
    ageColumn,
    ...containerColumns<CronJob>(({ spec }) => spec.jobTemplate.spec.template.spec.containers),
    wide('Selector', ({ spec }) => formatLabelSelector(spec.jobTemplate.spec.selector)),
  ],
});

/** Source: pkg/apis/batch/v1/defaults.go SetDefaults_CronJob; the Job inside is filled in when it is created */
function defaultCronJob(spec: CronJobSpec): void {
  fill(spec, { concurrencyPolicy: 'Allow', suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 });
  const template = (spec.jobTemplate ??= { spec: {} as JobSpec });
  template.metadata ??= {};
  defaultTemplate((template.spec ??= {} as JobSpec));
}

/** The Jobs' names are the CronJob's with eleven characters more. */
const LONGEST_NAME = 52;

/** Source: pkg/apis/batch/validation ValidateCronJobCreate, validateCronJobSpec */
function validate({ metadata: { name }, spec }: CronJob, old?: CronJob): StatusCause[] {
  const { selector, manualSelector } = spec.jobTemplate.spec;
  const path = 'spec.jobTemplate.spec';
  const tooLong = !old && name.length > LONGEST_NAME;
  return [
    ...(spec.schedule ? validateSchedule(spec.schedule) : [required('spec.schedule')]),
    ...nonNegative('spec.startingDeadlineSeconds', spec.startingDeadlineSeconds),
    ...validateTimeZone(spec.timeZone),
    ...oneOf('spec.concurrencyPolicy', spec.concurrencyPolicy, ['Allow', 'Forbid', 'Replace']),
    ...validateJobSpec(path, spec.jobTemplate.spec),
    ...(selector ? [invalidValue(`${path}.selector`, goSelector(selector), '`selector` will be auto-generated')] : []),
    ...(manualSelector ? [notSupported(`${path}.manualSelector`, true, ['nil', 'false'])] : []),
    ...nonNegative('spec.successfulJobsHistoryLimit', spec.successfulJobsHistoryLimit),
    ...nonNegative('spec.failedJobsHistoryLimit', spec.failedJobsHistoryLimit),
    ...(tooLong ? [invalidValue('metadata.name', name, `must be no more than ${LONGEST_NAME} characters`)] : []),
  ];
}

function validateSchedule(schedule: string): StatusCause[] {
  const field = 'spec.schedule';
  if (schedule.includes('TZ')) return [invalidValue(field, schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead')];
  try {
    parseSchedule(schedule);
    return [];
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    return [invalidValue(field, schedule, error.message)];
  }
}

const ZONE_PART = /^[A-Za-z._0-9+][A-Za-z.\-_0-9+]{0,13}$/;

/** Whether such a zone exists is the browser's to know: the form is checked here. */
function validateTimeZone(zone: string | undefined): StatusCause[] {
  const field = 'spec.timeZone';
  if (zone === undefined) return [];
  if (zone === '') return [invalidValue(field, zone, 'timeZone must be nil or non-empty string')];
  if (zone.split('/').some((part) => part === '.' || part === '..' || !ZONE_PART.test(part)))
    return [invalidValue(field, zone, `unknown time zone ${zone}`)];
  if (zone.toLowerCase() !== 'local') return [];
  return [invalidValue(field, zone, 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones')];
}
