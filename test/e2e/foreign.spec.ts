import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { lessonNamed } from '../../src/cli/lesson-files';
import { course } from './course';

/** Somebody else's page, on another origin, that is careful about what it lets in. */
let server: Server;
let page0: string;
let policy: string;

test.beforeEach(async () => {
  server = createServer((_, response) =>
    response.writeHead(200, { 'Content-Type': 'text/html', 'Content-Security-Policy': policy }).end(page0),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
test.afterEach(() => server.close());

const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

test('the element works in a foreign page with a strict policy, and takes no focus', async ({ page, baseURL }) => {
  policy = `default-src 'none'; script-src ${baseURL}; frame-src ${baseURL}`;
  page0 = `<!doctype html><title>a post</title><input autofocus><script src="${baseURL}podplay-lesson.js" async></script>
    <podplay-lesson lesson="deployment" step="delete"></podplay-lesson>`;
  const refused: string[] = [];
  page.on('console', (message) => message.type() === 'error' && refused.push(message.text()));
  await page.goto(address());
  const figure = page.locator('podplay-lesson');
  await figure.getByRole('button', { name: 'Play' }).click();
  await expect(figure.frameLocator('iframe').locator('svg.stage-picture .node')).toHaveCount(3);
  expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe('IFRAME');
  expect(refused.filter((text) => /script|frame/i.test(text))).toEqual([]);
});

test('a poster teaches before anything moves: every step of every lesson has a picture', async ({ page }) => {
  await page.goto('./examples/post.html');
  for (const slug of course) {
    const steps = ['start', ...lessonNamed(slug).steps.map(({ id }) => id)];
    const sizes = await page.evaluate(
      (paths) =>
        Promise.all(
          paths.map(async (path) => {
            const picture = new Image();
            picture.src = path;
            await picture.decode().catch(() => {});
            return picture.naturalWidth;
          }),
        ),
      steps.map((step) => `../posters/${slug}/${step}.svg`),
    );
    expect(steps.filter((_, i) => !sizes[i])).toEqual([]);
  }
  const figure = page.locator('podplay-lesson').first();
  await expect(figure.locator('img')).toHaveJSProperty('complete', true);
  await figure.evaluate((element) => element.shadowRoot!.querySelector('img')!.dispatchEvent(new Event('error')));
  await expect(figure.locator('img')).toHaveCount(0);
  await expect(figure.getByRole('button', { name: 'Play' })).toBeVisible();
});

test('a figure plays in a frame of an opaque origin, where storage is blocked', async ({ page, baseURL }) => {
  policy = `default-src 'none'; frame-src ${baseURL}`;
  page0 = `<!doctype html><title>a post</title><iframe sandbox="allow-scripts" width="700" height="500" src="${baseURL}embed.html?lesson=deployment&step=delete&start=view"></iframe>`;
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(address());
  const figure = page.frameLocator('iframe');
  await expect(figure.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect(figure.locator('svg.stage-picture .node')).toHaveCount(3);
  expect(errors).toEqual([]);
});
