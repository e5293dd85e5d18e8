import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import '../../src/app/tokens.css';
import { SimulatedCluster } from '../../src/cluster/simulated';
import { mountStage } from '../../src/stage';
import { DEPLOYMENTS, roomyNodes, webDeployment } from '../bench/worlds';

/** The picture is a function of the world and the instant: what Chromium draws is compared pixel by pixel. */

const STEP = 100;
/** Virtual ms after the cluster's first: Pods are on their way, all are there, a rollout is under way. */
const INSTANTS = [1200, 9000, 12_500];
const ROLLOUT = 10_000;

/** A stage and nothing else. @returns what shows an instant there, and what takes a picture of it */
function theatre() {
  document.body.innerHTML =
    '<style>* { transition: none !important } body { margin: 0 }</style><div id="room" style="width: 900px; height: 500px"><svg style="width: 100%; height: 100%"></svg></div>';
  const stage = mountStage(document.querySelector('svg')!, { mode: 'page', reducedMotion: () => true });
  let now = performance.now();
  const show = ({ view, log, at }: SimulatedCluster, jump: boolean) => {
    stage.show({ view, log, at, playing: !jump, speed: 1, jump, namespace: 'default' });
    for (let ticks = 0; ticks < 2 || stage.busy; ticks++) stage.tick((now += 10_000));
  };
  const shoot = () => page.screenshot({ element: document.querySelector('#room')!, base64: true, save: false });
  return { show, shoot, close: () => stage.destroy() };
}

/** Lives the same world anew, frame after frame. @returns it, and its pictures */
async function play(): Promise<{ cluster: SimulatedCluster; begin: number; pictures: string[] }> {
  const { show, shoot, close } = theatre();
  const cluster = new SimulatedCluster({ seed: 4, nodes: roomyNodes(3), keepLog: true });
  const begin = cluster.at;
  const ref = { ...DEPLOYMENTS, namespace: 'default', name: 'web' };
  const pictures: string[] = [];
  await cluster.create(DEPLOYMENTS, webDeployment(5), { namespace: 'default' });
  show(cluster, true);
  for (let at = STEP; at <= INSTANTS.at(-1)!; at += STEP) {
    cluster.advance(begin + at);
    if (at === ROLLOUT) await cluster.update(ref, { ...(await cluster.get(ref)), spec: webDeployment(5, 'nginx:1.26')['spec'] });
    show(cluster, false);
    if (INSTANTS.includes(at)) pictures.push(await shoot());
  }
  close();
  return { cluster, begin, pictures };
}

/** Goes to each instant, the last one first. */
async function seek({ cluster, begin }: { readonly cluster: SimulatedCluster; readonly begin: number }): Promise<string[]> {
  const { show, shoot, close } = theatre();
  const pictures: string[] = [];
  for (const at of INSTANTS.toReversed()) {
    cluster.seek(begin + at);
    show(cluster, true);
    pictures.unshift(await shoot());
  }
  close();
  return pictures;
}

async function pixels(picture: string): Promise<Uint8ClampedArray> {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${picture}`)).blob());
  const context = new OffscreenCanvas(image.width, image.height).getContext('2d')!;
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, image.width, image.height).data;
}

/** How many bytes differ by more than what the edge of a shape can: those who seek have the same shapes in another order. */
async function differences(one: string, other: string): Promise<number> {
  const [a, b] = [await pixels(one), await pixels(other)];
  expect(a).toHaveLength(b.length);
  return a.reduce((sum, byte, i) => sum + Number(Math.abs(byte - b[i]!) > 48), 0);
}

it('two plays of one seed are the same pixels, and who seeks there sees what who played there saw', { timeout: 60_000 }, async () => {
  await page.viewport(900, 500);
  const [first, second] = [await play(), await play()];
  expect(second.pictures).toEqual(first.pictures);
  const sought = await seek(first);
  expect(await seek(second)).toEqual(sought);
  // A rollout frees places: they stay free for who plays on, and are closed up for who seeks.
  for (const i of [0, 1]) expect(await differences(sought[i]!, first.pictures[i]!)).toBe(0);
  expect(await differences(sought[0]!, sought[1]!)).toBeGreaterThan(1000);
  expect(await differences(sought[1]!, sought[2]!)).toBeGreaterThan(1000);
});
