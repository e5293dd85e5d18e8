import type { PatchField } from '../patch/patch-fields';
import shapes from './shapes.json';

/** The fields of every kind and their types, without descriptions: what strict decoding needs.
 *  Data: kubernetes-types (Apache-2.0), by tools/generate-schema.ts. */
export type Shape =
  | {
      readonly type: 'object';
      /** The Go struct: `DeploymentSpec`. */
      readonly name: string;
      /** As Go names it in messages: `v1.DeploymentSpec`. */
      readonly go: string;
      field(name: string): Shape | undefined;
      /** How a field is merged, where no table of Go structs tells. */
      merges?(name: string): PatchField | undefined;
    }
  | { readonly type: 'array'; readonly items: Shape }
  | { readonly type: 'map'; readonly values: Shape }
  | { readonly type: 'string' | 'boolean' | 'integer' | 'quantity' | 'any' };

type Struct = readonly [name: string, fields: Readonly<Record<string, string>>];

const structs = shapes as unknown as readonly Struct[];
const numbers = new Map(structs.map(([name], i) => [name, i]));
const known = new Map<number, Shape>();

/** The shape of a kind (`Deployment`); undefined for a kind that strict decoding does not know. */
export function shapeOf(kind: string): Shape | undefined {
  const number = numbers.get(kind);
  return number === undefined ? undefined : struct(number);
}

function struct(number: number): Shape {
  let shape = known.get(number);
  if (!shape) {
    const [name, fields] = structs[number]!;
    shape = { type: 'object', name, go: goName(name), field: (field) => (Object.hasOwn(fields, field) ? read(fields[field]!) : undefined) };
    known.set(number, shape);
  }
  return shape;
}

/** Structs of `autoscaling/v2`: the only group here whose first version is not v1. */
const V2 = /^(HorizontalPodAutoscaler|HPAScaling|Metric(Identifier|Spec|Status|Target|Value)|CrossVersion|\w+Metric(Source|Status)$)/;

const goName = (name: string) => `${V2.test(name) ? 'v2' : 'v1'}.${name.slice(name.indexOf('.') + 1)}`;

const LEAVES = { s: 'string', b: 'boolean', i: 'integer', q: 'quantity' } as const;

/** The code of a type is explained in tools/generate-schema.ts. */
function read(code: string): Shape {
  if (code.startsWith('[')) return { type: 'array', items: read(code.slice(1)) };
  if (code.startsWith('{')) return { type: 'map', values: read(code.slice(1)) };
  if (code.startsWith('@')) return struct(Number(code.slice(1)));
  return { type: LEAVES[code as keyof typeof LEAVES] ?? 'any' };
}
