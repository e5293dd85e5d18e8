import { expect, test } from 'vitest';
import type { SimulatedCluster } from '../../src/cluster/simulated';
import { web, webCluster } from './web-cluster';

/** In the middle of a start: timers run, images are pulled. */
const midway = () => webCluster(700);

const told = (cluster: SimulatedCluster) => JSON.stringify(cluster.log);

test('a fork that nobody touches lives through the same as the world that it came from', async () => {
  const cluster = await midway();
  const fork = cluster.fork();
  expect(told(fork)).toBe(told(cluster));
  for (const world of [fork, cluster]) world.advance(world.at + 60_000);
  expect(told(fork)).toBe(told(cluster));
  expect(fork.log.length).toBeGreaterThan(cluster.fork().log.length / 2);
});

test('what is done to a fork does not reach the world that it came from', async () => {
  const [cluster, same] = [await midway(), await midway()];
  const fork = cluster.fork();
  await fork.patch(web, 'application/merge-patch+json', { spec: { replicas: 9 } });
  fork.advance(fork.at + 60_000);
  expect(fork.view.list('pods')).toHaveLength(9);
  for (const world of [cluster, same]) world.advance(world.at + 60_000);
  expect(told(cluster)).toBe(told(same));
});

test('a fork goes back to the instant of its birth, and no further', async () => {
  const cluster = await midway();
  const fork = cluster.fork();
  const pods = JSON.stringify(fork.view.list('pods'));
  fork.advance(fork.at + 30_000);
  expect(JSON.stringify(fork.view.list('pods'))).not.toBe(pods);
  fork.seek(0);
  expect(fork.at).toBe(cluster.at);
  expect(JSON.stringify(fork.view.list('pods'))).toBe(pods);
});
