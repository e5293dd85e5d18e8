import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import type axeCore from 'axe-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

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

for (const colorScheme of ['light', 'dark'] as const)
  for (const [name, address] of Object.entries(pages))
    test(`axe finds nothing on ${name}, ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(address);
      await expect(page.locator('h1').first()).toBeAttached();
      await page.waitForTimeout(1000);
      await page.evaluate(axe);
      const found = await page.evaluate(() => (globalThis as unknown as { axe: typeof axeCore }).axe.run());
      expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
    });
