import { expect, test } from '@playwright/test';

test('a fork runs both futures side by side, and marks where they part', async ({ page }) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto('./#/sandbox');
  await page.getByRole('button', { name: /Three web Pods/ }).click();
  await page.getByLabel('Speed').selectOption('16');
  await expect(page.locator('.stage-picture .pod[data-look=ready]')).toHaveCount(3);
  await page.getByRole('button', { name: 'Fork' }).click();
  const fork = page.getByRole('dialog', { name: 'Fork' });
  await expect(fork.locator('.stage-picture')).toHaveCount(2);
  await fork.getByLabel('to', { exact: true }).fill('1');
  await fork.getByLabel('Speed of both').selectOption('4');
  await fork.getByRole('button', { name: 'Run both' }).click();
  await expect(fork.getByRole('button', { name: /First difference/ })).toBeVisible();
  await page.screenshot({ path: 'test-results/fork.png' });
  await expect(fork.locator('.difference')).toHaveText(/Left: .* created Pod web-\S+\.|Right: .* asked Pod web-\S+ to stop\./);
  await fork.getByRole('button', { name: 'Close' }).click();
  await expect(fork).toHaveCount(0);
  expect(errors).toEqual([]);
});
