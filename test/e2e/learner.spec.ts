import { expect, test, type Page } from '@playwright/test';

/** A lesson as a learner lives it, on the built site. */

const title = (page: Page) => page.locator('.say h1');
const screen = (page: Page) => page.locator('.xterm-rows');

async function open(page: Page, at = './#/lesson/deployment'): Promise<string[]> {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(at);
  await expect(title(page)).toBeVisible();
  return errors;
}

async function goOn(page: Page): Promise<void> {
  const next = page.getByRole('button', { name: 'Next', exact: true });
  await expect(next).toBeVisible({ timeout: 60_000 });
  const before = await title(page).innerText();
  await next.click();
  await expect(title(page)).not.toHaveText(before);
}

test('a step that is skipped is done for the learner', async ({ page }) => {
  const errors = await open(page);
  await page.getByRole('button', { name: 'Skip this step' }).click();
  await expect(title(page)).toHaveText('Somebody who asks');
  await expect(page.locator('.poster')).toContainText('namespace/demo-dep created');
  await page.getByText(/^Step 2 of/).click();
  await page.getByRole('button', { name: 'More of it' }).click();
  await expect(title(page)).toHaveText('More of it');
  await expect(page).toHaveURL(/#\/lesson\/deployment\/scale$/);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Next', exact: true })).toBeVisible({ timeout: 40_000 });
  await expect(page.locator('svg.stage-picture .pod')).toHaveCount(6);
  // Back is a turn of the page: what is there stays.
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(title(page)).toHaveText('Roll forward');
  await expect(page.locator('svg.stage-picture .pod')).toHaveCount(6);
  expect(errors).toEqual([]);
});

test('an address that names a later step brings the cluster there, and keeps what the learner did', async ({ page }) => {
  const errors = await open(page);
  await page.keyboard.press('t');
  await page.keyboard.type('kubectl create namespace mine');
  await page.keyboard.press('Enter');
  await expect(screen(page)).toContainText('namespace/mine created');
  await page.evaluate(() => (location.hash = '#/lesson/deployment/broken'));
  await expect(title(page)).toHaveText('A version that does not exist');
  await page.keyboard.press('t');
  await page.keyboard.type('clear; kubectl get namespaces');
  await page.keyboard.press('Enter');
  await expect(screen(page)).toContainText('mine');
  await expect(page.locator('svg.stage-picture .pod')).toHaveCount(4);
  await page.reload();
  await expect(title(page)).toHaveText('A version that does not exist');
  expect(errors).toEqual([]);
});

test('a goal that is not met says what is missing', async ({ page }) => {
  await open(page);
  await expect(page.getByText('There is no namespace called demo-dep yet.')).toBeVisible();
  await page.getByRole('button', { name: 'A hint' }).click();
  await expect(page.getByText('kubectl can create a namespace by its name alone.')).toBeVisible();
});

test('after a reload the learner is where they were', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(screen(page)).toContainText('namespace/demo-dep created');
  await goOn(page);
  const here = await title(page).innerText();
  await page.reload();
  await expect(title(page)).toHaveText(here);
  await expect(page.getByText('namespace/demo-dep created')).toBeVisible();
  await page.keyboard.press('t');
  await expect(screen(page)).toContainText('namespace/demo-dep created');
});

test('going back in time takes back the terminal and the step', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await goOn(page);
  await expect(title(page)).toHaveText('Somebody who asks');
  const rail = page.getByRole('slider', { name: 'Instant' });
  await rail.press('Home');
  await rail.press('PageDown');
  await rail.press('PageUp');
  await expect(page.getByText('You are in the past.')).toBeVisible();
  await expect(title(page)).toHaveText('A place of its own');
  await expect(screen(page)).not.toContainText('created');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(screen(page)).toContainText('namespace/demo-dep created');
  await expect(page.getByText('You are in the past.')).toBeHidden();
});

test('the editor marks what is wrong, and applies the file', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await goOn(page);
  await page.locator('.say').getByRole('button', { name: 'curl.yaml' }).click();
  await expect(page.locator('.monaco-editor .view-lines')).toContainText('curlpod');
  await page.locator('.monaco-editor .view-lines').click();
  await page.keyboard.press('Control+End');
  await page.keyboard.type('\nimagine: 3');
  await expect(page.locator('.problems')).toContainText('imagine');
  await page.keyboard.press('Control+Shift+K');
  await expect(page.locator('.problems')).not.toContainText('imagine');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(screen(page)).toContainText('pod/curl created');
});

test('on a phone the lesson is played by taps, and nothing scrolls sideways', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  await open(page);
  await page.getByRole('button', { name: 'Run', exact: true }).tap();
  await expect(page.getByRole('button', { name: 'Next', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Terminal', exact: true }).tap();
  await expect(screen(page)).toContainText('namespace/demo-dep created');
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await context.close();
});

test('blocked storage breaks nothing', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('The operation is insecure.', 'SecurityError');
      },
    });
  });
  const errors = await open(page);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Next', exact: true })).toBeVisible();
  expect(errors).toEqual([]);
});
