import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../src/kube/object';
import { layOut, measure, zoneKey, type Box, type Layout, type Room } from '../../src/stage/layout';
import { sceneOf } from '../../src/stage/scene';
import type { Scene } from '../../src/stage/scene/actors';
import { Slots } from '../../src/stage/slots';
import {
  claim,
  daemonSet,
  deployment,
  job,
  NAMESPACE,
  node,
  PHASES,
  pod,
  podOf,
  service,
  statefulSet,
  viewOf,
  type Phase,
} from '../../src/stage/gallery/objects';

const ROOMS: readonly Room[] = [
  { width: 1010, height: 510 },
  { width: 1920, height: 900 },
  { width: 720, height: 400 },
  { width: 390, height: 290 },
  { width: 390, height: 700 },
];

interface Plan {
  readonly zones: readonly number[];
  readonly replicas: readonly (readonly Phase[])[];
  readonly stateful: number;
  readonly daemons: number;
  readonly jobs: readonly number[];
}

const phases = fc.array(fc.constantFrom(...PHASES), { maxLength: 24 });
const plan: fc.Arbitrary<Plan> = fc.record({
  zones: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
  replicas: fc.array(phases, { maxLength: 4 }),
  stateful: fc.integer({ min: 0, max: 5 }),
  daemons: fc.integer({ min: 0, max: 3 }),
  jobs: fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 3 }),
});

/** A cluster of every kind, from a plan. */
function clusterOf({ zones, replicas, stateful, daemons, jobs }: Plan): KubeObject[] {
  const nodes = zones.flatMap((count, z) =>
    Array.from({ length: count }, (_, i) => node(`node-${z}-${i}`, zones.length > 1 ? `zone-${z}` : '')),
  );
  const on = (i: number) => nodes[i % nodes.length]!.metadata.name;
  const web = replicas.flatMap((phases, d) => {
    const { all, sets } = deployment(`web${d}`, ['nginx:1.7.9', 'nginx:1.9.1'], [1, phases.length]);
    return [...all, ...phases.map((phase, i) => podOf(sets[i % 2]!, `p${i}`, phase, on(i)))];
  });
  const db = stateful ? [statefulSet('db', stateful, stateful)] : [];
  const dbs = db.flatMap((owner) =>
    Array.from({ length: stateful }, (_, i) => [
      pod(`db-${i}`, 'ready', on(i), { owner, claims: [`data-db-${i}`] }),
      claim(`data-db-${i}`),
    ]).flat(),
  );
  const sets = Array.from({ length: daemons }, (_, i) => daemonSet(`agent${i}`, nodes.length, 1));
  const agents = sets.map((owner, i) => pod(`agent${i}-a`, 'ready', on(i), { owner }));
  const works = jobs.map((items, i) => job(`work${i}`, items, { succeeded: Math.floor(items / 2), active: 1 }, i % 2 === 0));
  const doors = replicas.map((_, d) => service(`web${d}`, [])).flat();
  return [...nodes, ...web, ...db, ...dbs, ...sets, ...agents, ...works, ...doors];
}

const stage = (objects: readonly KubeObject[], room: Room, slots = new Slots()) => {
  const scene = sceneOf(viewOf(objects), NAMESPACE);
  return { scene, layout: layOut(scene, slots, room) };
};

const boxes = (keys: readonly string[], layout: Layout) =>
  keys.flatMap((key) => (layout.boxes.has(key) ? [[key, layout.boxes.get(key)!] as const] : []));

function overlapping(placed: readonly (readonly [string, Box])[]): string[] {
  return placed.flatMap(([key, a], i) =>
    placed.slice(i + 1).flatMap(([other, b]) => {
      const apart =
        a.x + a.width <= b.x + 0.01 || b.x + b.width <= a.x + 0.01 || a.y + a.height <= b.y + 0.01 || b.y + b.height <= a.y + 0.01;
      return apart ? [] : [`${key} and ${other}`];
    }),
  );
}

