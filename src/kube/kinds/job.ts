import type * as batch from 'kubernetes-types/batch/v1';
import { humanDuration } from '../duration';
import type { ApiObject, Condition, LabelSelector } from '../object';
import { ageColumn, nameColumn, selectorColumn, templateColumns, text } from './cells';
import { defineKind, type Draft } from './kind';
import { fill } from './pod-defaults';
import type { PodTemplateSpec } from './pod';
import { defaultTemplate } from './pod-template';
import { validateJob } from './job-validation';

export interface JobSpec extends Omit<batch.JobSpec, 'selector' | 'template'> {
  selector?: LabelSelector;
  template: PodTemplateSpec;
}

export interface JobStatus {
  active?: number;
  ready?: number;
  succeeded?: number;
  failed?: number;
  terminating?: number;
  /** `1,3-5` */
  completedIndexes?: string;
  failedIndexes?: string;
  startTime?: string;
  completionTime?: string;
  conditions?: readonly Condition[];
  uncountedTerminatedPods?: { succeeded?: readonly string[]; failed?: readonly string[] };
}

export type Job = ApiObject<JobSpec, JobStatus>;

export const job = defineKind<Job>({
  group: 'batch',
  version: 'v1',
  kind: 'Job',
  resource: 'jobs',
  orphansDependents: true,
  singular: 'job',
  categories: ['all'],
  namespaced: true,
  subresources: ['status'],
  schema: 'io.k8s.api.batch.v1.Job',
  selectableFields: { 'status.successful': ({ status }) => String(status.succeeded ?? 0) },
  defaults: (object) => defaultJobSpec(object.spec),
  prepareForCreate(object) {
    object.status = {};
    if (!object.spec.manualSelector) generateSelector(object);
    labelLikeTemplate(object);
  },
  validate: validateJob,
  columns: [
    nameColumn,
    text('Status', jobStatus),
    text('Completions', completions),
    text('Duration', duration),
    ageColumn,
    ...templateColumns,
    selectorColumn,
  ],
});

const MAX_INT32 = 2 ** 31 - 1;

/** Fill in what a Job spec does not say, in place. Source: pkg/apis/batch/v1/defaults.go SetDefaults_Job */
export function defaultJobSpec(spec: JobSpec): void {
  if (spec.completions === undefined && spec.parallelism === undefined) Object.assign(spec, { completions: 1, parallelism: 1 });
  fill(spec, {
    parallelism: 1,
    backoffLimit: spec.backoffLimitPerIndex === undefined ? 6 : MAX_INT32,
    completionMode: 'NonIndexed',
    suspend: false,
    podReplacementPolicy: spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed',
    manualSelector: false,
  });
  defaultTemplate(spec);
}

/** A Job without labels takes those of its template, the generated ones as well: defaults are filled in whenever
 *  it is read. Source: SetDefaults_Job */
function labelLikeTemplate({ metadata, spec }: Draft<Job>): void {
  const labels = spec.template.metadata?.labels;
  const draft = metadata as { labels?: Readonly<Record<string, string>> };
  if (labels && !Object.keys(metadata.labels ?? {}).length) draft.labels = { ...labels };
}

/** The Job's pods are those that bear its uid: no other Job can claim them. Source: registry/batch/job/strategy.go generateSelector */
function generateSelector(object: Draft<Job>): void {
  const { name, uid } = object.metadata;
  const { spec } = object;
  const generated = {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  };
  const template = {
    ...spec.template,
    metadata: { ...spec.template.metadata, labels: { ...generated, ...spec.template.metadata?.labels } },
  };
  const matchLabels = { ...spec.selector?.matchLabels, 'batch.kubernetes.io/controller-uid': uid };
  object.spec = { ...spec, selector: { ...spec.selector, matchLabels }, template };
}

const hasCondition = ({ status }: Job, type: string) =>
  status.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;

/** kubectl's column STATUS. Source: printers.go printJob */
export function jobStatus(object: Job): string {
  const told = ['Complete', 'Failed'].find((type) => hasCondition(object, type));
  if (told) return told;
  if (object.metadata.deletionTimestamp) return 'Terminating';
  return ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find((type) => hasCondition(object, type)) ?? 'Running';
}

/** Has it ended, one way or the other? */
export const isFinished = (object: Job): boolean => hasCondition(object, 'Complete') || hasCondition(object, 'Failed');

function completions({ spec, status }: Job): string {
  const done = status.succeeded ?? 0;
  if (spec.completions !== undefined) return `${done}/${spec.completions}`;
  return (spec.parallelism ?? 0) > 1 ? `${done}/1 of ${spec.parallelism}` : `${done}/1`;
}

function duration({ status: { startTime, completionTime } }: Job, now: number): string {
  if (!startTime) return '';
  return humanDuration((completionTime ? Date.parse(completionTime) : now) - Date.parse(startTime));
}
