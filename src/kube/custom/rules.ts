import { Environment, EvaluationError, Optional } from '@marcbachmann/cel-js';
import { same } from '../plain-data';
import type { StatusCause } from '../status';
import { withKubernetesLibraries } from './cel-library';
import { compilerFor, firstLine, uncapitalized } from './compile';
import { isFields, type Fields, type Rule, type Schema } from './schema';

/** x-kubernetes-validations: rules in CEL over a part of an object, and over what it was before.
 *  MODELS apiextensions-apiserver/pkg/apiserver/schema/cel/validation.go: where rules stand, `self` and `oldSelf`,
 *  messages, reasons, field paths, escaped names, `optionalOldSelf`, Kubernetes' own libraries.
 *  OMITS cost limits, and types: a rule is compiled without them, so what upstream refuses when the definition is
 *  created is found when the rule is evaluated. A rule that cannot be evaluated here does not hold, and the
 *  CustomResourceDefinition's writer is told so. */

const environment = withKubernetesLibraries(
  new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: false })
    .registerVariable('self', 'dyn')
    .registerVariable('oldSelf', 'dyn'),
);

const compiled = compilerFor<{ readonly self: unknown; readonly oldSelf: unknown }>(environment);

/** The rules of a schema that are no CEL, and those that only a real cluster can evaluate.
 *  @param path of the schema */
export function reviewRules(schema: Schema, path: string): { readonly wrong: readonly StatusCause[]; readonly beyond: readonly string[] } {
  const wrong: StatusCause[] = [];
  const beyond: string[] = [];
  (schema['x-kubernetes-validations'] ?? []).forEach((rule, i) => {
    const at = `${path}.x-kubernetes-validations[${i}]`;
    for (const [field, text] of [
      ['rule', rule.rule],
      ['messageExpression', rule.messageExpression],
    ] as const) {
      const { wrong: fault, beyond: limit } = text ? compiled(text) : {};
      if (fault) wrong.push(invalidAt(`${at}.${field}`, JSON.stringify(text), `compilation failed: ${fault}`));
      if (limit) beyond.push(`${at}.${field}: Podplay cannot evaluate ${JSON.stringify(text)}, so it does not hold here: ${limit}`);
    }
  });
  return { wrong, beyond };
}

const invalidAt = (field: string, shown: string, why: string): StatusCause => ({
  reason: 'FieldValueInvalid',
  field,
  message: `Invalid value: ${shown}: ${why}`,
});

/** @param old of an update; undefined where there was nothing to compare with
 *  @param path `""` at the root */
export function checkRules(value: unknown, old: unknown, schema: Schema, path = ''): StatusCause[] {
  if (value === undefined || value === null) return [];
  const own = (schema['x-kubernetes-validations'] ?? []).flatMap((rule) => checkRule(rule, value, old, schema, path));
  if (isFields(value)) return [...own, ...insideFields(value, isFields(old) ? old : undefined, schema, path)];
  if (Array.isArray(value) && schema.items) return [...own, ...insideList(value, old, schema, path)];
  return own;
}

function insideFields(value: Fields, old: Fields | undefined, schema: Schema, path: string): StatusCause[] {
  const others = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
  return Object.keys(value)
    .sort()
    .flatMap((key) => {
      const inner = schema.properties?.[key] ?? others;
      return inner ? checkRules(value[key], old?.[key], inner, path ? `${path}.${key}` : key) : [];
    });
}

/** Items are told apart in a list of type map only. */
function insideList(value: readonly unknown[], old: unknown, schema: Schema, path: string): StatusCause[] {
  const keys = schema['x-kubernetes-list-type'] === 'map' ? (schema['x-kubernetes-list-map-keys'] ?? []) : [];
  const before = Array.isArray(old) && keys.length ? (old as Fields[]) : [];
  const isSame = (a: unknown, b: unknown) => keys.every((key) => same((a as Fields)[key], (b as Fields)[key]));
  return value.flatMap((item, i) =>
    checkRules(
      item,
      before.find((one) => isSame(one, item)),
      schema.items!,
      `${path}[${i}]`,
    ),
  );
}

