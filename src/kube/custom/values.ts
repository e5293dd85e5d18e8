import { same } from '../plain-data';
import type { StatusCause } from '../status';
import { duplicate, invalidValue, notSupported, required } from '../kinds/validation/field-errors';
import { GoText } from '../kinds/validation/go-values';
import { fitsFormat } from './formats';
import { isFields, type Fields, type Schema } from './schema';

/** Does a value fit its schema?
 *  MODELS kube-openapi pkg/validation/validate (the order of its validators, its words) and the field errors that
 *  apiextensions-apiserver/pkg/apiserver/validation makes of them; lists of type set and map.
 *  OMITS ratcheting (what was wrong before may stay as it is), and Go's random order of properties: here it is by name. */

/** @param path of the value: `spec.replicas`; `""` at the root
 *  @returns upstream's causes */
export function checkValue(value: unknown, schema: Schema, path: string): StatusCause[] {
  if (value === null || value === undefined) return [...checkType(null, schema, path), ...checkEnum(null, schema, path)];
  return [
    ...checkType(value, schema, path),
    ...checkCombined(value, schema, path),
    ...(typeof value === 'string' ? checkText(value, schema, path) : []),
    ...(typeof value === 'number' ? checkNumber(value, schema, path) : []),
    ...(Array.isArray(value) ? checkList(value, schema, path) : []),
    ...checkEnum(value, schema, path),
    ...(isFields(value) ? checkFields(value, schema, path) : []),
  ];
}

const about = (path: string, words: string) => `${path} in body ${words}`;

const wrong = (path: string, value: unknown, words: string): StatusCause => invalidValue(path, value, about(path, words));

const typesOf = (schema: Schema): readonly string[] =>
  schema['x-kubernetes-int-or-string'] ? ['integer', 'string'] : schema.type ? [schema.type] : [];

export function jsonType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function checkType(value: unknown, schema: Schema, path: string): StatusCause[] {
  const types = typesOf(schema);
  const found = jsonType(value);
  if (!types.length || types.includes(found)) return [];
  if ((found === 'integer' && types.includes('number')) || (found === 'null' && schema.nullable)) return [];
  return [{ ...wrong(path, found, `must be of type ${types.join(',')}: ${JSON.stringify(found)}`), reason: 'FieldValueTypeInvalid' }];
}

function checkEnum(value: unknown, schema: Schema, path: string): StatusCause[] {
  if (!schema.enum || schema.enum.some((one) => same(one, value))) return [];
  return [
    notSupported(
      path,
      value,
      schema.enum.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))),
    ),
  ];
}

function checkText(value: string, schema: Schema, path: string): StatusCause[] {
  const causes: StatusCause[] = [];
  const length = [...value].length;
  if (schema.maxLength !== undefined && length > schema.maxLength)
    causes.push({ reason: 'FieldValueTooLong', field: path, message: `Too long: may not be more than ${schema.maxLength} bytes` });
  if (schema.minLength !== undefined && length < schema.minLength)
    causes.push(wrong(path, value, `should be at least ${schema.minLength} chars long`));
  if (schema.pattern && !patternOf(schema.pattern).test(value)) causes.push(wrong(path, value, `should match '${schema.pattern}'`));
  if (schema.format && !fitsFormat(schema.format, value))
    causes.push({
      ...wrong(path, value, `must be of type ${schema.format}: ${JSON.stringify(value)}`),
      reason: 'FieldValueTypeInvalid',
    });
  return causes;
}

/** Go's expressions as far as ECMAScript can read them: both come from Perl.
 *  @throws SyntaxError */
export const patternOf = (pattern: string): RegExp =>
  /^\(\?i\)/.test(pattern) ? new RegExp(pattern.slice(4), 'iu') : new RegExp(pattern.replaceAll('(?P<', '(?<'), 'u');

function checkNumber(value: number, schema: Schema, path: string): StatusCause[] {
  const causes: StatusCause[] = [];
  const { multipleOf, maximum, minimum } = schema;
  if (multipleOf !== undefined && !Number.isInteger(value / multipleOf))
    causes.push(wrong(path, value, `should be a multiple of ${multipleOf}`));
  if (maximum !== undefined && (schema.exclusiveMaximum ? value >= maximum : value > maximum))
    causes.push(wrong(path, value, `should be less than ${schema.exclusiveMaximum ? '' : 'or equal to '}${maximum}`));
  if (minimum !== undefined && (schema.exclusiveMinimum ? value <= minimum : value < minimum))
    causes.push(wrong(path, value, `should be greater than ${schema.exclusiveMinimum ? '' : 'or equal to '}${minimum}`));
  return causes;
}

