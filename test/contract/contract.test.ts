import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';
import { serveExec } from '../../src/cli/node-exec';
import { listen, serverOf } from '../../src/cli/node-http';
import { proxyServer } from '../../src/cli/proxy';
import { HttpCluster } from '../../src/http/client';
import { apiHandler } from '../../src/http/server';
import { kubectlFound, portOf, proxied, type Proxied } from '../real/proxied';
import { contract } from './contract';
import { overHttp, patience, simulated, webSocket } from './simulated';

/** One contract, every Cluster. A third one can be named:
 *  `PODPLAY_CONTRACT_SERVER=http://127.0.0.1:8001 npx vitest run test/contract`, with
 *  `kubectl proxy --reject-paths=^-$` before it (by itself it lets no exec through). */

const IMAGE = 'busybox:1.36';

contract('the simulated cluster', async () => {
  const cluster = simulated();

  return Promise.resolve({ cluster, until: patience(cluster), image: IMAGE });
});

let server: Server | undefined;

contract('a client of the server before a simulated cluster', async () => {
  const cluster = simulated();
  server = serverOf(apiHandler(cluster));
  serveExec(server, cluster, []);
  await listen(server, 0, '127.0.0.1');
  const { port } = server.address() as AddressInfo;
  return { cluster: overHttp(`http://127.0.0.1:${port}`, cluster), until: patience(cluster), image: IMAGE };
});

let way: Proxied | undefined;
let site: Server | undefined;

if ('why' in kubectlFound) console.warn(`The contract did not run through kubectl proxy: ${kubectlFound.why}.`);
else
  contract('a client of serve --proxy, before the real kubectl proxy, before the server, before a simulated cluster', async () => {
    const cluster = simulated();
    way = await proxied(cluster);
    site = await listen(proxyServer('/nowhere', new URL(way.address)), 0, '127.0.0.1');
    const server = `http://127.0.0.1:${portOf(site)}/podplay/api`;
    const client = new HttpCluster({ server, clock: cluster.clock, webSocket, watchOverSockets: true });
    return { cluster: client, until: patience(cluster), image: IMAGE };
  });

afterAll(() => {
  way?.close();
  for (const one of [server, site]) {
    one?.closeAllConnections();
    one?.close();
  }
});

const named = process.env['PODPLAY_CONTRACT_SERVER'];

if (named) {
  const sleep = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
  contract(`the cluster at ${named}`, async () => {
    const cluster = new HttpCluster({ server: named, clock: { now: () => Date.now(), sleep }, webSocket });
    const until = async (holds: () => Promise<boolean>) => {
      for (let i = 0; i < 240; i++)
        if (await holds()) return;
        else await sleep(250);
      throw new Error('it did not come to hold within a minute');
    };
    return Promise.resolve({ cluster, until, image: IMAGE });
  });
}
