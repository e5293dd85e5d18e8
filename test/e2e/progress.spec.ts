import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';

/** What this browser remembers can be taken along, brought back, and dropped. */

async function begin(page: Page): Promise<void> {
  await page.goto('./#/lesson/deployment');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await expect(page.locator('.say h1')).toHaveText('Somebody who asks');
  await page.getByRole('link', { name: 'Podplay: all lessons' }).click();
  await expect(page.getByText('1 of 14 steps')).toBeVisible();
}

const choose = (page: Page, name: string, text: string) =>
  page.getByLabel('A file of progress').setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });

test('progress is saved to a file, dropped, and loaded again', async ({ page }) => {
  await begin(page);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save to a file' }).click();
  const text = readFileSync(await (await saved).path(), 'utf8');
  await page.getByRole('button', { name: 'Start over …' }).click();
  await page.getByRole('button', { name: 'Start over', exact: true }).click();
  await expect(page.getByText('Everything is as on the first day.')).toBeVisible();
  await expect(page.getByText('1 of 14 steps')).toBeHidden();
  await choose(page, 'podplay-progress.json', text);
  await expect(page.getByText('Loaded: 1 lesson.')).toBeVisible();
  await expect(page.getByText('1 of 14 steps')).toBeVisible();
  await page.getByRole('link', { name: 'Continue' }).click();
  await expect(page.locator('.say h1')).toHaveText('Somebody who asks');
  await expect(page.getByText('namespace/demo-dep created')).toBeVisible();
});

test('a file that is none is refused with its reason, and nothing changes', async ({ page }) => {
  await begin(page);
  await choose(page, 'shopping.txt', 'milk, bread');
  await expect(page.getByRole('alert')).toContainText('This is not a file of progress');
  await expect(page.getByText('1 of 14 steps')).toBeVisible();
});
