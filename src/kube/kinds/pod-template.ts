import { defaultPodSpec } from './pod-defaults';
import type { PodTemplateSpec } from './pod';

/** Fill in what a pod template does not say, in place. A template that is missing altogether becomes an empty one,
 *  as Go's zero value does: validation then names what it lacks. */
export function defaultTemplate(spec: { template?: PodTemplateSpec }): void {
  const template = (spec.template ??= { spec: { containers: [] } });
  template.metadata ??= {};
  template.spec ??= { containers: [] };
  defaultPodSpec(template.spec);
}
