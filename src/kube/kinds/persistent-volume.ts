import type * as core from 'kubernetes-types/core/v1';
import type { ApiObject } from '../object';
import { same } from '../plain-data';
import type { StatusCause } from '../status';
import { ageColumn, nameColumn, text, wide } from './cells';
import { defineKind } from './kind';
import { formatAccessModes, validateAccessModes } from './persistent-volume-claim';
import { fill } from './pod-defaults';
import { forbiddenField, oneOf, required } from './validation/field-errors';

export type PersistentVolumeSpec = core.PersistentVolumeSpec;

export interface PersistentVolumeStatus {
  phase: 'Pending' | 'Available' | 'Bound' | 'Released' | 'Failed';
  reason?: string;
  message?: string;
  lastPhaseTransitionTime?: string;
}

export type PersistentVolume = ApiObject<PersistentVolumeSpec, PersistentVolumeStatus>;

export const persistentVolume = defineKind<PersistentVolume>({
  group: '',
  version: 'v1',
  kind: 'PersistentVolume',
  resource: 'persistentvolumes',
  singular: 'persistentvolume',
  shortNames: ['pv'],
  namespaced: false,
  subresources: ['status'],
  schema: 'io.k8s.api.core.v1.PersistentVolume',
  generation: false,
  defaults({ spec }) {
    fill(spec, { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' });
    if (spec.hostPath) fill(spec.hostPath, { type: '' });
  },
  prepareForCreate(object, { timestamp }) {
    object.status = { phase: 'Pending', lastPhaseTransitionTime: timestamp };
    // MODELS admission: StorageObjectInUseProtection.
    const finalizers = object.metadata.finalizers ?? [];
    const protection = 'kubernetes.io/pv-protection';
    if (!finalizers.includes(protection)) object.metadata = { ...object.metadata, finalizers: [...finalizers, protection] };
  },
  validate,
  columns: [
    nameColumn,
    text('Capacity', ({ spec }) => spec.capacity?.['storage'] ?? '0'),
    text('Access Modes', ({ spec }) => formatAccessModes(spec.accessModes)),
    text('Reclaim Policy', ({ spec }) => spec.persistentVolumeReclaimPolicy ?? ''),
    text('Status', ({ metadata, status }) => (metadata.deletionTimestamp ? 'Terminating' : status.phase)),
    text('Claim', ({ spec }) => (spec.claimRef ? `${spec.claimRef.namespace}/${spec.claimRef.name}` : '')),
    text('StorageClass', ({ spec }) => spec.storageClassName ?? ''),
    text('VolumeAttributesClass', ({ spec }) => spec.volumeAttributesClassName ?? '<unset>'),
    text('Reason', ({ status }) => status.reason ?? ''),
    ageColumn,
    wide('VolumeMode', ({ spec }) => spec.volumeMode ?? '<unset>'),
  ],
});

/** Fields of a volume that say where its data is. */
const SOURCES = [
  'awsElasticBlockStore',
  'azureDisk',
  'azureFile',
  'cephfs',
  'cinder',
  'csi',
  'fc',
  'flexVolume',
  'gcePersistentDisk',
  'glusterfs',
  'hostPath',
  'iscsi',
  'local',
  'nfs',
  'portworxVolume',
  'rbd',
  'scaleIO',
  'storageos',
  'vsphereVolume',
] as const satisfies readonly (keyof PersistentVolumeSpec)[];

/** Source: pkg/apis/core/validation ValidatePersistentVolumeSpec, ValidatePersistentVolumeUpdate */
function validate({ spec }: PersistentVolume, old?: PersistentVolume): StatusCause[] {
  const [source, ...more] = SOURCES.filter((name) => spec[name]);
  return [
    ...validateAccessModes(spec.accessModes),
    ...(spec.capacity?.['storage'] === undefined ? [required('spec.capacity')] : []),
    ...oneOf('spec.persistentVolumeReclaimPolicy', spec.persistentVolumeReclaimPolicy, ['Delete', 'Recycle', 'Retain']),
    ...more.map((name) => forbiddenField(`spec.${name}`, 'may not specify more than 1 volume type')),
    ...(source ? [] : [required('spec', 'must specify a volume type')]),
    ...(spec.local && !spec.nodeAffinity ? [required('spec.nodeAffinity', 'Local volume requires node affinity')] : []),
    ...oneOf('spec.volumeMode', spec.volumeMode, ['Block', 'Filesystem']),
    ...(old && SOURCES.some((name) => !same(spec[name], old.spec[name]))
      ? [forbiddenField('spec.persistentvolumesource', 'spec.persistentvolumesource is immutable after creation')]
      : []),
  ];
}
