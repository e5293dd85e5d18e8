/** What holds for Pods alone. Source: pkg/apis/core/validation ValidatePodCreate, ValidatePodUpdate
 *  OMITS the difference that upstream prints (as Go structs) after the list of fields that may change. */
import type * as core from 'kubernetes-types/core/v1';
import { same } from '../plain-data';
import type { StatusCause } from '../status';
import type { Pod, PodSpec } from './pod';
import { qosClass } from './qos-class';
import { forbiddenField, invalidValue } from './validation/field-errors';
import { validatePodSpec } from './validation/pod-spec';

export function validatePod(pod: Pod, old?: Pod): StatusCause[] {
  const causes = [...validatePodSpec('spec', pod.spec), ...validateImages(pod.spec)];
  if (!old && pod.spec.ephemeralContainers?.length)
    return [...causes, forbiddenField('spec.ephemeralContainers', 'cannot be set on create')];
  return old && old.spec !== pod.spec ? [...causes, ...validateUpdate(pod.spec, old.spec)] : causes;
}

/** Ephemeral containers are added, and stay as they are.
 *  OMITS the difference that upstream prints after the name of a changed one.
 *  Source: ValidatePodEphemeralContainersUpdate */
export function validateEphemeralUpdate(pod: Pod, { spec: { ephemeralContainers: before = [] } }: Pod): StatusCause[] {
  const now = pod.spec.ephemeralContainers ?? [];
  const kept = before.flatMap((one) => {
    const found = now.find(({ name }) => name === one.name);
    if (found && same(found, one)) return [];
    const what = found ? 'changed' : 'removed';
    return [forbiddenField('spec.ephemeralContainers', `existing ephemeral containers ${JSON.stringify(one.name)} may not be ${what}\n`)];
  });
  return [...validatePodSpec('spec', pod.spec), ...validateImages(pod.spec), ...kept];
}

/** Templates may hold blanks round an image for the sake of old manifests, pods may not. Source: validateContainerOnlyForPod */
function validateImages(spec: PodSpec): StatusCause[] {
  return (['containers', 'initContainers', 'ephemeralContainers'] as const).flatMap((list) =>
    (spec[list] ?? []).flatMap(({ image = '' }, i) =>
      image === image.trim() ? [] : [invalidValue(`spec.${list}[${i}].image`, image, 'must not have leading or trailing whitespace')],
    ),
  );
}

const FIXED = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

function validateUpdate(spec: PodSpec, old: PodSpec): StatusCause[] {
  for (const list of ['containers', 'initContainers'] as const) {
    if ((spec[list]?.length ?? 0) !== (old[list]?.length ?? 0))
      return [forbiddenField(`spec.${list}`, 'pod updates may not add or remove containers')];
  }
  const causes = [...validateDeadline(spec, old), ...onlyAddedTolerations(spec.tolerations, old.tolerations)];
  if (qosClass(spec) !== qosClass(old)) causes.push(invalidValue('metadata', qosClass(old), 'Pod QoS is immutable'));
  if (!same(masked(spec, old), old)) causes.push(forbiddenField('spec', `pod updates may not change fields other than ${FIXED}`));
  return causes;
}

/** A deadline may be set and be brought forward, never be put off. */
function validateDeadline({ activeDeadlineSeconds: now }: PodSpec, { activeDeadlineSeconds: before }: PodSpec): StatusCause[] {
  const field = 'spec.activeDeadlineSeconds';
  if (before === undefined) return [];
  if (now === undefined) return [invalidValue(field, now, 'must not update from a positive integer to nil value')];
  return before < now ? [invalidValue(field, now, 'must be less than or equal to previous value')] : [];
}

function onlyAddedTolerations(tolerations: readonly core.Toleration[] = [], old: readonly core.Toleration[] = []): StatusCause[] {
  const kept = ({ tolerationSeconds: _, ...before }: core.Toleration) =>
    tolerations.some(({ tolerationSeconds: __, ...after }) => same(before, after));
  return old.every(kept)
    ? []
    : [forbiddenField('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds')];
}

/** `spec` with the fields that may change as they were. */
function masked(spec: PodSpec, old: PodSpec): PodSpec {
  const images = (list: 'containers' | 'initContainers') => spec[list]?.map((one, i) => ({ ...one, image: old[list]![i]!.image }));
  const grace = (old.terminationGracePeriodSeconds ?? 0) < 0 && spec.terminationGracePeriodSeconds === 1 ? old : spec;
  return {
    ...spec,
    containers: images('containers') ?? [],
    initContainers: images('initContainers'),
    activeDeadlineSeconds: old.activeDeadlineSeconds,
    tolerations: old.tolerations,
    schedulingGates: old.schedulingGates,
    terminationGracePeriodSeconds: grace.terminationGracePeriodSeconds,
  };
}
