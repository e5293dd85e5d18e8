import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findFight } from '../../src/cluster/livelock';
import type { Fault } from '../../src/kube/fault';
import type { Manifest } from '../../src/kube/object';
import { Whole } from './whole';

/** Random faults on random clusters: what must hold whatever happens. */

const template = (app: string) => ({
  metadata: { labels: { app } },
  spec: { terminationGracePeriodSeconds: 2, containers: [{ name: 'c', image: 'nginx' }] },
});
const workload = (kind: string, app: string, spec: object): Manifest => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name: app },
  spec: { selector: { matchLabels: { app } }, template: template(app), ...spec },
});

type Act = { readonly fault: Fault } | { readonly kill: number } | { readonly scale: number };

const node = fc.integer({ min: 1, max: 4 }).map((i) => `node-${i}`);
const zone = fc.constantFrom('zone-a', 'zone-b');
const act: fc.Arbitrary<Act> = fc.oneof(
  node.map((name): Act => ({ fault: { kind: 'stop-node', node: name } })),
  node.map((name): Act => ({ fault: { kind: 'start-node', node: name } })),
  fc.tuple(node, fc.boolean()).map(([name, mend]): Act => ({ fault: { kind: 'cut-node', node: name, mend } })),
  fc.tuple(node, fc.boolean()).map(([name, mend]): Act => ({ fault: { kind: 'stop-kubelet', node: name, mend } })),
  fc.tuple(node, fc.boolean()).map(([name, mend]): Act => ({ fault: { kind: 'fill-node', node: name, resource: 'memory', mend } })),
  zone.map((name): Act => ({ fault: { kind: 'stop-zone', zone: name } })),
  zone.map((name): Act => ({ fault: { kind: 'start-zone', zone: name } })),
  fc.nat(20).map((kill): Act => ({ kill })),
  fc.integer({ min: 0, max: 5 }).map((scale): Act => ({ scale })),
);

function perform(it: Whole, what: Act): void {
  if ('fault' in what) return it.fault(what.fault);
  if ('scale' in what) return it.patch('deployments', 'web', { spec: { replicas: what.scale } });
  const pods = it.pods();
  if (pods.length) it.delete('pods', pods[what.kill % pods.length]!.metadata.name);
}

/** Nobody runs twice under one name, whatever the API says: it is the kubelets that are asked. */
function identities(it: Whole): void {
  const records = it.cluster.engine.cell<{ key: string; state: string }>('kubelet/pods');
  const alive = [...records.values()].filter(({ key, state }) => key.startsWith('default/db-') && state === 'Running');
  expect(new Set(alive.map(({ key }) => key)).size).toBe(alive.length);
}

function mend(it: Whole): void {
  for (const name of ['zone-a', 'zone-b']) it.fault({ kind: 'start-zone', zone: name });
  for (let i = 1; i <= 4; i++) {
    it.fault({ kind: 'cut-node', node: `node-${i}`, mend: true });
    it.fault({ kind: 'stop-kubelet', node: `node-${i}`, mend: true });
    it.fault({ kind: 'fill-node', node: `node-${i}`, resource: 'memory', mend: true });
  }
}

function live(seed: number, acts: readonly (readonly [Act, number])[]): Whole {
  const nodes = [1, 2, 3, 4].map((i) => ({ name: `node-${i}`, zone: i % 2 ? 'zone-a' : 'zone-b' }));
  const it = new Whole(nodes, seed);
  it.apply(
    workload('Deployment', 'web', { replicas: 3 }),
    workload('StatefulSet', 'db', { replicas: 2, serviceName: 'db' }),
    workload('DaemonSet', 'agent', {}),
  );
  it.run(20);
  for (const [what, seconds] of acts) {
    perform(it, what);
    it.run(seconds);
    identities(it);
  }
  return it;
}

/** The same stories every time; another seed tells others. */
const SEED = Number(process.env['SEED'] ?? 20250331);
const NUMBER = process.env['RUNS'] === undefined ? undefined : Number(process.env['RUNS']);

const story = fc.tuple(
  fc.integer({ min: 1, max: 1000 }),
  fc.array(fc.tuple(act, fc.integer({ min: 1, max: 200 })), { minLength: 1, maxLength: 6 }),
);

describe('random faults on random clusters', () => {
  it('never run one identity twice, never make two controllers fight, and are forgotten when all is mended', () => {
    fc.assert(
      fc.property(story, ([seed, acts]) => {
        const it = live(seed, acts);
        mend(it);
        it.run(700);
        const replicas = (it.get('deployments', 'web')['spec'] as { replicas: number }).replicas;
        expect(it.ready('web')).toHaveLength(replicas);
        expect(it.ready('db')).toHaveLength(2);
        expect(it.ready('agent')).toHaveLength(4);
        expect(it.pods().filter(({ metadata }) => metadata.deletionTimestamp)).toEqual([]);
        expect(findFight(it.cluster.log)).toBeUndefined();
      }),
      { numRuns: NUMBER ?? 6, seed: SEED },
    );
  });

  it('are the same when they are lived again, and when time is moved back and played', () => {
    fc.assert(
      fc.property(story, ([seed, acts]) => {
        const [first, second] = [live(seed, acts), live(seed, acts)];
        const state = (it: Whole) =>
          JSON.stringify(it.cluster.engine.api.save(), (_, value: unknown) => (value instanceof Map ? [...value] : value));
        const end = first.cluster.at;
        expect(state(second)).toBe(state(first));
        second.cluster.seek(end / 2);
        second.cluster.seek(end);
        expect(state(second)).toBe(state(first));
        expect(second.cluster.log).toEqual(first.cluster.log);
      }),
      { numRuns: NUMBER ?? 4, seed: SEED },
    );
  });
});
