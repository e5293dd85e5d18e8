import type { ApiObject, Condition, LabelSelector } from '../object';
import type { StatusCause } from '../status';
import { ageColumn, containerColumns, nameColumn, selectorColumn, templateContainers } from './cells';
import { nonNegative } from './field-errors';
import { defineKind, type Column } from './kind';
import { fill } from './pod-defaults';
import type { PodTemplateSpec } from './pod';
import { defaultTemplate, fixedSelector, validateTemplate } from './template';

export interface ReplicaSetSpec {
  replicas: number;
  minReadySeconds?: number;
  selector: LabelSelector;
  template: PodTemplateSpec;
}

export interface ReplicaSetStatus {
  replicas: number;
  fullyLabeledReplicas?: number;
  readyReplicas?: number;
  availableReplicas?: number;
  observedGeneration?: number;
  conditions?: readonly Condition[];
}

export type ReplicaSet = ApiObject<ReplicaSetSpec, ReplicaSetStatus>;

const column = (name: string, cell: (replicaSet: ReplicaSet) => number): Column<ReplicaSet> => ({ name, type: 'integer', cell });

export const replicaSet = defineKind<ReplicaSet>({
  group: 'apps',
  version: 'v1',
  kind: 'ReplicaSet',
  resource: 'replicasets',
  singular: 'replicaset',
  shortNames: ['rs'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status', 'scale'],
  schema: 'io.k8s.api.apps.v1.ReplicaSet',
  scale: { specReplicas: 'spec.replicas', statusReplicas: 'status.replicas', selector: 'spec.selector' },
  defaults({ spec }) {
    if (!spec) return;
    fill(spec, { replicas: 1 });
    defaultTemplate(spec);
  },
  prepareForCreate: (object) => void (object.status = { replicas: 0 }),
  validate: ({ spec }, old): StatusCause[] => [
    ...nonNegative('spec.replicas', spec?.replicas),
    ...validateTemplate(spec),
    ...(old ? fixedSelector(spec, old.spec) : []),
  ],
  columns: [
    nameColumn as unknown as Column<ReplicaSet>,
    column('Desired', ({ spec }) => spec.replicas),
    column('Current', ({ status }) => status.replicas),
    column('Ready', ({ status }) => status.readyReplicas ?? 0),
    ageColumn as unknown as Column<ReplicaSet>,
    ...containerColumns<ReplicaSet>((one) => templateContainers(one)),
    selectorColumn<ReplicaSet>((one) => one.spec.selector),
  ],
});
