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
 *  MODELS client-go's correlation: the same event again is patched (count, lastTimestamp); the scheduler's
 *  new-style events (eventTime, no count); removal after an hour.
 *  OMITS aggregation of more than ten similar events and the spam filter: nothing here is so talkative. */
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
    const seen = world.cell<string>('events/seen');
    const same = [source.component, source.host, source.fieldPath, object.kind, object.metadata.uid, type, reason, message].join('\u0000');
    const key = seen.get(same);
    const before = key === undefined ? undefined : world.api.get('events', key);
    try {
      if (before) this.#again(before);
      else remember(seen, same, this.#first(object, type, reason, message, source));
    } catch (error) {
      // client-go drops an event that the API server refuses, as it does in a namespace on its way out.
      if (!(error instanceof StatusError)) throw error;
    }
  }

  #again(event: KubeObject): void {
    const world = this.#world;
    const renewed = event['eventTime']
      ? {
          ...event,
          series: { count: ((event['series'] as { count: number } | undefined)?.count ?? 1) + 1, lastObservedTime: micro(world.now) },
        }
      : { ...event, count: (event['count'] as number) + 1, lastTimestamp: world.timestamp };
    world.api.update('events', renewed, { trusted: true });
  }

  #first(object: KubeObject, type: string, reason: string, message: string, source: Source): string {
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
              firstTimestamp: world.timestamp,
              lastTimestamp: world.timestamp,
              count: 1,
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

function remember(seen: Map<string, string>, same: string, key: string): void {
  seen.set(same, key);
  if (seen.size > CORRELATED) seen.delete(seen.keys().next().value!);
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
