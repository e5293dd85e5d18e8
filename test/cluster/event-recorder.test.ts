import { describe, expect, it } from 'vitest';
import type { Event } from '../../src/kube/kinds/event';
import type { KubeObject } from '../../src/kube/object';
import { Whole } from './whole';

/** Rows A12 to A14 of the behaviour tables: how events are written, counted, combined and forgotten.
 *  Source: client-go tools/record event.go, events_cache.go */

const SOURCE = { component: 'tester' };

/** A world with one object to speak of, and a voice. */
function spoken() {
  const it = new Whole([{ name: 'node-1' }]);
  it.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } });
  const object = it.get<KubeObject>('configmaps', 'x');
  const say = (message: string, reason = 'Said') => it.cluster.engine.record(object, 'Normal', reason, message, SOURCE);
  const events = () => it.api.list<Event>('events').filter(({ involvedObject }) => involvedObject.name === 'x');
  return { it, say, events };
}

describe('A12 events that are alike', () => {
  it('the same one again is patched: count and lastTimestamp (eventObserve)', () => {
    const { it, say, events } = spoken();
    say('hello');
    it.run(60);
    say('hello');
    expect(events()).toHaveLength(1);
    const [{ count, firstTimestamp, lastTimestamp }] = events() as [Event];
    expect(count).toBe(2);
    expect(Date.parse(lastTimestamp!) - Date.parse(firstTimestamp!)).toBe(60_000);
  });

  it('nine messages of one reason stand apart; the tenth and those after it are combined (EventAggregate)', () => {
    const { say, events } = spoken();
    for (let i = 1; i <= 12; i++) say(`number ${i}`);
    expect(events()).toHaveLength(10);
    expect(
      events()
        .slice(0, 9)
        .map(({ message }) => message),
    ).toEqual(Array.from({ length: 9 }, (_, i) => `number ${i + 1}`));
    expect(events()[9]).toMatchObject({ message: '(combined from similar events): number 12', count: 3 });
  });

  it('ten minutes of silence, and they stand apart again (defaultAggregateIntervalInSeconds)', () => {
    const { it, say, events } = spoken();
    for (let i = 1; i <= 10; i++) say(`number ${i}`);
    it.run(601);
    say('number 11');
    expect(events().at(-1)).toMatchObject({ message: 'number 11', count: 1 });
  });

  it('of one object 25 are written at once, then one every five minutes; those left out are counted (spam filter)', () => {
    const { it, say, events } = spoken();
    for (let i = 0; i < 40; i++) say('again');
    expect(events()[0]!.count).toBe(25);
    it.run(299);
    say('again');
    expect(events()[0]!.count).toBe(25);
    it.run(2);
    say('again');
    expect(events()[0]!.count).toBe(42);
    say('again');
    expect(events()[0]!.count).toBe(42);
  });

  it('are kept for an hour (kube-apiserver --event-ttl)', () => {
    const { it, say, events } = spoken();
    say('hello');
    it.run(3_590);
    expect(events()).toHaveLength(1);
    it.run(20);
    expect(events()).toEqual([]);
  });

  it('a ReplicaSet of twelve tells of nine pods, and of three in one', () => {
    const it = new Whole();
    it.apply({
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name: 'web' },
      spec: {
        replicas: 12,
        selector: { matchLabels: { app: 'web' } },
        template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
      },
    });
    it.run(5);
    expect(it.pods('web')).toHaveLength(12);
    const told = it.events('web');
    expect(told.filter((one) => one.startsWith('SuccessfulCreate: Created pod: '))).toHaveLength(9);
    expect(told.filter((one) => one.startsWith('SuccessfulCreate: (combined from similar events): Created pod: web-'))).toHaveLength(1);
  });
});

describe('who writes an event, and how', () => {
  it('A13 it is called after its object, and stands in its namespace; a node’s in default (event.go makeEvent)', () => {
    const { it, events } = (() => {
      const all = spoken();
      all.say('hello');
      return all;
    })();
    expect(events()[0]!.metadata).toMatchObject({ namespace: 'default', name: expect.stringMatching(/^x\.[0-9a-f]{16}$/) as string });
    const ofNode = it.api.list<Event>('events').filter(({ involvedObject }) => involvedObject.kind === 'Node');
    expect(ofNode.length).toBeGreaterThan(0);
    expect(new Set(ofNode.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['default']));
  });

  it('A14 the scheduler’s have an eventTime and no count; the kubelet’s have a count and two times (events.k8s.io, core/v1)', () => {
    const it = new Whole([{ name: 'node-1' }]);
    it.apply({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'nginx' }] } });
    it.run(10);
    const of = (reason: string) => it.api.list<Event>('events').find((one) => one.reason === reason && one.involvedObject.name === 'p')!;
    expect(of('Scheduled')).toMatchObject({
      eventTime: expect.any(String) as string,
      firstTimestamp: null,
      lastTimestamp: null,
      reportingComponent: 'default-scheduler',
    });
    expect(of('Scheduled')).not.toHaveProperty('count');
    expect(of('Started')).toMatchObject({ eventTime: null, count: 1, source: { component: 'kubelet', host: 'node-1' } });
    expect(of('Started').firstTimestamp).toBe(of('Started').lastTimestamp);
  });
});
