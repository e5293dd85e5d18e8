import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';

/** Runs every check and every test there is, goes on after a failure so that one run tells all, and ends with one
 *  plain line that counts the tests: `N passed, N failed`, summed from the runners' own reports. */

interface Tally {
  passed: number;
  failed: number;
}

const REPORTS = '.cache/reports';
const UNIT = `${REPORTS}/unit.json`;
const BROWSER = `${REPORTS}/browser.json`;
const DIFFERENTIAL = `${REPORTS}/differential.json`;
const END_TO_END = `${REPORTS}/e2e.json`;
const tally: Tally = { passed: 0, failed: 0 };
const broken: string[] = [];

function run(title: string, command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): void {
  console.log(`\n== ${title}`);
  const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  if (status !== 0) broken.push(title);
}

const node = (title: string, script: string, ...args: string[]) => run(title, process.execPath, [`node_modules/${script}`, ...args]);

/** Checks that need one core each, two at a time; each tells what it has to say when it is done. */
async function inPairs(checks: readonly (readonly [title: string, script: string, ...args: string[]])[]): Promise<void> {
  const waiting = [...checks];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await check(...next);
  };
  await Promise.all([work(), work()]);
}

function check(title: string, script: string, ...args: string[]): Promise<void> {
  const child = spawn(process.execPath, [`node_modules/${script}`, ...args]);
  let said = '';
  child.stdout.on('data', (text: Buffer) => (said += text.toString()));
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  return new Promise((resolve) =>
    child.on('close', (status) => {
      console.log(`\n== ${title}\n${said.trimEnd()}`);
      if (status !== 0) broken.push(title);
      resolve();
    }),
  );
}

/** A runner that left no report has failed, however it ended. */
function count(title: string, path: string, read: (report: any) => Tally): void {
  if (!existsSync(path)) {
    broken.push(`${title}: no report`);
    return;
  }
  const { passed, failed } = read(JSON.parse(readFileSync(path, 'utf8')));
  tally.passed += passed;
  tally.failed += failed;
}

rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(REPORTS, { recursive: true });

await inPairs([
  ['lint', 'eslint/bin/eslint.js', '.'],
  ['types of components', 'svelte-check/bin/svelte-check', '--threshold', 'error'],
  ['types', 'typescript/bin/tsc', '-p', '.', '--noEmit'],
  ['format', 'prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'],
  ['imports', 'dependency-cruiser/bin/dependency-cruise.mjs', '--config', 'dependency-cruiser.config.cjs', '--output-type', 'err', 'src'],
]);
node('unit tests', 'vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${UNIT}`);
count('unit tests', UNIT, (report) => ({ passed: report.numPassedTests, failed: report.numFailedTests }));
node(
  'browser tests',
  'vitest/vitest.mjs',
  'run',
  '--config',
  'vitest.browser.config.ts',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${BROWSER}`,
);
count('browser tests', BROWSER, (report) => ({ passed: report.numPassedTests, failed: report.numFailedTests }));
const differential = ['run', '--config', 'vitest.differential.config.ts', '--reporter=default', '--reporter=json'];
node('kubectl beside kubectl', 'vitest/vitest.mjs', ...differential, `--outputFile.json=${DIFFERENTIAL}`);
count('kubectl beside kubectl', DIFFERENTIAL, (report) => ({ passed: report.numPassedTests, failed: report.numFailedTests }));
node('production build', 'vite/bin/vite.js', 'build');
node('lessons', 'tsx/dist/cli.mjs', 'src/cli.ts', 'test');
if (existsSync('playwright.config.ts')) {
  run('end-to-end tests', process.execPath, ['node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: END_TO_END,
  });
  count('end-to-end tests', END_TO_END, ({ stats }) => ({ passed: stats.expected + stats.flaky, failed: stats.unexpected }));
}

if (broken.length) console.log(`\nnot well: ${broken.join(', ')}`);
console.log(`\n${tally.passed} passed, ${tally.failed} failed`);
process.exitCode = broken.length || tally.failed ? 1 : 0;
