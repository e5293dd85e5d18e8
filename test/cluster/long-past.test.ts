import { expect, test } from 'vitest';
import { SimulatedCluster } from '../../src/cluster/simulated';
import { plainNodes } from '../../src/cluster/bootstrap';

const WEB = { group: 'apps', version: 'v1', resource: 'deployments', namespace: 'default', name: 'web' };

test('what a write of long ago stored is told again as it was, at any instant and in a fork', async () => {
  const cluster = new SimulatedCluster({ seed: 3, nodes: plainNodes(2), keepStored: 600 });
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx:1.25' }] } };
  const spec = { replicas: 0, selector: { matchLabels: { app: 'web' } }, template };
  await cluster.create(WEB, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec }, { namespace: 'default' });
  const told: (string | undefined)[] = [];
  for (let turn = 1; turn <= 7; turn++) {
    await cluster.patch(WEB, 'application/merge-patch+json', { spec: { replicas: turn % 2 ? 40 : 2 } });
    for (let second = 0; second < 40; second++) {
      cluster.advance(cluster.at + 1000);
      while (told.length < cluster.log.length) told.push(JSON.stringify(cluster.stored.at(told.length)));
    }
  }
  // Most of it is not kept.
  const forgotten = cluster.log.findLastIndex((_, i) => cluster.engine.storedAt(i) === null);
  expect(forgotten).toBeGreaterThan(told.length / 2);
  const expectSame = (of: SimulatedCluster, until: number) => {
    for (let i = 0; i < until; i += 37) expect(JSON.stringify(of.stored.at(i)), `entry ${i}`).toBe(told[i]);
  };
  expectSame(cluster, told.length);
  const fork = cluster.fork();
  expect(JSON.stringify(fork.stored.at(500))).toBe(told[500]);
  cluster.seek(120_000);
  expectSame(cluster, cluster.log.length);
  // Another life from there on.
  await cluster.patch(WEB, 'application/merge-patch+json', { spec: { replicas: 30 } });
  expectSame(cluster, told.indexOf(told[cluster.log.length - 20]));
});
