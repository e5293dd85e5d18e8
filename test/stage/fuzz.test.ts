import fc from 'fast-check';
import { expect, test } from 'vitest';
import { castOf, LAYERS } from '../../src/stage/cast';
import { layOut, type Box } from '../../src/stage/layout';
import { Memory, sceneOf } from '../../src/stage/scene';
import type { Scene } from '../../src/stage/scene/actors';
import { Chronicle } from '../../src/stage/scene/chronicle';
import { shareScene } from '../../src/stage/scene/sharing';
import { Slots } from '../../src/stage/slots';
import { life, newCluster, perform } from './random-cluster';

const outside = ({ x, y, width, height }: Box, room: { width: number; height: number }) =>
  !(x >= -0.01 && y >= -0.01 && x + width <= room.width + 0.01 && y + height <= room.height + 0.01);

const meet = (a: Box, b: Box) =>
  a.x + a.width > b.x + 0.01 && b.x + b.width > a.x + 0.01 && a.y + a.height > b.y + 0.01 && b.y + b.height > a.y + 0.01;

function overlaps(keys: readonly string[], boxes: ReadonlyMap<string, Box>): string[] {
  const placed = keys.flatMap((key) => (boxes.has(key) ? [[key, boxes.get(key)!] as const] : []));
  return placed.flatMap(([key, a], i) => placed.slice(i + 1).flatMap(([other, b]) => (meet(a, b) ? [`${key} and ${other}`] : [])));
}

test('through a random life nothing leaves the frame, nothing stands on another, and every pod has a place', async () => {
  await fc.assert(
    fc.asyncProperty(life, async (acts) => {
      const cluster = newCluster();
      const [slots, chronicle, memory] = [new Slots(), new Chronicle(), new Memory()];
      let room = { width: 1010, height: 510 };
      let scene: Scene | undefined;
      for (const act of acts) {
        await perform(cluster, act);
        if (act.act === 'room') room = { width: act.width, height: act.height };
        chronicle.read(cluster.log);
        const fresh = sceneOf(cluster.view, 'default', chronicle, cluster.at, memory);
        scene = shareScene(scene, fresh);
        expect(scene).toEqual(sceneOf(cluster.view, 'default', chronicle, cluster.at));
        const layout = layOut(scene, slots, room);
        for (const [key, box] of layout.boxes)
          expect(outside(box, room), `${key} in ${JSON.stringify(room)}: ${JSON.stringify(box)}`).toBe(false);
        expect(
          overlaps(
            scene.pods.map(({ uid }) => uid),
            layout.boxes,
          ),
        ).toEqual([]);
        expect(
          overlaps(
            [...scene.nodes, ...scene.workloads, ...scene.services].map(({ uid }) => uid),
            layout.boxes,
          ),
        ).toEqual([]);
        expect(scene.pods.filter(({ uid }) => !layout.boxes.has(uid)).map(({ name }) => name)).toEqual([]);
        const cast = castOf(scene, layout, slots, () => undefined);
        for (const layer of LAYERS) {
          const keys = cast[layer].map(({ key }) => key);
          expect(new Set(keys).size, layer).toBe(keys.length);
          for (const { glyph, data, box } of cast[layer])
            expect(JSON.stringify(glyph.marks(data, box, layout.measure)), glyph.name).not.toMatch(/NaN|null|undefined|Infinity/);
        }
      }
    }),
    { seed: 20, numRuns: 25 },
  );
}, 120_000);

test('a tile never stands on the name of its node', async () => {
  const cluster = newCluster();
  await perform(cluster, { act: 'deploy', name: 'web', replicas: 40, image: 'nginx:1.25' });
  await perform(cluster, { act: 'pass', ms: 30_000 });
  const scene = sceneOf(cluster.view, 'default');
  for (let height = 160; height <= 600; height += 20) {
    const slots = new Slots();
    const layout = layOut(scene, slots, { width: 1010, height });
    const { nodes } = castOf(scene, layout, slots, () => undefined);
    for (const { key, glyph, data, box } of nodes) {
      const name = glyph.marks(data, box, layout.measure).find((mark) => mark.key === 'name');
      const own = scene.pods.filter(({ node }) => node === scene.nodes.find(({ uid }) => uid === key)!.name);
      const top = Math.min(...own.map(({ uid }) => layout.boxes.get(uid)!.y));
      if (name) expect(box.y + Number(name.at['y']), `${height}`).toBeLessThanOrEqual(top + 0.5);
    }
  }
});