function checkRule(rule: Rule, value: unknown, old: unknown, schema: Schema, path: string): StatusCause[] {
  const { run } = compiled(rule.rule);
  // A rule about a transition waits for one.
  const root = path === '';
  if (!run || (!rule.optionalOldSelf && old === undefined && /\boldSelf\b/.test(rule.rule))) return [];
  const before = celValue(old, schema, root);
  const asked = old === undefined ? Optional.none() : Optional.of(before);
  const context = { self: celValue(value, schema, root), oldSelf: rule.optionalOldSelf ? asked : before };
  const text = (rule.message ?? rule.rule).trim();
  try {
    if (run(context) === true) return [];
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    return [cause(rule, schema, path, `${uncapitalized(firstLine(error))} evaluating rule: ${text}`)];
  }
  return [cause(rule, schema, path, spoken(rule, context) ?? rule.message?.trim() ?? `failed rule: ${text}`)];
}

/** What the rule's own expression says of the failure. */
function spoken({ messageExpression }: Rule, context: { readonly self: unknown; readonly oldSelf: unknown }): string | undefined {
  const run = messageExpression ? compiled(messageExpression).run : undefined;
  if (!run) return undefined;
  try {
    const said = run(context);
    return typeof said === 'string' && said.trim() ? said.trim() : undefined;
  } catch (error) {
    // Upstream falls back on the message as well.
    if (error instanceof EvaluationError) return undefined;
    throw error;
  }
}

/** Source: cel/validation.go fieldErrorForReason */
function cause({ reason = 'FieldValueInvalid', fieldPath = '' }: Rule, { type = '' }: Schema, path: string, detail: string): StatusCause {
  const field = `${path}${fieldPath}`.replace(/^\./, '') || '<nil>';
  const words: Readonly<Record<string, string>> = {
    FieldValueForbidden: `Forbidden: ${detail}`,
    FieldValueRequired: `Required value: ${detail}`,
    FieldValueDuplicate: `Duplicate value: ${JSON.stringify(type)}`,
  };
  return { reason, field, message: words[reason] ?? `Invalid value: ${JSON.stringify(type)}: ${detail}` };
}

/** What only the root of an object has besides what its schema says. */
const ROOT: Schema = {
  type: 'object',
  properties: {
    apiVersion: { type: 'string' },
    kind: { type: 'string' },
    metadata: { type: 'object', properties: { name: { type: 'string' }, generateName: { type: 'string' } } },
  },
};

/** A value as CEL types it by its schema; what no schema names is not there. */
function celValue(value: unknown, schema: Schema | undefined, root = false): unknown {
  if (value === undefined || value === null || !schema) return value ?? null;
  if (schema['x-kubernetes-preserve-unknown-fields'] && !schema.properties) return value;
  if (typeof value === 'number') return schema.type === 'number' ? value : Number.isInteger(value) ? BigInt(value) : value;
  if (typeof value === 'string') return schema.format === 'date-time' || schema.format === 'date' ? new Date(value) : value;
  if (Array.isArray(value)) return value.map((item) => celValue(item, schema.items));
  if (!isFields(value)) return value;
  const properties = { ...schema.properties, ...(root && ROOT.properties) };
  const others = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
  const typed = Object.entries(value).flatMap(([key, one]): [string, unknown][] => {
    const inner = (Object.hasOwn(properties, key) && properties[key]) || others;
    if (!inner || one === null || one === undefined) return [];
    return [[Object.hasOwn(properties, key) ? escaped(key) : key, celValue(one, inner)]];
  });
  return Object.fromEntries(typed);
}

const KEYWORDS = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(' '),
);
const SIGNS: Readonly<Record<string, string>> = { __: '__underscores__', '.': '__dot__', '-': '__dash__', '/': '__slash__' };

/** How a rule spells the name of a field. Source: apiserver/pkg/cel/escaping.go */
const escaped = (name: string): string => (KEYWORDS.has(name) ? `__${name}__` : name.replace(/__|[.\-/]/g, (sign) => SIGNS[sign]!));
