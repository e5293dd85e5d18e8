import type { Change } from '../kube/api';
import { keyOf, type KubeObject, type Manifest } from '../kube/object';
import { flat, longer } from '../kube/plain-data';
import { StatusError } from '../kube/status';
import type { ClusterEvent, Component, World } from './component';

/** Kubernetes keeps Events for an hour (kube-apiserver --event-ttl). */
const TTL = 3_600_000;

type Source = NonNullable<Parameters<World['record']>[4]>;

/** Writes Kubernetes Events.
 *  MODELS client-go's correlation: the same event again is patched (count, lastTimestamp); the tenth of similar ones
 *  within ten minutes and those after it share one event; who says too much of one object is not written down for a
 *  while; the scheduler's new-style events (eventTime, no count, none of these); removal after an hour.
 *  Source: client-go/tools/record/events_cache.go */
export class EventRecorder implements Component {
  readonly name = 'event-recorder';
  readonly watches: readonly string[] = [];
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  changed(_change: Change): void {}

  handle(event: ClusterEvent, world: World): void {
    if (event.type === 'EXPIRE') this.#expire(world);
  }

  record(object: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string, source: Source = {}): void {
    const { now } = this.#world;
    const memory = this.#world.cell<readonly Spoken[]>('events/spoken');
    const { uid } = object.metadata;
    const all = memory.get(uid) ?? [];
    const before = all.find((one) => isOf(one, object.kind, source));
    const spoken = before ?? newSpoken(object.kind, source, now);
    const group = spoken.groups.find((one) => one.reason === reason && one.type === type);
    const said = { object, type, reason, message, source } as const;
    // Only the old style of events is correlated.
    const talkative = source.component !== 'default-scheduler';
    const messages = talkative ? gathered(group, message, now) : NOTHING;
    const allowance = talkative ? allowanceOf(spoken, now) : { allowed: true, tokens: spoken.tokens };
    const combined = messages.length >= SIMILAR;
    const told = group?.told.find((one) => one.combined === combined && (combined || isSame(one, said)));
    const next = this.#tell(said, told, combined, allowance.allowed);
    const groups = replaced(spoken.groups, group, {
      type,
      reason,
      messages: combined ? messages.slice(1) : messages,
      last: now,
      told: latest(replaced(group?.told ?? [], told, next)),
    });
    const { component, host, kind } = spoken;
    remember(memory, uid, replaced(all, before, { component, host, kind, tokens: allowance.tokens, at: now, groups }));
  }

  #tell(said: Said, before: Told | undefined, combined: boolean, allowed: boolean): Told {
    const count = (before?.count ?? 0) + 1;
    const first = before?.first ?? this.#world.timestamp;
    const { message, source } = said;
    const known = before?.name ?? '';
    const words = combined ? `(combined from similar events): ${message}` : message;
    const name = allowed ? this.#write(said, words, known, count, first) : known;
    return { combined, fieldPath: source.fieldPath, message, name, count, first };
  }

  /** @returns the name of the event; '' when it is not there */
  #write({ object, type, reason, source }: Said, message: string, known: string, count: number, first: string): string {
    try {
      const event = known ? this.#world.api.get('events', `${namespaceOf(object)}/${known}`) : undefined;
      if (!event) return this.#first(object, type, reason, message, source, count, first);
      this.#again(event, message, count);
      return known;
    } catch (error) {
      // client-go drops an event that the API server refuses, as it does in a namespace on its way out.
      if (!(error instanceof StatusError)) throw error;
      return '';
    }
  }

  #again(event: KubeObject, message: string, count: number): void {
    const world = this.#world;
    const renewed = event['eventTime']
      ? {
          ...event,
          series: { count: ((event['series'] as { count: number } | undefined)?.count ?? 1) + 1, lastObservedTime: micro(world) },
        }
      : { ...event, message, count, lastTimestamp: world.timestamp };
    world.api.update('events', renewed, { trusted: true });
  }

  #first(object: KubeObject, type: string, reason: string, message: string, source: Source, count: number, first: string): string {
    const world = this.#world;
    const namespace = namespaceOf(object);
    const serial = world.cell<number>('events/serial');
    const number = (serial.get('next') ?? 0) + 1;
    serial.set('next', number);
    const component = source.component ?? 'podplay';
    // The scheduler alone speaks events.k8s.io: eventTime instead of first and last.
    const modern = component === 'default-scheduler';
    const metadata = { name: flat(`${object.metadata.name}.${hexNanoseconds(world.now, number)}`), namespace };
    const what = { involvedObject: involved(object, source.fieldPath), reason, message: flat(message), type };
    const event = modern
      ? modernEvent(what, metadata, component, world)
      : coreEvent(what, metadata, component, source, { count, first }, world);
    world.api.create('events', event, { trusted: true, given: true, namespace });
    if (!serial.has('expiry')) this.#expireIn(TTL);
    return metadata.name;
  }

  #expireIn(ms: number): void {
    this.#world.cell<number>('events/serial').set('expiry', this.#world.now + ms);
    this.#world.schedule(this.name, 'ttl', 'EXPIRE', ms);
  }

  /** Remove what has not been renewed for an hour; look again when the next one is due. */
  #expire(world: World): void {
    world.cell<number>('events/serial').delete('expiry');
    let oldest = Infinity;
    for (const event of world.api.list('events')) {
      const last = lastSeen(event);
      if (last + TTL <= world.now) world.api.delete('events', keyOf(event.metadata));
      else oldest = Math.min(oldest, last);
    }
    if (oldest < Infinity) this.#expireIn(oldest + TTL - world.now);
  }
}

