import { matches } from '../selectors';
import { same } from '../plain-data';
import type { StatusCause } from '../status';
import type { LabelSelector } from '../object';
import { immutable, invalidValue, required } from './field-errors';
import { defaultPodSpec } from './pod-defaults';
import type { PodTemplateSpec } from './pod';
import { validatePodSpec } from './pod-validation';

/** What every kind with a selector and a pod template shares. */
export interface Templated {
  selector?: LabelSelector;
  template: PodTemplateSpec;
}

export function defaultTemplate(spec: Templated | undefined): void {
  if (!spec?.template) return;
  spec.template.metadata ??= {};
  if (spec.template.spec) defaultPodSpec(spec.template.spec);
}

/** Source: pkg/apis/apps/validation ValidatePodTemplateSpecFor… */
export function validateTemplate(spec: Templated | undefined, policies: readonly string[] = ['Always']): StatusCause[] {
  const selector = spec?.selector;
  const causes: StatusCause[] = [];
  if (!selector) causes.push(required('spec.selector'));
  else if (!Object.keys(selector.matchLabels ?? {}).length && !selector.matchExpressions?.length) {
    causes.push(invalidValue('spec.selector', selector, 'empty selector is invalid for deployment'));
  }
  const labels = spec?.template?.metadata?.labels ?? {};
  if (selector && !matches(selector, labels))
    causes.push(invalidValue('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'));
  return [...causes, ...validatePodSpec(spec?.template?.spec, 'spec.template.spec', policies)];
}

/** Source: ValidateImmutableField(selector) */
export function fixedSelector(spec: Templated, old: Templated): StatusCause[] {
  return same(spec.selector, old.selector) ? [] : [immutable('spec.selector', spec.selector)];
}
