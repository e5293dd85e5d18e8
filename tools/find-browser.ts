import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright';

/** Chromium without windows: it opens a page at a fifth of the work. */
const WINDOWLESS = '/usr/bin/chromium-headless-shell';

/** Where a Chromium is: $CHROME_PATH, one without windows, Playwright's own, or one that is installed; as root on Debian
 *  one without windows is installed.
 *  @throws Error that says what to do where there is none */
export function findBrowser(): string {
  const best = there([process.env['CHROME_PATH'], WINDOWLESS]);
  if (best) return best;
  const debian = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (debian) {
    spawnSync('apt-get', ['update', ...QUIETLY], { stdio: 'inherit' });
    spawnSync('apt-get', ['install', '-y', ...QUIETLY, '--no-install-recommends', 'chromium-headless-shell'], { stdio: 'inherit' });
  } else if (!there(OTHERS)) spawnSync('npx', ['playwright', 'install', 'chromium'], { stdio: 'inherit' });
  const found = there([WINDOWLESS, ...OTHERS]);
  if (!found) throw new Error('The browser tests need Chromium: install it, or set CHROME_PATH to where it is.');
  // Who is started from here need not look again.
  process.env['CHROME_PATH'] = found;
  return found;
}

/** Where there is no network, that is soon known. */
const QUIETLY = ['-qq', '-o', 'Acquire::Retries=0', '-o', 'Acquire::http::Timeout=20'];

const OTHERS = [
  chromium.executablePath(),
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const there = (paths: readonly (string | undefined)[]): string | undefined => paths.find((path) => path && existsSync(path));
