import type { Change } from './api';
import type { WatchEvent, WatchOptions } from './cluster';
import { tableOf, type KindDefinition } from './kinds/kind';
import type { KubeObject } from './object';
import { versionOf } from './paging';
import { apiVersionOf } from './api-version';
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
    const from = versionOf(options.resourceVersion || '0');
    if (from && !options.sendInitialEvents) for (const change of this.#store.since(tableOf(kind), from)) tell(change);
    else for (const object of start()) push({ type: 'ADDED', object });
    if (options.sendInitialEvents) push(this.bookmark(kind, { 'k8s.io/initial-events-end': 'true' }));
    const open = this.#open.get(tableOf(kind)) ?? new Set();
    this.#open.set(tableOf(kind), open.add(tell));
    return () => void open.delete(tell);
  }

  /** The present version, as a watch is told of it. */
  bookmark(kind: KindDefinition, annotations?: Readonly<Record<string, string>>): WatchEvent {
    return bookmarkAt(kind, String(this.#store.version), annotations);
  }
}

/** Source: the names of apimachinery/pkg/apis/meta/v1 WatchEvent and types.go InitialEventsAnnotationKey */
function bookmarkAt(kind: KindDefinition, resourceVersion: string, annotations?: Readonly<Record<string, string>>): WatchEvent {
  const metadata = { resourceVersion, creationTimestamp: null, ...(annotations && { annotations }) };
  return { type: 'BOOKMARK', object: { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata } as unknown as KubeObject };
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
