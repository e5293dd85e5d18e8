import type { LogEntry, LogObject } from '../kube/log';
import { keyOf, type KubeObject } from '../kube/object';
import type { View } from '../kube/view';

/** What was seen of a cluster, so that one can look back at it: every change with what was there before. It holds one
 *  position; `toEnd` is the present. */

/** Entries after which the older half is forgotten, unless all is to be kept. */
const MOST = 20_000;

export type Draft = Omit<LogEntry, 'id' | 'at'>;

export class Recording {
  /** The story up to the position. While one stands at the end it is the same array, and grows. */
  get log(): readonly LogEntry[] {
    return this.past ? this.#until().log : this.#log;
  }

  /** What each entry of the story stored. */
  get stored(): readonly (KubeObject | undefined)[] {
    return this.past ? this.#until().stored : this.#stored;
  }

  readonly view: View;
  /** The earliest instant that is still known. */
  start = 0;
  readonly #now: () => number;
  readonly #keepAll: boolean;
  #log: LogEntry[] = [];
  #stored: (KubeObject | undefined)[] = [];
  #before: (KubeObject | undefined)[] = [];
  /** Entries that the view has taken. */
  #position = 0;
  /** The instant that is looked at; undefined: the present. */
  #at: number | undefined;
  #next = 0;
  #version = 0;
  readonly #objects: Objects = new Map();
  readonly #latest: Objects = new Map();
  readonly #lists = new Map<string, readonly KubeObject[]>();
  /** By uid: who was seen first, where creation times are the same. */
  readonly #order = new Map<string, number>();
  #cut: { readonly position: number; readonly log: LogEntry[]; readonly stored: (KubeObject | undefined)[] } | undefined;

  /** @param now  ms since the recording began
   *  @param epoch  when that was, ms since the Unix epoch
   *  @param keepAll  a lesson is judged by the whole story */
  constructor(now: () => number, epoch: number, keepAll = false) {
    this.#now = now;
    this.#keepAll = keepAll;
    const at = () => this.at;
    const version = () => this.#version;
    this.view = {
      get now() {
        return epoch + at();
      },
      get version() {
        return version();
      },
      list: (resource) => this.#list(resource),
      get: (resource, key) => this.#objects.get(resource)?.get(key),
    };
  }

  /** Ms since the recording began. */
  get at(): number {
    return this.#at ?? this.#now();
  }

  get end(): number {
    return this.#now();
  }

  get past(): boolean {
    return this.#at !== undefined;
  }

  /** What is there now, also while one looks at the past. */
  latest(resource: string): ReadonlyMap<string, KubeObject> {
    return this.#latest.get(resource) ?? NONE;
  }

  /** Add to the story what stores nothing. */
  note(draft: Draft): LogEntry {
    return this.#add(draft, undefined, undefined);
  }

  /** @param after undefined: it is gone */
  change(draft: Draft & { readonly object: LogObject }, before: KubeObject | undefined, after: KubeObject | undefined): LogEntry {
    const uid = (after ?? before)!.metadata.uid;
    if (!this.#order.has(uid)) this.#order.set(uid, this.#order.size);
    put(this.#latest, draft.object.resource, before, after);
    return this.#add(draft, before, after);
  }

  /** Stand at an instant. */
  seek(at: number): void {
    if (at >= this.#now()) return this.toEnd();
    this.#at = Math.max(this.start, at);
    const position = this.#log.findIndex((entry) => entry.at > this.#at!);
    this.#go(position < 0 ? this.#log.length : position);
    this.#version++;
  }

  toEnd(): void {
    this.#at = undefined;
    this.#go(this.#log.length);
    this.#version++;
  }

  /** Forget the older half of what is too long to keep. @returns whether anything was forgotten */
  trim(): boolean {
    if (this.#keepAll || this.past || this.#log.length < MOST) return false;
    const half = this.#log.length >> 1;
    this.start = this.#log[half]!.at;
    this.#log = this.#log.slice(half);
    this.#stored = this.#stored.slice(half);
    this.#before = this.#before.slice(half);
    this.#position = this.#log.length;
    return true;
  }

  #add(draft: Draft, before: KubeObject | undefined, after: KubeObject | undefined): LogEntry {
    const entry: LogEntry = { id: this.#next++, at: this.#now(), ...draft };
    this.#log.push(entry);
    this.#stored.push(after);
    this.#before.push(before);
    if (!this.past) this.#go(this.#log.length);
    return entry;
  }

  #go(position: number): void {
    for (; this.#position < position; this.#position++) this.#put(this.#position, this.#stored);
    while (this.#position > position) this.#put(--this.#position, this.#before);
  }

  #put(index: number, states: readonly (KubeObject | undefined)[]): void {
    const known = this.#before[index] ?? this.#stored[index];
    if (!known) return;
    const { resource } = this.#log[index]!.object!;
    put(this.#objects, resource, known, states[index]);
    this.#lists.delete(resource);
    this.#version++;
  }

  #list(resource: string): readonly KubeObject[] {
    let list = this.#lists.get(resource);
    if (!list) {
      const age = ({ metadata }: KubeObject) => metadata.creationTimestamp ?? '';
      const rank = ({ metadata }: KubeObject) => this.#order.get(metadata.uid) ?? 0;
      list = [...(this.#objects.get(resource)?.values() ?? [])].sort((a, b) => compare(age(a), age(b)) || rank(a) - rank(b));
      this.#lists.set(resource, list);
    }
    return list;
  }

  #until() {
    if (this.#cut?.position !== this.#position) {
      const [log, stored] = [this.#log.slice(0, this.#position), this.#stored.slice(0, this.#position)];
      this.#cut = { position: this.#position, log, stored };
    }
    return this.#cut;
  }
}

/** By resource and key. */
type Objects = Map<string, Map<string, KubeObject>>;

function put(objects: Objects, resource: string, known: KubeObject | undefined, state: KubeObject | undefined): void {
  const here = objects.get(resource) ?? new Map<string, KubeObject>();
  objects.set(resource, here);
  if (state) here.set(keyOf(state.metadata), state);
  else if (known) here.delete(keyOf(known.metadata));
}

const NONE: ReadonlyMap<string, KubeObject> = new Map();
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
