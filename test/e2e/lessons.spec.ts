import { expect, test, type Page } from '@playwright/test';
import { course } from './course';
import { hurry } from './hurry';

/** Every lesson to its end, as a learner plays it: by clicks alone, and by keyboard alone. */

const title = (page: Page) => page.locator('.say h1');

async function open(page: Page, slug: string): Promise<string[]> {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  // Nobody watches: a command stands there at once.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(`./#/lesson/${slug}`);
  await expect(title(page)).toBeVisible();
  await hurry(page);
  return errors;
}

/** Play each step with `act`, until the last one is done. */
async function playThrough(page: Page, act: (page: Page, step: number) => Promise<void>): Promise<void> {
  const steps = Number(/of (\d+)/.exec(await page.getByText(/^Step \d+ of \d+$/).innerText())![1]);
  for (let step = 1; step <= steps; step++) {
    await expect(page.getByText(`Step ${step} of ${steps}`)).toBeVisible();
    await act(page, step);
    if (step < steps) await page.getByRole('button', { name: 'Next', exact: true }).click({ timeout: 60_000 });
  }
  await expect(page.getByRole('heading', { name: 'The lesson is done' })).toBeVisible({ timeout: 60_000 });
}

async function clickOn(page: Page): Promise<void> {
  const choice = page.locator('fieldset button').first();
  if (await choice.isVisible()) await choice.click();
  if (await page.locator('.command').isVisible()) await page.locator('.command').getByRole('button', { name: 'Run' }).click();
}

/** The first command key by key; the others are pasted, as one does: the page draws at each key. */
async function typeOn(page: Page, step: number): Promise<void> {
  const command = page.locator('.command pre');
  if (await command.isVisible()) {
    const lines = await command.innerText();
    await title(page).click();
    await page.keyboard.press('t');
    for (const line of lines.split('\n')) {
      if (step === 1) await page.keyboard.type(line);
      else await paste(page, line);
      await page.keyboard.press('Enter');
    }
  } else if (await page.locator('fieldset').isVisible()) {
    // A question with nothing to do is answered by keyboard.
    await page.locator('fieldset button').first().focus();
    await page.keyboard.press('Enter');
  }
}

const paste = (page: Page, text: string) =>
  page.locator('.xterm-helper-textarea').evaluate((area, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    area.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
  }, text);

for (const slug of course)
  for (const [how, act] of Object.entries({ clicks: clickOn, keyboard: typeOn }))
    test(`the lesson ${slug} can be played to its end by ${how} alone`, async ({ page }) => {
      const errors = await open(page, slug);
      await playThrough(page, act);
      expect(errors).toEqual([]);
      await page.getByRole('link', { name: 'Your cheat sheet' }).click();
      await expect(page.locator('dt')).not.toHaveCount(0);
      await page.getByRole('link', { name: 'All lessons' }).click();
      await expect(page.locator('li[data-state=done]')).toHaveCount(1);
    });
