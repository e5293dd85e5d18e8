import type { Change } from '../kube/api';
import { keyOf, type KubeObject, type Manifest } from '../kube/object';
import { flat } from '../kube/plain-data';
import { StatusError } from '../kube/status';
import type { ClusterEvent, Component, World } from './component';

/** Kubernetes keeps Events for an hour (kube-apiserver --event-ttl). */
const TTL = 3_600_000;
/** client-go forgets what it has correlated beyond this many entries (events_cache.go maxLruCacheEntries). */
const CORRELATED = 4096;

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
    const world = this.#world;
    const subject = `${object.metadata.uid}\0${source.component}\0${source.host}\0${object.kind}`;
    const similar = `${subject}\0${type}\0${reason}`;
    const talkative = source.component !== 'default-scheduler';
    const combined = talkative && isOneOfMany(world, similar, message);
    const same = combined ? similar : `${similar}\0${source.fieldPath}\0${message}`;
    const memory = world.cell<Seen>('events/seen');
    const before = memory.get(same);
    const count = (before?.count ?? 0) + 1;
    const first = before?.first ?? world.timestamp;
    const seen = { key: before?.key ?? '', count, first };
    const said = combined ? `(combined from similar events): ${message}` : message;
    const key = talkative && !mayWrite(world, subject) ? seen.key : this.#write(object, type, reason, said, source, seen);
    remember(memory, same, { key, count, first });
  }

  /** @returns the key of the event; '' when it is not there */
  #write(object: KubeObject, type: string, reason: string, message: string, source: Source, seen: Seen): string {
    try {
      const event = seen.key ? this.#world.api.get('events', seen.key) : undefined;
      if (!event) return this.#first(object, type, reason, message, source, seen);
      this.#again(event, message, seen.count);
      return seen.key;
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
          series: { count: ((event['series'] as { count: number } | undefined)?.count ?? 1) + 1, lastObservedTime: micro(world.now) },
        }
      : { ...event, message, count, lastTimestamp: world.timestamp };
    world.api.update('events', renewed, { trusted: true });
  }

  #first(object: KubeObject, type: string, reason: string, message: string, source: Source, seen: Seen): string {
    const world = this.#world;
    const namespace = object.metadata.namespace ?? 'default';
    const serial = world.cell<number>('events/serial');
    const number = (serial.get('next') ?? 0) + 1;
    serial.set('next', number);
    const component = source.component ?? 'podplay';
    // The scheduler alone speaks events.k8s.io: eventTime instead of first and last.
    const modern = component === 'default-scheduler';
    const metadata = { name: flat(`${object.metadata.name}.${hexNanoseconds(world.now, number)}`), namespace };
    const what = { involvedObject: involved(object, source.fieldPath), reason, message: flat(message), type };
    const event = modern ? modernEvent(what, metadata, component, world) : coreEvent(what, metadata, component, source, seen, world);
    const { name } = world.api.create('events', event, { trusted: true, given: true, namespace }).metadata;
    if (world.dueAt(this.name, 'ttl', 'EXPIRE') === undefined) world.schedule(this.name, 'ttl', 'EXPIRE', TTL);
    return flat(`${namespace}/${name}`);
  }

  /** Remove what has not been renewed for an hour; look again when the next one is due. */
  #expire(world: World): void {
    let oldest = Infinity;
    for (const event of world.api.list('events')) {
      const last = lastSeen(event);
      if (last + TTL <= world.now) world.api.delete('events', keyOf(event.metadata));
      else oldest = Math.min(oldest, last);
    }
    if (oldest < Infinity) world.schedule(this.name, 'ttl', 'EXPIRE', oldest + TTL - world.now);
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
    eventTime: micro(world.now),
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
  { first, count }: Seen,
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

/** What client-go remembers of an event. */
interface Seen {
  /** `namespace/name` of the Event; '' when none was written. */
  readonly key: string;
  /** Those that were not written count as well. */
  readonly count: number;
  readonly first: string;
}

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

/** Source: EventAggregator.EventAggregate */
function isOneOfMany(world: World, similar: string, message: string): boolean {
  const cell = world.cell<{ readonly messages: readonly string[]; readonly last: number }>('events/similar');
  const before = cell.get(similar);
  const recent = before && world.now - before.last <= SIMILAR_FOR ? before.messages : [];
  const messages = recent.includes(message) ? recent : [...recent, message];
  const many = messages.length >= SIMILAR;
  remember(cell, similar, { messages: many ? messages.slice(1) : messages, last: world.now });
  return many;
}

/** So many events a source may write of one object at once, and one more after each of these ms.
 *  Source: defaultSpamBurst, defaultSpamQPS */
const BURST = 25;
const REFILL = 300_000;

/** Source: EventSourceObjectSpamFilter.Filter */
function mayWrite(world: World, subject: string): boolean {
  const cell = world.cell<{ readonly tokens: number; readonly at: number }>('events/tokens');
  const before = cell.get(subject) ?? { tokens: BURST, at: world.now };
  const tokens = Math.min(BURST, before.tokens + (world.now - before.at) / REFILL);
  const allowed = tokens >= 1;
  remember(cell, subject, { tokens: allowed ? tokens - 1 : tokens, at: world.now });
  return allowed;
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
const micro = (now: number) => new Date(now).toISOString().replace('Z', '000Z');

/** Source: client-go event.go names an event `<object>.<hex of its nanosecond>`. The serial number stands in
 *  for the nanoseconds below a millisecond, so that names differ. */
function hexNanoseconds(now: number, serial: number): string {
  return (BigInt(now) * 1_000_000n + BigInt(serial % 1_000_000)).toString(16);
}
