import { expect, test } from '@playwright/test';

test('a lesson shows its text, the stage and the terminal', async ({ page }) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto('./#/lesson/deployment');
  await expect(page.getByRole('heading', { name: 'A place of its own' })).toBeVisible();
  await expect(page.locator('svg.stage-picture .node')).toHaveCount(3);
  expect(errors).toEqual([]);
});

test('the home page leads to the lesson', async ({ page }) => {
  await page.goto('./');
  await page
    .getByRole('link', { name: /A Deployment keeps its promise/ })
    .first()
    .click();
  await expect(page).toHaveURL(/#\/lesson\/deployment/);
});
