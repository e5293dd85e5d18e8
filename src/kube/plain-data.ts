/** Objects of the API are plain data: these copy, freeze, compare and share them without a detour through JSON. */

type Fields = Record<string, unknown>;

const isTree = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** A deep copy that may be changed. Fields that are undefined are left out, as JSON leaves them out. */
export function thaw<T>(value: T): T {
  if (!isTree(value)) return value;
  if (Array.isArray(value)) return value.map(thaw) as T;
  const copy: Fields = {};
  for (const key in value) if (value[key] !== undefined) copy[key] = thaw(value[key]);
  return copy as T;
}

/** The same text in one piece: what is added up is kept as a tree of its parts until somebody looks into it, and takes
 *  several times the memory. */
export function flat(text: string): string {
  text.charCodeAt(0);
  return text;
}

/** A list with one more. A spread, like a push, would leave room for sixteen more in each. */
export const longer = <T>(list: readonly T[] | undefined, item: T): T[] => (list ?? []).concat([item]);

/** Freeze what is not frozen yet: a subtree shared with a stored object is passed over. */
export function freeze<T>(value: T): T {
  if (!isTree(value) || Object.isFrozen(value)) return value;
  Object.freeze(value);
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (isTree(value[i])) freeze(value[i]);
    return value;
  }
  for (const key in value) {
    const inner = (value as Fields)[key];
    if (isTree(inner)) freeze(inner);
  }
  return value;
}

/** Are two JSON values equal? Shared subtrees cost nothing; a field that is undefined counts as absent. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (!isTree(a) || !isTree(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  for (const key in a) if (!same(a[key], b[key])) return false;
  for (const key in b) if (b[key] !== undefined && a[key] === undefined) return false;
  return true;
}

/** Put `old`'s subtrees in the place of equal ones in `next`, in place, so that versions of an object share what
 *  did not change. @returns `old` itself when nothing differs */
export function reuse<T>(old: unknown, next: T): T {
  if (old === next || !isTree(old) || !isTree(next)) return next;
  if (Object.isFrozen(next) || Array.isArray(old) !== Array.isArray(next)) return same(old, next) ? (old as T) : next;
  if (Array.isArray(next)) return reuseItems(old as unknown as readonly unknown[], next) ? (old as T) : next;
  let equal = true;
  for (const key in next) {
    const shared = reuse(old[key], (next as Fields)[key]);
    if (shared !== next[key]) (next as Fields)[key] = shared;
    if (shared !== old[key]) equal = false;
  }
  if (equal) for (const key in old) if (old[key] !== undefined && next[key] === undefined) equal = false;
  return equal ? (old as T) : next;
}

/** @returns true when the lists are equal */
function reuseItems(old: readonly unknown[], next: unknown[]): boolean {
  let equal = old.length === next.length;
  for (let i = 0; i < next.length; i++) {
    const shared = reuse(old[i], next[i]);
    if (shared !== next[i]) next[i] = shared;
    if (shared !== old[i]) equal = false;
  }
  return equal;
}

/** As `reuse`, but only where the fields also stand in the same order: what is shared then prints the same,
 *  whichever object it was shared with. */
export function share<T>(model: unknown, next: T): T {
  if (model === next || !isTree(model) || !isTree(next) || Object.isFrozen(next)) return next;
  if (Array.isArray(model) !== Array.isArray(next)) return next;
  if (Array.isArray(next)) return shareItems(model as unknown as readonly unknown[], next) ? (model as T) : next;
  let equal = true;
  for (const key in next) if (!shareField(model, next, key)) equal = false;
  return equal && standAlike(model, next) ? (model as T) : next;
}

/** @returns true when both have the same there now */
function shareField(model: Fields, next: Fields, key: string): boolean {
  const [own, other] = [next[key], model[key]];
  if (own === other) return true;
  const shared = share(other, own);
  if (shared !== own) next[key] = shared;
  return shared === other;
}

/** Apart from `reuseItems`: with one for both, which is handed `reuse` or `share`, a Deployment came up a fifth slower. */
function shareItems(model: readonly unknown[], next: unknown[]): boolean {
  let equal = model.length === next.length;
  for (let i = 0; i < next.length; i++) {
    const shared = share(model[i], next[i]);
    if (shared !== next[i]) next[i] = shared;
    if (shared !== model[i]) equal = false;
  }
  return equal;
}

/** Have both the same fields in the same order? */
function standAlike(a: Fields, b: Fields): boolean {
  const [some, others] = [Object.keys(a), Object.keys(b)];
  return some.length === others.length && some.every((key, i) => key === others[i]);
}

/** A copy with the keys of every object in order, as Go writes a map. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}
