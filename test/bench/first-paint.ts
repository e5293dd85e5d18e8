import { chromium, type Browser } from 'playwright';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { siteServer } from '../../src/cli/site-server';
import { findBrowser } from '../../tools/find-browser';

/** Real ms until a page shows its first words, in Chromium with its processor slowed down: what a phone or an old
 *  laptop would see. The goal for the home page is 1.5 s. */

const SLOWER = 4;
const VISITS = 5;

const pages = { 'the home page': '', 'a lesson': '#/lesson/deployment', 'a poster': 'embed.html?lesson=deployment&step=delete' };

export async function firstPaints(print: (text: string) => void): Promise<void> {
  print(`first contentful paint, the processor ${SLOWER} × slower, median of ${VISITS} first visits`);
  if (!existsSync('dist/index.html')) return print('  not measured: there is no built site (npm run build)');
  const server = siteServer('dist');
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
  try {
    const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    for (const [name, path] of Object.entries(pages)) {
      const took: number[] = [];
      for (let visit = 0; visit < VISITS; visit++) took.push(await firstPaint(browser, site + path));
      print(`  ${name}: ${took.sort((a, b) => a - b)[Math.floor(VISITS / 2)]!.toFixed(0)} ms, the slowest ${took.at(-1)!.toFixed(0)} ms`);
    }
  } finally {
    await browser.close();
    server.close();
  }
}

/** With nothing kept from an earlier visit. */
async function firstPaint(browser: Browser, address: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  await page.goto(address);
  const took = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list, observer) => {
          const paint = list.getEntriesByName('first-contentful-paint')[0];
          if (!paint) return;
          observer.disconnect();
          resolve(paint.startTime);
        }).observe({ type: 'paint', buffered: true });
      }),
  );
  await context.close();
  return took;
}
