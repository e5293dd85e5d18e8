import type { ApiResource, Cluster, WatchEvent } from '../kube/cluster';
import type { KubeObject } from '../kube/object';
import { StatusError, statusError } from '../kube/status';

/** One resource of a cluster, followed for as long as one likes: listed, watched, and watched on after whatever goes
 *  wrong on the way.
 *  MODELS client-go/tools/cache reflector.go: pages, bookmarks, the watch resumed from the last version, the list
 *  anew after 410, growing waits, Retry-After.
 *  OMITS WatchList and jitter: there is one of us. */

export type FollowState =
  | { readonly phase: 'listing' }
  | { readonly phase: 'watching' }
  /** Something went wrong; it is tried again after `wait` ms. */
  | { readonly phase: 'waiting'; readonly error: StatusError; readonly wait: number }
  /** One may not, or there is none: asked again now and then, since rights are given as well as taken. */
  | { readonly phase: 'refused'; readonly error: StatusError };

export interface Following {
  /** The whole state, after a list. */
  replace(objects: readonly KubeObject[]): void;
  changed(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: KubeObject): void;
  state(state: FollowState): void;
}

/** Objects in a page of a list. */
const PAGE = 500;
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;
/** ms after which a right is asked for again. */
const REFUSED = 60_000;
/** A watch that lived so long (ms) was a good one: the next wait is short again. */
const GOOD = 10_000;
/** A server tells its version about once a minute, though nothing happens. A machine that slept hears of no lost
 *  connection: after so long (ms) it asks anew, from where it was. */
const SILENCE = 300_000;

export interface FollowOptions {
  readonly cluster: Cluster;
  readonly resource: ApiResource;
  /** Absent: cluster-scoped, or all namespaces. */
  readonly namespace?: string | undefined;
  readonly signal: AbortSignal;
}

/** Follow until the signal says otherwise. Never rejects. */
export async function follow(options: FollowOptions, following: Following): Promise<void> {
  const { signal, cluster } = options;
  const turn: Turn = { version: undefined, wait: FIRST_WAIT };
  while (!signal.aborted) {
    const began = cluster.clock.now();
    try {
      if (turn.version === undefined) await list(options, following, turn);
      await watch(options, following, turn);
      // A watch that its server ends at once would be asked for for ever.
      if (cluster.clock.now() - began < FIRST_WAIT) await rest(options, FIRST_WAIT);
    } catch (error) {
      if (signal.aborted) return;
      if (cluster.clock.now() - began > GOOD) turn.wait = FIRST_WAIT;
      await afterwards(options, following, turn, statusOf(error));
    }
  }
}

interface Turn {
  /** Where to watch on; undefined: list anew. */
  version: string | undefined;
  wait: number;
}

async function list({ cluster, resource, namespace, signal }: FollowOptions, { replace, state }: Following, turn: Turn): Promise<void> {
  state({ phase: 'listing' });
  const objects: KubeObject[] = [];
  let next: string | undefined;
  do {
    const page = await cluster.list(resource, { limit: PAGE, ...(namespace && { namespace }), ...(next && { continue: next }) });
    signal.throwIfAborted();
    objects.push(...page.items);
    next = page.metadata.continue;
    turn.version = next ? undefined : page.metadata.resourceVersion;
  } while (next);
  replace(objects);
}

async function watch({ cluster, resource, namespace, signal }: FollowOptions, following: Following, turn: Turn): Promise<void> {
  const onOpen = () => following.state({ phase: 'watching' });
  const options = { bookmarks: true, signal, onOpen, resourceVersion: turn.version!, ...(namespace && { namespace }) };
  const events = cluster.watch(resource, options)[Symbol.asyncIterator]();
  try {
    for (let next = await heard(events, cluster); next && !next.done; next = await heard(events, cluster)) {
      const { type, object } = next.value;
      if (signal.aborted) return;
      turn.version = object.metadata.resourceVersion;
      turn.wait = FIRST_WAIT;
      if (type !== 'BOOKMARK') following.changed(type, object);
    }
  } finally {
    void events.return?.().catch(() => {});
  }
}

/** @returns undefined when nothing was heard for so long that nobody may be there any more */
async function heard(events: AsyncIterator<WatchEvent>, { clock }: Cluster): Promise<IteratorResult<WatchEvent> | undefined> {
  const over = new AbortController();
  const silence = clock.sleep(SILENCE, over.signal).then(
    () => undefined,
    () => undefined,
  );
  try {
    return await Promise.race([events.next(), silence]);
  } finally {
    over.abort();
  }
}

async function afterwards(options: FollowOptions, { state }: Following, turn: Turn, error: StatusError): Promise<void> {
  const { code, status } = error;
  // What is known stays until the list says otherwise.
  if (code === 410) turn.version = undefined;
  const refused = [401, 403, 404, 405].includes(code);
  const asked = (status.details?.retryAfterSeconds ?? 0) * 1000;
  const wait = refused ? REFUSED : Math.max(asked, code === 410 ? turn.wait / 2 : turn.wait);
  turn.wait = Math.min(LONGEST_WAIT, turn.wait * 2);
  state(refused ? { phase: 'refused', error } : { phase: 'waiting', error, wait });
  await rest(options, wait);
}

const rest = ({ cluster, signal }: FollowOptions, ms: number) => cluster.clock.sleep(ms, signal).catch(() => {});

function statusOf(error: unknown): StatusError {
  if (error instanceof StatusError) return error;
  return statusError(503, 'ServiceUnavailable', error instanceof Error ? error.message : String(error));
}
