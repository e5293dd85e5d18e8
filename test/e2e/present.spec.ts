import { expect, test, type Locator, type Page } from '@playwright/test';
import { lessonNamed } from '../../src/cli/lesson-files';
import { course } from './course';
import { hurry } from './hurry';

/** Every lesson on stage: forward to its end, and all the way back. */

async function present(page: Page, slug: string): Promise<Locator> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(`./#/lesson/${slug}`);
  await expect(page.locator('.say h1')).toBeVisible();
  await hurry(page);
  await page.keyboard.press('p');
  const stage = page.locator('main.present');
  await expect(stage).toHaveAttribute('data-step', '0');
  return stage;
}

const stands = async (stage: Locator, step: number, performed: boolean) => {
  await expect(stage).toHaveAttribute('data-step', String(step));
  await expect(stage).toHaveAttribute('data-performed', String(performed));
};

for (const slug of course)
  test(`the lesson ${slug} is presented to its end, and taken back to its start`, async ({ page }) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    const stage = await present(page, slug);
    const beats: [step: number, performed: boolean][] = [];
    for (const [i, { run }] of lessonNamed(slug).steps.entries()) {
      if (i) await page.keyboard.press('PageDown');
      await stands(stage, i, false);
      beats.push([i, false]);
      if (run === undefined) continue;
      await page.keyboard.press('PageDown');
      await stands(stage, i, true);
      await expect(stage).toHaveAttribute('data-shown', 'true', { timeout: 60_000 });
      beats.push([i, true]);
    }
    // After the last beat there is none.
    await page.keyboard.press('PageDown');
    await stands(stage, ...beats.at(-1)!);
    for (const [step, performed] of beats.slice(0, -1).reverse()) {
      await page.keyboard.press('PageUp');
      await stands(stage, step, performed);
    }
    await expect(page.getByRole('log', { name: 'Terminal' })).toHaveText(/\$\s*$/);
    expect(errors).toEqual([]);
  });
