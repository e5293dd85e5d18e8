import { reviewRules } from '../custom/rules';
import type { Schema } from '../custom/schema';
import { eachSchema, validateSchema } from '../custom/structural';
import { label1035, subdomain, type NameRule } from '../names';
import { same } from '../plain-data';
import type { StatusCause } from '../status';
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionSpec,
  CustomResourceNames,
  CustomResourceVersion,
  PrinterColumn,
} from './custom-resource-definition';
import { GoText } from './validation/go-values';
import { forbiddenField, immutable, invalidValue, notSupported, required } from './validation/field-errors';

/** Source: apiextensions-apiserver/pkg/apis/apiextensions/validation/validation.go, with its messages.
 *  Upstream validates the internal version, where what all versions share stands beside them: with one version, errors
 *  of its schema are at `spec.validation`, of its columns at `spec.additionalPrinterColumns`. */
export function validateCustomResourceDefinition(object: CustomResourceDefinition, old?: CustomResourceDefinition): StatusCause[] {
  const { metadata, spec, status } = object;
  const name = `${spec.names.plural}.${spec.group}`;
  return [
    ...(metadata.name === name ? [] : [invalidValue('metadata.name', metadata.name, 'must be spec.names.plural+"."+spec.group')]),
    ...validateSpec(spec),
    ...(old ? validateUpdate(spec, old) : []),
    ...validateStored(status.storedVersions ?? [], spec.versions),
    ...approval(object),
    ...(spec.preserveUnknownFields && !old?.spec.preserveUnknownFields ? [mustPrune] : []),
  ];
}

const mustPrune = invalidValue(
  'spec.preserveUnknownFields',
  true,
  'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
);

/** All faults of a name as one. */
const named = (field: string, name: string | undefined, rule: NameRule, before = ''): StatusCause[] => {
  const faults = name ? rule(before ? name.toLowerCase() : name) : [];
  return faults.length ? [invalidValue(field, name, before + faults.join(','))] : [];
};

function validateSpec(spec: CustomResourceDefinitionSpec): StatusCause[] {
  const { group, scope, names, versions, conversion } = spec;
  const first = versions[0];
  return [
    ...validateGroup(group),
    ...(scope ? (SCOPES.includes(scope) ? [] : [notSupported('spec.scope', scope, SCOPES)]) : [required('spec.scope')]),
    ...versions.flatMap((one, i) => (one.schema?.openAPIV3Schema ? [] : [required(`spec.versions[${i}].schema.openAPIV3Schema`)])),
    ...versions.flatMap((one, i) => named(`spec.versions[${i}].name`, one.name, label1035)),
    ...versions.flatMap((one, i) => validateParts(one, versions, `spec.versions[${i}]`, false)),
    ...(new Set(versions.map((one) => one.name)).size < versions.length
      ? [invalidValue('spec.versions', goVersions(versions), 'must contain unique version names')]
      : []),
    ...(versions.filter((one) => one.storage).length === 1
      ? []
      : [invalidValue('spec.versions', goVersions(versions), 'must have exactly one version marked as storage version')]),
    ...named('spec.version', first?.name, label1035),
    ...(['plural', 'singular', 'kind', 'listKind'] as const).flatMap((field) => (names[field] ? [] : [required(`spec.names.${field}`)])),
    ...validateNames(names, 'spec.names'),
    ...(first ? validateParts(first, versions, 'spec', true) : []),
    ...(conversion && !['None', 'Webhook'].includes(conversion.strategy)
      ? [notSupported('spec.conversion.strategy', conversion.strategy, ['None', 'Webhook'])]
      : []),
    ...(conversion?.strategy === 'Webhook' && !conversion.webhook
      ? [required('spec.conversion.webhookClientConfig', 'required when strategy is set to Webhook')]
      : []),
    ...(conversion?.strategy === 'None' && conversion.webhook
      ? [forbiddenField('spec.conversion.webhookClientConfig', 'should not be set when strategy is not set to Webhook')]
      : []),
  ];
}

