import type { KindDefinition } from './kinds/kind';
import type { Manifest } from './object';
import { shapeOf, type Shape } from './schema/shape';
import { badRequest } from './status';

/** Strict decoding: fields that a kind does not have, and values of the wrong type.
 *  Source: apimachinery runtime/serializer/json strict decoding; the wording is that of API server 1.32. */

interface Finding {
  readonly unknown: string[];
  wrong?: string;
}

/** @param mode Strict: unknown fields are refused; Warn: `warn` hears of them; Ignore. Wrong types are always refused.
 *  @throws StatusError 400 */
export function checkFields(
  kind: KindDefinition,
  manifest: Manifest,
  mode: 'Strict' | 'Warn' | 'Ignore',
  warn?: (text: string) => void,
): void {
  const shape = shapeOf(kind.kind);
  if (!shape) return;
  const finding: Finding = { unknown: [] };
  walk(manifest, shape, '', [kind.kind], finding);
  const subject = `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}`;
  if (finding.wrong) throw badRequest(`${subject}: ${finding.wrong}`);
  if (!finding.unknown.length || mode === 'Ignore') return;
  const texts = finding.unknown.map((path) => `unknown field "${path}"`);
  if (mode === 'Strict') throw badRequest(`${subject}: strict decoding error: ${texts.join(', ')}`);
  for (const text of texts) warn?.(text);
}

/** @param structs the Go struct that holds `value`, and the path within it, for the decoder's wording */
function walk(value: unknown, shape: Shape, path: string, structs: readonly string[], finding: Finding): void {
  if (value === null || value === undefined || shape.type === 'any' || finding.wrong) return;
  const expected = mismatch(value, shape);
  if (expected)
    return void (finding.wrong = `json: cannot unmarshal ${jsonType(value)} into Go struct field ${structs.join('.')} of type ${expected}`);
  if (shape.type === 'array') (value as unknown[]).forEach((item, i) => walk(item, shape.items, `${path}[${i}]`, structs, finding));
  else if (shape.type === 'map')
    for (const [key, item] of Object.entries(value)) walk(item, shape.values, `${path}.${key}`, structs, finding);
  else if (shape.type === 'object') {
    for (const [key, item] of Object.entries(value as object)) {
      const field = shape.field(key);
      const at = path ? `${path}.${key}` : key;
      if (!field) finding.unknown.push(at);
      // Go names the innermost struct, then the path of JSON names from the root.
      else walk(item, field, at, [shape.name, ...at.replaceAll(/\[\d+\]/g, '').split('.')], finding);
    }
  }
}

function mismatch(value: unknown, shape: Shape): string | undefined {
  const is = jsonType(value);
  switch (shape.type) {
    case 'object':
      return is === 'object' ? undefined : shape.go;
    case 'array':
      return is === 'array' ? undefined : `[]${goName(shape.items)}`;
    case 'map':
      return is === 'object' ? undefined : `map[string]${goName(shape.values)}`;
    case 'string':
      return is === 'string' ? undefined : 'string';
    case 'boolean':
      return is === 'bool' ? undefined : 'bool';
    case 'integer':
      return is === 'number' && Number.isInteger(value) ? undefined : 'int32';
    default:
      return undefined;
  }
}

function goName(shape: Shape): string {
  if (shape.type === 'object') return shape.go;
  return { string: 'string', boolean: 'bool', integer: 'int32' }[shape.type as string] ?? 'interface {}';
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return { string: 'string', number: 'number', boolean: 'bool' }[typeof value as string] ?? 'object';
}
