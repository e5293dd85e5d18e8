import type { KubeObject } from '../object';
import { ageColumn, nameColumn } from './cells';
import { defineKind, type KindDefinition } from './kind';

/** Small kinds that a cluster has from its first minute and a beginner rarely looks at. */

const text = (name: string, cell: (object: KubeObject) => string | number) => ({ name, type: 'string' as const, cell });

export const serviceAccount: KindDefinition = defineKind({
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  resource: 'serviceaccounts',
  singular: 'serviceaccount',
  shortNames: ['sa'],
  namespaced: true,
  schema: 'io.k8s.api.core.v1.ServiceAccount',
  generation: false,
  columns: [
    nameColumn,
    { name: 'Secrets', type: 'integer', cell: (object) => ((object['secrets'] as unknown[] | undefined) ?? []).length },
    ageColumn,
  ],
});

export const lease: KindDefinition = defineKind({
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  resource: 'leases',
  singular: 'lease',
  namespaced: true,
  schema: 'io.k8s.api.coordination.v1.Lease',
  generation: false,
  columns: [nameColumn, text('Holder', (object) => (object['spec'] as { holderIdentity?: string }).holderIdentity ?? ''), ageColumn],
});

export const priorityClass: KindDefinition = defineKind({
  group: 'scheduling.k8s.io',
  version: 'v1',
  kind: 'PriorityClass',
  resource: 'priorityclasses',
  singular: 'priorityclass',
  shortNames: ['pc'],
  namespaced: false,
  schema: 'io.k8s.api.scheduling.v1.PriorityClass',
  columns: [
    nameColumn,
    { name: 'Value', type: 'integer', cell: (object) => object['value'] as number },
    text('Global-Default', (object) => String(object['globalDefault'] ?? false)),
    ageColumn,
    text('PreemptionPolicy', (object) => (object['preemptionPolicy'] as string | undefined) ?? 'PreemptLowerPriority'),
  ],
});

const DEFAULT = 'storageclass.kubernetes.io/is-default-class';

export const storageClass: KindDefinition = defineKind({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'StorageClass',
  resource: 'storageclasses',
  singular: 'storageclass',
  shortNames: ['sc'],
  namespaced: false,
  schema: 'io.k8s.api.storage.v1.StorageClass',
  generation: false,
  columns: [
    { ...nameColumn, cell: (object) => object.metadata.name + (object.metadata.annotations?.[DEFAULT] === 'true' ? ' (default)' : '') },
    text('Provisioner', (object) => object['provisioner'] as string),
    text('ReclaimPolicy', (object) => (object['reclaimPolicy'] as string | undefined) ?? 'Delete'),
    text('VolumeBindingMode', (object) => (object['volumeBindingMode'] as string | undefined) ?? 'Immediate'),
    text('AllowVolumeExpansion', (object) => String(object['allowVolumeExpansion'] ?? false)),
    ageColumn,
  ],
});