/** As Go prints them, where all that they hold stands beside them. */
function goVersions(versions: readonly CustomResourceVersion[]): GoText {
  const type = 'apiextensions.CustomResourceDefinitionVersion';
  const nothing =
    'Schema:(*apiextensions.CustomResourceValidation)(nil), Subresources:(*apiextensions.CustomResourceSubresources)(nil), AdditionalPrinterColumns:[]apiextensions.CustomResourceColumnDefinition(nil), SelectableFields:[]apiextensions.SelectableField(nil)';
  const each = versions.map(
    ({ name, served, storage, deprecated = false }) =>
      `${type}{Name:${JSON.stringify(name ?? '')}, Served:${served ?? false}, Storage:${storage ?? false}, Deprecated:${deprecated}, DeprecationWarning:(*string)(nil), ${nothing}}`,
  );
  return new GoText(`[]${type}{${each.join(', ')}}`);
}

const SCOPES = ['Cluster', 'Namespaced'];

function validateGroup(group: string | undefined): StatusCause[] {
  if (!group) return [required('spec.group')];
  const faults = named('spec.group', group, subdomain);
  if (faults.length || group.includes('.')) return faults;
  return [invalidValue('spec.group', group, 'should be a domain with at least one dot')];
}

function validateNames(names: Partial<CustomResourceNames>, path: string): StatusCause[] {
  const mixed = 'may have mixed case, but should otherwise match: ';
  return [
    ...named(`${path}.plural`, names.plural, label1035),
    ...named(`${path}.singular`, names.singular, label1035),
    ...named(`${path}.kind`, names.kind, label1035, mixed),
    ...named(`${path}.listKind`, names.listKind, label1035, mixed),
    ...(names.shortNames ?? []).flatMap((one, i) => named(`${path}.shortNames[${i}]`, one, label1035)),
    ...(names.kind && names.kind === names.listKind
      ? [invalidValue(`${path}.listKind`, names.listKind, 'kind and listKind may not be the same')]
      : []),
    ...(names.categories ?? []).flatMap((one, i) => named(`${path}.categories[${i}]`, one, label1035)),
  ];
}

type Part = 'schema' | 'subresources' | 'additionalPrinterColumns';

/** Is this part the same in every version? Then it is looked at once. */
const isShared = (versions: readonly CustomResourceVersion[], part: Part) => versions.every((one) => same(one[part], versions[0]![part]));

/** What a version holds besides its name. @param shared what all have in common, or what each has for itself */
function validateParts(
  version: CustomResourceVersion,
  versions: readonly CustomResourceVersion[],
  path: string,
  shared: boolean,
): StatusCause[] {
  const here = (part: Part) => isShared(versions, part) === shared;
  const schema = version.schema?.openAPIV3Schema;
  const columns = version.additionalPrinterColumns ?? [];
  return [
    ...(!shared && version.deprecationWarning !== undefined && !version.deprecated
      ? [invalidValue(`${path}.deprecationWarning`, version.deprecationWarning, 'can only be set for deprecated versions')]
      : []),
    ...(schema && here('schema') ? validateSchemaAndRules(schema, `${path}.${shared ? 'validation' : 'schema'}.openAPIV3Schema`) : []),
    ...(here('subresources') ? validateScale(version, `${path}.subresources`) : []),
    ...(here('additionalPrinterColumns') ? columns.flatMap((one, i) => validateColumn(one, `${path}.additionalPrinterColumns[${i}]`)) : []),
  ];
}

function validateSchemaAndRules(schema: Schema, path: string): StatusCause[] {
  const rules: StatusCause[] = [];
  eachSchema(schema, path, (one, at) => rules.push(...reviewRules(one, at).wrong));
  return [...validateSchema(schema, path), ...rules];
}

function validateScale({ subresources }: CustomResourceVersion, path: string): StatusCause[] {
  const scale = subresources?.scale;
  if (!scale) return [];
  const under = (field: string, value: string, root: string) => {
    if (!value.startsWith('.')) return [invalidValue(field, value, 'must be a simple json path starting with .')];
    return value.startsWith(`.${root}.`) ? [] : [invalidValue(field, value, `should be a json path under .${root}`)];
  };
  const needed = (field: string, value: string | undefined, root: string) => (value ? under(field, value, root) : [required(field)]);
  const { labelSelectorPath: selector } = scale;
  const at = `${path}.scale.labelSelectorPath`;
  return [
    ...needed(`${path}.scale.specReplicasPath`, scale.specReplicasPath, 'spec'),
    ...needed(`${path}.scale.statusReplicasPath`, scale.statusReplicasPath, 'status'),
    ...(!selector || /^\.(spec|status)\./.test(selector)
      ? []
      : [invalidValue(at, selector, 'should be a json path under either .spec or .status')]),
  ];
}

