import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { EXAMPLES } from '../../src/app/sandbox/examples';
import { plainNodes } from '../../src/cluster/bootstrap';
import { SimulatedCluster } from '../../src/cluster/simulated';
import { pictureMarks, pictureOf } from '../../src/stage/glyphs/work-picture';
import { sceneOf } from '../../src/stage/scene';

test('the picture of an Indexed Job is what its Pods worked out, line by line', async () => {
  const cluster = new SimulatedCluster({ seed: 1, nodes: plainNodes(3) });
  await cluster.create({ group: 'batch', version: 'v1', resource: 'jobs' }, parse(EXAMPLES['picture.yaml']!), { namespace: 'default' });
  const seats = () => sceneOf(cluster.view, 'default').workloads[0]!.generations[0]!.seats;
  while (seats().filter(({ state }) => state === 'done').length < 3) cluster.advance(cluster.at + 500);
  const begun = pictureOf(seats());
  expect(begun.filter(Boolean).length).toBeGreaterThanOrEqual(3);
  expect(begun.filter((piece) => !piece).length).toBeGreaterThan(5);
  expect(pictureMarks(begun, { x: 0, y: 0, width: 96, height: 96 }).some(({ class: name }) => name === 'piece missing')).toBe(true);
  cluster.advance(cluster.at + 120_000);
  const lines = pictureOf(seats()).flatMap((piece) => piece ?? []);
  expect(lines).toHaveLength(12);
  // The set is its own image in the real axis.
  expect(lines.toReversed()).toEqual(lines);
  expect(lines[5]).toMatch(/^ \++@{9,}/);
});
