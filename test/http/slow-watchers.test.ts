import { describe, expect, it } from 'vitest';
import { plainNodes } from '../../src/cluster/bootstrap';
import { SimulatedCluster } from '../../src/cluster/simulated';
import { apiHandler } from '../../src/http/server';
import { Room, streamed } from '../../src/http/server/stream';

/** Clients that ask for a watch and never read it. */

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const turns = async (count: number) => {
  for (let i = 0; i < count; i++) await new Promise((done) => setImmediate(done));
};

describe('ten thousand slow watchers', () => {
  it('leave the server to whoever reads, and are let go with all that waits for them', async () => {
    const cluster = new SimulatedCluster({ seed: 1, nodes: plainNodes(1), keepLog: false });
    const handle = apiHandler(cluster);
    const gone = new AbortController();
    const ask = (path: string, init: RequestInit = {}) => handle(new Request(`http://127.0.0.1${path}`, init));
    // One signal stands for ten thousand sockets; each request has its own.
    const slow = Array.from({ length: 10_000 }, () => ask(`${CONFIG_MAPS}?watch=1&resourceVersion=1`));
    const responses = await Promise.all(slow);
    expect(responses.every(({ status }) => status === 200)).toBe(true);
    for (const name of ['a', 'b', 'c']) {
      const body = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
      expect((await ask(CONFIG_MAPS, { method: 'POST', body, headers: { 'Content-Type': 'application/json' } })).status).toBe(201);
    }
    const reader = (await ask(`${CONFIG_MAPS}?watch=1&resourceVersion=1`, { signal: gone.signal })).body!.getReader();
    const { value } = await reader.read();
    expect(new TextDecoder().decode(value)).toContain('"type":"ADDED"');
    gone.abort();
    await Promise.all(responses.map(({ body }) => body!.cancel()));
    await turns(3);
    expect(cluster.waiting.any).toBe(false);
  });

  it('are cut off when there is no more room, and one that reads is not', async () => {
    const room = new Room(5_000);
    let push = (_: number): void => {};
    const heard = new Set<(piece: number) => void>();
    push = (piece) => [...heard].forEach((hear) => hear(piece));
    async function* source(stop: AbortController): AsyncGenerator<number> {
      const queue: number[] = [];
      let wake = () => {};
      const hear = (piece: number) => (queue.push(piece), wake());
      heard.add(hear);
      stop.signal.addEventListener('abort', () => heard.delete(hear));
      for (;;) {
        while (queue.length) yield queue.shift()!;
        await new Promise<void>((done) => (wake = done));
      }
    }
    const open = () => {
      const stop = new AbortController();
      return streamed(
        source(stop),
        'text/plain',
        (piece) => Uint8Array.of(piece),
        () => undefined,
        stop,
        room,
      );
    };
    const slow = await Promise.all(Array.from({ length: 50 }, open));
    const reader = (await open()).body!.getReader();
    let read = 0;
    for (let i = 0; i < 200; i++) {
      push(i);
      read += (await reader.read()).value!.length;
      await turns(1);
      expect(room.taken).toBeLessThanOrEqual(5_000 + 51);
    }
    expect(read).toBe(200);
    const ends = await Promise.all(
      slow.map(({ body }) =>
        body!
          .getReader()
          .read()
          .then(
            () => 'more',
            () => 'cut',
          ),
      ),
    );
    expect(ends).toContain('cut');
    expect(room.taken).toBeLessThanOrEqual(5_000);
  });
});
