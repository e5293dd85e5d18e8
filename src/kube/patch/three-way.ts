import { shapeOf, type Shape } from '../schema/shape';
import { same } from '../plain-data';
import { identity, sortedBy } from './element-order';
import { patchField, type PatchField } from './patch-fields';
import { combinePatches, DELETE_PRIMITIVES, ELEMENT_ORDER, isFields, PATCH, RETAIN_KEYS, type Fields } from './strategic';

/** What `kubectl apply` sends: the patch that brings the live object to what the file says, and takes away what the
 *  file said last time and says no more. What others have set stays.
 *  MODELS apimachinery/pkg/util/strategicpatch/patch.go CreateThreeWayMergePatch, diffMaps, diffLists.
 *  OMITS the check for conflicts: kubectl apply overwrites by default. */

interface DiffOptions {
  /** Leave out what is gone. */
  readonly ignoreDeletions: boolean;
  /** Leave out what is new or different. */
  readonly ignoreChanges: boolean;
  /** The object at hand is a union: name the fields that stay. */
  readonly retainKeys?: boolean;
}

/** @param original what was applied last; undefined when nothing was
 *  @param modified what is to be applied
 *  @param current  the live object
 *  @param shape    of the kind; where no schema describes it, its lists are replaced whole
 *  @returns a strategic merge patch; `{}` when there is nothing to do */
export function threeWayMerge(original: unknown, modified: unknown, current: unknown, shape = shapeOfObject(modified)): Fields {
  const wanted = isFields(modified) ? modified : {};
  const changes = diffFields(isFields(current) ? current : {}, wanted, shape, { ignoreDeletions: true, ignoreChanges: false });
  const deletions = diffFields(isFields(original) ? original : {}, wanted, shape, { ignoreDeletions: false, ignoreChanges: true });
  return combinePatches(deletions, changes, shape);
}

/** The patch from one object to another: what `kubectl edit`, `set` and `label` send. Source: CreateTwoWayMergePatch */
export function twoWayMerge(original: unknown, modified: unknown, shape = shapeOfObject(modified)): Fields {
  const options = { ignoreDeletions: false, ignoreChanges: false };
  return diffFields(isFields(original) ? original : {}, isFields(modified) ? modified : {}, shape, options);
}

const shapeOfObject = (object: unknown): Shape | undefined =>
  isFields(object) && typeof object['kind'] === 'string' ? shapeOf(object['kind']) : undefined;

function diffFields(original: Fields, modified: Fields, shape: Shape | undefined, options: DiffOptions): Fields {
  const patch: Fields = {};
  for (const [key, value] of Object.entries(modified)) diffField(patch, key, original[key], value, shape, options);
  if (!options.ignoreDeletions) for (const key of Object.keys(original)) if (!(key in modified)) patch[key] = null;
  if (options.retainKeys) nameKept(patch, original, modified);
  return patch;
}

function diffField(patch: Fields, key: string, before: unknown, after: unknown, shape: Shape | undefined, options: DiffOptions): void {
  const { how, inner } = patchField(shape, key);
  if (isFields(before) && isFields(after)) diffObject(patch, key, before, after, how, inner, options);
  else if (Array.isArray(before) && Array.isArray(after) && how.merge) diffList(patch, key, before, after, how, inner, options);
  else if (!options.ignoreChanges && !same(before, after)) patch[key] = after;
}

function diffObject(
  patch: Fields,
  key: string,
  before: Fields,
  after: Fields,
  how: PatchField,
  inner: Shape | undefined,
  options: DiffOptions,
): void {
  if (how.replace) {
    // Upstream sends it even when nothing differs: a PodDisruptionBudget is always `configured`.
    if (!options.ignoreChanges) patch[key] = after;
    return;
  }
  const change = diffFields(before, after, inner, { ...options, retainKeys: how.retainKeys ?? false });
  if (Object.keys(change).length) patch[key] = change;
}

/** `$retainKeys`, when the patch changes something or something of the original must go. */
function nameKept(patch: Fields, original: Fields, modified: Fields): void {
  const kept = Object.keys(modified).filter((key) => modified[key] !== null);
  const extra = Object.keys(original).some((key) => !(key in modified));
  if (kept.length && (Object.keys(patch).length || extra)) patch[RETAIN_KEYS] = kept.sort();
}

function diffList(
  patch: Fields,
  field: string,
  before: readonly unknown[],
  after: readonly unknown[],
  how: PatchField,
  inner: Shape | undefined,
  options: DiffOptions,
): void {
  if (!before.length) {
    if (after.length && !options.ignoreChanges) patch[field] = after;
    return;
  }
  if (how.key === undefined) diffPrimitives(patch, field, before, after, options);
  else diffItems(patch, field, before as readonly Fields[], after as readonly Fields[], how, inner, options);
}

function diffPrimitives(patch: Fields, field: string, before: readonly unknown[], after: readonly unknown[], options: DiffOptions): void {
  const added = options.ignoreChanges ? [] : after.filter((item) => !before.includes(item));
  const gone = options.ignoreDeletions ? [] : [...new Set(before.filter((item) => !after.includes(item)))];
  if (added.length) patch[field] = added;
  if (gone.length) patch[DELETE_PRIMITIVES + field] = gone.sort();
  const moved = gone.length > 0 || (!options.ignoreChanges && !same(before, after));
  if (moved && after.length) patch[ELEMENT_ORDER + field] = after;
}

function diffItems(
  patch: Fields,
  field: string,
  before: readonly Fields[],
  after: readonly Fields[],
  how: PatchField,
  inner: Shape | undefined,
  options: DiffOptions,
): void {
  const key = how.key!;
  const changed = changedItems(before, after, how, inner, options);
  const gone = options.ignoreDeletions ? [] : before.filter((item) => !find(after, item, key));
  const items = [...sortedBy(changed, after, key), ...gone.map((item) => ({ [PATCH]: 'delete', [key]: item[key] }))];
  if (items.length) patch[field] = items;
  const moved = before.length !== after.length || before.some((item, i) => item[key] !== after[i]![key]);
  const order = options.ignoreChanges ? !options.ignoreDeletions && items.length > 0 : items.length > 0 || moved;
  if (order && after.length) patch[ELEMENT_ORDER + field] = after.map((item) => ({ [key]: item[key] }));
}

const find = (list: readonly Fields[], item: Fields, key: string) => list.find((one) => identity(one, key) === identity(item, key));

function changedItems(
  before: readonly Fields[],
  after: readonly Fields[],
  { key, retainKeys = false }: PatchField,
  inner: Shape | undefined,
  options: DiffOptions,
): Fields[] {
  return after.flatMap((item) => {
    const old = find(before, item, key!);
    if (!old) return options.ignoreChanges ? [] : [item];
    const change = diffFields(old, item, inner, { ...options, retainKeys });
    return Object.keys(change).length ? [{ ...change, [key!]: item[key!] }] : [];
  });
}
