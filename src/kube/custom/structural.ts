import { forbiddenField, invalidValue, notSupported, required } from '../kinds/validation/field-errors';
import { goStrings } from '../kinds/validation/go-values';
import type { StatusCause } from '../status';
import { pruned } from './completion';
import type { Schema } from './schema';
import { checkValue, patternOf } from './values';

/** Is a schema structural: does every field have a type outside of what only restricts it?
 *  MODELS apiextensions-apiserver/pkg/apiserver/schema/validation.go ValidateStructural and the OpenAPI checks before
 *  it, with their messages; defaults that fit their own schema.
 *  OMITS what may stand at the root beside a status subresource, and the fine print of list-type (atomic items of a set). */

type Level = 'root' | 'item' | 'field';

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string'];

/** Visit a schema and all that it describes, outside of allOf and its like. */
export function eachSchema(schema: Schema, path: string, visit: (schema: Schema, path: string) => void): void {
  visit(schema, path);
  for (const [key, one] of Object.entries(schema.properties ?? {})) eachSchema(one, `${path}.properties[${key}]`, visit);
  if (typeof schema.additionalProperties === 'object') eachSchema(schema.additionalProperties, `${path}.additionalProperties`, visit);
  if (schema.items) eachSchema(schema.items, `${path}.items`, visit);
}

/** @returns upstream's causes, by their text */
export function validateSchema(schema: Schema, path: string): StatusCause[] {
  const plain: StatusCause[] = [];
  if (schema.nullable) plain.push(forbiddenField(`${path}.nullable`, 'nullable cannot be true at the root'));
  eachSchema(schema, path, (one, at) => plain.push(...openApi(one, at)));
  const structural = [...invariants(schema, 'root', path), ...incomplete(schema, schema, path)];
  structural.sort((a, b) => (`${a.field}: ${a.message}` < `${b.field}: ${b.message}` ? -1 : 1));
  return [...plain, ...(structural.length ? structural : defaults(schema, path))];
}