/** What an event says, of whom. */
interface What {
  readonly involvedObject: ReturnType<typeof involved>;
  readonly reason: string;
  readonly message: string;
  readonly type: string;
}

type Name = { readonly name: string; readonly namespace: string };

// Events are most of what a cluster holds, so each of these is written out: an object that is put together from others
// takes twice the memory.

/** As events.k8s.io has it: eventTime instead of first and last. */
function modernEvent({ involvedObject, reason, message, type }: What, metadata: Name, component: string, world: World): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata,
    involvedObject,
    reason,
    message,
    type,
    source: {},
    firstTimestamp: null,
    lastTimestamp: null,
    eventTime: micro(world),
    action: 'Binding',
    reportingComponent: component,
    reportingInstance: component,
  };
}

function coreEvent(
  { involvedObject, reason, message, type }: What,
  metadata: Name,
  component: string,
  { host }: Source,
  { first, count }: Pick<Told, 'first' | 'count'>,
  world: World,
): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata,
    involvedObject,
    reason,
    message,
    type,
    source: host ? { component, host } : { component },
    firstTimestamp: first,
    lastTimestamp: world.timestamp,
    count,
    eventTime: null,
    reportingComponent: component,
    reportingInstance: host ?? '',
  };
}

const namespaceOf = ({ metadata }: KubeObject) => metadata.namespace ?? 'default';

/** An event that somebody wants to be written. */
interface Said {
  readonly object: KubeObject;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly source: Source;
}

/** What client-go remembers of what one component says of one object.
 *  OMITS that each process has its own memory, of so many events: here so many objects are remembered. */
interface Spoken {
  readonly component: string | undefined;
  readonly host: string | undefined;
  readonly kind: string;
  /** How many events it may still write of the object, as it was at `at`, ms since the Unix epoch. */
  readonly tokens: number;
  readonly at: number;
  readonly groups: readonly Group[];
}

/** Events that differ in their messages only. */
interface Group {
  readonly type: string;
  readonly reason: string;
  /** The last different ones. */
  readonly messages: readonly string[];
  /** ms since the Unix epoch. */
  readonly last: number;
  readonly told: readonly Told[];
}

interface Told {
  /** It stands for all that are similar. */
  readonly combined: boolean;
  readonly fieldPath: string | undefined;
  readonly message: string;
  /** Of the Event; '' when none was written. */
  readonly name: string;
  /** Those that were not written count as well. */
  readonly count: number;
  readonly first: string;
}

