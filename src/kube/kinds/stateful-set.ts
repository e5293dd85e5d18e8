import type { ApiObject, Condition, LabelSelector } from '../object';
import { same } from '../plain-data';
import type { StatusCause } from '../status';
import { labelCauses } from '../metadata-validation';
import { ageColumn, nameColumn, templateColumns, text } from './cells';
import { defineKind } from './kind';
import type { PersistentVolumeClaim } from './persistent-volume-claim';
import { defaultClaim } from './persistent-volume-claim';
import { fill } from './pod-defaults';
import type { PodTemplateSpec } from './pod';
import { defaultTemplate } from './pod-template';
import { dnsLabel, forbiddenField, invalidValue, nonNegative, oneOf } from './validation/field-errors';
import { GoText } from './validation/go-values';
import { validateLongRunning, validateMatch, validateSelector } from './validation/template';

export type RetentionPolicy = 'Retain' | 'Delete';

export interface StatefulSetSpec {
  replicas: number;
  selector: LabelSelector;
  template: PodTemplateSpec;
  serviceName: string;
  volumeClaimTemplates?: PersistentVolumeClaim[];
  podManagementPolicy: 'OrderedReady' | 'Parallel';
  updateStrategy: { type: 'RollingUpdate' | 'OnDelete'; rollingUpdate?: { partition?: number } };
  persistentVolumeClaimRetentionPolicy: { whenDeleted: RetentionPolicy; whenScaled: RetentionPolicy };
  ordinals?: { start: number };
  minReadySeconds?: number;
  revisionHistoryLimit: number;
}

export interface StatefulSetStatus {
  replicas: number;
  readyReplicas?: number;
  availableReplicas: number;
  currentReplicas?: number;
  updatedReplicas?: number;
  currentRevision?: string;
  updateRevision?: string;
  collisionCount?: number;
  observedGeneration?: number;
  conditions?: readonly Condition[];
}

export type StatefulSet = ApiObject<StatefulSetSpec, StatefulSetStatus>;

export const statefulSet = defineKind<StatefulSet>({
  group: 'apps',
  version: 'v1',
  kind: 'StatefulSet',
  resource: 'statefulsets',
  singular: 'statefulset',
  shortNames: ['sts'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status', 'scale'],
  schema: 'io.k8s.api.apps.v1.StatefulSet',
  scale: { specReplicas: 'spec.replicas', statusReplicas: 'status.replicas', selector: 'spec.selector' },
  defaults: ({ spec }) => defaultStatefulSet(spec),
  prepareForCreate(object) {
    object.status = { replicas: 0, availableReplicas: 0 };
    dropDisabled(object.spec);
  },
  prepareForUpdate: ({ spec }) => dropDisabled(spec),
  validate,
  columns: [
    nameColumn,
    text('Ready', ({ spec, status }) => `${status.readyReplicas ?? 0}/${spec.replicas}`),
    ageColumn,
    ...templateColumns,
  ],
});

/** Source: pkg/apis/apps/v1/defaults.go SetDefaults_StatefulSet */
function defaultStatefulSet(spec: StatefulSetSpec): void {
  fill(spec, { podManagementPolicy: 'OrderedReady', replicas: 1, revisionHistoryLimit: 10 });
  const strategy = (spec.updateStrategy ??= {} as StatefulSetSpec['updateStrategy']);
  if (!strategy.type) Object.assign(strategy, { type: 'RollingUpdate', rollingUpdate: strategy.rollingUpdate ?? {} });
  if (strategy.type === 'RollingUpdate' && strategy.rollingUpdate) fill(strategy.rollingUpdate, { partition: 0 });
  fill((spec.persistentVolumeClaimRetentionPolicy ??= {} as StatefulSetSpec['persistentVolumeClaimRetentionPolicy']), {
    whenDeleted: 'Retain',
    whenScaled: 'Retain',
  });
  for (const claim of spec.volumeClaimTemplates ?? []) {
    Object.assign(claim, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', status: { phase: 'Pending' } });
    defaultClaim(claim.spec);
  }
  defaultTemplate(spec);
}

/** The gate MaxUnavailableStatefulSet is off in 1.32: the field is not kept. Source: registry/apps/statefulset/strategy.go */
function dropDisabled({ updateStrategy: { rollingUpdate } }: StatefulSetSpec): void {
  if (rollingUpdate && 'maxUnavailable' in rollingUpdate) delete rollingUpdate.maxUnavailable;
}

/** Source: pkg/apis/apps/validation ValidateStatefulSetSpec, ValidateStatefulSetUpdate.
 *  The template's pod spec is not looked at here, as upstream does not: its faults come to light when pods are created. */
function validate({ metadata, spec }: StatefulSet, old?: StatefulSet): StatusCause[] {
  const retention = 'spec.persistentVolumeClaimRetentionPolicy';
  return [
    ...(old ? [] : dnsLabel('metadata.name', metadata.name)),
    ...validatePolicies(spec),
    ...oneOf(`${retention}.whenDeleted`, spec.persistentVolumeClaimRetentionPolicy.whenDeleted, ['Retain', 'Delete']),
    ...oneOf(`${retention}.whenScaled`, spec.persistentVolumeClaimRetentionPolicy.whenScaled, ['Retain', 'Delete']),
    ...nonNegative('spec.replicas', spec.replicas),
    ...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
    ...nonNegative('spec.ordinals.start', spec.ordinals?.start),
    ...validateSelector(spec, 'statefulset'),
    ...validateMatch(spec),
    ...labelCauses('spec.template.labels', spec.template.metadata?.labels),
    ...validateLongRunning(spec, 'StatefulSet'),
    ...(old ? validateChange(spec, old.spec) : []),
  ];
}

function validatePolicies({ podManagementPolicy: policy, updateStrategy: { type, rollingUpdate } }: StatefulSetSpec): StatusCause[] {
  const causes: StatusCause[] = [];
  if (!['OrderedReady', 'Parallel'].includes(policy))
    causes.push(invalidValue('spec.podManagementPolicy', policy, "must be 'OrderedReady' or 'Parallel'"));
  if (type === 'RollingUpdate') return [...causes, ...nonNegative('spec.updateStrategy.rollingUpdate.partition', rollingUpdate?.partition)];
  if (type === 'OnDelete') return rollingUpdate ? [...causes, onlyRolling(rollingUpdate.partition)] : causes;
  const shown = `apps.StatefulSetUpdateStrategy{Type:${JSON.stringify(type)}, RollingUpdate:(*apps.RollingUpdateStatefulSetStrategy)(nil)}`;
  return [...causes, invalidValue('spec.updateStrategy', new GoText(shown), "must be 'RollingUpdate' or 'OnDelete'")];
}

function onlyRolling(partition = 0): StatusCause {
  const shown = `apps.RollingUpdateStatefulSetStrategy{Partition:${partition}, MaxUnavailable:(*intstr.IntOrString)(nil)}`;
  return invalidValue('spec.updateStrategy.rollingUpdate', new GoText(shown), "only allowed for updateStrategy 'RollingUpdate'");
}

const CHANGEABLE = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
] as const satisfies readonly (keyof StatefulSetSpec)[];

function validateChange(spec: StatefulSetSpec, old: StatefulSetSpec): StatusCause[] {
  const kept = Object.fromEntries(CHANGEABLE.map((field) => [field, old[field]]));
  if (same({ ...spec, ...kept }, old)) return [];
  const names = CHANGEABLE.map((field) => `'${field}'`);
  const listed = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return [forbiddenField('spec', `updates to statefulset spec for fields other than ${listed} are forbidden`)];
}
