import type * as core from 'kubernetes-types/core/v1';
import { labelCauses } from '../metadata-validation';
import type { ApiObject, Condition } from '../object';
import { same } from '../plain-data';
import { compareQuantities } from '../quantity';
import { limitClaim } from '../quota/limits';
import { forbidden, type StatusCause } from '../status';
import { ageColumn, nameColumn, text, wide } from './cells';
import { dropOfClaim } from './disabled-fields';
import { defineKind, type Draft, type Surroundings } from './kind';
import { fill } from './pod-defaults';
import { isDefaultClass } from './storage-class';
import { dnsSubdomain, forbiddenField, invalidValue, notSupported, oneOf, required } from './validation/field-errors';
import { nonNegativeQuantity } from './validation/resources';

export type AccessMode = 'ReadWriteOnce' | 'ReadOnlyMany' | 'ReadWriteMany' | 'ReadWriteOncePod';
export type PersistentVolumeClaimSpec = core.PersistentVolumeClaimSpec;

export interface PersistentVolumeClaimStatus {
  phase: 'Pending' | 'Bound' | 'Lost';
  accessModes?: readonly AccessMode[];
  capacity?: Readonly<Record<string, string>>;
  conditions?: readonly Condition[];
}

export type PersistentVolumeClaim = ApiObject<PersistentVolumeClaimSpec, PersistentVolumeClaimStatus>;

const SHORT: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

/** `RWO,ROX`: in this order, each once. Source: helper GetAccessModesAsString */
export const formatAccessModes = (modes: readonly string[] = []): string =>
  Object.entries(SHORT)
    .filter(([mode]) => modes.includes(mode))
    .map(([, short]) => short)
    .join(',');

/** Fill in what a claim does not say, in place: also for the claim templates of a StatefulSet. */
export function defaultClaim(spec: PersistentVolumeClaimSpec): void {
  dropOfClaim(spec);
  fill(spec, { volumeMode: 'Filesystem' });
}

export const persistentVolumeClaim = defineKind<PersistentVolumeClaim>({
  group: '',
  version: 'v1',
  kind: 'PersistentVolumeClaim',
  resource: 'persistentvolumeclaims',
  singular: 'persistentvolumeclaim',
  shortNames: ['pvc'],
  namespaced: true,
  subresources: ['status'],
  schema: 'io.k8s.api.core.v1.PersistentVolumeClaim',
  generation: false,
  defaults: ({ spec }) => defaultClaim(spec),
  prepareForCreate(claim, around) {
    admitClaim(claim, around);
    limitClaim(claim, around);
  },
  prepareForUpdate: admitResize,
  validate: (object, old) => [...validateSpec(object.spec), ...(old ? validateChange(object, old) : [])],
  columns: [
    nameColumn,
    text('Status', ({ metadata, status }) => (metadata.deletionTimestamp ? 'Terminating' : status.phase)),
    text('Volume', ({ spec }) => spec.volumeName ?? ''),
    text('Capacity', ({ spec, status }) => (spec.volumeName ? (status.capacity?.['storage'] ?? '0') : '')),
    text('Access Modes', ({ spec, status }) => (spec.volumeName ? formatAccessModes(status.accessModes) : '')),
    text('StorageClass', ({ spec }) => spec.storageClassName ?? ''),
    text('VolumeAttributesClass', ({ spec }) => spec.volumeAttributesClassName ?? '<unset>'),
    ageColumn,
    wide('VolumeMode', ({ spec }) => spec.volumeMode ?? '<unset>'),
  ],
});

/** MODELS admission: DefaultStorageClass (the newest of the default classes) and StorageObjectInUseProtection. */
function admitClaim(object: Draft<PersistentVolumeClaim>, around: Surroundings): void {
  object.status = { phase: 'Pending' };
  const finalizers = object.metadata.finalizers ?? [];
  const protection = 'kubernetes.io/pvc-protection';
  if (!finalizers.includes(protection)) object.metadata = { ...object.metadata, finalizers: [...finalizers, protection] };
  if (object.spec.storageClassName !== undefined) return;
  const classes = around.list('storageclasses').filter(isDefaultClass);
  const newest = classes.reduce<(typeof classes)[number] | undefined>(
    (best, one) => (best && best.metadata.creationTimestamp > one.metadata.creationTimestamp ? best : one),
    undefined,
  );
  if (newest) object.spec = { ...object.spec, storageClassName: newest.metadata.name };
}

