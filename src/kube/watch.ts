import type { Change } from './api';
import type { WatchEvent, WatchOptions } from './cluster';
import type { KindDefinition } from './kinds/kind';
import type { KubeObject } from './object';
import { type Selection, selection } from './selection';
import type { Store } from './store';

type Push = (event: WatchEvent) => void;

/** The watches that are open, by resource: nothing is asked where nobody watches. */
export class Watches {
  readonly #store: Store;
  readonly #open = new Map<string, Set<(change: Change) => void>>();

  constructor(store: Store) {
    this.#store = store;
    store.onChange((change) => this.#open.get(change.resource)?.forEach((tell) => tell(change)));
  }

  /** Tell of what exists (or of what happened since a version), then of every change to come.
   *  @param start what exists, in the order of a list
   *  @returns stop
   *  @throws 410 when the version is no longer held, 400 for a selector that cannot be read */
  open(kind: KindDefinition, options: WatchOptions, start: () => readonly KubeObject[], push: Push): () => void {
    const selects = selection(kind, options);
    const tell = (change: Change) => {
      const event = eventFor(change, selects);
      if (event) push(event);
    };
    // "0" asks for any version: the one at hand will do.
    if (options.resourceVersion && options.resourceVersion !== '0')
      for (const change of this.#store.since(kind.resource, Number(options.resourceVersion))) tell(change);
    else for (const object of start()) push({ type: 'ADDED', object });
    const open = this.#open.get(kind.resource) ?? new Set();
    this.#open.set(kind.resource, open.add(tell));
    return () => void open.delete(tell);
  }
}

/** To a watch with a selector, an object that begins to match is ADDED and one that ceases to is DELETED, as it was
 *  when it last matched. Source: apiserver/pkg/storage/cacher/cache_watcher.go convertToWatchEvent */
function eventFor({ type, object, old }: Change, selects: Selection): WatchEvent | undefined {
  const before = old !== undefined && selects(old);
  if (type === 'DELETED') return before ? { type, object } : undefined;
  const after = selects(object);
  if (after) return { type: before ? 'MODIFIED' : 'ADDED', object };
  return before ? { type: 'DELETED', object: at(old, object.metadata.resourceVersion) } : undefined;
}

const at = (object: KubeObject, resourceVersion: string): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, resourceVersion },
});
