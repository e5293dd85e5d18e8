import { defineConfig } from '@playwright/test';
import { findBrowser } from './tools/find-browser';

/** Another port, where several checkouts are tested on one machine. */
const port = Number(process.env['PODPLAY_PORT'] ?? 4173);

export default defineConfig({
  testDir: 'test/e2e',
  timeout: 120_000,
  // What takes 2 s alone may take ten where other programs run beside.
  expect: { timeout: 30_000 },
  workers: 2,
  fullyParallel: true,
  retries: 0,
  forbidOnly: true,
  use: {
    baseURL: `http://localhost:${port}/`,
    launchOptions: { executablePath: findBrowser(), args: ['--no-sandbox'] },
    viewport: { width: 1440, height: 900 },
    // It would fetch the whole site for each test. `offline.spec.ts` is about it.
    serviceWorkers: 'block',
  },
  webServer: { command: `node node_modules/tsx/dist/cli.mjs src/cli.ts serve --port ${port}`, port, reuseExistingServer: false },
});
