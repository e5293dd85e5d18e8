import { mergePatch } from '../../kube/patch/merge-patch';
import type { LogEntry } from '../../kube/log';
import type { KubeObject } from '../../kube/object';
import type { View } from '../../kube/view';

/** What a cluster lived through, as the stage sees it, without the cluster: plain JSON, made by playing a lesson when
 *  the site is built. A figure in a post shows one; a lesson's first picture is one that has not begun. */
export interface Film {
  readonly namespace: string;
  /** The cluster's clock at instant 0, ms since the Unix epoch. */
  readonly epoch: number;
  readonly start: number;
  readonly end: number;
  /** Objects at the start, in creation order. */
  readonly cast: readonly (readonly [resource: string, object: KubeObject])[];
  /** The story; what came before the start is there for those who ask why. */
  readonly log: readonly LogEntry[];
  /** By position in the log: how the entry changed its object (JSON merge patch), or null when it took it away. */
  readonly changes: Readonly<Record<number, unknown>>;
}

/** A film at one instant. */
export class FilmView implements View {
  readonly #film: Film;
  #objects = new Map<string, Map<string, KubeObject>>();
  #at: number;
  #read = 0;
  version = 0;

  constructor(film: Film) {
    this.#film = film;
    this.#at = film.start;
    this.#rewind();
  }

  get at(): number {
    return this.#at;
  }

  get now(): number {
    return this.#film.epoch + this.#at;
  }

  /** The story up to this instant. */
  get log(): readonly LogEntry[] {
    return this.#film.log.slice(0, this.#read);
  }

  list(resource: string): readonly KubeObject[] {
    return [...(this.#objects.get(resource)?.values() ?? [])];
  }

  get(resource: string, key: string): KubeObject | undefined {
    return this.#objects.get(resource)?.get(key);
  }

  /** Stand at an instant of the film; earlier and later ones are clamped. */
  seek(to: number): void {
    const { start, end, log } = this.#film;
    const at = Math.min(end, Math.max(start, to));
    if (at < this.#at) this.#rewind();
    this.#at = at;
    while (this.#read < log.length && log[this.#read]!.at <= at) this.#live(this.#read++);
  }

  #rewind(): void {
    this.#objects = new Map();
    this.#read = 0;
    for (const [resource, object] of this.#film.cast) this.#put(resource, keyOf(object.metadata), object);
  }

  #live(position: number): void {
    const change = this.#film.changes[position];
    const object = this.#film.log[position]!.object;
    if (change === undefined || !object) return;
    const key = keyOf(object);
    if (change === null) this.#objects.get(object.resource)?.delete(key);
    else this.#put(object.resource, key, mergePatch(this.get(object.resource, key), change) as KubeObject);
    this.version++;
  }

  #put(resource: string, key: string, object: KubeObject): void {
    let all = this.#objects.get(resource);
    if (!all) this.#objects.set(resource, (all = new Map<string, KubeObject>()));
    all.set(key, object);
  }
}

export const keyOf = ({ namespace, name }: { readonly namespace?: string | undefined; readonly name: string }) =>
  namespace ? `${namespace}/${name}` : name;
