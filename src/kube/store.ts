import type { Change } from './api';
import { eachSaved, savedFrom, type Saved } from '../sim/cell';
import type { Draft } from './kinds/kind';
import { controllerOf, keyOf, type KubeObject } from './object';
import { flat, freeze } from './plain-data';
import { gone } from './status';

/** Everything the store holds, as plain data. */
export interface StoreState {
  readonly version: number;
  readonly tables: ReadonlyMap<string, Saved<KubeObject>>;
  /** The first `length` of `changes`, which may have grown since. */
  readonly recent: { readonly changes: readonly Recent[]; readonly length: number };
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
  readonly key: string;
  readonly place: number;
  object: KubeObject;
}

/** Some objects of a resource, listed in creation order. Entries may come late (a pod is bound long after it was
 *  made), so a bucket sorts by place when it must: its order never depends on how the entries came in. */
class Bucket {
  #entries = new Set<Entry>();
  #list: readonly KubeObject[] | undefined;
  #last = -1;
  #ordered = true;

  get size(): number {
    return this.#entries.size;
  }

  add(entry: Entry): void {
    this.#list = undefined;
    if (entry.place < this.#last) this.#ordered = false;
    else this.#last = entry.place;
    this.#entries.add(entry);
  }

  /** One of its objects has changed. */
  touch(): void {
    this.#list = undefined;
  }

  drop(entry: Entry): void {
    this.#list = undefined;
    this.#entries.delete(entry);
  }

  list(): readonly KubeObject[] {
    if (this.#list) return this.#list;
    if (!this.#ordered) this.#entries = new Set([...this.#entries].sort((a, b) => a.place - b.place));
    this.#ordered = true;
    return (this.#list = objectsOf(this.#entries));
  }
}

function objectsOf(entries: Iterable<Entry>): readonly KubeObject[] {
  const list: KubeObject[] = [];
  for (const entry of entries) list.push(entry.object);
  return list;
}

/** Buckets by what their objects have in common. It is made when it is first asked, and kept from then on: of most
 *  resources most questions are never asked. */
class Index {
  #buckets: Map<string, Bucket> | undefined;
  #last: { readonly at: string; readonly bucket: Bucket } | undefined;
  readonly #of: (object: KubeObject) => string | undefined;

  constructor(of: (object: KubeObject) => string | undefined) {
    this.#of = of;
  }

  put(entry: Entry, old: KubeObject | undefined): void {
    if (!this.#buckets) return;
    const at = this.#of(entry.object);
    const from = old && this.#of(old);
    if (old && from === at) return at === undefined ? undefined : this.#at(at)!.touch();
    if (from !== undefined) this.#drop(from, entry);
    if (at !== undefined) this.#add(this.#buckets, at, entry);
  }

  remove(entry: Entry): void {
    const from = this.#buckets && this.#of(entry.object);
    if (from !== undefined) this.#drop(from, entry);
  }

  /** @param entries  of the whole table */
  list(at: string, entries: ReadonlyMap<string, Entry>): readonly KubeObject[] {
    return (this.#buckets ??= this.#made(entries)).get(at)?.list() ?? NONE;
  }

  #made(entries: ReadonlyMap<string, Entry>): Map<string, Bucket> {
    const buckets = new Map<string, Bucket>();
    for (const entry of entries.values()) {
      const at = this.#of(entry.object);
      if (at !== undefined) this.#add(buckets, at, entry);
    }
    return buckets;
  }

  #add(buckets: Map<string, Bucket>, at: string, entry: Entry): void {
    let bucket = this.#at(at, buckets);
    if (!bucket) buckets.set(at, (bucket = new Bucket()));
    bucket.add(entry);
  }

  /** Most changes are of the same bucket as the one before. */
  #at(at: string, buckets = this.#buckets!): Bucket | undefined {
    if (this.#last?.at !== at) {
      const bucket = buckets.get(at);
      this.#last = bucket && { at, bucket };
    }
    return this.#last?.bucket;
  }

  #drop(at: string, entry: Entry): void {
    const bucket = this.#at(at)!;
    bucket.drop(entry);
    if (bucket.size > 0) return;
    this.#buckets!.delete(at);
    this.#last = undefined;
  }
}

const NONE: readonly KubeObject[] = Object.freeze([]);

const nodeOf = (object: KubeObject): string | undefined =>
  object.kind === 'Pod' ? (object['spec'] as { nodeName?: string }).nodeName : undefined;

/** One resource: objects by key in creation order, and the questions that must not cost a scan. */
class Table {
  /** In creation order: what is removed and made anew comes last. */
  readonly entries = new Map<string, Entry>();
  readonly #namespaces = new Index((object) => object.metadata.namespace);
  readonly #owners = new Index((object) => controllerOf(object)?.uid);
  readonly #nodes = new Index(nodeOf);
  #all: readonly KubeObject[] | undefined;
  #saved: Saved<KubeObject> | undefined;
  #changed = true;
  #places = 0;
  /** The object put in last, as it was then. */
  newest: KubeObject | undefined;

  get(key: string): KubeObject | undefined {
    return this.entries.get(key)?.object;
  }

  /** @returns its key, the same text as long as it is here; and what was there before */
  set(name: string, object: KubeObject): { readonly key: string; readonly old: KubeObject | undefined } {
    const held = this.entries.get(name);
    const old = held?.object;
    const entry = held ?? { key: flat(name), place: this.#places++, object };
    entry.object = object;
    if (!held) this.entries.set(entry.key, entry);
    this.newest = object;
    this.#all = undefined;
    this.#changed = true;
    this.#namespaces.put(entry, old);
    this.#owners.put(entry, old);
    this.#nodes.put(entry, old);
    return { key: entry.key, old };
  }

  remove(key: string): KubeObject {
    const entry = this.entries.get(key)!;
    this.entries.delete(key);
    this.#all = undefined;
    this.#changed = true;
    this.#namespaces.remove(entry);
    this.#owners.remove(entry);
    this.#nodes.remove(entry);
    return entry.object;
  }

  list(namespace?: string): readonly KubeObject[] {
    if (namespace !== undefined) return this.#namespaces.list(namespace, this.entries);
    return (this.#all ??= objectsOf(this.entries.values()));
  }

  ownedBy(uid: string): readonly KubeObject[] {
    return this.#owners.list(uid, this.entries);
  }

  on(node: string): readonly KubeObject[] {
    return this.#nodes.list(node, this.entries);
  }

  /** The same one as long as nothing changes. */
  save(): Saved<KubeObject> {
    if (this.#changed || !this.#saved) this.#saved = savedFrom([...this.entries.keys()], this.list(), this.#saved);
    this.#changed = false;
    return this.#saved;
  }

  load(saved: Saved<KubeObject>): void {
    eachSaved(saved, (key, object) => void this.set(key, object));
    this.#saved = saved;
    this.#changed = false;
    if (!saved.pieces) this.#all = saved.values;
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
    return this.#tables.get(resource)?.list(namespace) ?? NONE;
  }

  /** The newest object of a resource: the likeliest to share what it is made of with the next one. */
  last(resource: string): KubeObject | undefined {
    return this.#tables.get(resource)?.newest;
  }

  ownedBy(resource: string, uid: string): readonly KubeObject[] {
    return this.#tables.get(resource)?.ownedBy(uid) ?? NONE;
  }

  podsOn(node: string): readonly KubeObject[] {
    return this.#tables.get('pods')?.on(node) ?? NONE;
  }

  /** Hear of every change, in order, once it is stored. @returns stop */
  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Store an object under the next version.
   *  @param name  its key, where that is known: to put it together and to look it up anew is dear
   *  @returns what is stored: frozen, with its resourceVersion */
  put<T extends KubeObject>(resource: string, object: T, name = keyOf(object.metadata)): T {
    const stored = this.#stamp(object);
    const { key, old } = this.#table(resource).set(name, stored);
    this.#tell(old ? { type: 'MODIFIED', resource, key, object: stored, old } : { type: 'ADDED', resource, key, object: stored });
    return stored;
  }

  /** @returns the object as it was, under the version of its removal */
  remove<T extends KubeObject>(resource: string, object: T): T {
    const key = keyOf(object.metadata);
    const old = this.#table(resource).remove(key);
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

  /** How many entries `save` copies. The recent changes are shared: their list only grows, until another takes its place. */
  weight(): number {
    let entries = 1;
    for (const table of this.#tables.values()) entries += table.entries.size;
    return entries;
  }

  save(): StoreState {
    const tables = new Map<string, Saved<KubeObject>>();
    for (const [resource, table] of this.#tables) tables.set(resource, table.save());
    return { version: this.#version, tables, recent: { changes: this.#recent, length: this.#recent.length } };
  }

  load(state: StoreState): void {
    this.#version = state.version;
    this.#recent = state.recent.changes.slice(0, state.recent.length);
    this.#tables = new Map();
    for (const [resource, objects] of state.tables) this.#table(resource).load(objects);
  }

  #table(resource: string): Table {
    let table = this.#tables.get(resource);
    if (!table) this.#tables.set(resource, (table = new Table()));
    return table;
  }

  /** What nobody else has yet is stamped as it is; what is frozen may be shared, and is copied. */
  #stamp<T extends KubeObject>(object: T): T {
    const resourceVersion = String(++this.#version);
    const own = Object.isFrozen(object) ? { ...object } : object;
    if (Object.isFrozen(own.metadata)) (own as Draft).metadata = { ...own.metadata, resourceVersion };
    else (own.metadata as { resourceVersion: string }).resourceVersion = resourceVersion;
    return freeze(own);
  }

  #tell(change: Change): void {
    this.#recent.push({ version: this.#version, change });
    // Trimmed in strides: a shift for every change would cost the whole window each time.
    if (this.#recent.length > 2 * WINDOW) this.#recent = this.#recent.slice(-WINDOW);
    for (const listener of this.#listeners) listener(change);
  }
}
