import type * as core from 'kubernetes-types/core/v1';
import { annotationLines, description, labelLines, type Description } from './common';
import { containerLines } from './containers';
import { placementLines, spreadLines } from './scheduling';
import { volumeLines } from './volumes';

/** The template of a workload's pods. Source: describe.go DescribePodTemplate */
export function templateLines(out: Description, { metadata, spec }: core.PodTemplateSpec): void {
  out.line(0, 'Pod Template:');
  labelLines(out, 1, 'Labels', metadata?.labels);
  if (Object.keys(metadata?.annotations ?? {}).length) annotationLines(out, 1, 'Annotations', metadata?.annotations);
  if (spec?.serviceAccountName) out.line(1, `Service Account:\t${spec.serviceAccountName}`);
  if (spec?.initContainers?.length) containerLines(out, 1, 'Init Containers', spec.initContainers);
  containerLines(out, 1, 'Containers', spec?.containers ?? []);
  volumeLines(out, 1, spec?.volumes);
  if (!spec) return;
  spreadLines(out, 1, spec);
  if (spec.priorityClassName) out.line(1, `Priority Class Name:\t${spec.priorityClassName}`);
  placementLines(out, 1, spec);
}

/** One revision's template, with the reason of the change as an annotation of it. Source: polymorphichelpers/history.go */
export function describeTemplate(template: core.PodTemplateSpec, changeCause: string): string {
  const out = description();
  const annotations = { ...template.metadata?.annotations, ...(changeCause && { 'kubernetes.io/change-cause': changeCause }) };
  templateLines(out, { ...template, metadata: { ...template.metadata, annotations } });
  return out.toString();
}
