import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { findKubectl } from '../differential/find-kubectl';

/** `serve --apiserver`: what real kubectl does to the cluster is seen on the page #/live. */

const found = findKubectl();
const folder = mkdtempSync(join(tmpdir(), 'podplay-live-'));
let server: ChildProcess;
let address = '';

const PODPLAY = ['node_modules/tsx/dist/cli.mjs', 'src/cli.ts', 'serve', '--port', '0', '--apiserver', '--speed', '5'];

test.skip('why' in found, 'real kubectl is not on this machine');

test.beforeAll(async () => {
  server = spawn(process.execPath, [...PODPLAY, '--kubeconfig', join(folder, 'config')]);
  address = await new Promise<string>((resolve) => {
    let said = '';
    server.stdout!.on('data', (text: Buffer) => {
      const where = /(http:\/\/\S+)#\/live/.exec((said += text.toString()));
      if (where) resolve(where[1]!);
    });
  });
});

test.afterAll(() => {
  server.kill();
  rmSync(folder, { recursive: true });
});

async function kubectl(...args: string[]): Promise<string> {
  const env = { ...process.env, HOME: folder, KUBECONFIG: join(folder, 'config') };
  return (await promisify(execFile)('path' in found ? found.path : '', args, { env })).stdout;
}

test('a Deployment that real kubectl makes appears with its pods, and goes when it is deleted', async ({ page }) => {
  await page.goto(`${address}#/live`);
  await expect(page.getByRole('heading', { name: 'Your cluster, live' })).toBeVisible();
  const words = page.getByRole('region', { name: 'The stage in words' });
  // Each stands with its workload, and again on its node.
  const pods = words.getByRole('listitem').filter({ hasText: /^\s*Pod web-/ });
  await expect(words).toContainText('Nodes');
  await expect(pods).toHaveCount(0);
  expect(await kubectl('create', 'deployment', 'web', '--image=nginx', '--replicas=3')).toBe('deployment.apps/web created\n');
  await kubectl('rollout', 'status', 'deployment/web', '--timeout=40s');
  await expect(words).toContainText('Deployment web: 3 of 3');
  await expect(pods.filter({ hasText: 'Running, ready' })).toHaveCount(6);
  await expect(page.locator('svg').getByText('web', { exact: true }).first()).toBeVisible();
  // Going back is free: the server goes on meanwhile.
  await page.getByRole('slider', { name: 'Time' }).fill('0');
  await expect(pods).toHaveCount(0);
  await page.getByRole('button', { name: 'Back to live' }).click();
  await expect(pods).toHaveCount(6);
  await kubectl('delete', 'deployment', 'web');
  await expect(pods).toHaveCount(0);
});
