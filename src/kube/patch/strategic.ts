import type { Shape } from '../schema/shape';
import { same, thaw } from '../plain-data';
import { badRequest, statusError } from '../status';
import { identity, indexOf, ordered } from './element-order';
import { patchField, type PatchField } from './patch-fields';

/** Strategic merge patches: a patch that knows which lists are merged item by item.
 *  MODELS apimachinery/pkg/util/strategicpatch/patch.go mergeMap and what it calls: `$patch`, `$retainKeys`,
 *  `$setElementOrder/…`, `$deleteFromPrimitiveList/…`. */

export type Fields = Record<string, unknown>;

export const PATCH = '$patch';
export const RETAIN_KEYS = '$retainKeys';
export const ELEMENT_ORDER = '$setElementOrder/';
export const DELETE_PRIMITIVES = '$deleteFromPrimitiveList/';

/** `apply`: the target is an object; `combine`: it is a patch too, and directives are kept for whoever applies it. */
type Purpose = 'apply' | 'combine';

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** @param shape of the patched kind; undefined: lists are replaced whole
 *  @returns a new object
 *  @throws 400 for directives that make no sense, 422 for an item without its merge key */
export function strategicMerge(target: unknown, patch: unknown, shape: Shape | undefined): Fields {
  if (!isFields(patch)) throw badRequest('Invalid JSON document');
  return mergeFields(thaw(target) as Fields, thawPatch(patch), shape, 'apply');
}

/** One patch that does what both do, `second` having the last word. */
export function combinePatches(first: Fields, second: Fields, shape: Shape | undefined): Fields {
  return mergeFields(thawPatch(first), thawPatch(second), shape, 'combine');
}

const thawPatch = (patch: Fields): Fields => thaw(patch);

function mergeFields(target: Fields, patch: Fields, shape: Shape | undefined, purpose: Purpose): Fields {
  if (PATCH in patch) return directed(patch);
  retainKeys(target, patch, purpose);
  for (const key of Object.keys(patch)) if (key.startsWith(ELEMENT_ORDER)) mergeInOrder(target, patch, key, shape, purpose);
  for (const [key, value] of Object.entries(patch)) mergeField(target, key, value, shape, purpose);
  return target;
}

/** `$patch: replace` takes the rest of the patch as it is, `delete` leaves nothing. */
function directed(patch: Fields): Fields {
  const { [PATCH]: directive, ...rest } = patch;
  if (directive === 'replace') return rest;
  if (directive === 'delete') return {};
  throw badRequest(`Unknown patch type: ${JSON.stringify(directive)} in map: ${JSON.stringify(patch)}`);
}

function mergeField(target: Fields, key: string, value: unknown, shape: Shape | undefined, purpose: Purpose): void {
  if (key.startsWith(DELETE_PRIMITIVES)) return deletePrimitives(target, key, value, purpose);
  if (value === null) {
    delete target[key];
    if (purpose === 'combine') target[key] = null;
    return;
  }
  const before = target[key];
  const { how, inner } = patchField(shape, key);
  if (isFields(before) && isFields(value))
    target[key] = how.replace ? undirected(value, purpose) : mergeFields(before, value, inner, purpose);
  else if (Array.isArray(before) && Array.isArray(value)) target[key] = mergeList(before, value, how, inner, purpose);
  else target[key] = undirected(value, purpose);
}

/** A value that takes the place of nothing: its directives have nothing to direct. */
function undirected(value: unknown, purpose: Purpose): unknown {
  if (purpose === 'combine' || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const kept = value.filter((item) => !(isFields(item) && PATCH in item && item[PATCH] !== 'merge'));
    return kept.map((item) => undirected(item, purpose));
  }
  const kept = Object.entries(value).filter(([key, inner]) => inner !== null && !isDirective(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, undirected(inner, purpose)]));
}

const isDirective = (key: string) =>
  key === PATCH || key === RETAIN_KEYS || key.startsWith(ELEMENT_ORDER) || key.startsWith(DELETE_PRIMITIVES);

function retainKeys(target: Fields, patch: Fields, purpose: Purpose): void {
  const keys = patch[RETAIN_KEYS];
  if (keys === undefined) return;
  delete patch[RETAIN_KEYS];
  if (purpose === 'combine') {
    target[RETAIN_KEYS] = keys;
    return;
  }
  const stray = Object.entries(patch).some(([key, value]) => value !== null && !isDirective(key) && !(keys as unknown[]).includes(key));
  if (!Array.isArray(keys) || stray) throw badRequest('invalid patch format of retainKeys');
  for (const key of Object.keys(target)) if (!keys.includes(key)) delete target[key];
}

