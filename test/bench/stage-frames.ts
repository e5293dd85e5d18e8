import { chromium, type Browser, type CDPSession, type Page } from 'playwright';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findBrowser } from '../../tools/find-browser';

/** Frames a second in headless Chromium while N pods roll at 4× in the sandbox, and what a frame costs the page's own
 *  thread, which is the same on a machine that has other things to do. Needs `npm run build` before. */

const PORT = Number(process.env['PODPLAY_PORT'] ?? 4173);
const SECONDS = 8;

/** Print how many frames a second the page makes; of a site that was built. */
export async function stageFrames(print: (text: string) => void): Promise<void> {
  print('frames of the sandbox in headless Chromium, while pods roll at 4× (60 at most)');
  if (!existsSync('dist/index.html')) return print('  not measured: run `npm run build` first');
  const server = spawn(process.execPath, ['node_modules/tsx/dist/cli.mjs', 'src/cli.ts', 'serve', '--port', String(PORT)], {
    stdio: 'ignore',
  });
  const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
  try {
    for (const pods of [100, 300]) print(`  ${pods} pods: ${await frames(browser, pods)}`);
  } finally {
    await browser.close();
    server.kill();
  }
}

async function frames(browser: Browser, pods: number): Promise<string> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  // esbuild names functions by a helper that the page does not have.
  await page.addInitScript('globalThis.__name = (one) => one');
  await open(page);
  await run(page, 'kubectl apply -f deployment.yaml');
  await run(page, `kubectl scale deployment web --replicas=${pods}`);
  await page.getByLabel('Speed').selectOption('16');
  await page.waitForFunction((wanted) => document.querySelectorAll('.stage-picture .pod').length >= wanted, pods, { timeout: 120_000 });
  // Before the last one is ready nothing rolls: the Deployment would still be on its way up.
  await page.waitForFunction((wanted) => document.querySelectorAll('.stage-picture .pod[data-look="ready"]').length >= wanted, pods, {
    timeout: 240_000,
  });
  await page.getByLabel('Speed').selectOption('4');
  await run(page, 'kubectl set image deployment/web nginx=nginx:1.7.9');
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const before = await busy(session);
  const took = await page.evaluate(measureFrames, SECONDS * 1000);
  const cpu = (await busy(session)) - before;
  await page.close();
  const sorted = took.sort((a, b) => a - b);
  const p99 = sorted[Math.floor(sorted.length * 0.99)]!;
  return `${(took.length / SECONDS).toFixed(1)} frames a second, the slowest hundredth ${p99.toFixed(0)} ms and more; ${(cpu / took.length).toFixed(1)} ms of CPU of the page's thread a frame`;
}

/** ms of CPU that the page's own thread has worked: script, style, layout and paint. */
async function busy(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')!.value * 1000;
}

/** In the page: ms between frames. */
function measureFrames(ms: number): Promise<number[]> {
  return new Promise((resolve) => {
    const took: number[] = [];
    const start = performance.now();
    let last = start;
    requestAnimationFrame(function tick(now) {
      took.push(now - last);
      last = now;
      if (now - start < ms) requestAnimationFrame(tick);
      else resolve(took);
    });
  });
}

async function open(page: Page): Promise<void> {
  for (let tries = 0; tries < 40; tries++) {
    const answer = await page.goto(`http://localhost:${PORT}/#/sandbox`).catch(() => undefined);
    if (answer) break;
    await page.waitForTimeout(500);
  }
  await page.locator('#desk-tab-terminal').click();
  await page.locator('.desk .pane').first().click();
  await page.waitForTimeout(2500);
}

async function run(page: Page, line: string): Promise<void> {
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
  await page.waitForTimeout(1500);
}
