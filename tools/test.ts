import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';

/** Runs every check and every test there is, goes on after a failure so that one run tells all, and ends with one
 *  plain line that counts the tests: `N passed, N failed`, summed from the runners' own reports. */

interface Tally {
  passed: number;
  failed: number;
}

interface Task {
  title: string;
  /** Below node_modules. */
  script: string;
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** Where the runner reports its tests, and how to read that. A check counts no tests. */
  report?: { path: string; read(report: any): Tally };
  /** What needs its result. */
  then?: Task;
}

const REPORTS = '.cache/reports';
const tally: Tally = { passed: 0, failed: 0 };
const broken: string[] = [];

const tsx = 'tsx/dist/cli.mjs';

function vitest(title: string, name: string, ...args: string[]): Task {
  const path = `${REPORTS}/${name}.json`;
  return {
    title,
    script: 'vitest/vitest.mjs',
    args: ['run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${path}`],
    report: {
      path,
      read: ({ numPassedTests: passed, numFailedTests, testResults }) => ({ passed, failed: numFailedTests + unread(testResults) }),
    },
  };
}

/** Files that failed before a test of theirs did: each counts as one that failed. */
const unread = (files: readonly { status: string; assertionResults: readonly { status: string }[] }[]): number =>
  files.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.every((one) => one.status !== 'failed')).length;

/** What keeps one core busy each, the longest first. `svelte-check` reads every TypeScript file too. */
const ONE_CORE: readonly Task[] = [
  vitest('kubectl beside kubectl', 'differential', '--config', 'vitest.differential.config.ts'),
  { title: 'types', script: 'svelte-check/bin/svelte-check', args: ['--threshold', 'error'] },
  { title: 'lint', script: 'eslint/bin/eslint.js', args: ['.'] },
  {
    title: 'production build',
    script: 'vite/bin/vite.js',
    args: ['build'],
    then: { title: 'lessons', script: tsx, args: ['src/cli.ts', 'test'] },
  },
  vitest('browser tests', 'browser', '--config', 'vitest.browser.config.ts'),
  { title: 'format', script: 'prettier/bin/prettier.cjs', args: ['--check', '--log-level', 'warn', '.'] },
  {
    title: 'imports',
    script: 'dependency-cruiser/bin/dependency-cruise.mjs',
    args: ['--config', 'dependency-cruiser.config.cjs', '--output-type', 'err', 'src'],
  },
];

/** What uses every core by itself. */
const EVERY_CORE: readonly Task[] = [
  vitest('unit tests', 'unit'),
  {
    title: 'end-to-end tests',
    script: '@playwright/test/cli.js',
    args: ['test', '--reporter=list,json'],
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: `${REPORTS}/e2e.json` },
    report: {
      path: `${REPORTS}/e2e.json`,
      read: ({ stats, errors }) => ({ passed: stats.expected + stats.flaky, failed: stats.unexpected + errors.length }),
    },
  },
];

/** Run a task and what follows it. Its output stands together, after its end; with `live` it is shown as it comes. */
async function perform(task: Task, live = false): Promise<void> {
  const started = performance.now();
  const { status, output } = await run(task, live);
  console.log(`\n== ${task.title}, ${Math.round((performance.now() - started) / 1000)} s\n${output.trimEnd()}`);
  if (status !== 0) broken.push(task.title);
  if (task.report) count(task.title, task.report);
  if (task.then) await perform(task.then, live);
}

function run({ script, args, env }: Task, live: boolean): Promise<{ status: number | null; output: string }> {
  const child = spawn(process.execPath, [`node_modules/${script}`, ...args], {
    stdio: ['ignore', ...(live ? (['inherit', 'inherit'] as const) : (['pipe', 'pipe'] as const))],
    env: { ...process.env, ...env },
  });
  let output = '';
  const hear = (text: Buffer) => (output += text.toString());
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, output })));
}

async function inPairs(tasks: readonly Task[]): Promise<void> {
  const waiting = [...tasks];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await perform(next);
  };
  await Promise.all([work(), work()]);
}

/** A runner that left no report has failed, however it ended. */
function count(title: string, { path, read }: NonNullable<Task['report']>): void {
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

await inPairs(ONE_CORE);
for (const task of EVERY_CORE) await perform(task, true);

if (broken.length) console.log(`\nnot well: ${broken.join(', ')}`);
console.log(`\n${tally.passed} passed, ${tally.failed} failed`);
process.exitCode = broken.length || tally.failed ? 1 : 0;
