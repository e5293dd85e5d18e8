import { expect, test, type Page } from '@playwright/test';

/** Stage, terminal and editor point at the same object. */

async function deployed(page: Page): Promise<void> {
  await page.goto('./#/sandbox');
  await page.getByRole('button', { name: /Three web Pods/ }).click();
  await page.getByLabel('Speed').selectOption('16');
  await expect(page.locator('.stage-picture .pod[data-look=ready]')).toHaveCount(3);
  await page.keyboard.press('t');
  await page.locator('.xterm-helper-textarea').waitFor({ state: 'attached' });
}

/** By the mouse itself: what lies above an element may take its events. */
async function pointAt(page: Page, what: ReturnType<Page['locator']>): Promise<void> {
  await expect(async () => {
    const { x, y, height } = (await what.boundingBox({ timeout: 1000 }))!;
    await page.mouse.move(x + 12, y + height / 2);
    await page.mouse.move(x + 20, y + height / 2);
  }).toPass();
}

const lit = (page: Page, glyph: string) => page.locator(`.stage-picture .${glyph}[data-highlight=this]`);

test('what is pointed at on the stage is marked in the terminal and in the manifest', async ({ page }) => {
  await deployed(page);
  await pointAt(page, page.locator('.stage-picture .workload'));
  await expect(page.locator('.xterm-decoration')).not.toHaveCount(0);
  await expect(page.locator('.thread.owner[data-highlight]')).toHaveCount(3);
  await page.locator('.desk .tabs').getByText('deployment.yaml', { exact: true }).click();
  await page.locator('.monaco-editor .view-line').first().waitFor();
  await pointAt(page, page.locator('.stage-picture .workload'));
  await expect(page.locator('.linked-line')).not.toHaveCount(0);
});

test('a line of the manifest lights up its object on the stage', async ({ page }) => {
  await deployed(page);
  await page.locator('.desk .tabs').getByText('deployment.yaml', { exact: true }).click();
  await pointAt(page, page.locator('.monaco-editor .view-line').nth(1));
  await expect(lit(page, 'workload')).toHaveCount(1);
  // By keyboard: the line of the cursor.
  await page.mouse.move(0, 0);
  await page.locator('.monaco-editor .view-line').nth(2).click();
  await expect(lit(page, 'workload')).toHaveCount(1);
  await page.keyboard.press('Control+End');
  await page.keyboard.press('ArrowUp');
  await expect(lit(page, 'service')).toHaveCount(1);
});

test('a name in the terminal lights up its object on the stage, and a click asks why', async ({ page }) => {
  await deployed(page);
  await pointAt(page, page.locator('.xterm-rows > div', { hasText: 'deployment.apps/web created' }));
  await expect(lit(page, 'workload')).toHaveCount(1);
  await page.mouse.down();
  await page.mouse.up();
  const because = page.getByRole('region', { name: 'Why?' });
  await expect(because).toContainText('kubectl created Deployment web');
  await expect(because).toContainText('$ kubectl apply -f deployment.yaml');
});
