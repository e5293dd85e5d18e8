import type { Draft, Face, KindDefinition } from './kinds/kind';
import type { KubeObject, Manifest } from './object';
import { canonicalQuantity, QuantityError } from './quantity';
import { apiVersionOf } from './api-version';
import { base64Fault } from './base64';
import { shapeOf, type Shape } from './schema/shape';
import { badRequest } from './status';

/** From what a person sent to an object of a kind, as the API server decodes a request body.
 *  MODELS Go's JSON decoding into the typed object: nulls are absent, unknown fields are dropped, quantities are
 *  written in their canonical form, a wrong type is an error; strict decoding reports what was dropped.
 *  OMITS duplicate fields: a parsed body has none, the reader of manifests reports them.
 *  Source: apimachinery runtime/serializer/json, sigs.k8s.io/json */

export interface Decoded {
  readonly object: Draft;
  /** Paths of fields that the kind does not have: `spec.template.spec.containers[0].imagee`. */
  readonly unknown: readonly string[];
  readonly wrong?: WrongType;
}

/** The first value of a wrong type. */
export interface WrongType {
  /** In the words of the JSON decoder. */
  readonly json: string;
  /** In the words of the converter that patches go through. */
  readonly converter: string;
}

/** Without a schema everything is taken as it is, without its nulls. */
export function decode(kind: KindDefinition, manifest: Manifest): Decoded {
  if (kind.custom) return kind.custom.read(manifest);
  const decoder = new Decoder();
  const face = faceOf(kind, manifest.apiVersion);
  const read = decoder.read(manifest, shapeOf(face?.shape ?? kind.kind) ?? ANY, '', []) as KubeObject;
  const object = face ? face.read(read) : read;
  const typed = { ...(object as KubeObject), apiVersion: apiVersionOf(kind), kind: kind.kind };
  return { object: typed, unknown: decoder.unknown, ...(decoder.wrong && { wrong: decoder.wrong }) };
}

/** Metadata alone: what holds for it holds for every kind. */
export function decodeMetadata(metadata: unknown): { readonly metadata: unknown } & Omit<Decoded, 'object'> {
  const decoder = new Decoder();
  const shape = shapeOf('ObjectMeta')!;
  const read = decoder.read(metadata ?? {}, shape, 'metadata', ['ObjectMeta', 'metadata']);
  return { metadata: read ?? {}, unknown: decoder.unknown, ...(decoder.wrong && { wrong: decoder.wrong }) };
}

/** The face that speaks another version than the kind's own. */
export const faceOf = (kind: KindDefinition, apiVersion: string | undefined): Face | undefined =>
  kind.faces?.find(({ version }) => apiVersion === apiVersionOf({ ...kind, version }));

/** @throws 400 in upstream's words for an object of another kind or version */
export function checkKind(kind: KindDefinition, manifest: Manifest): void {
  const expected = apiVersionOf(kind);
  if (manifest.apiVersion && manifest.apiVersion !== expected && !faceOf(kind, manifest.apiVersion))
    throw badRequest(`the API version in the data (${manifest.apiVersion}) does not match the expected API version (${expected})`);
  if (manifest.kind && manifest.kind !== kind.kind)
    throw badRequest(
      `${manifest.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: no kind "${manifest.kind}" is served at ${kind.resource}`,
    );
}

const ANY: Shape = { type: 'any' };

/** Fields that Go holds as int64; all other whole numbers are int32. */
const INT64 = new Set([
  'activeDeadlineSeconds',
  'deletionGracePeriodSeconds',
  'expirationSeconds',
  'fsGroup',
  'generation',
  'observedGeneration',
  'revision',
  'runAsGroup',
  'runAsUser',
  'startingDeadlineSeconds',
  'supplementalGroups',
  'terminationGracePeriodSeconds',
  'tolerationSeconds',
]);

/** What Go holds as bytes, and JSON as base64: a field, or the values of a map. */
const BYTES: Readonly<Record<string, string>> = { Secret: 'data', ConfigMap: 'binaryData', CertificateSigningRequestSpec: 'request' };

class Decoder {
  readonly unknown: string[] = [];
  wrong: WrongType | undefined;

  /** @param trail the Go struct that holds the value, then the JSON names from the root: how Go's errors name a place */
  read(value: unknown, shape: Shape, path: string, trail: readonly string[]): unknown {
    if (shape.type === 'any') return withoutNulls(value);
    const fault = mismatch(value, shape, trail.at(-1) ?? '');
    if (fault) return this.#fault(fault, trail);
    switch (shape.type) {
      case 'object':
        return this.#object(value as object, shape, path);
      case 'map':
        return this.#map(value as object, shape.values, path, trail);
      case 'array':
        return (value as unknown[]).map((item, i) =>
          item === null ? zero(shape.items) : this.read(item, shape.items, `${path}[${i}]`, trail),
        );
      case 'quantity':
        return this.#quantity(value as string | number);
      default:
        return value;
    }
  }

