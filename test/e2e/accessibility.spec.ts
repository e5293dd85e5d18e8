import { expect, test } from '@playwright/test';
import { violations } from './axe';

const pages = {
  'the home page': './',
  'a lesson': './#/lesson/deployment',
  'the present page': './#/lesson/deployment?present',
  'the notes': './#/notes/deployment',
  'the sandbox': './#/sandbox',
  'a cheat sheet': './#/lesson/deployment?sheet',
  'the board of a talk': './#/lesson/cluster/patterns?present',
  'a poster': './embed.html?lesson=deployment',
  'the gallery': './gallery.html',
  'a figure': './embed.html?lesson=deployment&start=now',
};

for (const [name, address] of Object.entries(pages))
  test(`axe finds nothing on ${name}, in light and in dark`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await page.goto(address);
    await expect(page.locator('h1').first()).toBeAttached();
    await page.waitForLoadState('networkidle');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(() => new Promise(requestAnimationFrame));
      expect(await violations(page), colorScheme).toEqual([]);
    }
  });
