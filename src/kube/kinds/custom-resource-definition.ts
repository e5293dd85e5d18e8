import type { Schema } from '../custom/schema';
import type { ApiObject, Condition } from '../object';
import { nameColumn } from './cells';
import { reviewCustomResourceDefinition, validateCustomResourceDefinition } from './custom-resource-definition-validation';
import { defineKind } from './kind';

/** A kind of a person's own. What it declares is served by `kube/custom`; the controllers of `cluster/controllers/
 *  custom-resources` accept its names, establish it, and clean up after it.
 *  MODELS the strategy of apiextensions-apiserver/pkg/registry/customresourcedefinition, its defaults and validation.
 *  OMITS conversion webhooks (accepted, but nothing is called: an object is the same in every version), the condition
 *  KubernetesAPIApprovalPolicyConformant, CEL cost estimates, and strictness about unknown fields of the schema. */

export interface CustomResourceNames {
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly listKind: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly jsonPath: string;
  readonly format?: string;
  readonly priority?: number;
  readonly description?: string;
}

export interface CustomResourceVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly deprecated?: boolean;
  readonly deprecationWarning?: string;
  readonly schema?: { readonly openAPIV3Schema?: Schema };
  readonly subresources?: {
    readonly status?: object;
    readonly scale?: { readonly specReplicasPath: string; readonly statusReplicasPath: string; readonly labelSelectorPath?: string };
  };
  readonly additionalPrinterColumns?: readonly PrinterColumn[];
  readonly selectableFields?: readonly { readonly jsonPath: string }[];
}

export interface CustomResourceDefinitionSpec {
  readonly group: string;
  readonly scope: 'Namespaced' | 'Cluster';
  readonly names: CustomResourceNames;
  readonly versions: readonly CustomResourceVersion[];
  readonly conversion?: { readonly strategy: string; readonly webhook?: object };
  readonly preserveUnknownFields?: boolean;
}

export interface CustomResourceDefinitionStatus {
  readonly acceptedNames: Partial<CustomResourceNames>;
  readonly conditions: readonly Condition[];
  readonly storedVersions: readonly string[];
}

export type CustomResourceDefinition = ApiObject<CustomResourceDefinitionSpec, CustomResourceDefinitionStatus>;

/** Keeps a definition until its last object is gone. */
export const CLEANUP = 'customresourcecleanup.apiextensions.k8s.io';

export const conditionOf = ({ status }: CustomResourceDefinition, type: string): Condition | undefined =>
  status.conditions?.find((one) => one.type === type);

export const isTrue = (definition: CustomResourceDefinition, type: string): boolean => conditionOf(definition, type)?.status === 'True';

/** A definition with a condition in place of the one of its type. Source: apihelpers SetCRDCondition */
export function withCondition(definition: CustomResourceDefinition, next: Omit<Condition, 'lastTransitionTime'>, now: string) {
  const before = conditionOf(definition, next.type);
  const since = before?.status === next.status ? (before.lastTransitionTime ?? now) : now;
  const { type, status, reason, message } = next;
  const condition: Condition = { lastTransitionTime: since, message: message ?? '', reason: reason ?? '', status, type };
  const conditions = before
    ? definition.status.conditions.map((one) => (one === before ? condition : one))
    : [...(definition.status.conditions ?? []), condition];
  return { ...definition, status: { ...definition.status, conditions } };
}

/** The storage version is among the stored ones as soon as it is one. */
function storedVersions({ spec, status }: Pick<CustomResourceDefinition, 'spec' | 'status'>): readonly string[] {
  const storage = spec.versions.find((one) => one.storage)?.name;
  const stored = status.storedVersions ?? [];
  return storage === undefined || stored.includes(storage) ? stored : [...stored, storage];
}

export const customResourceDefinition = defineKind<CustomResourceDefinition>({
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
  resource: 'customresourcedefinitions',
  singular: 'customresourcedefinition',
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  namespaced: false,
  subresources: ['status'],
  schema: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition',
  defaults({ spec }) {
    const names = { ...spec.names };
    const kind = names.kind ?? '';
    names.singular ||= kind.toLowerCase();
    if (kind) names.listKind ||= `${kind}List`;
    const draft = spec as { names: CustomResourceNames; conversion?: object; versions?: readonly CustomResourceVersion[] };
    draft.names = names;
    draft.conversion ??= { strategy: 'None' };
    draft.versions ??= [];
  },
  prepareForCreate(object) {
    const status = { acceptedNames: { kind: '', plural: '' }, conditions: [], storedVersions: [] };
    object.status = { ...status, storedVersions: storedVersions({ spec: object.spec, status }) };
  },
  prepareForUpdate(object) {
    object.status = { ...object.status, storedVersions: storedVersions(object) };
  },
  prepareForDelete(object, timestamp) {
    const { finalizers = [] } = object.metadata;
    const kept = finalizers.includes(CLEANUP) ? finalizers : [...finalizers, CLEANUP];
    const message = 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon';
    const pending = { type: 'Terminating', status: 'True', reason: 'InstanceDeletionPending', message } as const;
    return withCondition({ ...object, metadata: { ...object.metadata, finalizers: kept } }, pending, timestamp);
  },
  validate: validateCustomResourceDefinition,
  warnings: reviewCustomResourceDefinition,
  columns: [
    nameColumn,
    {
      name: 'Created At',
      type: 'date',
      description: 'CreationTimestamp is a timestamp representing the server time when this object was created.',
      cell: ({ metadata }) => metadata.creationTimestamp,
    },
  ],
});