function checkList(value: readonly unknown[], schema: Schema, path: string): StatusCause[] {
  const causes = schema.items ? value.flatMap((item, i) => checkValue(item, schema.items!, `${path}[${i}]`)) : [];
  const { minItems, maxItems } = schema;
  if (minItems !== undefined && value.length < minItems) causes.push(wrong(path, value.length, `should have at least ${minItems} items`));
  if (maxItems !== undefined && value.length > maxItems) causes.push(tooMany(path, value.length, maxItems));
  return causes;
}

const tooMany = (field: string, actual: number, most: number): StatusCause => ({
  reason: 'FieldValueTooMany',
  field,
  message: `Too many: ${actual}: must have at most ${most} items`,
});

function checkFields(value: Fields, schema: Schema, path: string): StatusCause[] {
  const { minProperties, maxProperties, properties = {} } = schema;
  const count = Object.keys(value).length;
  if (minProperties !== undefined && count < minProperties) return [wrong(path, count, `should have at least ${minProperties} properties`)];
  if (maxProperties !== undefined && count > maxProperties) return [tooMany(path, count, maxProperties)];
  const at = (key: string) => (path ? `${path}.${key}` : key);
  const missing = (schema.required ?? []).filter((key) => value[key] === undefined).map((key) => required(at(key)));
  const { additionalProperties: others } = schema;
  const rest = Object.keys(value).filter((key) => !Object.hasOwn(properties, key));
  return [
    ...missing,
    ...(typeof others === 'object' ? rest.sort().flatMap((key) => checkValue(value[key], others, at(key))) : []),
    ...Object.keys(properties)
      .sort()
      .flatMap((key) => (value[key] === undefined ? [] : checkValue(value[key], properties[key]!, at(key)))),
  ];
}

/** What several schemas say together has no field of its own. */
const together = (words: string): StatusCause => ({
  reason: 'FieldValueInvalid',
  field: '<nil>',
  message: `Invalid value: "": ${words}`,
});

function checkCombined(value: unknown, schema: Schema, path: string): StatusCause[] {
  const causes: StatusCause[] = [];
  const tried = (list: readonly Schema[]) => list.map((one) => checkValue(value, one, path));
  const name = JSON.stringify(path);
  if (schema.anyOf?.length) {
    const results = tried(schema.anyOf);
    if (results.every((one) => one.length)) causes.push(together(`${name} must validate at least one schema (anyOf)`), ...results[0]!);
  }
  if (schema.oneOf?.length) {
    const results = tried(schema.oneOf);
    const fit = results.filter((one) => !one.length).length;
    const found = fit === 0 ? 'Found none valid' : `Found ${fit} valid alternatives`;
    if (fit !== 1)
      causes.push(together(`${name} must validate one and only one schema (oneOf). ${found}`), ...(fit === 0 ? results[0]! : []));
  }
  if (schema.allOf?.length) {
    const results = tried(schema.allOf);
    const failed = results.filter((one) => one.length);
    const none = failed.length === results.length ? '. None validated' : '';
    if (failed.length) causes.push(...failed.flat(), together(`${name} must validate all the schemas (allOf)${none}`));
  }
  if (schema.not && !checkValue(value, schema.not, path).length) causes.push(together(`${name} must not validate the schema (not)`));
  return causes;
}

/** Items of a set, and the keys of items of a map, occur once.
 *  Source: apiextensions-apiserver/pkg/apiserver/schema/listtype/validation.go */
export function checkListTypes(value: unknown, schema: Schema, path: string): StatusCause[] {
  if (isFields(value)) {
    return Object.keys(value).flatMap((key) => {
      const inner = schema.properties?.[key] ?? (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined);
      return inner ? checkListTypes(value[key], inner, path ? `${path}.${key}` : key) : [];
    });
  }
  if (!Array.isArray(value) || !schema.items) return [];
  return [...repeated(value, schema, path), ...value.flatMap((item, i) => checkListTypes(item, schema.items!, `${path}[${i}]`))];
}

function repeated(value: readonly unknown[], schema: Schema, path: string): StatusCause[] {
  const type = schema['x-kubernetes-list-type'];
  if (type !== 'set' && type !== 'map') return [];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const identity = (item: unknown) =>
    type === 'set'
      ? item
      : Object.fromEntries(keys.map((key) => [key, (item as Fields | null)?.[key] ?? schema.items?.properties?.[key]?.default]));
  const shown = (item: unknown) => (type === 'set' ? item : new GoText(goMapOf(identity(item) as Fields)));
  return value.flatMap((item, i) =>
    value.slice(0, i).some((other) => same(identity(other), identity(item))) ? [duplicate(`${path}[${i}]`, shown(item))] : [],
  );
}

const goMapOf = (fields: Fields) =>
  `map[string]interface {}{${Object.entries(fields)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`)
    .join(', ')}}`;
