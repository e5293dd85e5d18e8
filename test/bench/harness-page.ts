import { chromium, type Page } from 'playwright';
import { createServer } from 'vite';
import { findBrowser } from '../../tools/find-browser';

/** The bench's own page in headless Chromium, served from the sources. */
export async function withHarness<T>(use: (page: Page) => Promise<T>, size = { width: 1440, height: 900 }): Promise<T> {
  const server = await createServer({
    configFile: false,
    root: '.',
    logLevel: 'error',
    server: { port: 0 },
    optimizeDeps: { noDiscovery: true },
  });
  await server.listen();
  const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox', '--js-flags=--expose-gc'] });
  try {
    const page = await browser.newPage({ viewport: size });
    await page.addInitScript('globalThis.__name = (one) => one');
    page.on('pageerror', (error) => console.error(error));
    await page.goto(`${server.resolvedUrls!.local[0]}test/bench/page/index.html`);
    await page.waitForFunction(() => 'Harness' in globalThis, undefined, { timeout: 120_000 });
    return await use(page);
  } finally {
    await browser.close();
    await server.close();
  }
}
