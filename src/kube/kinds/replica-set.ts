import type { ApiObject, Condition, LabelSelector } from '../object';
import type { StatusCause } from '../status';
import { ageColumn, integer, nameColumn, selectorColumn, templateColumns } from './cells';
import { defineKind } from './kind';
import { fill } from './pod-defaults';
import type { PodTemplateSpec } from './pod';
import { defaultTemplate } from './pod-template';
import { nonNegative } from './validation/field-errors';
import { fixedSelector, validateLongRunning, validateMatch, validateSelector, validateTemplate } from './validation/template';

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
  selectableFields: { 'status.replicas': ({ status }) => String(status.replicas) },
  defaults({ spec }) {
    fill(spec, { replicas: 1 });
    defaultTemplate(spec);
  },
  prepareForCreate: (object) => void (object.status = { replicas: 0 }),
  validate,
  columns: [
    nameColumn,
    integer('Desired', ({ spec }) => spec.replicas),
    integer('Current', ({ status }) => status.replicas),
    integer('Ready', ({ status }) => status.readyReplicas ?? 0),
    ageColumn,
    ...templateColumns,
    selectorColumn,
  ],
});

/** Source: pkg/apis/apps/validation ValidateReplicaSetSpec; upstream, too, says "deployment" of an empty selector */
function validate({ spec }: ReplicaSet, old?: ReplicaSet): StatusCause[] {
  return [
    ...nonNegative('spec.replicas', spec.replicas),
    ...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...validateSelector(spec, 'deployment'),
    ...validateMatch(spec),
    ...validateTemplate('spec.template', spec.template),
    ...validateLongRunning(spec, 'ReplicaSet'),
    ...(old ? fixedSelector(spec, old.spec) : []),
  ];
}
