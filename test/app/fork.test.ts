import { describe, expect, test } from 'vitest';
import { fieldsOf, patchOf } from '../../src/app/fork/fields';
import { Pair } from '../../src/app/fork/pair';
import type { SimulatedCluster } from '../../src/cluster/simulated';
import { web, webCluster } from '../cluster/web-cluster';

const SECONDS = 1000;

const running = () => webCluster(30 * SECONDS);

const roll = (cluster: SimulatedCluster) => {
  const containers = [{ name: 'web', image: 'nginx:1.26' }];
  return cluster.patch(web, 'application/strategic-merge-patch+json', { spec: { template: { spec: { containers } } } });
};

/** Merge patch of one field of the Deployment. */
async function change(pair: Pair, label: string, value: string): Promise<void> {
  const field = fieldsOf(pair.sides[1].view, 'default').find((one) => one.label === `Deployment web: ${label}`)!;
  await pair.sides[1].patch(web, 'application/merge-patch+json', patchOf(field, value));
}

describe('two futures of one instant', () => {
  test('are the same while nothing is changed', async () => {
    const pair = new Pair(await running());
    for (const side of pair.sides) await roll(side);
    pair.advance(pair.at + 60 * SECONDS);
    expect(pair.difference).toBeUndefined();
    expect(JSON.stringify(pair.sides[0].log)).toBe(JSON.stringify(pair.sides[1].log));
  });

  test('part at the first Pod that fares otherwise, and the cluster itself stays where it was', async () => {
    const cluster = await running();
    const pair = new Pair(cluster);
    await change(pair, 'maxUnavailable', '1');
    for (const side of pair.sides) await roll(side);
    for (let second = 0; second < 60; second++) pair.advance(pair.at + SECONDS);
    // 25 % of 3 is none: with maxUnavailable 1 the rollout goes another way from its first step, on the one side or the other.
    expect(pair.difference).toMatchObject({ entry: { actor: 'replicaset-controller', object: { kind: 'Pod' } } });
    // The left one makes a Pod more; the right one takes one away.
    expect([
      [0, 'create', false],
      [1, 'update', true],
    ]).toContainEqual([pair.difference!.side, pair.difference!.entry.verb, pair.difference!.leaving]);
    expect(pair.difference!.at).toBeLessThan(pair.start + SECONDS);
    expect(cluster.at).toBe(pair.start);
  });

  test('both live through what was done after the fork', async () => {
    const cluster = await running();
    const fork = cluster.at;
    cluster.advance(fork + 5 * SECONDS);
    await roll(cluster);
    cluster.advance(fork + 60 * SECONDS);
    cluster.seek(fork);
    const pair = new Pair(cluster);
    expect(pair.hasFuture).toBe(true);
    await change(pair, 'replicas', '4');
    pair.advance(fork + 60 * SECONDS);
    const images = pair.sides.map((side) => side.view.list('pods').map(({ spec }) => (spec!.containers as { image: string }[])[0]!.image));
    expect(images).toEqual([Array(3).fill('nginx:1.26'), Array(4).fill('nginx:1.26')]);
  });

  test('in frames that have time for one event the same happens, at the same instants on both sides', async () => {
    const cluster = await running();
    const lived = [];
    for (const enough of [() => false, () => true]) {
      const pair = new Pair(cluster);
      await change(pair, 'maxUnavailable', '1');
      for (const side of pair.sides) await roll(side);
      let frames = 1;
      while (!pair.advance(pair.start + 30 * SECONDS, enough)) {
        frames++;
        expect(pair.sides[0].at).toBe(pair.sides[1].at);
      }
      lived.push({ difference: pair.difference, logs: pair.sides.map(({ log }) => JSON.stringify(log)), patient: frames > 50 });
    }
    expect(lived[1]).toEqual({ ...lived[0]!, patient: true });
  });

  test('go back to the fork together, and forward again to the same end', async () => {
    const pair = new Pair(await running());
    await change(pair, 'replicas', '5');
    pair.advance(pair.start + 20 * SECONDS);
    const told = pair.sides.map(({ log }) => JSON.stringify(log));
    pair.seek(pair.start);
    expect(pair.sides.map(({ at }) => at)).toEqual([pair.start, pair.start]);
    pair.advance(pair.end);
    expect(pair.sides.map(({ log }) => JSON.stringify(log))).toEqual(told);
  });
});

test.each([
  ['0', 0],
  ['25%', '25%'],
  ['true', true],
])('the text %s is a value of its type', (text, value) => {
  expect(patchOf({ path: ['spec', 'a', 'b'] }, text)).toEqual({ spec: { a: { b: value } } });
});
