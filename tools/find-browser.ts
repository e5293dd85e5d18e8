import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright';

/** Where a Chromium is: $CHROME_PATH, Playwright's own, or one that is installed; as root on Debian one is installed.
 *  @throws Error that says what to do where there is none */
export function findBrowser(): string {
  const found = installed();
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit' });
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { stdio: 'inherit' });
  } else spawnSync('npx', ['playwright', 'install', 'chromium'], { stdio: 'inherit' });
  const now = installed();
  if (!now) throw new Error('The browser tests need Chromium: install it, or set CHROME_PATH to where it is.');
  return now;
}

function installed(): string | undefined {
  const names = [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ];
  return [process.env['CHROME_PATH'], chromium.executablePath(), ...names].find((path) => path && existsSync(path));
}
