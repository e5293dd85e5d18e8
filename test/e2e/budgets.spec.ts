import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test, type Page } from '@playwright/test';

/** Bytes of script, style and pictures that a page brings, as gzip, in all: whatever it loads by itself is counted. */
const kB = (bytes: number) => Math.round(bytes / 100) / 10;
const packed = (path: string) => gzipSync(readFileSync(path), { level: 9 }).length;

function listen(page: Page): () => { readonly files: string[]; readonly bytes: number } {
  const loaded = new Set<string>();
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    // What the service worker keeps for later is no part of the page.
    if (!request.serviceWorker() && /\.(js|css|svg)$/.test(pathname)) loaded.add(pathname.slice(1));
  });
  return () => {
    const files = [...loaded].map((path) => `dist/${path}`);
    return { files, bytes: files.reduce((sum, path) => sum + packed(path), 0) };
  };
}

const slugs = readdirSync('lessons')
  .filter((file) => file.endsWith('.yaml') && file !== 'index.yaml')
  .map((file) => file.slice(0, -'.yaml'.length));

for (const slug of slugs) {
  test(`the page of the lesson ${slug} brings at most 200 kB before terminal and editor`, async ({ page }) => {
    const loaded = listen(page);
    await page.goto(`./#/lesson/${slug}`);
    await expect(page.locator('.say h1')).toBeVisible();
    await expect(page.locator('svg.stage-picture .node').first()).toBeVisible();
    await page.waitForLoadState('networkidle');
    const { files, bytes } = loaded();
    console.log(`lesson ${slug}: ${kB(bytes)} kB in ${files.length} files`);
    expect(files.filter((file) => /editor|terminal|shell|worker/.test(file))).toEqual([]);
    expect(kB(bytes)).toBeGreaterThan(10);
    expect(kB(bytes)).toBeLessThanOrEqual(200);
  });

  test(`a figure of the lesson ${slug} brings at most 150 kB in all`, async ({ page }) => {
    const loaded = listen(page);
    await page.goto(`./embed.html?lesson=${slug}&start=now`);
    await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
    await page.waitForLoadState('networkidle');
    const { files, bytes } = loaded();
    console.log(`figure ${slug}: ${kB(bytes)} kB in ${files.length} files`);
    expect(files.filter((file) => /editor|terminal|shell|worker|playground/.test(file))).toEqual([]);
    expect(kB(bytes)).toBeGreaterThan(10);
    expect(kB(bytes)).toBeLessThanOrEqual(150);
  });
}

test('the script for posts is at most 5 kB, and stands alone', () => {
  expect(kB(packed('dist/podplay-lesson.js'))).toBeLessThanOrEqual(5);
  expect(readFileSync('dist/podplay-lesson.js', 'utf8')).not.toMatch(/\bimport\b/);
});
