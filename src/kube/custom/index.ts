import type { Decoded } from '../decode';
import { decodeMetadata } from '../decode';
import type { CustomResourceDefinition, CustomResourceVersion } from '../kinds/custom-resource-definition';
import type { Custom, Draft, KindDefinition } from '../kinds/kind';
import { finalizerWarnings } from '../metadata-validation';
import type { KubeObject, Manifest } from '../object';
import { freeze, reuse, same, sortKeys } from '../plain-data';
import type { StatusCause } from '../status';
import { columnsOf, found } from './columns';
import { defaulted, pruned } from './completion';
import { checkRules } from './rules';
import type { Schema } from './schema';
import { shapeOfSchema } from './shape';
import { checkListTypes, checkValue } from './values';
import { byPriority } from './versions';

/** The kinds that a CustomResourceDefinition declares, made of nothing but the definition: where the store is set back
 *  to before it, they are unknown again.
 *  MODELS apiextensions-apiserver/pkg/apiserver/customresource_handler.go and pkg/registry/customresource: pruning,
 *  defaults, validation by schema and rules, subresources, columns, every served version of one stored object.
 *  OMITS conversion webhooks, validation of metadata in embedded resources, and ratcheting. */

const known = new WeakMap<CustomResourceDefinition, readonly KindDefinition[]>();

/** One kind for each version, most preferred first, those that are not served as well. */
export function customKinds(definition: CustomResourceDefinition): readonly KindDefinition[] {
  let kinds = known.get(definition);
  if (!kinds) known.set(definition, (kinds = [...definition.spec.versions].sort(byPriority).map((one) => kindOf(definition, one))));
  return kinds;
}

export const isServed = ({ status }: CustomResourceDefinition): boolean =>
  status.conditions?.some((one) => one.type === 'Established' && one.status === 'True') ?? false;

const STATUS_CLAUSES = ['status', 'metadata'];

function kindOf(definition: CustomResourceDefinition, version: CustomResourceVersion): KindDefinition {
  const { spec, status } = definition;
  const names = { ...spec.names, ...status.acceptedNames };
  const { status: statusOf, scale } = version.subresources ?? {};
  const schema = version.schema?.openAPIV3Schema ?? {};
  const custom = customOf(definition, version, schema);
  return {
    group: spec.group,
    version: version.name,
    kind: names.kind,
    resource: names.plural,
    table: `${names.plural}.${spec.group}`,
    singular: names.singular,
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    namespaced: spec.scope === 'Namespaced',
    subresources: [...(statusOf ? ['status'] : []), ...(scale ? ['scale'] : [])],
    // Source: customresource/status_strategy.go PrepareForUpdate
    statusKeeps: ['labels', 'annotations', 'ownerReferences', 'finalizers'],
    schema: '',
    custom,
    generation: (object, old) => !sameBut(statusOf ? STATUS_CLAUSES : ['metadata'], object, old),
    validate: (object, old) => validate(object, old, schema, scale?.specReplicasPath),
    warnings: (object) => [
      ...(version.deprecated ? [version.deprecationWarning ?? `${spec.group}/${version.name} ${names.kind} is deprecated`] : []),
      ...finalizerWarnings(object.metadata.finalizers ?? []),
    ],
    ...(scale && {
      scale: {
        specReplicas: scale.specReplicasPath,
        statusReplicas: scale.statusReplicasPath,
        ...(scale.labelSelectorPath && { selector: scale.labelSelectorPath }),
        required: true,
      },
    }),
    ...(version.selectableFields?.length && {
      selectableFields: Object.fromEntries(
        version.selectableFields.map(({ jsonPath }) => [jsonPath.slice(1), (object: KubeObject) => textOf(found(object, jsonPath))]),
      ),
    }),
    columns: columnsOf(version.additionalPrinterColumns),
  };
}

const textOf = (value: unknown) => (value === undefined || value === null ? '' : String(value));

function sameBut(fields: readonly string[], a: KubeObject, b: KubeObject): boolean {
  const others = (object: KubeObject) => Object.fromEntries(Object.entries(object).filter(([key]) => !fields.includes(key)));
  return same(others(a), others(b));
}

/** A rule is checked where the value is of the right form. Source: strategy.go hasBlockingErr */
const BLOCKING = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]);

const UNCHECKED: StatusCause = {
  reason: 'FieldValueInvalid',
  field: '<nil>',
  message:
    'Invalid value: "null": some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
};

function validate(object: KubeObject, old: KubeObject | undefined, schema: Schema, replicas: string | undefined): StatusCause[] {
  const causes = [...checkValue(object, withoutMeta(schema), ''), ...checkListTypes(object, withoutMeta(schema), '')];
  if (replicas && Number(found(object, replicas)) < 0)
    causes.push({
      reason: 'FieldValueInvalid',
      field: replicas,
      message: `Invalid value: ${String(found(object, replicas))}: should be a non-negative integer`,
    });
  if (!hasRules(schema)) return causes;
  return causes.some(({ reason }) => BLOCKING.has(reason)) ? [...causes, UNCHECKED] : [...causes, ...checkRules(object, old, schema)];
}

/** Metadata is what it is; a schema restricts its name alone. */
function withoutMeta(schema: Schema): Schema {
  const { apiVersion: _, kind: __, ...properties } = schema.properties ?? {};
  return { ...schema, properties };
}

const hasRules = (schema: Schema): boolean => JSON.stringify(schema).includes('"x-kubernetes-validations"');

function customOf(definition: CustomResourceDefinition, version: CustomResourceVersion, schema: Schema): Custom {
  const { spec, status, metadata } = definition;
  const apiVersion = `${spec.group}/${version.name}`;
  const stored = `${spec.group}/${spec.versions.find((one) => one.storage)?.name ?? version.name}`;
  const shown = new WeakMap<KubeObject, KubeObject>();
  const show = (object: KubeObject): KubeObject => {
    const { apiVersion: _, kind, metadata, ...content } = object;
    const full = sortKeys(defaulted(pruned(content, schema, '', []), schema)) as object;
    return freeze(reuse(object, { apiVersion, kind, metadata, ...full }));
  };
  return {
    schema,
    shape: shapeOfSchema(schema),
    served: version.served,
    storage: version.storage,
    listKind: status.acceptedNames.listKind ?? spec.names.listKind,
    terminating: metadata.deletionTimestamp !== undefined,
    read: (manifest) => read(manifest, schema),
    show(object) {
      let one = shown.get(object);
      if (!one) shown.set(object, (one = show(object)));
      return one;
    },
    store: (object) => (object.apiVersion === stored ? object : { ...object, apiVersion: stored }),
  };
}

function read(manifest: Manifest, schema: Schema): Decoded {
  const { apiVersion, kind, metadata: given, ...content } = manifest;
  const { metadata, unknown: strange, wrong } = decodeMetadata(given);
  const unknown = [...strange];
  const known = pruned(content, schema, '', unknown);
  const object = { apiVersion, kind, metadata, ...(sortKeys(defaulted(known, schema)) as object) } as Draft;
  return { object, unknown: unknown.sort(), ...(wrong && { wrong }) };
}
