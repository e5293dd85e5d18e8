import { patchField } from '../patch/patch-fields';
import { same } from '../plain-data';
import type { Shape } from '../schema/shape';

/** Which fields an object has, as paths: what managers own.
 *  MODELS structured-merge-diff's fieldpath.Set with the list types of the built-in kinds.
 *  OMITS the members that stand for a map as such. */

/** Segments of metav1.FieldsV1 (`f:spec`, `k:{"name":"main"}`, `v:"x"`), joined. */
export type Path = string;

/** Path → the value there; an item of a list has one of its own, `ITEM`. */
export type Fields = ReadonlyMap<Path, unknown>;

/** JSON text cannot hold it unescaped. */
const SEPARATOR = '\u0000';

export const ITEM = Symbol('an item of a list');

export const segmentsOf = (path: Path): readonly string[] => path.split(SEPARATOR);

export const join = (parent: Path, segment: string): Path => (parent ? `${parent}${SEPARATOR}${segment}` : segment);

export const isWithin = (path: Path, parent: Path): boolean => path.startsWith(`${parent}${SEPARATOR}`);

/** Structs that are owned whole. Source: the structType=atomic and mapType=atomic markers of k8s.io/api */
const ATOMIC = new Set([
  'ConfigMapKeySelector',
  'FieldsV1',
  'LabelSelector',
  'LocalObjectReference',
  'NodeSelector',
  'NodeSelectorTerm',
  'ObjectFieldSelector',
  'ObjectReference',
  'ResourceFieldSelector',
  'SecretKeySelector',
  'SecretReference',
  'TypedLocalObjectReference',
]);

const ATOMIC_MAPS = new Set(['PodSpec nodeSelector', 'ServiceSpec selector']);

/** Lists whose items are told apart by more than a strategic merge patch looks at. Source: the listMapKey markers */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  ContainerPort: ['containerPort', 'protocol'],
  ServicePort: ['port', 'protocol'],
  TopologySpreadConstraint: ['topologyKey', 'whenUnsatisfiable'],
};

const DEFAULTS: Readonly<Record<string, unknown>> = { protocol: 'TCP' };

/** How a field is owned. */
export interface Holding {
  readonly how: 'atomic' | 'granular' | 'set' | 'list';
  readonly keys: readonly string[];
  /** Of what it holds; of an item, for a list. */
  readonly inner: Shape | undefined;
}

export function holdingOf(shape: Shape | undefined, field: string, value: unknown): Holding {
  const { how, inner } = patchField(shape, field);
  if (Array.isArray(value)) {
    if (!how.merge) return { how: 'atomic', keys: [], inner };
    if (how.key === undefined) return { how: 'set', keys: [], inner };
    return { how: 'list', keys: how.keys ?? ((inner?.type === 'object' && KEYS[inner.name]) || [how.key]), inner };
  }
  const whole =
    how.atomic ||
    (inner?.type === 'object' && ATOMIC.has(inner.name)) ||
    (shape?.type === 'object' && ATOMIC_MAPS.has(`${shape.name} ${field}`));
  return { how: isObject(value) && !whole ? 'granular' : 'atomic', keys: [], inner };
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Which item of its list this is. */
export function itemKey(item: unknown, keys: readonly string[]): string {
  const one = item as Record<string, unknown>;
  return `k:${JSON.stringify(Object.fromEntries(keys.map((key) => [key, one[key] ?? DEFAULTS[key]])))}`;
}

/** Fields of metadata that nobody owns. Source: managedfields/internal/stripmeta.go */
const NOBODYS = new Set([
  'f:apiVersion',
  'f:kind',
  ...[
    'name',
    'namespace',
    'uid',
    'resourceVersion',
    'generation',
    'creationTimestamp',
    'selfLink',
    'managedFields',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
  ].map((field) => join('f:metadata', `f:${field}`)),
]);

/** @param status whether the status counts: who writes an object does not own it, who writes its status owns nothing else */
export function fieldsOf(object: object, shape: Shape | undefined, status: boolean | 'both' = 'both'): Fields {
  const fields = new Map<Path, unknown>();
  for (const [field, value] of Object.entries(object)) {
    if (status !== 'both' && (field === 'status') !== status) continue;
    if (value !== undefined) collect(fields, `f:${field}`, value, holdingOf(shape, field, value));
  }
  for (const path of NOBODYS) fields.delete(path);
  return fields;
}

function collect(fields: Map<Path, unknown>, path: Path, value: unknown, { how, keys, inner }: Holding): void {
  if (NOBODYS.has(path)) return;
  if (how === 'granular') return collectObject(fields, path, value as object, inner);
  if (how === 'set') for (const one of value as unknown[]) fields.set(join(path, `v:${JSON.stringify(one)}`), ITEM);
  else if (how === 'list') for (const one of value as object[]) collectItem(fields, join(path, itemKey(one, keys)), one, inner);
  else fields.set(path, value);
}

function collectObject(fields: Map<Path, unknown>, path: Path, value: object, shape: Shape | undefined): void {
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  if (!entries.length) fields.set(path, value);
  for (const [field, one] of entries) collect(fields, join(path, `f:${field}`), one, holdingOf(shape, field, one));
}

function collectItem(fields: Map<Path, unknown>, path: Path, item: object, shape: Shape | undefined): void {
  fields.set(path, ITEM);
  for (const [field, one] of Object.entries(item)) collect(fields, join(path, `f:${field}`), one, holdingOf(shape, field, one));
}

/** Paths whose value is new or another one. */
export function changedPaths(before: Fields, after: Fields): Path[] {
  return [...after].filter(([path, value]) => !before.has(path) || !same(before.get(path), value)).map(([path]) => path);
}

type Tree = { [segment: string]: Tree };

/** As `managedFields[].fieldsV1` holds them. */
export function toFieldsV1(paths: Iterable<Path>): Tree {
  const root: Tree = {};
  for (const path of [...paths].sort()) {
    let at = root;
    for (const segment of segmentsOf(path)) at = at[segment] ??= {};
    if (/^k:/.test(segmentsOf(path).at(-1)!)) at['.'] = {};
  }
  return root;
}

export function fromFieldsV1(tree: unknown): Path[] {
  const paths: Path[] = [];
  const visit = (at: Tree, path: Path) => {
    const segments = Object.keys(at).filter((segment) => segment !== '.');
    if (path && (!segments.length || at['.'])) paths.push(path);
    for (const segment of segments) visit(at[segment]!, join(path, segment));
  };
  visit((tree ?? {}) as Tree, '');
  return paths;
}

/** `.spec.template.spec.containers[name="main"].image`. Source: structured-merge-diff fieldpath/path.go */
export function shown(path: Path): string {
  return segmentsOf(path)
    .map((segment) => {
      if (segment.startsWith('f:')) return `.${segment.slice(2)}`;
      if (segment.startsWith('v:')) return `[=${segment.slice(2)}]`;
      const keys = Object.entries(JSON.parse(segment.slice(2)) as object).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
      return `[${keys.join(',')}]`;
    })
    .join('');
}