  #object(value: object, shape: Extract<Shape, { type: 'object' }>, path: string): unknown {
    const read: Record<string, unknown> = {};
    // In the order of a body as kubectl sends it: errors come in that order.
    for (const [key, item] of Object.entries(value).sort(byKey)) {
      const at = path ? `${path}.${key}` : key;
      const field = shape.field(key);
      if (!field) this.unknown.push(at);
      else if (item !== null && item !== undefined) read[key] = this.read(item, field, at, [shape.name, ...names(at)]);
      if (BYTES[shape.name] === key) this.#bytes(read[key]);
    }
    return read;
  }

  #bytes(values: unknown): void {
    for (const value of typeof values === 'string' ? [values] : Object.values(values ?? {})) {
      const fault = base64Fault(String(value));
      if (fault === undefined) continue;
      const words = `illegal base64 data at input byte ${fault}`;
      this.wrong ??= { json: words, converter: `error decoding from json: ${words}` };
    }
  }

  /** In a map, null is the zero value of what it holds: it does not take the key away. */
  #map(value: object, shape: Shape, path: string, trail: readonly string[]): unknown {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return Object.fromEntries(
      entries.map(([key, item]) => [key, item === null ? zero(shape) : this.read(item, shape, `${path}.${key}`, trail)]),
    );
  }

  #quantity(text: string | number): string {
    try {
      return canonicalQuantity(text);
    } catch (error) {
      if (!(error instanceof QuantityError)) throw error;
      this.wrong ??= { json: error.message, converter: error.message };
      return String(text);
    }
  }

  #fault({ found, expected, converter }: Fault, trail: readonly string[]): undefined {
    const place = trail.length ? ` into Go struct field ${trail.join('.')}` : ' into Go value';
    this.wrong ??= { json: `json: cannot unmarshal ${found}${place} of type ${expected}`, converter };
  }
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : a > b ? 1 : 0);

const names = (path: string) => path.replaceAll(/\[\d+\]/g, '').split('.');

/** A copy without nulls, for parts that no schema describes. */
function withoutNulls(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.filter((item) => item !== null).map(withoutNulls);
  const entries = Object.entries(value).filter(([, inner]) => inner !== null && inner !== undefined);
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutNulls(inner)]));
}

function zero(shape: Shape): unknown {
  return { object: {}, map: {}, array: [], boolean: false, integer: 0, string: '', quantity: '0', any: {} }[shape.type];
}

interface Fault {
  readonly found: string;
  readonly expected: string;
  readonly converter: string;
}

function mismatch(value: unknown, shape: Shape, field: string): Fault | undefined {
  const found = jsonType(value);
  const expected = goType(shape, field);
  const fits = FITS[shape.type];
  if (fits && !fits.includes(found)) return { found, expected, converter: converterWords(shape, expected, found) };
  if (shape.type === 'integer' && !Number.isInteger(value))
    return { found: `number ${String(value)}`, expected, converter: converterWords(shape, expected, found) };
  return undefined;
}

const FITS: Readonly<Record<string, readonly string[]>> = {
  object: ['object'],
  map: ['object'],
  array: ['array'],
  string: ['string'],
  boolean: ['bool'],
  integer: ['number'],
  quantity: ['string', 'number'],
};

/** Source: apimachinery/pkg/runtime/converter.go fromUnstructured */
function converterWords(shape: Shape, expected: string, found: string): string {
  const from = { object: 'map', array: 'slice', number: 'int64' }[found] ?? found;
  if (shape.type === 'object') return `cannot restore struct from: ${from}`;
  if (shape.type === 'map') return `cannot restore map from ${from}`;
  return shape.type === 'array' ? `cannot restore slice from ${from}` : `unrecognized type: ${expected}`;
}

function goType(shape: Shape, field: string): string {
  switch (shape.type) {
    case 'object':
      return shape.go;
    case 'array':
      return `[]${goType(shape.items, field)}`;
    case 'map':
      return `map[string]${goType(shape.values, field)}`;
    case 'integer':
      return INT64.has(field) ? 'int64' : 'int32';
    default:
      return { string: 'string', boolean: 'bool', quantity: 'resource.Quantity' }[shape.type as string] ?? 'interface {}';
  }
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return { string: 'string', number: 'number', boolean: 'bool' }[typeof value as string] ?? 'object';
}
