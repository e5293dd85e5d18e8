import type { Shape } from '../schema/shape';
import { holdingOf, isObject, isWithin, itemKey, segmentsOf, type Path } from './field-set';

/** What an applied configuration makes of an object, and what goes when it is no longer said.
 *  MODELS structured-merge-diff typed/merge.go and remove.go. */

/** A copy of `live` with everything that `config` says. */
export function merged(live: any, config: any, shape: Shape | undefined): any {
  const result: Record<string, unknown> = { ...live };
  for (const [field, value] of Object.entries(config as object)) {
    if (value === undefined || value === null) continue;
    result[field] = mergedField(live?.[field], value, shape, field);
  }
  return result;
}

function mergedField(live: unknown, value: unknown, shape: Shape | undefined, field: string): unknown {
  const { how, keys, inner } = holdingOf(shape, field, value);
  if (how === 'granular') return merged(isObject(live) ? live : {}, value, inner);
  if (how === 'set') return [...new Set([...((live as unknown[] | undefined) ?? []), ...(value as unknown[])])];
  if (how === 'list') return mergedList((live as object[] | undefined) ?? [], value as object[], keys, inner);
  return value;
}

/** Items stand in the order of the configuration; those of others keep their places before and between. */
function mergedList(live: readonly object[], items: readonly object[], keys: readonly string[], shape: Shape | undefined): object[] {
  const said = new Map(items.map((item) => [itemKey(item, keys), item]));
  const held = new Map(live.map((item) => [itemKey(item, keys), item]));
  const kept = live.map((item) => {
    const config = said.get(itemKey(item, keys));
    return config ? (merged(item, config, shape) as object) : item;
  });
  return [...kept, ...items.filter((item) => !held.has(itemKey(item, keys)))];
}

/** Take fields away; what is emptied by it goes as well. An item that goes takes all its fields along. */
export function without(object: any, paths: readonly Path[], shape: Shape | undefined): any {
  const roots = paths.filter((path) => !paths.some((one) => isWithin(path, one)));
  return roots.reduce((rest, path) => removed(rest, segmentsOf(path), shape), object);
}

function removed(object: any, [segment = '', ...rest]: readonly string[], shape: Shape | undefined): any {
  const field = segment.slice(2);
  const value = object?.[field];
  if (value === undefined) return object;
  const next = rest.length ? inside(value, rest, shape, field) : undefined;
  const { [field]: _gone, ...others } = object as Record<string, unknown>;
  return isEmpty(next) ? others : { ...object, [field]: next };
}

const isEmpty = (value: unknown) => value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);

function inside(value: unknown, rest: readonly string[], shape: Shape | undefined, field: string): unknown {
  const { how, keys, inner } = holdingOf(shape, field, value);
  if (how === 'granular') return removed(value, rest, inner);
  const [segment = '', ...deeper] = rest;
  if (how === 'set') return (value as unknown[]).filter((one) => `v:${JSON.stringify(one)}` !== segment);
  if (how !== 'list') return value;
  const items = value as object[];
  if (!deeper.length) return items.filter((item) => itemKey(item, keys) !== segment);
  return items.map((item) => (itemKey(item, keys) === segment ? (removed(item, deeper, inner) as object) : item));
}