/** A bound claim may grow only if its class says so. Source: plugin/pkg/admission/storage/persistentvolume/resize */
function admitResize({ metadata, spec }: Draft<PersistentVolumeClaim>, old: PersistentVolumeClaim, around: Surroundings): void {
  const size = ({ resources }: PersistentVolumeClaimSpec) => resources?.requests?.['storage'] ?? '0';
  if (spec === old.spec || compareQuantities(size(spec), size(old.spec)) <= 0) return;
  const why = 'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize';
  const allowed = old.spec.storageClassName && around.find('storageclasses', old.spec.storageClassName)?.['allowVolumeExpansion'] === true;
  if (old.status.phase !== 'Bound') throw refuseResize(metadata.name, 'Only bound persistent volume claims can be expanded');
  if (!allowed) throw refuseResize(metadata.name, why);
}

const refuseResize = (name: string, why: string) => forbidden({ group: '', resource: 'persistentvolumeclaims' }, name, why);

/** Source: pkg/apis/core/validation ValidatePersistentVolumeClaimSpec */
function validateSpec(spec: PersistentVolumeClaimSpec): StatusCause[] {
  const storage = spec.resources?.requests?.['storage'];
  return [
    ...validateAccessModes(spec.accessModes),
    ...labelCauses('spec.selector.matchLabels', spec.selector?.matchLabels),
    ...validateStorage('spec.resources[storage]', storage),
    ...(spec.storageClassName ? dnsSubdomain('spec.storageClassName', spec.storageClassName) : []),
    ...oneOf('spec.volumeMode', spec.volumeMode, ['Block', 'Filesystem']),
  ];
}

/** Also for volumes. */
export function validateAccessModes(modes: readonly string[] = []): StatusCause[] {
  if (!modes.length) return [required('spec.accessModes', 'at least 1 access mode is required')];
  const all = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
  const causes = modes.filter((mode) => !all.includes(mode)).map((mode) => notSupported('spec.accessModes', mode, all));
  if (modes.includes('ReadWriteOncePod') && modes.length > 1)
    causes.push(forbiddenField('spec.accessModes', 'may not use ReadWriteOncePod with other access modes'));
  return causes;
}

function validateStorage(field: string, storage: string | undefined): StatusCause[] {
  if (storage === undefined) return [required(field)];
  if (compareQuantities(storage, 0) === 0) return [invalidValue(field, '0', 'must be greater than zero')];
  return nonNegativeQuantity(field, storage);
}

/** A bound claim may grow; nothing else of it may change but the volume it is bound to. Source: ValidatePersistentVolumeClaimUpdate */
function validateChange({ spec, status }: PersistentVolumeClaim, { spec: old }: PersistentVolumeClaim): StatusCause[] {
  const causes: StatusCause[] = [];
  const binding = !old.volumeName && spec.volumeName;
  const kept = {
    volumeName: binding ? old.volumeName : spec.volumeName,
    resources: status.phase === 'Bound' ? old.resources : spec.resources,
  };
  if (!same({ ...spec, ...kept }, old)) {
    const why = 'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
    causes.push(forbiddenField('spec', why));
  }
  const [now, before] = [spec.resources?.requests?.['storage'] ?? '0', old.resources?.requests?.['storage'] ?? '0'];
  const shrunk = compareQuantities(now, before) < 0 && compareQuantities(now, status.capacity?.['storage'] ?? '0') <= 0;
  if (shrunk) causes.push(forbiddenField('spec.resources.requests.storage', 'field can not be less than status.capacity'));
  return causes;
}
