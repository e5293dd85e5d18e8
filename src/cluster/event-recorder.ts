import type { Change } from '../kube/api';
import { keyOf, type KubeObject } from '../kube/object';
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
    const subject = [source.component, source.host, object.kind, object.metadata.uid].join('\u0000');
    const similar = [subject, type, reason].join('\u0000');
    const talkative = source.component !== 'default-scheduler';
    const combined = talkative && isOneOfMany(world, similar, message);
    const same = combined ? similar : [similar, source.fieldPath, message].join('\u0000');
    const before = world.cell<Seen>('events/seen').get(same);
    const seen = { key: before?.key ?? '', count: (before?.count ?? 0) + 1, first: before?.first ?? world.timestamp };
    const said = combined ? `(combined from similar events): ${message}` : message;
    const key = talkative && !mayWrite(world, subject) ? seen.key : this.#write(object, type, reason, said, source, seen);
    remember(world.cell<Seen>('events/seen'), same, { ...seen, key });
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
    const name = `${object.metadata.name}.${hexNanoseconds(world.now, number)}`;
    world.api.create(
      'events',
      {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name, namespace },
        involvedObject: involved(object, source.fieldPath),
        reason,
        message,
        type,
        ...(modern
          ? {
              source: {},
              firstTimestamp: null,
              lastTimestamp: null,
              eventTime: micro(world.now),
              action: 'Binding',
              reportingComponent: component,
              reportingInstance: component,
            }
          : {
              source: { component, ...(source.host && { host: source.host }) },
              firstTimestamp: seen.first,
              lastTimestamp: world.timestamp,
              count: seen.count,
              eventTime: null,
              reportingComponent: component,
              reportingInstance: source.host ?? '',
            }),
      },
      { trusted: true, namespace },
    );
    if (world.dueAt(this.name, 'ttl', 'EXPIRE') === undefined) world.schedule(this.name, 'ttl', 'EXPIRE', TTL);
    return `${namespace}/${name}`;
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
  return {
    kind: object.kind,
    ...(namespace && { namespace }),
    name,
    uid,
    apiVersion: object.apiVersion,
    resourceVersion,
    ...(fieldPath && { fieldPath }),
  };
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