/** Those that stand beside each other, by family. */
const families = ({ pods, nodes, workloads, services, controllers, claims }: Scene): Record<string, string[]> => ({
  pods: pods.map(({ uid }) => uid),
  nodes: nodes.map(({ uid }) => uid),
  zones: [...new Set(nodes.map(({ zone }) => zoneKey(zone)))],
  regions: [
    'kubectl',
    'api',
    'default-scheduler',
    ...controllers.map(({ name }) => name),
    ...workloads.map(({ uid }) => uid),
    ...services.map(({ uid }) => uid),
    ...nodes.map(({ uid }) => uid),
    ...claims.map(({ uid }) => uid),
  ],
  generations: workloads.flatMap(({ generations }) => generations.map(({ uid }) => uid)),
});

describe('layout of random clusters', () => {
  test.each(ROOMS)('keeps everything inside $width × $height, and nothing overlaps', (room) => {
    fc.assert(
      fc.property(plan, (plan) => {
        const { scene, layout } = stage(clusterOf(plan), room);
        for (const [key, { x, y, width, height }] of layout.boxes) {
          expect(
            [x, y, width, height].every((number) => Number.isFinite(number) && number >= 0),
            key,
          ).toBe(true);
          expect(x + width, key).toBeLessThanOrEqual(room.width + 0.01);
          expect(y + height, key).toBeLessThanOrEqual(room.height + 0.01);
        }
        for (const [family, keys] of Object.entries(families(scene))) expect(overlapping(boxes(keys, layout)), family).toEqual([]);
      }),
      { numRuns: 40, seed: 7 },
    );
  });

  test('every pod has a place', () => {
    fc.assert(
      fc.property(plan, (plan) => {
        const { scene, layout } = stage(clusterOf(plan), ROOMS[0]!);
        expect(scene.pods.filter(({ uid }) => !layout.boxes.has(uid)).map(({ name }) => name)).toEqual([]);
      }),
      { numRuns: 40, seed: 8 },
    );
  });

  test('who stays keeps its place while others come and go', () => {
    fc.assert(
      fc.property(plan, fc.array(fc.nat({ max: 40 }), { maxLength: 12 }), (plan, leaving) => {
        const objects = clusterOf(plan);
        const slots = new Slots();
        const before = stage(objects, ROOMS[0]!, slots);
        const pods = objects.filter(({ kind }) => kind === 'Pod');
        const gone = new Set(leaving.map((i) => pods[i]?.metadata.uid));
        const after = stage(
          objects.filter(({ metadata }) => !gone.has(metadata.uid)),
          ROOMS[0]!,
          slots,
        );
        const moved = after.scene.pods.filter(
          ({ uid }) => JSON.stringify(before.layout.boxes.get(uid)) !== JSON.stringify(after.layout.boxes.get(uid)),
        );
        expect(moved.map(({ name }) => name)).toEqual([]);
      }),
      { numRuns: 40, seed: 9 },
    );
  });
});

test('a free place is used again', () => {
  const slots = new Slots();
  slots.settle('tray', ['a', 'b', 'c']);
  slots.settle('tray', ['a', 'c']);
  expect([...slots.settle('tray', ['a', 'c', 'd'])]).toEqual([
    ['a', 0],
    ['c', 2],
    ['d', 1],
  ]);
});

test('a room grows by steps and does not shrink until time jumps', () => {
  const slots = new Slots();
  expect([3, 5, 1, 40].map((needed) => slots.room('tray', needed, [4, 6, 9]))).toEqual([4, 6, 6, 72]);
  slots.clear();
  expect(slots.room('tray', 1, [4, 6, 9])).toBe(4);
});

test.each(ROOMS)('text is never below 11 px in $width × $height', (room) => {
  expect(measure(room).s).toBeGreaterThanOrEqual(11);
});

test('a crowd of 5,000 pods has a place for each inside the frame', () => {
  const nodes = Array.from({ length: 50 }, (_, i) => node(`node-${i}`));
  const { all, sets } = deployment('web', ['nginx:1.9.1'], [5000]);
  const pods = Array.from({ length: 5000 }, (_, i) => podOf(sets[0]!, `p${i}`, 'ready', `node-${i % 50}`));
  const { layout } = stage([...nodes, ...all, ...pods], ROOMS[0]!);
  const placed = pods.map(({ metadata: { uid } }) => layout.boxes.get(uid)!);
  expect(placed.every(({ x, y, width, height }) => x >= 0 && y >= 0 && x + width <= 1010 && y + height <= 510)).toBe(true);
  expect(new Set(placed.map(({ x, y }) => `${x},${y}`)).size).toBe(5000);
});
