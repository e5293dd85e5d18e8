import type { KubeObject } from '../object';
import { same } from '../plain-data';
import { formatLabels, joined, nameColumn, text } from './cells';
import { defineKind } from './kind';
import type { PodTemplateSpec } from './pod';
import { defaultTemplate } from './pod-template';
import { validateTemplate } from './validation/template';

type PodTemplate = KubeObject & { template: PodTemplateSpec };

/** A template of pods that stands for itself: it is stored, and nothing acts on it.
 *  Source: pkg/registry/core/podtemplate/strategy.go, printers.go printPodTemplate */
export const podTemplate = defineKind<PodTemplate>({
  group: '',
  version: 'v1',
  kind: 'PodTemplate',
  resource: 'podtemplates',
  singular: 'podtemplate',
  namespaced: true,
  schema: 'io.k8s.api.core.v1.PodTemplate',
  generation: ({ template: now }, { template: before }) => !same(now, before),
  defaults: (object) => defaultTemplate(object),
  validate: ({ template }) => validateTemplate('template', template),
  columns: [
    nameColumn,
    text('Containers', ({ template }) => joined(template.spec.containers.map(({ name }) => name))),
    text('Images', ({ template }) => joined(template.spec.containers.map(({ image = '' }) => image))),
    text('Pod Labels', ({ template }) => formatLabels(template.metadata?.labels)),
  ],
});
