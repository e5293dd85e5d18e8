import type { AddressInfo } from 'node:net';
import { connect, type Socket } from 'node:net';
import { constants, createDeflate } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { serveExec } from '../../src/cli/node-exec';
import { listen, serverOf } from '../../src/cli/node-http';
import { DICTIONARY } from '../../src/cli/spdy/dictionary';
import { plainNodes } from '../../src/cluster/bootstrap';
import { SimulatedCluster } from '../../src/cluster/simulated';
import { apiHandler } from '../../src/http/server';

/** `port-forward` as kubectl speaks it: SPDY by itself. Real kubectl goes through a WebSocket, with the same bytes. */

const PODS = { group: '', version: 'v1', resource: 'pods' };

async function served() {
  const cluster = new SimulatedCluster({ seed: 1, nodes: plainNodes(1), keepLog: false });
  const spec = { containers: [{ name: 'nginx', image: 'nginx:1.27' }] };
  await cluster.create(PODS, { metadata: { name: 'web' }, spec }, { namespace: 'default' });
  cluster.advance(cluster.at + 60_000);
  const server = serverOf(apiHandler(cluster));
  serveExec(server, cluster, []);
  await listen(server, 0, '127.0.0.1');
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  // Answers take time, which passes while somebody waits for one.
  const pass = () => void cluster.advance(cluster.at + 100);
  return { port: (server.address() as AddressInfo).port, pass, close };
}

/** What the server has said on a stream so far. */
interface Heard {
  text: string;
  ended: boolean;
}

class Client {
  readonly #deflate = createDeflate({ dictionary: DICTIONARY, flush: constants.Z_SYNC_FLUSH });
  readonly heard = new Map<number, Heard>();
  #left = Buffer.alloc(0);
  upgraded = '';

  constructor(readonly socket: Socket) {
    socket.on('data', (data) => this.#received(data));
  }

  async open(id: number, headers: Readonly<Record<string, string>>): Promise<void> {
    const parts = Object.entries(headers).flat();
    const text = Buffer.concat([word(parts.length / 2), ...parts.flatMap((part) => [word(part.length), Buffer.from(part)])]);
    await new Promise<void>((done) => this.#deflate.write(text, () => done()));
    const block = this.#deflate.read() as Buffer;
    this.heard.set(id, { text: '', ended: false });
    this.socket.write(frame(0x8003_0001, 0, Buffer.concat([word(id), word(0), Buffer.alloc(2), block])));
  }

  say(id: number, text: string, end = false): void {
    this.socket.write(frame(id, end ? 1 : 0, Buffer.from(text)));
  }

  async until(done: () => boolean, pass = () => {}): Promise<void> {
    for (; !done(); pass()) await new Promise((resolve) => setTimeout(resolve, 2));
  }

  #received(data: Buffer): void {
    this.#left = Buffer.concat([this.#left, data]);
    if (!this.upgraded) {
      const end = this.#left.indexOf('\r\n\r\n');
      if (end < 0) return;
      this.upgraded = this.#left.toString('utf8', 0, end);
      this.#left = this.#left.subarray(end + 4);
    }
    while (this.#left.length >= 8 && this.#left.length >= 8 + this.#left.readUIntBE(5, 3)) {
      const length = 8 + this.#left.readUIntBE(5, 3);
      this.#take(this.#left.subarray(0, length));
      this.#left = this.#left.subarray(length);
    }
  }

  #take(bytes: Buffer): void {
    const id = bytes.readUInt32BE(0);
    const stream = this.heard.get(id);
    if (id >= 0x8000_0000 || !stream) return;
    stream.text += bytes.toString('utf8', 8);
    stream.ended ||= (bytes[4]! & 1) === 1;
  }
}

function word(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes;
}

function frame(first: number, flags: number, data: Buffer): Buffer {
  const head = Buffer.concat([word(first), word(data.length)]);
  head[4] = flags;
  return Buffer.concat([head, data]);
}

async function forwarding(port: number, pod: string): Promise<Client> {
  const socket = connect(port, '127.0.0.1');
  const client = new Client(socket);
  socket.write(
    `POST /api/v1/namespaces/default/pods/${pod}/portforward HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: portforward.k8s.io\r\n\r\n`,
  );
  await client.until(() => client.upgraded !== '');
  return client;
}

async function connected(client: Client, first: number, port: string): Promise<{ data: Heard; error: Heard }> {
  const requestID = String(first);
  await client.open(first, { streamType: 'error', port, requestID });
  client.say(first, '', true);
  await client.open(first + 2, { streamType: 'data', port, requestID });
  return { error: client.heard.get(first)!, data: client.heard.get(first + 2)! };
}

describe('port-forward', () => {
  it('gives one connection after another to a port, and says which one is refused', async () => {
    const { port, pass, close } = await served();
    const client = await forwarding(port, 'web');
    expect(client.upgraded).toContain('101 Switching Protocols');
    for (const first of [1, 5]) {
      const { data, error } = await connected(client, first, '80');
      client.say(first + 2, 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
      await client.until(() => data.ended && error.ended, pass);
      expect(data.text).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*Welcome to nginx!/);
      expect(error.text).toBe('');
    }
    const { error } = await connected(client, 9, '81');
    client.say(11, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await client.until(() => error.ended, pass);
    expect(error.text).toMatch(/^error forwarding port 81 to pod web: dial tcp [\d.]+:81: connect: connection refused$/);
    client.socket.destroy();
    close();
  });

  it('is refused for a Pod that there is not', async () => {
    const { port, close } = await served();
    const client = await forwarding(port, 'nobody');
    expect(client.upgraded).toContain('404 Not Found');
    client.socket.destroy();
    close();
  });

  it('is not impressed by bytes that are no SPDY', async () => {
    const { port, close } = await served();
    const client = await forwarding(port, 'web');
    client.socket.write(Buffer.from('800300010000000e00000001000000000000ffffffff', 'hex'));
    await new Promise((resolve) => client.socket.on('close', resolve));
    const again = await forwarding(port, 'web');
    expect(again.upgraded).toContain('101');
    again.socket.destroy();
    close();
  });
});
