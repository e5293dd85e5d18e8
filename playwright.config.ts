import { defineConfig } from '@playwright/test';
import { findBrowser } from './tools/find-browser';

/** Another port, where several checkouts are tested on one machine. */
const port = Number(process.env['PODPLAY_PORT'] ?? 4173);

export default defineConfig({
  testDir: 'test/e2e',
  timeout: 60_000,
  workers: 2,
  fullyParallel: true,
  retries: 0,
  forbidOnly: true,
  use: {
    baseURL: `http://localhost:${port}/`,
    launchOptions: { executablePath: findBrowser(), args: ['--no-sandbox'] },
    viewport: { width: 1440, height: 900 },
  },
  webServer: { command: `node node_modules/tsx/dist/cli.mjs src/cli.ts serve --port ${port}`, port, reuseExistingServer: false },
});
