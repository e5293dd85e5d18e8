import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import '../../src/app/tokens.css';
import { SimulatedCluster } from '../../src/cluster/simulated';
import { mountStage, type Chosen, type Scene, type Stage } from '../../src/stage';
import { DEPLOYMENTS, roomyNodes, webDeployment } from '../bench/worlds';
import { life, newCluster, perform } from '../stage/random-cluster';

/** The stage where only a browser can tell: its joins, and a crowd on a canvas. */

let svg: SVGSVGElement;
let stage: Stage;
let scene: Scene | undefined;
let chosen: Chosen | undefined;
const complaint = vi.spyOn(console, 'error');

beforeEach(() => {
  complaint.mockClear();
  document.body.innerHTML = '<div style="width: 1200px; height: 700px"><svg style="width: 100%; height: 100%"></svg></div>';
  svg = document.querySelector('svg')!;
  stage = mountStage(svg, {
    mode: 'page',
    reducedMotion: () => true,
    onScene: (shown) => (scene = shown),
    onSelect: (what) => (chosen = what),
  });
});
afterEach(() => {
  stage.destroy();
  expect(complaint).not.toHaveBeenCalled();
});

let now = performance.now();

function show({ view, log, at }: SimulatedCluster, speed: number, jump: boolean): void {
  stage.show({ view, log, at, playing: !jump, speed, jump, namespace: 'default' });
}

/** Until every beat is over and everything is drawn. */
function settle(cluster: SimulatedCluster): void {
  show(cluster, 1, false);
  for (let ticks = 0; ticks < 40 || stage.busy; ticks++) stage.tick((now += 10_000));
}

const keysIn = (layer: string) =>
  [...svg.querySelectorAll<SVGGElement>(`.layer-${layer} g[data-key]`)].map((one) => one.dataset['key']!).sort();

it('through random lives, with rewinds, in quick order: on the stage is who is in the scene', { timeout: 60_000 }, async () => {
  let seen = 0;
  for (const acts of fc.sample(life, { numRuns: 8, seed: 6 })) {
    const cluster = newCluster();
    let speed = 1;
    show(cluster, speed, true);
    for (const [i, act] of acts.entries()) {
      if (i % 5 === 4) {
        cluster.seek(Math.floor(cluster.at * 0.6));
        show(cluster, speed, true);
        cluster.history.branch();
      }
      if (act.act === 'speed') speed = act.speed;
      await perform(cluster, act);
      show(cluster, speed, false);
      stage.tick((now += 30));
    }
    settle(cluster);
    const uids = (things: readonly { readonly uid: string }[]) => things.map(({ uid }) => uid).sort();
    seen += scene!.pods.length;
    expect(keysIn('pods')).toEqual(uids(scene!.pods));
    expect(keysIn('nodes')).toEqual(uids(scene!.nodes));
    expect(keysIn('workloads')).toEqual(uids(scene!.workloads));
  }
  expect(seen).toBeGreaterThan(40);
});

const frame = () => new Promise(requestAnimationFrame);

function pixels(): Uint8ClampedArray {
  const canvas = svg.querySelector('canvas')!;
  return canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data;
}

/** How many bytes differ by more than what the edge of a letter can. */
const differences = (a: Uint8ClampedArray, b: Uint8ClampedArray) =>
  a.reduce((sum, byte, i) => sum + Number(Math.abs(byte - b[i]!) > 48), 0);

const setTheme = async (theme: string) => {
  document.documentElement.dataset['theme'] = theme;
  await frame();
  await frame();
};

const pointAt = (x: number, y: number, type: string) => {
  const { left, top } = svg.getBoundingClientRect();
  svg.dispatchEvent(new MouseEvent(type, { bubbles: true, clientX: left + x, clientY: top + y }));
};

it('a crowd on a canvas is pointed at, walked through by keys, and painted as the theme is', { timeout: 60_000 }, async () => {
  const cluster = new SimulatedCluster({ seed: 1, nodes: roomyNodes(6), keepLog: true });
  await cluster.create(DEPLOYMENTS, webDeployment(640), { namespace: 'default' });
  cluster.advance(30_000);
  show(cluster, 1, true);
  expect(scene!.pods).toHaveLength(640);
  expect(svg.querySelector('canvas')).not.toBeNull();
  expect(keysIn('pods')).toEqual([]);

  const box = svg.getBoundingClientRect();
  chosen = undefined;
  for (let x = 20; x < box.width && !scene!.pods.some(({ uid }) => uid === chosen?.key); x += 5) pointAt(x, box.height * 0.75, 'click');
  const { key, label } = chosen!;
  expect(label).toMatch(/^Pod web-.*, ready, on node-/);
  pointAt(chosen!.box.x + chosen!.box.width / 2, chosen!.box.y + chosen!.box.height / 2, 'mousemove');
  expect(keysIn('pods')).toContain(key);
  const group = svg.querySelector<SVGGElement>(`.layer-pods g[data-key="${key}"]`)!;
  expect(group.dataset['highlight']).toBe('this');

  group.focus();
  group.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
  const reached = (document.activeElement as SVGElement | null)?.dataset['key'];
  expect(reached).not.toBe(key);
  expect(scene!.pods.map(({ uid }) => uid)).toContain(reached);

  const light = pixels();
  await setTheme('dark');
  const dark = pixels();
  expect(differences(light, dark)).toBeGreaterThan(1000);

  // What was mended place by place is what a new picture of the whole would be.
  await cluster.delete({ ...DEPLOYMENTS, resource: 'pods', group: '', namespace: 'default', name: scene!.pods[300]!.name });
  cluster.advance(cluster.at + 200);
  show(cluster, 16, false);
  await new Promise((resolve) => setTimeout(resolve, 250));
  show(cluster, 16, false);
  const mended = pixels();
  expect(differences(dark, mended)).toBeGreaterThan(0);
  await setTheme('light');
  await setTheme('dark');
  expect(differences(pixels(), mended)).toBe(0);
});
