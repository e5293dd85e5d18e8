import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test, type Page } from '@playwright/test';
import { findKubectl } from '../differential/find-kubectl';
import { violations } from './axe';

/** `serve --proxy`: the page, the real `kubectl proxy`, and a cluster that only HTTP leads to. */

const found = findKubectl();
const folder = mkdtempSync(join(tmpdir(), 'podplay-real-'));
const env = { ...process.env, HOME: folder, KUBECONFIG: join(folder, 'config') };
const TSX = ['node_modules/tsx/dist/cli.mjs', 'src/cli.ts'];
const children: ChildProcess[] = [];
let address = '';
let proxy: ChildProcess;
let port = '0';

test.skip('why' in found, 'real kubectl is not on this machine');
test.describe.configure({ mode: 'serial' });

/** Start a program and wait for what it says. */
function started(program: string, args: readonly string[], says: RegExp): Promise<{ child: ChildProcess; said: RegExpExecArray }> {
  const child = spawn(program, args, { env });
  children.push(child);
  return new Promise((resolve, reject) => {
    let text = '';
    const hear = (more: Buffer) => {
      const said = says.exec((text += more.toString()));
      if (said) resolve({ child, said });
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('exit', () => reject(new Error(text)));
  });
}

async function startProxy(): Promise<void> {
  const args = ['proxy', `--port=${port}`, '--reject-paths=^-$'];
  const { child, said } = await started('path' in found ? found.path : '', args, /127\.0\.0\.1:(\d+)/);
  proxy = child;
  port = said[1]!;
}

test.beforeAll(async () => {
  const api = [...TSX, 'apiserver', '--port', '0', '--speed', '6', '--kubeconfig', join(folder, 'config')];
  await started(process.execPath, api, /kubectl get nodes/);
  await startProxy();
  const serve = [...TSX, 'serve', '--port', '0', '--proxy', `http://127.0.0.1:${port}`];
  address = (await started(process.execPath, serve, /(http:\/\/\S+)#\/live/)).said[1]!;
});

test.afterAll(() => {
  for (const child of children) child.kill();
  rmSync(folder, { recursive: true });
});

async function kubectl(...args: string[]): Promise<string> {
  return (await promisify(execFile)('path' in found ? found.path : '', args, { env })).stdout;
}

const namespaces = async () => (await kubectl('get', 'namespaces', '-o', 'name')).trim().split('\n');
const words = (page: Page) => page.getByRole('region', { name: 'The stage in words' });
const pods = (page: Page, name: RegExp) => words(page).getByRole('listitem').filter({ hasText: name });

test('what real kubectl does is shown, can be looked back at, and comes back after the connection was lost', async ({ page }) => {
  await page.goto(`${address}#/live`);
  await expect(page.getByText('Kubernetes v1.32')).toBeVisible();
  await expect(words(page)).toContainText('Node node-1');
  await kubectl('create', 'deployment', 'web', '--image=nginx', '--replicas=2');
  const own = pods(page, /^\s*Pod web-.*Running, ready/);
  // Each stands with its workload, and again on its node.
  await expect(own).toHaveCount(4);
  await page.getByRole('slider', { name: 'Instant' }).fill('0');
  await expect(own).toHaveCount(0);
  await expect(page.getByText('You look at what was recorded')).toBeVisible();
  await page.getByRole('button', { name: 'Back to now' }).click();
  await expect(own).toHaveCount(4);
  // What is there can be asked about.
  await page.locator('svg.stage-picture .pod').first().click();
  await page.getByRole('button', { name: 'Why is it so?' }).click();
  await expect(page.getByRole('region', { name: 'Why?' })).toContainText('status.phase: Pending → Running');
  await page.getByRole('button', { name: 'Describe', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Describe' })).toContainText('Controlled By:  ReplicaSet/web-');
  proxy.kill();
  await expect(page.getByText('The connection is lost')).toBeVisible();
  await kubectl('scale', 'deployment', 'web', '--replicas=3');
  await startProxy();
  await expect(own).toHaveCount(6, { timeout: 45_000 });
  await expect(page.getByText('The connection is lost')).toBeHidden({ timeout: 45_000 });
  await kubectl('delete', 'deployment', 'web');
  await expect(own).toHaveCount(0);
});

test('the terminal reads the cluster, and writes nothing', async ({ page }) => {
  await page.goto(`${address}#/live`);
  await expect(page.getByText('Click here, or press')).toBeVisible();
  await page.keyboard.press('t');
  const type = async (line: string) => {
    await page.keyboard.type(`${line}\n`);
  };
  await type('kubectl get nodes -o name');
  const screen = page.locator('.xterm-rows');
  await expect(screen).toContainText('node/node-3');
  await type('kubectl create namespace evil');
  await expect(screen).toContainText('Podplay only reads this cluster here');
  expect(await namespaces()).not.toContain('namespace/evil');
});

test('a lesson asks first, is played in its own namespace, and leaves nothing behind', async ({ page }) => {
  test.setTimeout(180_000);
  const before = await namespaces();
  await page.goto(`${address}#/live`);
  await page.getByRole('link', { name: 'A Deployment keeps its promise' }).click();
  const consent = page.getByRole('dialog', { name: 'May Podplay write to this cluster?' });
  await expect(consent).toContainText('node-1, node-2, node-3');
  await consent.getByRole('button', { name: 'No, only look' }).click();
  await expect(consent).toBeHidden();
  expect(await namespaces()).toEqual(before);

  await page.getByRole('link', { name: 'A Deployment keeps its promise' }).click();
  const yes = consent.getByRole('button', { name: /^Yes, make podplay-deployment-/ });
  const name = (await yes.textContent())!.replace('Yes, make ', '').trim();
  await yes.click();

  const lesson = page.getByRole('complementary', { name: 'Lesson' });
  const run = async (done = true) => {
    await lesson.getByRole('button', { name: 'Run', exact: true }).click();
    if (done) await expect(lesson.getByText('The cluster shows it.')).toBeVisible({ timeout: 40_000 });
  };
  const next = () => lesson.getByRole('button', { name: /^(Next|Skip this step)$/ }).click();
  await run();
  expect(await namespaces()).toContain(`namespace/${name}`);
  expect(await namespaces()).not.toContain('namespace/demo-dep');
  await next();
  await lesson.getByRole('button', { name: 'The scheduler' }).click();
  await run();
  await next();
  await run();
  await next();
  // The file from 2017 is refused here as well.
  await run(false);
  await expect(page.locator('.xterm-rows')).toContainText('no matches for kind');
  await next();
  await lesson.getByRole('button', { name: 'A ReplicaSet' }).click();
  await run();
  expect((await kubectl('get', 'pods', '-n', name, '-o', 'name')).trim().split('\n')).toHaveLength(4);
  await expect(pods(page, /^\s*Pod nginx-.*Running, ready/)).toHaveCount(6);
  await next();
  await run();
  await next();
  await run(false);
  await page.locator('.tabs').getByRole('button', { name: 'deployment.yaml' }).click();
  await expect(page.locator('.monaco-editor .view-lines')).toContainText('Deployment');
  await page.keyboard.press('Escape');
  await next();
  await lesson.getByRole('button', { name: '3', exact: true }).click();
  await run();

  // What cannot be done for real is greyed, with the reason; a Pod can be deleted.
  await page.getByRole('button', { name: 'Faults' }).click();
  await expect(page.getByRole('button', { name: /Pull the plug of node-1|node-1/ }).first()).toBeDisabled();
  await expect(page.getByText('Nobody can pull the plug of a real machine')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Delete the Pod curl' })).toBeEnabled();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Fork' })).toBeDisabled();

  await page.getByRole('button', { name: `End, and remove ${name}` }).click();
  await expect(page.getByText('is gone, and the cluster is as it was')).toBeVisible({ timeout: 60_000 });
  expect(await namespaces()).toEqual(before);
});

test('whoever just leaves leaves nothing behind either', async ({ page }) => {
  const before = await namespaces();
  await page.goto(`${address}#/live/cluster`);
  await page.getByRole('button', { name: /^Yes, make podplay-cluster-/ }).click();
  await expect(page.getByRole('complementary', { name: 'Lesson' })).toBeVisible();
  await expect.poll(async () => (await namespaces()).length).toBe(before.length + 1);
  await page.goto('about:blank');
  await expect.poll(namespaces).toEqual(before);
});

test('a step that cannot be done for real says why', async ({ page }) => {
  await page.goto(`${address}#/live/outage`);
  const consent = page.getByRole('dialog');
  await expect(consent).toContainText('cannot be done for real');
  await consent.getByRole('button', { name: /^Yes/ }).click();
  const lesson = page.getByRole('complementary', { name: 'Lesson' });
  await lesson.getByRole('button', { name: 'Skip this step' }).click();
  await lesson.getByRole('button', { name: /^(Next|Skip this step)$/ }).click();
  await expect(lesson.getByText('nobody can pull the plug of a real one')).toBeVisible();
  await expect(lesson.getByRole('button', { name: 'Run', exact: true })).toBeDisabled();
  await page.getByRole('button', { name: /^End, and remove/ }).click();
  await expect(page.getByText('is gone, and the cluster is as it was')).toBeVisible({ timeout: 50_000 });
});

test('kubectl proxy alone serves the site beside the API: it is shown there as well', async ({ page }) => {
  const { child, said } = await started(process.execPath, [TSX[0]!, 'test/e2e/beside-api.ts'], /at (http:\S+)/);
  await page.goto(`${said[1]}/podplay/#/live`);
  await expect(words(page)).toContainText('Node node-2');
  child.stdin!.write('\n');
  await expect(pods(page, /^\s*Pod web-.*Running, ready/)).toHaveCount(4);
});

test('axe finds nothing on the cluster, on what asks for consent, and on a lesson', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const check = async () => {
    await page.evaluate(() => new Promise(requestAnimationFrame));
    expect(await violations(page)).toEqual([]);
  };
  await page.goto(`${address}#/live`);
  await expect(words(page)).toContainText('Node node-1');
  await check();
  await page.goto(`${address}#/live/cluster`);
  await expect(page.getByRole('dialog')).toBeVisible();
  await check();
  await page.getByRole('button', { name: /^Yes/ }).click();
  await expect(page.getByRole('complementary', { name: 'Lesson' })).toBeVisible();
  await check();
  await page.getByRole('button', { name: /^End, and remove/ }).click();
  await expect(page.getByText('is gone, and the cluster is as it was')).toBeVisible({ timeout: 50_000 });
});
