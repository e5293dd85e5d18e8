import { expect, test } from '@playwright/test';

test('what Apply would do is seen before it is done: the diff, and ghosts on the stage', async ({ page }) => {
  await page.goto('./#/sandbox');
  await page.getByRole('button', { name: /Three web Pods/ }).click();
  await page.getByLabel('Speed').selectOption('16');
  await expect(page.locator('.stage-picture .pod[data-look=ready]')).toHaveCount(3);
  await page.locator('.desk .tabs').getByText('deployment.yaml', { exact: true }).click();
  const ghosts = page.locator('.stage-picture .pod[data-foreseen=comes]');
  await page.locator('.monaco-editor .view-line', { hasText: 'image: nginx' }).click();
  await expect(ghosts).toHaveCount(0);
  await page.keyboard.press('End');
  await page.keyboard.type('.9-not-there');
  await expect(ghosts).not.toHaveCount(0);
  const preview = page.locator('.preview');
  await expect(preview).toContainText(/would come.*Not ready then: web-.*(ErrImagePull|ImagePullBackOff)/);
  await preview.locator('summary').click();
  await expect(preview.locator('[data-sign="+"]', { hasText: 'not-there' })).toBeVisible();
  await page.screenshot({ path: 'test-results/preview.png' });
  // Leaving the editor takes the ghosts along.
  await page.locator('.desk .tabs').getByText('Terminal', { exact: true }).click();
  await expect(ghosts).toHaveCount(0);
});
