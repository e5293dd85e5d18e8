import type { KubeObject } from '../object';
import { same } from '../plain-data';
import type { StatusCause } from '../status';
import { ageColumn, nameColumn, text } from './cells';
import { defineKind } from './kind';
import { forbiddenField, oneOf, required } from './validation/field-errors';

export interface StorageClass extends KubeObject {
  readonly provisioner: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly reclaimPolicy: 'Delete' | 'Retain';
  readonly volumeBindingMode: 'Immediate' | 'WaitForFirstConsumer';
  readonly allowVolumeExpansion?: boolean;
}

const DEFAULT = 'storageclass.kubernetes.io/is-default-class';

/** Do claims that name no class get this one? Source: pkg/apis/storage/util IsDefaultAnnotation */
export const isDefaultClass = ({ metadata }: KubeObject): boolean => metadata.annotations?.[DEFAULT] === 'true';

export const storageClass = defineKind<StorageClass>({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'StorageClass',
  resource: 'storageclasses',
  singular: 'storageclass',
  shortNames: ['sc'],
  namespaced: false,
  schema: 'io.k8s.api.storage.v1.StorageClass',
  generation: false,
  defaults(object) {
    object.reclaimPolicy ||= 'Delete';
    object.volumeBindingMode ||= 'Immediate';
  },
  validate,
  columns: [
    { ...nameColumn, cell: (object) => object.metadata.name + (isDefaultClass(object) ? ' (default)' : '') },
    text('Provisioner', ({ provisioner }) => provisioner),
    text('ReclaimPolicy', ({ reclaimPolicy }) => reclaimPolicy),
    text('VolumeBindingMode', ({ volumeBindingMode }) => volumeBindingMode),
    text('AllowVolumeExpansion', ({ allowVolumeExpansion }) => String(allowVolumeExpansion ?? false)),
    ageColumn,
  ],
});

/** Source: pkg/apis/storage/validation ValidateStorageClass, ValidateStorageClassUpdate */
function validate(object: StorageClass, old?: StorageClass): StatusCause[] {
  const fixed = old ? (['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode'] as const) : [];
  return [
    ...(object.provisioner ? [] : [required('provisioner')]),
    ...oneOf('reclaimPolicy', object.reclaimPolicy, ['Delete', 'Retain']),
    ...oneOf('volumeBindingMode', object.volumeBindingMode, ['Immediate', 'WaitForFirstConsumer']),
    ...fixed
      .filter((field) => !same(object[field], old![field]))
      .map((field) => forbiddenField(field, `updates to ${field} are forbidden.`)),
  ];
}