/** Source: ValidateCustomResourceDefinitionOpenAPISchema, specStandardValidatorV3 */
function openApi(schema: Schema, path: string): StatusCause[] {
  const causes: StatusCause[] = [];
  const others = schema as Readonly<Record<string, unknown>>;
  if (schema.uniqueItems)
    causes.push(forbiddenField(`${path}.uniqueItems`, 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic'));
  if (
    schema.properties &&
    Object.keys(schema.properties).length &&
    schema.additionalProperties !== undefined &&
    schema.additionalProperties !== true
  )
    causes.push(forbiddenField(`${path}.additionalProperties`, 'additionalProperties and properties are mutual exclusive'));
  if (schema.type === 'null') causes.push(forbiddenField(`${path}.type`, 'type cannot be set to null, use nullable as an alternative'));
  else if (schema.type !== undefined && schema.type !== '' && !TYPES.includes(schema.type))
    causes.push(notSupported(`${path}.type`, schema.type, TYPES));
  for (const field of ['id', 'additionalItems', 'patternProperties', 'definitions', 'dependencies', '$ref'])
    if (others[field] !== undefined) causes.push(forbiddenField(`${path}.${field}`, `${field} is not supported`));
  if (Array.isArray(schema.items)) causes.push(forbiddenField(`${path}.items`, 'items must be a schema object and not an array'));
  return [...causes, ...listType(schema, path)];
}

function listType(schema: Schema, path: string): StatusCause[] {
  const type = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const causes: StatusCause[] = [];
  const mustBeArray = 'must be array if x-kubernetes-list-type is specified';
  if (type && schema.type !== 'array')
    causes.push(schema.type ? invalidValue(`${path}.type`, schema.type, mustBeArray) : required(`${path}.type`, mustBeArray));
  if (type && !['atomic', 'set', 'map'].includes(type))
    causes.push(notSupported(`${path}.x-kubernetes-list-type`, type, ['atomic', 'set', 'map']));
  if (keys.length && type !== 'map')
    causes.push(invalidValue(`${path}.x-kubernetes-list-type`, type ?? '', 'must be map if x-kubernetes-list-map-keys is non-empty'));
  if (type === 'map' && !keys.length)
    causes.push(required(`${path}.x-kubernetes-list-map-keys`, 'must not be empty if x-kubernetes-list-type is map'));
  for (const key of keys)
    if (!schema.items?.properties?.[key])
      causes.push(invalidValue(`${path}.x-kubernetes-list-map-keys`, goStrings(keys), 'entries must all be names of item properties'));
  return causes;
}

/** Source: validateStructuralInvariants */
function invariants(schema: Schema, level: Level, path: string): StatusCause[] {
  const causes: StatusCause[] = [];
  const { additionalProperties: others } = schema;
  if (schema.type === 'array' && !schema.items) causes.push(required(`${path}.items`, 'must be specified'));
  if (schema.items && !Array.isArray(schema.items)) causes.push(...invariants(schema.items, 'item', `${path}.items`));
  for (const [key, one] of Object.entries(schema.properties ?? {})) causes.push(...invariants(one, 'field', `${path}.properties[${key}]`));
  if (others && level === 'root') causes.push(forbiddenField(`${path}.additionalProperties`, 'must not be used at the root'));
  if (typeof others === 'object') causes.push(...invariants(others, 'field', `${path}.additionalProperties`));
  return [
    ...causes,
    ...extensions(schema, path),
    ...restrictions(schema, path),
    ...typed(schema, level, path),
    ...meta(schema, level, path),
  ];
}

function extensions(schema: Schema, path: string): StatusCause[] {
  if (!schema['x-kubernetes-int-or-string']) return [];
  const without = ['x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource'] as const;
  return without.flatMap((name) =>
    schema[name] ? [invalidValue(`${path}.${name}`, true, 'must be false if x-kubernetes-int-or-string is true')] : [],
  );
}

const AN_INT_OR_STRING = JSON.stringify([{ type: 'integer' }, { type: 'string' }]);

/** allOf, anyOf, oneOf and not restrict values, and say nothing else. Source: validateValueValidation */
function restrictions(schema: Schema, path: string): StatusCause[] {
  const causes: StatusCause[] = [];
  const isIntOrString = (list: readonly Schema[] | undefined) => JSON.stringify(list) === AN_INT_OR_STRING;
  if (!isIntOrString(schema.anyOf)) schema.anyOf?.forEach((one, i) => causes.push(...nested(one, `${path}.anyOf[${i}]`)));
  schema.allOf?.forEach((one, i) => {
    const { anyOf, ...rest } = one;
    causes.push(...nested(i === 0 && isIntOrString(anyOf) ? rest : one, `${path}.allOf[${i}]`));
  });
  schema.oneOf?.forEach((one, i) => causes.push(...nested(one, `${path}.oneOf[${i}]`)));
  if (schema.not) causes.push(...nested(schema.not, `${path}.not`));
  if (schema.pattern) causes.push(...badPattern(schema.pattern, `${path}.pattern`));
  return causes;
}

function badPattern(pattern: string, field: string): StatusCause[] {
  try {
    patternOf(pattern);
    return [];
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return [invalidValue(field, pattern, `must be a valid regular expression, but isn't: ${error.message}`)];
  }
}

const EMPTY_WITHIN = ['type', 'title', 'description', 'x-kubernetes-list-map-keys', 'x-kubernetes-validations'] as const;
const UNDEFINED_WITHIN = ['additionalProperties', 'default', 'x-kubernetes-list-type', 'x-kubernetes-map-type'] as const;
const FALSE_WITHIN = [
  'nullable',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-embedded-resource',
  'x-kubernetes-int-or-string',
] as const;

/** Source: validateNestedValueValidation */
function nested(schema: Schema, path: string): StatusCause[] {
  const found = (names: readonly (keyof Schema)[], words: string) =>
    names.flatMap((name) => (schema[name] ? [forbiddenField(`${path}.${name}`, `must be ${words} to be structural`)] : []));
  const causes = [...restrictions(schema, path)];
  if (schema.items) causes.push(...nested(schema.items, `${path}.items`));
  for (const [key, one] of Object.entries(schema.properties ?? {})) causes.push(...nested(one, `${path}.properties[${key}]`));
  causes.push(...found(EMPTY_WITHIN, 'empty'), ...found(UNDEFINED_WITHIN, 'undefined'), ...found(FALSE_WITHIN, 'false'));
  if (schema.properties?.['metadata'])
    causes.push(forbiddenField(`${path}.properties[metadata]`, 'must not be specified in a nested context'));
  return causes;
}

const MISSING_TYPE: Readonly<Record<Level, string>> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
};

function typed(schema: Schema, level: Level, path: string): StatusCause[] {
  const field = `${path}.type`;
  const embedded = schema['x-kubernetes-embedded-resource'];
  const causes: StatusCause[] = [];
  if (embedded && schema.type !== 'object') {
    const why = 'must be object if x-kubernetes-embedded-resource is true';
    causes.push(schema.type ? invalidValue(field, schema.type, why) : required(field, why));
  } else if (!schema.type && !schema['x-kubernetes-int-or-string'] && !schema['x-kubernetes-preserve-unknown-fields'])
    causes.push(required(field, MISSING_TYPE[level]));
  if (embedded && schema.additionalProperties)
    causes.push(forbiddenField(`${path}.additionalProperties`, 'must not be used if x-kubernetes-embedded-resource is set'));
  if (level === 'root' && schema.type && schema.type !== 'object')
    causes.push(invalidValue(field, schema.type, 'must be object at the root'));
  if (embedded && !schema['x-kubernetes-preserve-unknown-fields'] && !Object.keys(schema.properties ?? {}).length)
    causes.push(
      required(
        `${path}.properties`,
        'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields',
      ),
    );
  return causes;
}

/** What every object has, a schema can hardly say more of. */
function meta(schema: Schema, level: Level, path: string): StatusCause[] {
  if (level !== 'root' && !schema['x-kubernetes-embedded-resource']) return [];
  const causes: StatusCause[] = [];
  const own = schema.properties ?? {};
  for (const name of ['kind', 'apiVersion'] as const) {
    const type = own[name]?.type;
    if (own[name] && type !== 'string') causes.push(invalidValue(`${path}.properties[${name}].type`, type ?? '', 'must be string'));
  }
  const metadata = own['metadata'];
  if (!metadata) return causes;
  const at = `${path}.properties[metadata]`;
  if (metadata.type !== 'object') causes.push(invalidValue(`${at}.type`, metadata.type ?? '', 'must be object'));
  const { type: _, properties = {}, ...rest } = metadata;
  const only = Object.keys(properties).every((key) => key === 'name' || key === 'generateName');
  if (level === 'root' && (!only || Object.keys(rest).length))
    causes.push(forbiddenField(at, 'must not specify anything other than name and generateName, but metadata is implicitly specified'));
  return causes;
}

/** What is restricted must be described as well. Source: apiserver/schema/complete.go validateStructuralCompleteness */
function incomplete(schema: Schema, root: Schema, path: string): StatusCause[] {
  const parts: readonly [Schema, string][] = [
    ...['anyOf', 'allOf', 'oneOf'].flatMap((name) =>
      ((schema as Readonly<Record<string, readonly Schema[] | undefined>>)[name] ?? []).map((one, i): [Schema, string] => [
        one,
        `${path}.${name}[${i}]`,
      ]),
    ),
    ...(schema.not ? [[schema.not, `${path}.not`] as [Schema, string]] : []),
  ];
  const within = (restriction: Schema, described: Schema | undefined, at: string, place: string): StatusCause[] => {
    if (!described) return [required(place, `because it is defined in ${at}`)];
    return [
      ...Object.entries(restriction.properties ?? {}).flatMap(([key, one]) =>
        within(
          one,
          described.properties?.[key] ?? (typeof described.additionalProperties === 'object' ? described.additionalProperties : undefined),
          `${at}.properties[${key}]`,
          `${place}.properties[${key}]`,
        ),
      ),
      ...(restriction.items ? within(restriction.items, described.items, `${at}.items`, `${place}.items`) : []),
    ];
  };
  return [
    ...parts.flatMap(([one, at]) => within(one, schema, at, path)),
    ...Object.entries(schema.properties ?? {}).flatMap(([key, one]) => incomplete(one, root, `${path}.properties[${key}]`)),
    ...(schema.items ? incomplete(schema.items, root, `${path}.items`) : []),
  ];
}

/** Source: apiserver/schema/defaulting/validation.go */
function defaults(schema: Schema, path: string): StatusCause[] {
  const causes: StatusCause[] = [];
  eachSchema(schema, path, (one, at) => {
    if (one.default === undefined) return;
    const unknown: string[] = [];
    pruned(one.default, one, '', unknown);
    if (unknown.length) causes.push(invalidValue(`${at}.default`, one.default, `must not have unknown fields`));
    else
      for (const cause of checkValue(one.default, one, ''))
        causes.push({ ...cause, field: cause.field ? `${at}.default.${cause.field}` : `${at}.default` });
  });
  return causes;
}
