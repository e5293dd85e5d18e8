import { expect, test } from 'vitest';
import { SimulatedCluster } from '../../src/cluster/simulated';
import { DEPLOYMENTS, roomyNodes, webDeployment } from '../bench/worlds';

const END = 20_000;

async function life(events: number): Promise<SimulatedCluster> {
  const cluster = new SimulatedCluster({ seed: 1, nodes: roomyNodes(2) });
  await cluster.create(DEPLOYMENTS, webDeployment(5), { namespace: 'default' });
  while (cluster.at < END) {
    let left = events;
    cluster.advance(END, () => --left <= 0);
  }
  return cluster;
}

test('who stops wherever it has done enough, also within an instant, lives the same life', async () => {
  const [whole, pieces] = [await life(Infinity), await life(3)];
  pieces.advance(END);
  expect(whole.log.length).toBeGreaterThan(100);
  expect(pieces.log).toEqual(whole.log);
});

test('it stops after the event that was enough', async () => {
  const cluster = await life(Infinity);
  await cluster.create(DEPLOYMENTS, { ...webDeployment(5), metadata: { name: 'second' } }, { namespace: 'default' });
  const { steps } = cluster.engine.kernel;
  expect(cluster.advance(END * 2, () => true)).toBe(false);
  expect(cluster.engine.kernel.steps).toBe(steps + 1);
});
