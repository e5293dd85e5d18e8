/** Source: pkg/apis/batch/validation ValidateJob, ValidateJobSpecUpdate
 *  OMITS Go's full print of a template that may not change, and the limits on very large Jobs. */
import { label } from '../names';
import { same } from '../plain-data';
import type { StatusCause } from '../status';
import type { Job, JobSpec } from './job';
import { immutable, invalidValue, nonNegative, notSupported, oneOf, required } from './validation/field-errors';
import { goMap, goSelector, GoText } from './validation/go-values';
import { validateLabelSelector } from './validation/selector';
import { validateMatch, validateTemplate } from './validation/template';

export function validateJob({ metadata, spec }: Job, old?: Job): StatusCause[] {
  const selected = [
    ...validateJobSpec('spec', spec),
    ...(spec.selector ? validateLabelSelector('spec.selector', spec.selector) : [required('spec.selector')]),
    ...validateMatch(spec),
  ];
  if (old) return [...selected, ...validateChange(spec, old.spec)];
  return [...(spec.manualSelector ? [] : validateGenerated(metadata, spec)), ...selected, ...validatePodNames(metadata.name, spec)];
}

/** Labels that someone else has set would let the Job claim what is not its own. Source: validateGeneratedSelector */
function validateGenerated({ name, uid }: Job['metadata'], { selector, template }: JobSpec): StatusCause[] {
  const labels = template.metadata?.labels ?? {};
  const expected = {
    'controller-uid': uid,
    'job-name': name,
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
  };
  const causes = Object.entries(expected).flatMap(([key, value]) => {
    const field = `spec.template.metadata.labels[${key}]`;
    if (labels[key] === undefined) return [required(field, `must be '${value}'`)];
    return labels[key] === value ? [] : [invalidValue(field, goMap(labels), `must be '${value}'`)];
  });
  const known: Readonly<Record<string, string>> = expected;
  const foreign = Object.entries(selector?.matchLabels ?? {}).some(([key, value]) => known[key] !== value);
  if (selector && foreign) causes.push(invalidValue('spec.selector', goSelector(selector), '`selector` not auto-generated'));
  return causes;
}

/** The pod of the last index must have a name that a host can bear. */
function validatePodNames(name: string, { completionMode, completions = 0 }: JobSpec): StatusCause[] {
  const last = `${name}-${completions - 1}`;
  if (completionMode !== 'Indexed' || !completions || !label(last).length) return [];
  return [invalidValue('metadata.name', name, `will not able to create pod with invalid DNS label: ${last}`)];
}

const COUNTS = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
] as const;

/** @param path  `spec`, or `spec.jobTemplate.spec` in a CronJob */
export function validateJobSpec(path: string, spec: JobSpec): StatusCause[] {
  const policies = spec.podFailurePolicy ? ['Failed'] : ['Failed', 'TerminatingOrFailed'];
  return [
    ...COUNTS.flatMap((field) => nonNegative(`${path}.${field}`, spec[field])),
    ...oneOf(`${path}.completionMode`, spec.completionMode, ['NonIndexed', 'Indexed']),
    ...validateIndexed(path, spec),
    ...oneOf(`${path}.podReplacementPolicy`, spec.podReplacementPolicy, policies),
    ...validateTemplate(`${path}.template`, spec.template),
    ...validateRestartPolicy(`${path}.template.spec.restartPolicy`, spec),
  ];
}

function validateIndexed(path: string, spec: JobSpec): StatusCause[] {
  if (spec.completionMode === 'Indexed')
    return spec.completions === undefined ? [required(`${path}.completions`, 'when completion mode is Indexed')] : [];
  return (['backoffLimitPerIndex', 'maxFailedIndexes'] as const)
    .filter((field) => spec[field] !== undefined)
    .map((field) => invalidValue(`${path}.${field}`, spec[field], 'requires indexed completion mode'));
}

/** The default, Always, would never let a Job end: it must be said. */
function validateRestartPolicy(field: string, { template, podFailurePolicy }: JobSpec): StatusCause[] {
  const policy = template.spec.restartPolicy;
  if (policy === undefined || policy === 'Always') return [required(field, 'valid values: "OnFailure", "Never"')];
  if (policy !== 'OnFailure' && policy !== 'Never') return [notSupported(field, policy, ['OnFailure', 'Never'])];
  if (!podFailurePolicy || policy === 'Never') return [];
  return [invalidValue(field, policy, 'only "Never" is supported when podFailurePolicy is specified')];
}

const FIXED = ['completionMode', 'podFailurePolicy', 'backoffLimitPerIndex', 'successPolicy'] as const;

function validateChange(spec: JobSpec, old: JobSpec): StatusCause[] {
  return [
    ...(spec.completionMode === 'Indexed' ? validateElastic(spec, old) : immutable('spec.completions', spec.completions, old.completions)),
    ...immutable('spec.selector', spec.selector, old.selector, spec.selector && goSelector(spec.selector)),
    ...immutable('spec.template', spec.template, old.template, new GoText('core.PodTemplateSpec{...}')),
    ...FIXED.flatMap((field) => immutable(`spec.${field}`, spec[field], old[field])),
  ];
}

/** An Indexed Job may grow and shrink when both numbers go together. Source: validateCompletions */
function validateElastic({ completions, parallelism }: JobSpec, old: JobSpec): StatusCause[] {
  if (same(completions, old.completions) || completions === undefined || completions === parallelism) return [];
  return [invalidValue('spec.completions', completions, 'can only be modified in tandem with spec.parallelism')];
}
