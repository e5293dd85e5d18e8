import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kubeconfig } from '../../src/cli/apiserver';
import { listen, serverOf } from '../../src/cli/node-http';
import type { SimulatedCluster } from '../../src/cluster/simulated';
import { apiHandler } from '../../src/http/server';
import { kubectl } from '../../src/kubectl';
import { findKubectl } from '../differential/find-kubectl';
import { newCluster } from './worlds';
import { deploy } from './scale-up';

/** What `kubectl get pods` costs: ours in this process, the real one through the server. */

/** CPU ms of our `kubectl get pods`, the median of several. */
export async function ourGet(pods: number): Promise<number> {
  const cluster = newCluster(8);
  deploy(cluster, pods);
  const times: number[] = [];
  for (let i = 0; i < 15; i++) {
    const before = process.cpuUsage();
    await printed(cluster);
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  }
  return times.sort((a, b) => a - b)[7]!;
}

async function printed(cluster: SimulatedCluster): Promise<void> {
  let lines = 0;
  const env = {
    cluster,
    namespace: 'default',
    stdin: '',
    tty: true,
    columns: 120,
    signal: new AbortController().signal,
    out: (text: string) => void (lines += text.split('\n').length),
    err: (text: string) => {
      throw new Error(text);
    },
    readFile: () => Promise.reject(new Error('no files')),
  };
  await kubectl(['get', 'pods'], env);
  if (lines < 100) throw new Error('it printed too little');
}

export interface Served {
  /** Seconds of the clock, the median of several, in one piece. */
  readonly whole: number;
  /** The same in pieces of 500, as kubectl asks by itself: after ten of them it waits 0.2 s before each. */
  readonly pieces: number;
  /** Of `kubectl get nodes`: what starting it takes. */
  readonly start: number;
}

/** Real `kubectl get pods -A`; undefined where there is none. */
export async function realGet(pods: number): Promise<Served | undefined> {
  const found = findKubectl();
  if ('why' in found) return undefined;
  const cluster = newCluster(100);
  deploy(cluster, pods);
  const server = await listen(serverOf(apiHandler(cluster)), 0, '127.0.0.1');
  const home = mkdtempSync(join(tmpdir(), 'podplay-bench-'));
  const config = join(home, 'config');
  writeFileSync(config, kubeconfig(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'default'));
  const run = (args: readonly string[], lines: number) => timed(found.path, args, { HOME: home, KUBECONFIG: config }, lines);
  try {
    await run(['get', 'nodes'], 100);
    const start = await median(() => run(['get', 'nodes'], 100));
    const whole = await median(() => run(['get', 'pods', '-A', '--chunk-size=0'], pods));
    return { start, whole, pieces: await median(() => run(['get', 'pods', '-A'], pods)) };
  } finally {
    server.closeAllConnections();
    server.close();
    rmSync(home, { recursive: true });
  }
}

async function median(act: () => Promise<number>): Promise<number> {
  const times = [];
  for (let i = 0; i < 5; i++) times.push(await act());
  return times.sort((a, b) => a - b)[2]!;
}

/** @param least lines that must come @returns seconds */
function timed(path: string, args: readonly string[], env: NodeJS.ProcessEnv, least: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const child = spawn(path, args, { env });
    let lines = 0;
    child.stdout.on('data', (data: Buffer) => (lines += data.toString('latin1').split('\n').length - 1));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0 || lines < least) return reject(new Error(`kubectl ${args.join(' ')} printed ${lines} lines and ended with ${code}`));
      resolve((performance.now() - begun) / 1000);
    });
  });
}