function deletePrimitives(target: Fields, key: string, value: unknown, purpose: Purpose): void {
  if (purpose === 'combine') {
    target[key] = value;
    return;
  }
  const field = key.slice(DELETE_PRIMITIVES.length);
  const list = target[field];
  if (Array.isArray(list)) target[field] = list.filter((item) => !(value as readonly unknown[]).includes(item));
}

/** Merge a list, then put it in the order that the patch prescribes. Takes both out of the patch. */
function mergeInOrder(target: Fields, patch: Fields, key: string, shape: Shape | undefined, purpose: Purpose): void {
  const order = patch[key] as readonly unknown[];
  const field = key.slice(ELEMENT_ORDER.length);
  if (!Array.isArray(order)) throw badRequest('invalid patch format of setElementOrder list');
  if (purpose === 'combine') keepOrder(target, key, order);
  delete patch[key];
  const { how, inner } = patchField(shape, field);
  const [before, change] = [target[field] as unknown[] | undefined, patch[field] as unknown[] | undefined];
  if (!Array.isArray(before) && !Array.isArray(change)) return;
  if (change) checkOrder(change, order, how.key);
  const merged = before && change ? mergeList(before, change, how, inner, purpose) : (before ?? (undirected(change, purpose) as unknown[]));
  target[field] = ordered(merged, order, before ?? [], how.key);
  delete patch[field];
}

function keepOrder(target: Fields, key: string, order: readonly unknown[]): void {
  if (key in target && !same(target[key], order)) throw badRequest('invalid patch format of setElementOrder list');
  target[key] = order;
}

/** What the patch brings must be named by its order, in that order. Source: validatePatchWithSetOrderList */
function checkOrder(change: readonly unknown[], order: readonly unknown[], key: string | undefined): void {
  if (!order.length) return;
  let at = 0;
  for (const item of change) {
    if (isFields(item) && PATCH in item) continue;
    while (at < order.length && identity(order[at], key) !== identity(item, key)) at++;
    if (at++ < order.length) continue;
    const [list, expected] = [JSON.stringify(change), JSON.stringify(order)];
    throw badRequest(`The order in patch list:\n${list}\n doesn't match $setElementOrder list:\n${expected}\n`);
  }
}

function mergeList(
  before: readonly unknown[],
  change: readonly unknown[],
  { merge, key }: PatchField,
  inner: Shape | undefined,
  purpose: Purpose,
): unknown[] {
  if (!merge) return undirected(change, purpose) as unknown[];
  if (key === undefined) return ordered([...new Set([...before, ...change])], change, before, undefined);
  const { base, items } = special(before, change, key, purpose);
  const merged = items.reduce<unknown[]>((list, item) => mergeItem(list, item as Fields, key, inner, purpose), [...base]);
  return ordered(merged, items, base, key);
}

/** Items that are directives: `$patch: delete` takes an item away, `$patch: replace` takes all that were. */
function special(before: readonly unknown[], change: readonly unknown[], key: string, purpose: Purpose) {
  let base = before;
  const items: unknown[] = [];
  for (const item of change as readonly Fields[]) {
    const directive = item[PATCH];
    if (directive === undefined || purpose === 'combine') items.push(item);
    else if (directive === 'replace') base = [];
    else if (directive !== 'delete') throw badRequest(`Unknown patch type: ${JSON.stringify(directive)} in map: ${JSON.stringify(item)}`);
    else base = base.filter((one) => identity(one, key) !== keyOfItem(item, key));
  }
  return { base, items };
}

function mergeItem(list: unknown[], item: Fields, key: string, inner: Shape | undefined, purpose: Purpose): unknown[] {
  keyOfItem(item, key);
  const at = indexOf(list, item, key);
  if (at < 0) list.push(undirected(item, purpose));
  else list[at] = PATCH in item && purpose === 'combine' ? item : mergeFields(list[at] as Fields, item, inner, purpose);
  return list;
}

function keyOfItem(item: Fields, key: string): unknown {
  if (isFields(item) && item[key] !== undefined) return item[key];
  throw statusError(422, 'Invalid', `map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`);
}
