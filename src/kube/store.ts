import type { Change } from './api';
import { controllerOf, keyOf, type KubeObject } from './object';
import { gone } from './status';

/** Everything the store holds, as plain data. */
export interface StoreState {
  readonly version: number;
  readonly tables: ReadonlyMap<string, ReadonlyMap<string, KubeObject>>;
  readonly recent: readonly Recent[];
}

/** A change that a watch may resume from. */
export interface Recent {
  readonly version: number;
  readonly change: Change;
}

/** Changes kept for watches that resume; older ones answer 410 Gone, as etcd does after compaction. */
const WINDOW = 1000;

/** One resource: objects by key in creation order, and the questions that must not cost a scan. */
class Table {
  readonly objects = new Map<string, KubeObject>();
  readonly #namespaces = new Map<string, Map<string, KubeObject>>();
  readonly #owners = new Map<string, Map<string, KubeObject>>();
  readonly #nodes = new Map<string, Map<string, KubeObject>>();
  #all: readonly KubeObject[] | undefined;

  set(key: string, object: KubeObject, old: KubeObject | undefined): void {
    this.objects.set(key, object);
    this.#all = undefined;
    put(this.#namespaces, object.metadata.namespace, key, object);
    move(this.#owners, old && controllerOf(old)?.uid, controllerOf(object)?.uid, key, object);
    move(this.#nodes, old && nodeOf(old), nodeOf(object), key, object);
  }

  remove(key: string, old: KubeObject): void {
    this.objects.delete(key);
    this.#all = undefined;
    drop(this.#namespaces, old.metadata.namespace, key);
    drop(this.#owners, controllerOf(old)?.uid, key);
    drop(this.#nodes, nodeOf(old), key);
  }

  all(): readonly KubeObject[] {
    return (this.#all ??= [...this.objects.values()]);
  }
  inNamespace(namespace: string): readonly KubeObject[] {
    return [...(this.#namespaces.get(namespace)?.values() ?? [])];
  }
  ownedBy(uid: string): readonly KubeObject[] {
    return [...(this.#owners.get(uid)?.values() ?? [])];
  }
  on(node: string): readonly KubeObject[] {
    return [...(this.#nodes.get(node)?.values() ?? [])];
  }
}

type Index = Map<string, Map<string, KubeObject>>;

const nodeOf = (object: KubeObject): string | undefined =>
  object.kind === 'Pod' ? (object['spec'] as { nodeName?: string }).nodeName : undefined;

function put(index: Index, at: string | undefined, key: string, object: KubeObject): void {
  if (at === undefined) return;
  const entries = index.get(at);
  if (entries) entries.set(key, object);
  else index.set(at, new Map([[key, object]]));
}

function drop(index: Index, at: string | undefined, key: string): void {
  const entries = at === undefined ? undefined : index.get(at);
  if (entries?.delete(key) && !entries.size) index.delete(at!);
}

function move(index: Index, from: string | undefined, to: string | undefined, key: string, object: KubeObject): void {
  if (from !== to) drop(index, from, key);
  put(index, to, key, object);
}

/** Where objects live: one table a resource, one version counter over all, as in etcd. It stores what it is
 *  given, frozen; what is allowed is the API server's business. */
export class Store {
  #version = 0;
  #tables = new Map<string, Table>();
  #recent: Recent[] = [];
  readonly #listeners = new Set<(change: Change) => void>();

  get version(): number {
    return this.#version;
  }

  get(resource: string, key: string): KubeObject | undefined {
    return this.#tables.get(resource)?.objects.get(key);
  }

  /** In creation order. */
  list(resource: string, namespace?: string): readonly KubeObject[] {
    const table = this.#tables.get(resource);
    if (!table) return [];
    return namespace === undefined ? table.all() : table.inNamespace(namespace);
  }

  ownedBy(resource: string, uid: string): readonly KubeObject[] {
    return this.#tables.get(resource)?.ownedBy(uid) ?? [];
  }

  podsOn(node: string): readonly KubeObject[] {
    return this.#tables.get('pods')?.on(node) ?? [];
  }

  /** Hear of every change, in order, once it is stored. @returns stop */
  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Store an object under the next version. @returns what is stored: frozen, with its resourceVersion */
  put<T extends KubeObject>(resource: string, object: T): T {
    const stored = this.#stamp(object);
    const key = keyOf(stored.metadata);
    const table = this.#table(resource);
    const old = table.objects.get(key);
    table.set(key, stored, old);
    this.#tell({ type: old ? 'MODIFIED' : 'ADDED', resource, key, object: stored, ...(old && { old }) });
    return stored;
  }

  /** @returns the object as it was, under the version of its removal */
  remove<T extends KubeObject>(resource: string, object: T): T {
    const key = keyOf(object.metadata);
    const table = this.#table(resource);
    const old = table.objects.get(key)!;
    table.remove(key, old);
    const last = this.#stamp(object);
    this.#tell({ type: 'DELETED', resource, key, object: last, old });
    return last;
  }

  /** Changes of a resource after a version. @throws 410 when they are no longer held */
  since(resource: string, version: number): readonly Change[] {
    const oldest = this.#recent[0]?.version ?? this.#version + 1;
    if (version < oldest - 1) throw gone(`too old resource version: ${version} (${oldest})`);
    return this.#recent.filter((recent) => recent.version > version && recent.change.resource === resource).map((recent) => recent.change);
  }

  /** How many entries `save` copies. */
  weight(): number {
    let entries = this.#recent.length;
    for (const table of this.#tables.values()) entries += table.objects.size;
    return entries;
  }

  save(): StoreState {
    const tables = new Map([...this.#tables].map(([resource, table]) => [resource, new Map(table.objects)] as const));
    return { version: this.#version, tables, recent: this.#recent.slice() };
  }

  load(state: StoreState): void {
    this.#version = state.version;
    this.#recent = state.recent.slice();
    this.#tables = new Map();
    for (const [resource, objects] of state.tables) {
      const table = this.#table(resource);
      for (const [key, object] of objects) table.set(key, object, undefined);
    }
  }

  #table(resource: string): Table {
    let table = this.#tables.get(resource);
    if (!table) this.#tables.set(resource, (table = new Table()));
    return table;
  }

  #stamp<T extends KubeObject>(object: T): T {
    return freeze({ ...object, metadata: { ...object.metadata, resourceVersion: String(++this.#version) } });
  }

  #tell(change: Change): void {
    this.#recent.push({ version: this.#version, change });
    // Trimmed in strides: a shift for every change would cost the whole window each time.
    if (this.#recent.length > 2 * WINDOW) this.#recent = this.#recent.slice(-WINDOW);
    for (const listener of this.#listeners) listener(change);
  }
}

/** Freeze what is not frozen yet: a subtree shared with a stored object is passed over. */
export function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) freeze(inner);
  return value;
}

/** Are two JSON values equal? Shared subtrees cost nothing; a field that is undefined counts as absent. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  for (const key in left) if (!same(left[key], right[key])) return false;
  for (const key in right) if (right[key] !== undefined && left[key] === undefined) return false;
  return true;
}
