import WebSocket from 'ws';
import { HttpCluster } from '../../src/http/client';
import type { OpenSocket } from '../../src/http/client/exec';
import { plainNodes } from '../../src/cluster/bootstrap';
import { SimulatedCluster } from '../../src/cluster/simulated';
import type { Subject } from './contract';

/** Small steps of virtual time until something holds. */
export function patience(cluster: SimulatedCluster): Subject['until'] {
  return async (holds) => {
    for (let i = 0; i < 1000; i++) {
      if (await holds()) return;
      const before = cluster.at;
      while (cluster.advance(before + 250)) await new Promise((done) => setImmediate(done));
    }
    throw new Error('it never came to hold');
  };
}

export const simulated = () => new SimulatedCluster({ seed: 3, nodes: plainNodes(2) });

export const webSocket: OpenSocket = (address, protocols) => new WebSocket(address, protocols);

export const overHttp = (server: string, { clock }: SimulatedCluster) => new HttpCluster({ server, clock, webSocket });
