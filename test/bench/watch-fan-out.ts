import type { AddressInfo } from 'node:net';
import { listen, serverOf } from '../../src/cli/node-http';
import { apiHandler } from '../../src/http/server';
import { newCluster } from './worlds';

/** Many clients watch while objects change: does each hear of every change? */

export interface FanOut {
  /** Events that each client should have heard. */
  readonly sent: number;
  /** That the client which heard least has heard. */
  readonly least: number;
  /** CPU seconds, clients and server together: they are one process here. */
  readonly cpu: number;
  /** Seconds from the last change until the last client had heard of it. */
  readonly behind: number;
}

const CONFIG_MAPS = { group: '', version: 'v1', resource: 'configmaps' };
const NAME = { ...CONFIG_MAPS, namespace: 'default', name: 'changing' };
const BEAT = 10;

export async function fanOut(clients: number, perSecond: number, seconds: number): Promise<FanOut> {
  const cluster = newCluster(1);
  await cluster.create(CONFIG_MAPS, { metadata: { name: NAME.name } }, { namespace: 'default' });
  const { metadata } = await cluster.list(CONFIG_MAPS);
  const server = await listen(serverOf(apiHandler(cluster)), 0, '127.0.0.1');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/configmaps?watch=1&resourceVersion=${metadata.resourceVersion}`;
  const sent = perSecond * seconds;
  const heard = Array.from({ length: clients }, () => 0);
  const answers = await Promise.all(heard.map(() => fetch(address)));
  const listening = answers.map((answer, i) => listenTo(answer, sent, (count) => (heard[i] = count)));
  const before = process.cpuUsage();
  await change(sent, (perSecond * BEAT) / 1000, (i) => cluster.patch(NAME, 'application/merge-patch+json', { data: { count: String(i) } }));
  const last = performance.now();
  await Promise.race([Promise.all(listening), new Promise((done) => setTimeout(done, 10_000))]);
  const behind = (performance.now() - last) / 1000;
  const { user, system } = process.cpuUsage(before);
  server.closeAllConnections();
  server.close();
  return { sent, least: Math.min(...heard), cpu: (user + system) / 1e6, behind };
}

/** @param most after which it is done */
async function listenTo(response: Response, most: number, count: (events: number) => void): Promise<void> {
  const reader = response.body!.getReader();
  let lines = 0;
  for (let next = await reader.read(); !next.done && lines < most; next = await reader.read()) {
    for (const byte of next.value) if (byte === 10) lines++;
    count(lines);
    if (lines >= most) break;
  }
}

/** So many changes at an even pace. */
async function change(most: number, perBeat: number, act: (i: number) => Promise<unknown>): Promise<void> {
  let done = 0;
  for (let begun = performance.now(); done < most;) {
    const due = Math.min(most, Math.floor(((performance.now() - begun) / BEAT) * perBeat));
    while (done < due) await act(done++);
    await new Promise((resolve) => setTimeout(resolve, BEAT));
  }
}
