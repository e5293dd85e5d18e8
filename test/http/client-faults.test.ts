import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listen, serverOf } from '../../src/cli/node-http';
import { HttpCluster } from '../../src/http/client';
import { apiHandler } from '../../src/http/server';
import { StatusError } from '../../src/kube/status';
import { simulated } from '../contract/simulated';

/** The client behind a proxy that misbehaves: what it is told is told on as a Status, and nothing hangs. */

const CONFIG_MAPS = { group: '', version: 'v1', resource: 'configmaps' };
const within = { namespace: 'default' };

type Fault = (incoming: IncomingMessage, outgoing: ServerResponse, pass: () => void) => void;

let fault: Fault;
let behind: Server;
let proxy: Server;
let client: HttpCluster;
const cluster = simulated();

const portOf = (server: Server) => (server.address() as AddressInfo).port;

beforeAll(async () => {
  behind = await listen(serverOf(apiHandler(cluster)), 0, '127.0.0.1');
  proxy = await listen(
    createServer((incoming, outgoing) => fault(incoming, outgoing, () => pass(incoming, outgoing))),
    0,
    '127.0.0.1',
  );
  const sleep = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
  client = new HttpCluster({ server: `http://127.0.0.1:${portOf(proxy)}`, clock: { now: () => Date.now(), sleep } });
});

beforeEach(() => {
  fault = (_incoming, _outgoing, on) => on();
});

afterAll(() => {
  for (const server of [behind, proxy]) {
    server.closeAllConnections();
    server.close();
  }
});

function pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, url, headers } = incoming;
  const on = request({ port: portOf(behind), host: '127.0.0.1', method, path: url, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode!, answer.headers);
    outgoing.flushHeaders();
    answer.pipe(outgoing);
  });
  on.on('error', () => outgoing.destroy());
  outgoing.on('close', () => on.destroy());
  incoming.pipe(on);
}

async function refusal(work: Promise<unknown>): Promise<StatusError['status']> {
  const error: unknown = await work.then(
    () => new Error('it was not refused'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof StatusError) return error.status;
  throw error;
}

const answer =
  (code: number, body: string, headers: Record<string, string> = {}): Fault =>
  (_, outgoing) =>
    void outgoing.writeHead(code, headers).end(body);

describe('a refusal on the way is a Status', () => {
  it.each<[string, Fault, object]>([
    [
      '429 with a time to wait',
      answer(429, 'Too many requests, please try again later.', { 'Retry-After': '7' }),
      { code: 429, reason: 'TooManyRequests', details: { retryAfterSeconds: 7 } },
    ],
    ['500 in plain text', answer(500, 'boom'), { code: 500, reason: 'InternalError', message: 'boom' }],
    ['503 with a page', answer(503, '<html>no</html>'), { code: 503, reason: 'ServiceUnavailable' }],
    [
      '403 as RBAC tells it',
      answer(
        403,
        JSON.stringify({
          kind: 'Status',
          status: 'Failure',
          code: 403,
          reason: 'Forbidden',
          message: 'configmaps is forbidden: User "kim"',
        }),
      ),
      { code: 403, reason: 'Forbidden', message: 'configmaps is forbidden: User "kim"' },
    ],
    [
      'a connection that is cut before an answer',
      (incoming) => void incoming.socket.destroy(),
      { code: 503, reason: 'ServiceUnavailable' },
    ],
  ])('%s', async (_, how, status) => {
    fault = how;
    expect(await refusal(client.list(CONFIG_MAPS, within))).toMatchObject(status);
  });

  it('a list that is cut in the middle', async () => {
    fault = (incoming, outgoing) => {
      outgoing.writeHead(200, { 'Content-Type': 'application/json' }).write('{"kind":"ConfigMapList","items":[');
      setImmediate(() => incoming.socket.destroy());
    };
    expect(await refusal(client.list(CONFIG_MAPS, within))).toMatchObject({ code: 503, reason: 'ServiceUnavailable' });
  });
});

describe('a watch', () => {
  const watch = (options: object = {}) => client.watch(CONFIG_MAPS, { ...within, ...options })[Symbol.asyncIterator]();

  it('that is cut says so, after what it had told', async () => {
    let cut = () => {};
    fault = (incoming, _outgoing, on) => {
      cut = () => incoming.socket.destroy();
      on();
    };
    const events = watch();
    expect((await events.next()).value).toMatchObject({ type: 'ADDED' });
    const next = refusal(events.next());
    cut();
    expect(await next).toMatchObject({ code: 503, reason: 'ServiceUnavailable' });
  });

  it('of a version that is gone is told 410, by the code and in an event', async () => {
    fault = answer(410, 'gone');
    expect(await refusal(watch({ resourceVersion: '1' }).next())).toMatchObject({ code: 410 });
    const status = { kind: 'Status', status: 'Failure', code: 410, reason: 'Expired', message: 'too old resource version: 1 (9)' };
    fault = answer(200, `${JSON.stringify({ type: 'ERROR', object: status })}\n`);
    expect(await refusal(watch({ resourceVersion: '1' }).next())).toMatchObject({ code: 410, reason: 'Expired' });
  });

  it('that is slow tells all the same, in whatever pieces it comes', async () => {
    const object = { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name: 'slow' }, data: { letters: 'é你' } };
    fault = (_, outgoing) => {
      outgoing.writeHead(200, { 'Content-Type': 'application/json' });
      const bytes = [...Buffer.from(`${JSON.stringify({ type: 'ADDED', object })}\n`)];
      const drip = () => (bytes.length ? outgoing.write(Uint8Array.from(bytes.splice(0, 7)), () => setImmediate(drip)) : undefined);
      drip();
    };
    const events = watch();
    expect((await events.next()).value).toEqual({ type: 'ADDED', object });
    await events.return?.();
  });

  it('ends when its reader is interrupted, also where nothing ever comes', async () => {
    fault = (_, outgoing) => outgoing.writeHead(200).flushHeaders();
    const stop = new AbortController();
    const next = watch({ signal: stop.signal }).next();
    setImmediate(() => stop.abort(new DOMException('interrupted', 'AbortError')));
    await expect(next).rejects.toThrow('interrupted');
  });
});
