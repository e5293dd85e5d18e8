import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { siteServer } from '../../src/cli/site-server';
import { serviceWorker } from '../../tools/vite-offline';

/** The built site under a sub-path of somebody's server, which can be cut off and can get a new build. */
let folder: string;
let site: string;
let server: ReturnType<typeof siteServer>;
let home: string;

test.use({ serviceWorkers: 'allow' });

test.beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'podplay-offline-'));
  site = join(folder, 'deep', 'learn');
  cpSync('dist', site, { recursive: true });
  server = siteServer(folder);
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  home = `http://localhost:${(server.address() as AddressInfo).port}/deep/learn/`;
});

test.afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** One visit, until the worker has kept everything. */
async function visit(page: Page): Promise<void> {
  await page.goto(home);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state)).toBe('activated');
}

function cut(): void {
  server.closeAllConnections();
  server.close();
}

test('after one visit, lesson, terminal, editor and figure work without a network', async ({ page }) => {
  await visit(page);
  cut();
  await page.goto(`${home}#/lesson/deployment`);
  await page.reload();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.locator('.xterm-rows')).toContainText('namespace/demo-dep created');
  await page.locator('.tabs').getByRole('button', { name: 'curl.yaml' }).click();
  await expect(page.locator('.monaco-editor .view-lines')).toContainText('curlpod');
  await page.goto(`${home}examples/post.html`);
  const figure = page.locator('podplay-lesson').first();
  await figure.getByRole('button', { name: 'Play' }).click();
  await expect(figure.frameLocator('iframe').locator('svg.stage-picture .node')).toHaveCount(3);
});

test('a new build is seen at the next visit, also without a network after it', async ({ page }) => {
  await visit(page);
  const index = join(site, 'index.html');
  writeFileSync(index, readFileSync(index, 'utf8').replace('A whole simulated', 'A new and whole simulated'));
  writeFileSync(join(site, 'sw.js'), serviceWorker(site));
  const kept = /podplay-\w+/.exec(readFileSync(join(site, 'sw.js'), 'utf8'))![0];
  await page.goto(`${home}?again`);
  const about = page.locator('meta[name=description]');
  await expect(about).toHaveAttribute('content', /^A new/);
  // The browser asks for the new worker by itself a moment after the visit; the next visit finds it at work.
  await page.evaluate(() => navigator.serviceWorker.ready.then((registration) => registration.update()));
  const waiting = () => navigator.serviceWorker.getRegistration().then((registration) => registration?.waiting?.state);
  await expect.poll(() => page.evaluate(waiting)).toBe('installed');
  await page.goto('about:blank');
  await page.goto(home);
  await expect.poll(() => page.evaluate(() => caches.keys())).toEqual([kept]);
  cut();
  await page.goto(home);
  await expect(about).toHaveAttribute('content', /^A new/);
});
