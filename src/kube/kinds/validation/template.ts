/** Pod templates and the selectors that must match them.
 *  Source: pkg/apis/apps/validation ValidatePodTemplateSpecForReplicaSet and its siblings */
import { labelCauses } from '../../metadata-validation';
import { matches } from '../../selectors';
import type { LabelSelector } from '../../object';
import type { StatusCause } from '../../status';
import type { PodTemplateSpec } from '../pod';
import { forbiddenField, immutable, invalidValue, notSupported, required } from './field-errors';
import { goMap, goSelector } from './go-values';
import { validatePodSpec } from './pod-spec';
import { isEmptySelector, validateLabelSelector } from './selector';

/** A spec with a selector and the template of the pods that it selects. */
export interface Selecting {
  readonly selector?: LabelSelector;
  readonly template?: Partial<PodTemplateSpec>;
}

/** Labels and pod spec. Source: ValidatePodTemplateSpec */
export function validateTemplate(path: string, template: Partial<PodTemplateSpec> = {}): StatusCause[] {
  const causes = [...labelCauses(`${path}.labels`, template.metadata?.labels), ...validatePodSpec(`${path}.spec`, template.spec)];
  if (!template.spec?.ephemeralContainers?.length) return causes;
  return [...causes, forbiddenField(`${path}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template')];
}

/** The selector is there, is well-formed and selects something; the message about an empty one names the kind. */
export function validateSelector({ selector }: Selecting, kind: string): StatusCause[] {
  if (!selector) return [required('spec.selector')];
  const causes = validateLabelSelector('spec.selector', selector);
  if (!isEmptySelector(selector)) return causes;
  return [...causes, invalidValue('spec.selector', goSelector(selector), `empty selector is invalid for ${kind}`)];
}

/** A missing selector matches nothing, an empty one everything. */
export function validateMatch({ selector, template }: Selecting): StatusCause[] {
  const labels = template?.metadata?.labels;
  if (matches(selector, labels)) return [];
  return [invalidValue('spec.template.metadata.labels', goMap(labels), '`selector` does not match template `labels`')];
}

/** Pods that are replaced when they end must always restart, and may not end by themselves. @param kind  as the message names it */
export function validateLongRunning({ template }: Selecting, kind: string): StatusCause[] {
  const { restartPolicy = 'Always', activeDeadlineSeconds } = template?.spec ?? {};
  const path = 'spec.template.spec';
  return [
    ...(restartPolicy === 'Always' ? [] : [notSupported(`${path}.restartPolicy`, restartPolicy, ['Always'])]),
    ...(activeDeadlineSeconds === undefined
      ? []
      : [forbiddenField(`${path}.activeDeadlineSeconds`, `activeDeadlineSeconds in ${kind} is not Supported`)]),
  ];
}

/** Source: ValidateImmutableField of the selector, in the strategies */
export function fixedSelector({ selector }: Selecting, old: Selecting): StatusCause[] {
  return immutable('spec.selector', selector, old.selector, selector && goSelector(selector));
}
