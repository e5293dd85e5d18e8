import type { ApiObject, Condition } from '../object';
import { ageColumn, nameColumn, text } from './cells';
import { defineKind, type Draft } from './kind';

export type Namespace = ApiObject<
  { finalizers?: readonly string[] },
  { phase: 'Active' | 'Terminating'; conditions?: readonly Condition[] }
>;

const NAME_LABEL = 'kubernetes.io/metadata.name';

/** Every namespace bears its name as a label, whatever was written. Source: SetDefaults_Namespace */
function labelName(object: Draft<Namespace>): void {
  const { labels, name } = object.metadata;
  if (labels?.[NAME_LABEL] !== name) object.metadata = { ...object.metadata, labels: { ...labels, [NAME_LABEL]: name } };
}

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
  defaults: labelName,
  // Source: registry/core/namespace/strategy.go; finalizers change through the /finalize subresource alone.
  prepareForCreate(object) {
    object.spec = { finalizers: ['kubernetes'] };
    object.status = { phase: 'Active' };
  },
  prepareForUpdate: (object, old) => void (object.spec = old.spec),
  selectableFields: { 'status.phase': (object) => object.status.phase },
  columns: [nameColumn, text('Status', ({ status }) => status.phase), ageColumn],
});
