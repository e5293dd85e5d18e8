import { withHarness } from './harness-page';
import { webDeployment } from './worlds';
import type { Frames, Harness } from './page/harness';

/** A crowd on the stage: 5,000 pods at rest, and rolling to another image at 4×. The engine may take 8 ms of a frame, as on the page;
 *  then time falls behind, not the picture. */

const PODS = 5000;
const NODES = 50;
const SECONDS = 8;

const share = (values: readonly number[], part: number) => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!;
};

export async function crowd(print: (text: string) => void): Promise<void> {
  print(`a stage of ${PODS} pods on ${NODES} nodes, in headless Chromium`);
  await withHarness(async (page) => {
    await page.evaluate(
      async ({ manifest, nodes, pods }) => {
        const harness: Harness = new (globalThis as any).Harness(nodes);
        Object.assign(globalThis, { harness });
        await harness.apply(manifest);
        const isReady = () => (harness.playground.view.list('deployments')[0] as any).status.readyReplicas === pods;
        while (!isReady()) harness.pass(1000);
        harness.show(4);
      },
      { manifest: webDeployment(PODS), nodes: NODES, pods: PODS },
    );
    const roll = (image: string) =>
      page.evaluate((image) => (globalThis as any).harness.update((spec: any) => (spec.template.spec.containers[0].image = image)), image);
    const play = (ms: number) => page.evaluate((ms) => (globalThis as any).harness.play(ms, 4, 8) as Promise<Frames>, ms);
    const told = (name: string, { frames, stage, engine, passed }: Frames) =>
      print(
        `  ${name}: ${(frames.length / SECONDS).toFixed(1)} frames a second; the stage takes ${share(stage, 0.5).toFixed(1)} ms of a frame, p99 ${share(stage, 0.99).toFixed(1)} ms, the engine ${share(engine, 0.5).toFixed(1)} ms; time passes at ${(passed / SECONDS / 1000).toFixed(1)}×`,
      );
    told('at rest', await play(SECONDS * 1000));
    await roll('nginx:1.26');
    told('rolling', await play(SECONDS * 1000));
    if (process.env['PODPLAY_SHOT']) await page.screenshot({ path: process.env['PODPLAY_SHOT'] });
  });
}
