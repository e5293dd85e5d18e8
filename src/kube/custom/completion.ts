import { isFields, type Fields, type Schema } from './schema';

/** What becomes of an object before it is stored, and whenever it is read.
 *  MODELS apiextensions-apiserver/pkg/apiserver/schema/pruning and …/defaulting. */

/** What every object has, whatever its schema says. */
const META = new Set(['apiVersion', 'kind', 'metadata']);

/** A copy without the fields that the schema does not name.
 *  @param unknown hears the path of each that went */
export function pruned(value: unknown, schema: Schema | undefined, path: string, unknown: string[], root = false): unknown {
  if (Array.isArray(value)) return value.map((item, i) => pruned(item, schema?.items, `${path}[${i}]`, unknown));
  if (!isFields(value)) return value;
  const keeps = schema?.['x-kubernetes-preserve-unknown-fields'];
  const kept: Fields = {};
  for (const key of Object.keys(value).sort()) {
    const at = path ? `${path}.${key}` : key;
    const own = schema?.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
    if (root && META.has(key)) kept[key] = value[key];
    else if (own) kept[key] = pruned(value[key], own, at, unknown, own['x-kubernetes-embedded-resource']);
    else if (typeof schema?.additionalProperties === 'object') kept[key] = pruned(value[key], schema.additionalProperties, at, unknown);
    else if (schema?.additionalProperties) kept[key] = pruned(value[key], undefined, at, unknown);
    else if (keeps) kept[key] = value[key];
    else unknown.push(at);
  }
  return kept;
}

const isNull = (value: unknown, schema: Schema) => value === null && !schema.nullable;

/** A copy with defaults for what is absent; nulls where the schema allows none are absent. */
export function defaulted(value: unknown, schema: Schema | undefined): unknown {
  if (!schema) return value;
  if (Array.isArray(value)) return value.map((item) => defaulted(item, schema.items));
  if (!isFields(value)) return value;
  const { properties = {}, additionalProperties } = schema;
  const full: Fields = {};
  for (const [key, one] of Object.entries(value)) {
    const own = Object.hasOwn(properties, key) ? properties[key] : undefined;
    const inner = own ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
    if (!inner || !isNull(one, inner)) full[key] = defaulted(one, inner);
  }
  for (const [key, one] of Object.entries(properties))
    if (full[key] === undefined && one.default !== undefined) full[key] = defaulted(one.default, one);
  return full;
}