const newSpoken = (kind: string, { component, host }: Source, now: number): Spoken => ({
  component,
  host,
  kind,
  tokens: BURST,
  at: now,
  groups: [],
});

const isOf = (one: Spoken, kind: string, { component, host }: Source) =>
  one.kind === kind && one.component === component && one.host === host;

const isSame = (one: Told, { message, source }: Said) => one.message === message && one.fieldPath === source.fieldPath;

/** A list with one of its members, or one more. */
function replaced<T>(list: readonly T[], old: T | undefined, next: T): readonly T[] {
  if (!old) return longer(list, next);
  return list.map((one) => (one === old ? next : one));
}

/** client-go forgets what it has correlated beyond this many (events_cache.go maxLruCacheEntries). */
const CORRELATED = 4096;
/** Different events of one group. */
const REMEMBERED = 32;
const latest = (told: readonly Told[]) => (told.length > REMEMBERED ? told.slice(-REMEMBERED) : told);

/** The oldest go, some at a time: to find the first of a Map again and again is dear. */
function remember<T>(cell: Map<string, T>, key: string, value: T): void {
  cell.set(key, value);
  if (cell.size < CORRELATED + STRIDE) return;
  for (const oldest of cell.keys()) {
    if (cell.size <= CORRELATED) return;
    cell.delete(oldest);
  }
}
const STRIDE = 256;

/** Messages that share an object and a reason are told apart up to this many. Source: defaultAggregateMaxEvents */
const SIMILAR = 10;
/** ms without one after which they are counted anew. Source: defaultAggregateIntervalInSeconds */
const SIMILAR_FOR = 600_000;

/** The different messages of a group, with this one. Source: EventAggregator.EventAggregate */
function gathered(before: Group | undefined, message: string, now: number): readonly string[] {
  const recent = before && now - before.last <= SIMILAR_FOR ? before.messages : NOTHING;
  return recent.includes(message) ? recent : longer(recent, message);
}

const NOTHING: readonly string[] = [];

/** So many events a source may write of one object at once, and one more after each of these ms.
 *  Source: defaultSpamBurst, defaultSpamQPS */
const BURST = 25;
const REFILL = 300_000;

/** Source: EventSourceObjectSpamFilter.Filter */
function allowanceOf({ tokens, at }: Spoken, now: number): { readonly allowed: boolean; readonly tokens: number } {
  const held = Math.min(BURST, tokens + (now - at) / REFILL);
  return held >= 1 ? { allowed: true, tokens: held - 1 } : { allowed: false, tokens: held };
}

function involved(object: KubeObject, fieldPath: string | undefined) {
  const { name, namespace, uid, resourceVersion } = object.metadata;
  const { kind, apiVersion } = object;
  if (namespace && fieldPath) return { kind, namespace, name, uid, apiVersion, resourceVersion, fieldPath };
  if (namespace) return { kind, namespace, name, uid, apiVersion, resourceVersion };
  return { kind, name, uid, apiVersion, resourceVersion, ...(fieldPath && { fieldPath }) };
}

function lastSeen(event: KubeObject): number {
  const series = event['series'] as { lastObservedTime: string } | undefined;
  return Date.parse(series?.lastObservedTime ?? event['lastTimestamp'] ?? event['eventTime'] ?? event.metadata.creationTimestamp);
}

/** RFC 3339 with microseconds. */
const micro = ({ now, timestamp }: World) => `${timestamp.slice(0, -1)}.${String(now % 1000).padStart(3, '0')}000Z`;

/** Source: client-go event.go names an event `<object>.<hex of its nanosecond>`. The serial number stands in
 *  for the nanoseconds below a millisecond, so that names differ. */
function hexNanoseconds(now: number, serial: number): string {
  // The number is too large for arithmetic as it is: its last sixteen bits are worked out apart.
  const low = (now % 65_536) * 1_000_000 + (serial % 1_000_000);
  const high = Math.floor(now / 65_536) * 1_000_000 + Math.floor(low / 65_536);
  return high.toString(16) + (low % 65_536).toString(16).padStart(4, '0');
}
