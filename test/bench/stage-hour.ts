import type { CDPSession, Page } from 'playwright';
import { withHarness } from './harness-page';
import { webDeployment } from './worlds';
import type { Harness } from './page/harness';

/** An hour of cluster time on the stage, a second in each frame, while a Deployment rolls every minute: what the page
 *  still holds, after its garbage was collected, at the beginning, in the middle and at the end. */

const PODS = 20;
const MINUTES = 60;

export async function hour(print: (text: string) => void): Promise<void> {
  print(`an hour of a cluster on the stage, ${PODS} pods rolling every minute, in headless Chromium`);
  await withHarness(async (page) => {
    const session = await page.context().newCDPSession(page);
    await page.evaluate(async (manifest) => {
      const harness: Harness = new (globalThis as any).Harness(3);
      Object.assign(globalThis, { harness });
      await harness.apply(manifest);
    }, webDeployment(PODS));
    for (let minute = 1; minute <= MINUTES; minute++) {
      await passMinute(page, `nginx:1.${20 + (minute % 8)}`);
      if ([5, MINUTES / 2, MINUTES].includes(minute)) print(`  after ${minute} minutes: ${await held(page, session)}`);
    }
  });
}

const passMinute = (page: Page, image: string) =>
  page.evaluate(async (image) => {
    const { harness } = globalThis as unknown as { harness: Harness };
    await harness.update((spec) => (spec.template.spec.containers[0].image = image));
    for (let second = 0; second < 60; second++) {
      await new Promise(requestAnimationFrame);
      harness.pass(1000);
      harness.stage.tick(performance.now());
      harness.show(4);
    }
  }, image);

async function held(page: Page, session: CDPSession): Promise<string> {
  // What moves must come to rest: an animation holds its element.
  await page.waitForTimeout(1500);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
  const entries = await page.evaluate(() => (globalThis as unknown as { harness: Harness }).harness.playground.log.length);
  return `${(usedSize / 2 ** 20).toFixed(1)} MB, ${nodes} nodes of the document, ${jsEventListeners} listeners; the story has ${entries} entries`;
}
