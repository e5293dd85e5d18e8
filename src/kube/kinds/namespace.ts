import type { ApiObject, Condition } from '../object';
import { ageColumn, nameColumn } from './cells';
import { defineKind, type Column } from './kind';

export type Namespace = ApiObject<
  { finalizers?: readonly string[] },
  { phase: 'Active' | 'Terminating'; conditions?: readonly Condition[] }
>;

export const namespace = defineKind<Namespace>({
  group: '',
  version: 'v1',
  kind: 'Namespace',
  resource: 'namespaces',
  singular: 'namespace',
  shortNames: ['ns'],
  namespaced: false,
  subresources: ['status', 'finalize'],
  schema: 'io.k8s.api.core.v1.Namespace',
  generation: false,
  prepareForCreate(object) {
    // Source: registry/core/namespace/strategy.go; the label comes from admission.
    object.spec = { finalizers: ['kubernetes'] };
    object.status = { phase: 'Active' };
    object.metadata = { ...object.metadata, labels: { 'kubernetes.io/metadata.name': object.metadata.name, ...object.metadata.labels } };
  },
  selectableFields: { 'status.phase': (object) => object.status.phase },
  columns: [
    nameColumn as unknown as Column<Namespace>,
    { name: 'Status', type: 'string', cell: ({ status }) => status.phase },
    ageColumn as unknown as Column<Namespace>,
  ],
});