const TYPES = ['boolean', 'date', 'integer', 'number', 'string'];
const COLUMN_FORMATS = [
  'binary',
  'bool',
  'boolean',
  'byte',
  'date',
  'date-time',
  'datetime',
  'double',
  'float',
  'int32',
  'int64',
  'password',
];

function validateColumn({ name, type, format, jsonPath }: PrinterColumn, path: string): StatusCause[] {
  const types = `must be one of ${TYPES.join(',')}`;
  return [
    ...(name ? [] : [required(`${path}.name`)]),
    ...(type ? (TYPES.includes(type) ? [] : [invalidValue(`${path}.type`, type, types)]) : [required(`${path}.type`, types)]),
    ...(format && !COLUMN_FORMATS.includes(format)
      ? [invalidValue(`${path}.format`, format, `must be one of ${COLUMN_FORMATS.join(',')}`)]
      : []),
    ...(jsonPath
      ? jsonPath.startsWith('.')
        ? []
        : [invalidValue(`${path}.JSONPath`, jsonPath, 'must be a simple json path starting with .')]
      : [required(`${path}.JSONPath`)]),
  ];
}

/** What objects are stored by cannot change; their kind and scope not once they may exist. */
function validateUpdate(spec: CustomResourceDefinitionSpec, old: CustomResourceDefinition): StatusCause[] {
  const established = old.status.conditions?.some(({ type, status }) => type === 'Established' && status === 'True');
  return [
    ...(established ? immutable('spec.scope', spec.scope, old.spec.scope) : []),
    ...(established ? immutable('spec.names.kind', spec.names.kind, old.spec.names.kind) : []),
    ...immutable('spec.group', spec.group, old.spec.group),
    ...immutable('spec.names.plural', spec.names.plural, old.spec.names.plural),
  ];
}

function validateStored(stored: readonly string[], versions: readonly CustomResourceVersion[]): StatusCause[] {
  const path = 'status.storedVersions';
  // A definition without a storage version has been told so.
  if (!stored.length)
    return versions.some((one) => one.storage) ? [invalidValue(path, stored, 'must have at least one stored version')] : [];
  const gone = (name: string) =>
    `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`;
  return stored.flatMap((name, i) => (versions.some((one) => one.name === name) ? [] : [invalidValue(`${path}[${i}]`, name, gone(name))]));
}

const APPROVAL = 'api-approved.kubernetes.io';

/** The groups of the Kubernetes project itself. Source: apihelpers/helpers.go GetAPIApprovalState */
function approval({ metadata, spec }: CustomResourceDefinition): StatusCause[] {
  if (!/(^|\.)(k8s|kubernetes)\.io$/.test(spec.group ?? '')) return [];
  const given = metadata.annotations?.[APPROVAL] ?? '';
  const field = `metadata.annotations[${APPROVAL}]`;
  const see = 'see https://github.com/kubernetes/enhancements/pull/1111';
  if (!given) return [required(field, `protected groups must have approval annotation ${JSON.stringify(APPROVAL)}, ${see}`)];
  if (given.startsWith('unapproved') || /^https?:\/\/[^/]+\//.test(given)) return [];
  const why = `protected groups must have approval annotation ${JSON.stringify(APPROVAL)} with either a URL or a reason starting with "unapproved", ${see}`;
  return [invalidValue(field, given, why)];
}

/** What the writer should know: nothing here does what a conversion webhook or a rule beyond us would do. */
export function reviewCustomResourceDefinition({ spec }: CustomResourceDefinition): string[] {
  const texts: string[] = [];
  if (spec.conversion?.strategy === 'Webhook')
    texts.push('spec.conversion.strategy: Podplay calls no conversion webhook: an object is the same in every version');
  spec.versions.forEach((one, i) => {
    const schema = one.schema?.openAPIV3Schema;
    if (schema)
      eachSchema(schema, `spec.versions[${i}].schema.openAPIV3Schema`, (inner, at) => texts.push(...reviewRules(inner, at).beyond));
  });
  return texts;
}
