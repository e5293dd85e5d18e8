import { SimulatedCluster } from '../../src/cluster/simulated';
import { castOf, LAYERS } from '../../src/stage/cast';
import { layOut, type Box } from '../../src/stage/layout';
import { Memory, sceneOf } from '../../src/stage/scene';
import type { Scene } from '../../src/stage/scene/actors';
import { Chronicle } from '../../src/stage/scene/chronicle';
import { shareScene } from '../../src/stage/scene/sharing';
import { Slots } from '../../src/stage/slots';
import { threadMilliseconds } from './measure';
import { DEPLOYMENTS, isAvailable, roomyNodes, webDeployment } from './worlds';

/** How long one picture takes to be worked out (scene, layout, cast and the marks of what changed) while N pods roll
 *  to another image. What the browser needs to draw it is measured by stage-frames.ts. */

const ROOM = { width: 1440, height: 760 };
const ref = { ...DEPLOYMENTS, namespace: 'default', name: 'web' };

const IMAGES = ['nginx:1.26', 'nginx:1.27', 'nginx:1.25', 'nginx:1.26'];

/** One rollout after another. @returns CPU ms of each picture */
async function rollouts(pods: number): Promise<number[]> {
  const cluster = new SimulatedCluster({ seed: 1, nodes: roomyNodes(10) });
  await cluster.create(DEPLOYMENTS, webDeployment(pods), { namespace: 'default' });
  while (!isAvailable(cluster)) cluster.advance(cluster.at + 1000);
  const draw = drawer(cluster);
  const took: number[] = [];
  for (const image of IMAGES) {
    const old = await cluster.get(ref);
    await cluster.update(ref, { ...old, spec: webDeployment(pods, image)['spec'] });
    took.push(...rollout(cluster, draw));
  }
  return took;
}

function rollout(cluster: SimulatedCluster, draw: () => void): number[] {
  const took: number[] = [];
  let version = -1;
  // At 4× a frame is 66 ms of virtual time.
  for (let frames = 0; frames < 20_000 && !(isAvailable(cluster) && frames > 50); frames++) {
    cluster.advance(cluster.at + 66);
    if (cluster.view.version === version) continue;
    version = cluster.view.version;
    took.push(threadMilliseconds(draw));
  }
  return took;
}

function drawer(cluster: SimulatedCluster): () => void {
  const [slots, chronicle, memory] = [new Slots(), new Chronicle(), new Memory()];
  const drawn = new Map<string, { data: unknown; box: Box }>();
  let scene: Scene | undefined;
  return () => {
    chronicle.read(cluster.log);
    scene = shareScene(scene, sceneOf(cluster.view, 'default', chronicle, cluster.at, memory));
    const layout = layOut(scene, slots, ROOM);
    const cast = castOf(scene, layout, slots, () => undefined);
    for (const layer of LAYERS)
      for (const { key, glyph, data, box } of cast[layer]) {
        const known = drawn.get(key);
        if (known && known.data === data && isSame(known.box, box)) continue;
        glyph.marks(data, box, layout.measure);
        drawn.set(key, { data, box });
      }
  };
}

const isSame = (a: Box, b: Box) => a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;

const share = (sorted: readonly number[], part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!;

/** Print how long pictures took. The first one is no update: everything is new in it. */
export async function pictures(print: (text: string) => void): Promise<void> {
  print('the stage works out a picture (CPU ms of its thread) while a Deployment rolls four times');
  // The first run pays for the compiler.
  await rollouts(100);
  for (const pods of [100, 300]) {
    const [first = 0, ...rest] = await rollouts(pods);
    const sorted = rest.toSorted((a, b) => a - b);
    const [median, p99, worst] = [share(sorted, 0.5), share(sorted, 0.99), share(sorted, 1)].map((ms) => ms.toFixed(2));
    print(`  ${pods} pods, the first picture of all: ${first.toFixed(2)} ms`);
    print(`  ${pods} pods, ${sorted.length} pictures after it: median ${median} ms, p99 ${p99} ms, worst ${worst} ms`);
  }
}
