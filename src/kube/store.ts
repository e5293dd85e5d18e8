import type { Change } from './api';
import { controllerOf, keyOf, type KubeObject } from './object';
import { freeze } from './plain-data';
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

/** An object and its place in the order of creation. */
interface Entry {
  readonly place: number;
  object: KubeObject;
}

/** Some objects of a resource, listed in creation order. Entries may come late (a pod is bound long after it was
 *  made), so a bucket sorts by place when it must: its order never depends on how the entries came in. */
class Bucket {
  #entries = new Map<string, Entry>();
  #list: readonly KubeObject[] | undefined;
  #last = -1;
  #ordered = true;

  get size(): number {
    return this.#entries.size;
  }

  put(key: string, entry: Entry): void {
    this.#list = undefined;
    if (this.#entries.has(key)) return;
    if (entry.place < this.#last) this.#ordered = false;
    else this.#last = entry.place;
    this.#entries.set(key, entry);
  }

  drop(key: string): void {
    this.#list = undefined;
    this.#entries.delete(key);
  }

  list(): readonly KubeObject[] {
    if (this.#list) return this.#list;
    if (!this.#ordered) this.#entries = new Map([...this.#entries].sort(([, a], [, b]) => a.place - b.place));
    this.#ordered = true;
    const list: KubeObject[] = [];
    for (const entry of this.#entries.values()) list.push(entry.object);
    return (this.#list = list);
  }
}

/** Buckets by what their objects have in common. */
class Index {
  readonly #buckets = new Map<string, Bucket>();
  readonly #of: (object: KubeObject) => string | undefined;

  constructor(of: (object: KubeObject) => string | undefined) {
    this.#of = of;
  }

  put(key: string, entry: Entry, old: KubeObject | undefined): void {
    const at = this.#of(entry.object);
    const from = old && this.#of(old);
    if (from !== at) this.#drop(from, key);
    if (at === undefined) return;
    let bucket = this.#buckets.get(at);
    if (!bucket) this.#buckets.set(at, (bucket = new Bucket()));
    bucket.put(key, entry);
  }

  remove(key: string, old: KubeObject): void {
    this.#drop(this.#of(old), key);
  }

  list(at: string): readonly KubeObject[] {
    return this.#buckets.get(at)?.list() ?? NONE;
  }

  #drop(at: string | undefined, key: string): void {
    const bucket = at === undefined ? undefined : this.#buckets.get(at);
    bucket?.drop(key);
    if (bucket?.size === 0) this.#buckets.delete(at!);
  }
}

const NONE: readonly KubeObject[] = Object.freeze([]);

const nodeOf = (object: KubeObject): string | undefined =>
  object.kind === 'Pod' ? (object['spec'] as { nodeName?: string }).nodeName : undefined;

/** One resource: objects by key in creation order, and the questions that must not cost a scan. */
class Table {
  readonly entries = new Map<string, Entry>();
  readonly all = new Bucket();
  readonly namespaces = new Index((object) => object.metadata.namespace);
  readonly owners = new Index((object) => controllerOf(object)?.uid);
  readonly nodes = new Index(nodeOf);
  #places = 0;
  /** The object put in last, as it was then. */
  newest: KubeObject | undefined;

  get(key: string): KubeObject | undefined {
    return this.entries.get(key)?.object;
  }

  set(key: string, object: KubeObject): void {
    const held = this.entries.get(key);
    const old = held?.object;
    const entry = held ?? { place: this.#places++, object };
    entry.object = object;
    if (!held) this.entries.set(key, entry);
    this.newest = object;
    this.all.put(key, entry);
    this.namespaces.put(key, entry, old);
    this.owners.put(key, entry, old);
    this.nodes.put(key, entry, old);
  }

  remove(key: string, old: KubeObject): void {
    this.entries.delete(key);
    this.all.drop(key);
    this.namespaces.remove(key, old);
    this.owners.remove(key, old);
    this.nodes.remove(key, old);
  }

  copy(): Map<string, KubeObject> {
    const copy = new Map<string, KubeObject>();
    this.entries.forEach((entry, key) => copy.set(key, entry.object));
    return copy;
  }
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
    return this.#tables.get(resource)?.get(key);
  }

  /** In creation order. */
  list(resource: string, namespace?: string): readonly KubeObject[] {
    const table = this.#tables.get(resource);
    if (!table) return NONE;
    return namespace === undefined ? table.all.list() : table.namespaces.list(namespace);
  }

  /** The newest object of a resource: the likeliest to share what it is made of with the next one. */
  last(resource: string): KubeObject | undefined {
    return this.#tables.get(resource)?.newest;
  }

  ownedBy(resource: string, uid: string): readonly KubeObject[] {
    return this.#tables.get(resource)?.owners.list(uid) ?? NONE;
  }

  podsOn(node: string): readonly KubeObject[] {
    return this.#tables.get('pods')?.nodes.list(node) ?? NONE;
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
    const old = table.get(key);
    table.set(key, stored);
    this.#tell({ type: old ? 'MODIFIED' : 'ADDED', resource, key, object: stored, ...(old && { old }) });
    return stored;
  }

  /** @returns the object as it was, under the version of its removal */
  remove<T extends KubeObject>(resource: string, object: T): T {
    const key = keyOf(object.metadata);
    const table = this.#table(resource);
    const old = table.get(key)!;
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

  /** The objects of a resource as they were at a version: what happened since is undone.
   *  @throws 410 when what happened since is no longer held */
  listAt(resource: string, version: number): readonly KubeObject[] {
    const since = this.since(resource, version);
    if (!since.length) return this.list(resource);
    const objects = new Map(this.list(resource).map((object) => [keyOf(object.metadata), object]));
    for (const { key, old } of since.toReversed()) {
      if (old) objects.set(key, old);
      else objects.delete(key);
    }
    return [...objects.values()];
  }

  /** How many entries `save` copies. The recent changes are one array, copied as a whole: that is next to nothing. */
  weight(): number {
    let entries = 1;
    for (const table of this.#tables.values()) entries += table.entries.size;
    return entries;
  }

  save(): StoreState {
    const tables = new Map([...this.#tables].map(([resource, table]) => [resource, table.copy()] as const));
    return { version: this.#version, tables, recent: this.#recent.slice() };
  }

  load(state: StoreState): void {
    this.#version = state.version;
    this.#recent = state.recent.slice();
    this.#tables = new Map();
    for (const [resource, objects] of state.tables) {
      const table = this.#table(resource);
      for (const [key, object] of objects) table.set(key, object);
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
