import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../src/kube/object';
import { claim, Whole } from './whole';

/** The opening story of the talk: half of the nodes are in a zone that goes down, all at once. */

const template = (app: string, command?: readonly string[]) => ({
  metadata: { labels: { app } },
  spec: {
    terminationGracePeriodSeconds: 2,
    ...(command && { restartPolicy: 'Never' }),
    containers: [{ name: 'c', image: command ? 'busybox' : 'nginx', ...(command && { command }) }],
  },
});
const selector = (app: string) => ({ matchLabels: { app } });
const workload = (kind: string, app: string, spec: object): Manifest => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name: app },
  spec: { selector: selector(app), template: template(app), ...spec },
});

const fourNodes = [1, 2, 3, 4].map((i) => ({ name: `node-${i}`, zone: i % 2 ? 'zone-a' : 'zone-b' }));

function life(): Whole {
  const it = new Whole(fourNodes, 11);
  it.apply(workload('Deployment', 'web', { replicas: 4 }));
  it.apply(
    workload('StatefulSet', 'db', {
      replicas: 4,
      serviceName: 'db',
      podManagementPolicy: 'Parallel',
      volumeClaimTemplates: [claim('data')],
    }),
  );
  it.apply(workload('DaemonSet', 'agent', {}));
  it.apply({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'work' },
    spec: { completions: 8, parallelism: 2, template: template('work', ['sleep', '60']) },
  });
  it.run(40);
  return it;
}

const lost = (it: Whole, app: string) => it.pods(app).filter(({ spec }) => spec.nodeName === 'node-1' || spec.nodeName === 'node-3');
const going = (it: Whole, app: string) => it.pods(app).filter(({ metadata }) => metadata.deletionTimestamp);

describe('a zone that holds half of the nodes', () => {
  it('goes down, and every pattern does what it promises; it comes back, and everything settles', () => {
    const it = life();
    expect(['web', 'db', 'agent'].map((app) => it.ready(app).length)).toEqual([4, 4, 4]);
    const [webLost, dbLost] = [lost(it, 'web').length, lost(it, 'db').length];
    expect(webLost).toBeGreaterThan(0);
    expect(dbLost).toBeGreaterThan(0);
    const identities = it.pods('db').map(({ metadata }) => metadata.uid);

    it.fault({ kind: 'stop-zone', zone: 'zone-a' });
    it.run(70);
    // Nobody is evicted yet, but nobody sends them requests either.
    expect(it.ready('web')).toHaveLength(4 - webLost);
    expect(going(it, 'web')).toEqual([]);

    it.run(330);
    // Deployment: whole again, on the nodes that are left.
    expect(it.ready('web')).toHaveLength(4);
    expect(it.ready('web').every(({ spec }) => spec.nodeName === 'node-2' || spec.nodeName === 'node-4')).toBe(true);
    expect(going(it, 'web')).toHaveLength(webLost);
    // StatefulSet: it waits, because nobody knows whether its pods still run and write to their disks.
    expect(it.ready('db')).toHaveLength(4 - dbLost);
    expect(it.pods('db').map(({ metadata }) => metadata.uid)).toEqual(identities);
    // DaemonSet: nothing to do.
    expect(it.pods('agent')).toHaveLength(4);
    expect(going(it, 'agent')).toEqual([]);
    // Job: it goes on.
    it.run(400);
    expect(it.get('jobs', 'work')['status']).toMatchObject({ succeeded: 8 });

    it.fault({ kind: 'start-zone', zone: 'zone-a' });
    it.run(120);
    expect(['web', 'db', 'agent'].map((app) => it.ready(app).length)).toEqual([4, 4, 4]);
    expect(['web', 'db', 'agent', 'work'].flatMap((app) => going(it, app))).toEqual([]);
    expect(it.api.list('nodes').flatMap((node) => (node['spec'] as { taints?: unknown[] }).taints ?? [])).toEqual([]);
    expect(it.api.list('persistentvolumeclaims').map((one) => (one['status'] as { phase: string }).phase)).toEqual(Array(4).fill('Bound'));
  });

  it('is the same story, byte for byte, when it is lived again', () => {
    const told = () => {
      const it = life();
      it.fault({ kind: 'stop-zone', zone: 'zone-a' });
      it.run(450);
      return JSON.stringify(it.cluster.log);
    };
    expect(told()).toBe(told());
  });
});
