import type { ApiObject } from '../object';
import type { StatusCause } from '../status';
import { ageColumn, containerColumns, formatLabels, integer, nameColumn, wide } from './cells';
import { defineKind } from './kind';
import { fill } from './pod-defaults';
import { defaultTemplate } from './pod-template';
import type { PodTemplateSpec } from './pod';
import type { ReplicaSetStatus } from './replica-set';
import { invalidValue, nonNegative, required } from './validation/field-errors';
import { goMap } from './validation/go-values';
import { validateLongRunning, validateTemplate } from './validation/template';

export interface ReplicationControllerSpec {
  replicas: number;
  minReadySeconds?: number;
  /** Labels, each of which must be equal: there are no expressions yet. */
  selector?: Readonly<Record<string, string>>;
  template: PodTemplateSpec;
}

export type ReplicationController = ApiObject<ReplicationControllerSpec, ReplicaSetStatus>;

/** What came before ReplicaSets. Source: pkg/apis/core/v1/defaults.go SetDefaults_ReplicationController,
 *  printers.go printReplicationController */
export const replicationController = defineKind<ReplicationController>({
  group: '',
  version: 'v1',
  kind: 'ReplicationController',
  resource: 'replicationcontrollers',
  singular: 'replicationcontroller',
  shortNames: ['rc'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status', 'scale'],
  schema: 'io.k8s.api.core.v1.ReplicationController',
  scale: { specReplicas: 'spec.replicas', statusReplicas: 'status.replicas', selector: 'spec.selector', labels: true },
  selectableFields: { 'status.replicas': ({ status }) => String(status.replicas) },
  defaults(object) {
    const { spec } = object;
    fill(spec, { replicas: 1 });
    defaultTemplate(spec);
    const { labels } = spec.template.metadata ?? {};
    if (!labels || !Object.keys(labels).length) return;
    // What its pods bear is what it selects, and bears itself, unless it says otherwise.
    if (!spec.selector || !Object.keys(spec.selector).length) spec.selector = { ...labels };
    if (!object.metadata.labels) object.metadata = { ...object.metadata, labels: { ...labels } };
  },
  prepareForCreate: (object) => void (object.status = { replicas: 0 }),
  validate: ({ spec }) => validate(spec),
  columns: [
    nameColumn,
    integer('Desired', ({ spec }) => spec.replicas),
    integer('Current', ({ status }) => status.replicas),
    integer('Ready', ({ status }) => status.readyReplicas ?? 0),
    ageColumn,
    ...containerColumns<ReplicationController>(({ spec }) => spec.template.spec.containers),
    wide('Selector', ({ spec }) => formatLabels(spec.selector)),
  ],
});

/** Source: pkg/apis/core/validation ValidateReplicationControllerSpec */
function validate(spec: ReplicationControllerSpec): StatusCause[] {
  const labels = spec.template.metadata?.labels ?? {};
  const selector = Object.entries(spec.selector ?? {});
  const matches = selector.every(([key, value]) => labels[key] === value);
  return [
    ...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...(selector.length ? [] : [required('spec.selector')]),
    ...nonNegative('spec.replicas', spec.replicas),
    ...(matches ? [] : [invalidValue('spec.template.metadata.labels', goMap(labels), '`selector` does not match template `labels`')]),
    ...validateTemplate('spec.template', spec.template),
    ...validateLongRunning(spec, 'ReplicationController'),
  ];
}
