import { expect, test } from '@playwright/test';

/** The other uses of a lesson: on stage, in a post, and the sandbox. */

test('on stage, forward runs the next command and back takes it back', async ({ page }) => {
  await page.goto('./#/lesson/deployment?present');
  const line = page.getByRole('log', { name: 'Terminal' });
  await expect(page.locator('.caption')).toHaveText('The API server stores a namespace called demo-dep.');
  await page.keyboard.press('PageDown');
  await expect(line).toContainText('namespace/demo-dep created');
  await page.keyboard.press('PageDown');
  await expect(page.getByText('2 / ')).toBeAttached();
  await page.keyboard.press('PageUp');
  await expect(line).toContainText('namespace/demo-dep created');
  await page.keyboard.press('PageUp');
  await expect(line).not.toContainText('created');
  // The namespace is gone with the beat that made it: the same command succeeds again.
  await page.keyboard.press('PageDown');
  await expect(line).toContainText('namespace/demo-dep created');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('complementary', { name: 'Lesson' })).toBeVisible();
});

test('on stage, going back while a command is typed leaves it undone', async ({ page }) => {
  await page.goto('./#/lesson/deployment?present');
  const line = page.getByRole('log', { name: 'Terminal' });
  await expect(page.locator('.caption')).toHaveText('The API server stores a namespace called demo-dep.');
  await page.keyboard.press('PageDown');
  await expect(line).toContainText('kubectl cre');
  await page.keyboard.press('PageUp');
  await expect(line).toHaveText('$');
  await page.keyboard.press('Escape');
  await expect(page.getByText('There is no namespace called demo-dep yet.')).toBeVisible();
});

test('the speaker has a second window that follows and leads', async ({ context, page }) => {
  await page.goto('./#/lesson/deployment?present');
  const notes = await context.newPage();
  await notes.goto('./#/notes/deployment');
  await expect(notes.getByRole('heading', { level: 1 })).toHaveText('A place of its own');
  await notes.getByRole('button', { name: 'Forward' }).click();
  await expect(page.getByRole('log', { name: 'Terminal' })).toContainText('namespace/demo-dep created');
  await notes.keyboard.press('PageDown');
  await expect(notes.getByRole('heading', { level: 1 })).toHaveText('Somebody who asks');
});

test('a post shows posters, and loads a figure when it is asked to', async ({ page }) => {
  await page.goto('./examples/post.html');
  const first = page.locator('podplay-lesson').first();
  await expect(first.getByRole('button', { name: 'Play' })).toBeVisible();
  await expect(first.locator('iframe')).toHaveCount(0);
  await first.getByRole('button', { name: 'Play' }).click();
  const figure = first.frameLocator('iframe');
  await expect(figure.locator('svg.stage-picture .node')).toHaveCount(3);
  await expect(figure.getByRole('link', { name: 'Try it' })).toHaveAttribute('href', /index\.html#\/lesson\/deployment\/delete$/);
  expect(await page.evaluate(() => document.activeElement?.tagName)).not.toBe('IFRAME');
});

test('the sandbox takes commands and faults', async ({ page }) => {
  await page.goto('./#/sandbox');
  await page.getByRole('button', { name: /Three web Pods/ }).click();
  await expect(page.locator('.xterm-rows')).toContainText('deployment.apps/web created');
  await page.getByRole('button', { name: 'Faults' }).click();
  await page.getByRole('button', { name: 'Switch node-1 off' }).click();
  await page.getByRole('button', { name: 'Faults' }).click();
  await expect(page.getByRole('button', { name: 'Switch node-1 on' })).toBeVisible();
});

test('an address that leads nowhere says so', async ({ page }) => {
  await page.goto('./#/lesson/nowhere');
  await expect(page.getByText('There is no lesson called “nowhere”.')).toBeVisible();
  await page.getByRole('link', { name: 'All lessons' }).click();
  await expect(page.getByRole('heading', { name: 'See a cluster think.' })).toBeVisible();
});
