import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { proxyServer } from '../../src/cli/proxy';
import { listen } from '../../src/cli/node-http';
import { HttpCluster } from '../../src/http/client';
import { Recorder } from '../../src/real/recorder';
import { simulated } from '../contract/simulated';
import { kubectlFound, portOf, proxied, type Proxied, type Trouble } from './proxied';
import type { Clock } from '../../src/kube/cluster';

/** A recorder over the whole way that a page has: WebSockets and HTTP to `serve --proxy`, the real `kubectl proxy`,
 *  something that goes wrong, and a server. */

const DEPLOYMENTS = { group: 'apps', version: 'v1', resource: 'deployments' };
const PODS = { group: '', version: 'v1', resource: 'pods' };
const CONFIG_MAPS = { group: '', version: 'v1', resource: 'configmaps' };

const web = (replicas: number) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'nginx', image: 'nginx:1.27' }] } },
  },
});

/** Waits are ten times as short: what is waited for is the same. */
const clock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms / 10);
      signal?.addEventListener('abort', () => (clearTimeout(timer), reject(signal.reason as Error)));
    }),
};

let cluster: ReturnType<typeof simulated>;
let way: Proxied;
let site: Awaited<ReturnType<typeof listen>>;
let client: HttpCluster;
let beat: ReturnType<typeof setInterval>;
let recorder: Recorder;

async function until(holds: () => boolean, what: string): Promise<void> {
  for (let i = 0; i < 400; i++) {
    if (holds()) return;
    await new Promise((done) => setTimeout(done, 25));
  }
  throw new Error(`it never came to hold: ${what}`);
}

const phases = () => new Map(recorder.followed.map(({ resource, state }) => [resource.resource, state]));
const names = (resource: string) => recorder.recording.view.list(resource).map(({ metadata }) => metadata.name);
const about =
  (path: string, trouble: Trouble): Trouble =>
  (incoming, outgoing, pass) =>
    incoming.url!.split('?')[0]!.endsWith(path) ? trouble(incoming, outgoing, pass) : pass();
const refuse =
  (code: number, reason: string, message: string, headers: Record<string, string> = {}): Trouble =>
  (_, outgoing) =>
    void outgoing
      .writeHead(code, { 'Content-Type': 'application/json', ...headers })
      .end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, message, code }));

async function record(namespace = 'default'): Promise<void> {
  recorder = new Recorder({ cluster: client, namespace });
  await recorder.ready;
}

const watchesAll = () => until(() => [...phases().values()].every(({ phase }) => phase === 'watching'), 'every watch is open');

describe.skipIf('why' in kubectlFound)('a cluster behind kubectl proxy, recorded', () => {
  beforeAll(async () => {
    cluster = simulated();
    beat = setInterval(() => void cluster.advance(cluster.at + 250), 25);
    way = await proxied(cluster);
    site = await listen(proxyServer('/nowhere', new URL(way.address)), 0, '127.0.0.1');
    const origin = `http://127.0.0.1:${portOf(site)}`;
    const webSocket = (address: string, protocols: string[]) => new WebSocket(address, protocols, { origin });
    client = new HttpCluster({ server: `${origin}/podplay/api`, clock, webSocket, watchOverSockets: true });
  });

  afterEach(async () => {
    way.trouble = undefined;
    recorder.stop();
    for (const { metadata } of (await client.list(DEPLOYMENTS, { namespace: 'default' })).items)
      await client.delete({ ...DEPLOYMENTS, namespace: 'default', name: metadata.name });
    await until(() => !cluster.view.list('pods').length, 'every pod is gone');
  });

  afterAll(() => {
    clearInterval(beat);
    way.close();
    site.closeAllConnections();
    site.close();
  });

  it('shows what happens, says who did it, and can be looked back at', async () => {
    await record();
    await watchesAll();
    expect(names('nodes')).toEqual(['node-1', 'node-2']);
    const before = recorder.recording.end;
    await client.create(DEPLOYMENTS, web(2), { namespace: 'default', fieldManager: 'kubectl-create' });
    await until(() => recorder.recording.view.list('pods').filter(({ status }) => status.phase === 'Running').length === 2, 'two pods run');
    const { log } = recorder.recording;
    const writer = (kind: string, verb: string) =>
      log.find((one) => one.type === 'write' && one.object?.kind === kind && one.verb === verb)?.actor;
    expect(writer('Deployment', 'create')).toBe('kubectl');
    expect(writer('ReplicaSet', 'create')).toBe('deployment-controller');
    expect(log.filter((one) => one.object?.kind === 'Pod' && one.verb === 'create').map(({ actor }) => actor)).toEqual([
      'replicaset-controller',
      'replicaset-controller',
    ]);
    expect(log.some((one) => one.object?.kind === 'Pod' && one.actor === 'default-scheduler')).toBe(true);
    expect(log.some((one) => one.object?.kind === 'Pod' && /^kubelet\/node-\d$/.test(one.actor))).toBe(true);
    const now = names('pods');
    recorder.seek(before);
    expect(names('pods')).toEqual([]);
    expect(names('deployments')).toEqual([]);
    // The cluster goes on while one looks back.
    await client.create(CONFIG_MAPS, { metadata: { name: 'meanwhile' } }, { namespace: 'default' });
    await until(() => recorder.recording.latest('configmaps').has('default/meanwhile'), 'it is recorded');
    expect(names('configmaps')).not.toContain('meanwhile');
    recorder.toEnd();
    expect(names('configmaps')).toContain('meanwhile');
    expect(names('pods')).toEqual(now);
    await client.delete({ ...CONFIG_MAPS, namespace: 'default', name: 'meanwhile' });
  });

  it('what is asked of it here is the cause of what changes', async () => {
    await record();
    await watchesAll();
    await recorder.cluster.create(DEPLOYMENTS, web(1), { namespace: 'default', fieldManager: 'kubectl-create' });
    await until(() => names('pods').length === 1, 'a pod');
    const [pod] = names('pods');
    await recorder.cluster.delete({ ...PODS, namespace: 'default', name: pod! });
    await until(() => names('pods').length === 1 && names('pods')[0] !== pod, 'another pod');
    const { log } = recorder.recording;
    const asked = log.filter(({ type }) => type === 'input').map(({ verb, object }) => `${verb} ${object!.resource}`);
    expect(asked).toEqual(['create deployments', 'delete pods']);
    const input = log.find(({ type, verb }) => type === 'input' && verb === 'delete')!;
    expect(log.find(({ type, object, verb }) => type === 'write' && verb === 'delete' && object!.name === pod)?.cause).toBe(input.id);
  });

  it('what is refused did not happen', async () => {
    await record();
    await watchesAll();
    await expect(recorder.cluster.delete({ ...PODS, namespace: 'default', name: 'nobody' })).rejects.toThrow('not found');
    await recorder.cluster.create(CONFIG_MAPS, { metadata: { name: 'tried' } }, { namespace: 'default', dryRun: true });
    expect(recorder.recording.log.filter(({ type }) => type === 'input')).toEqual([]);
  });

  it('connections that are cut are resumed from where they were: nothing is lost, nothing twice', async () => {
    await record();
    await watchesAll();
    const uids = () => recorder.recording.view.list('pods').map(({ metadata }) => metadata.uid);
    await client.create(DEPLOYMENTS, web(2), { namespace: 'default' });
    await until(() => uids().length === 2, 'two pods');
    const before = uids();
    const lists: string[] = [];
    way.trouble = (incoming, _, pass) => {
      const [path, query] = incoming.url!.split('?');
      if (incoming.method === 'GET' && path!.endsWith('/pods') && !query?.includes('watch=')) lists.push(incoming.url!);
      pass();
    };
    way.cut();
    await until(() => phases().get('pods')!.phase === 'waiting', 'the loss is told');
    await client.patch({ ...DEPLOYMENTS, namespace: 'default', name: 'web' }, 'application/merge-patch+json', { spec: { replicas: 3 } });
    await until(() => uids().length === 3, 'the third pod');
    await watchesAll();
    expect(uids().slice(0, 2)).toEqual(before);
    expect(lists).toEqual([]);
    const created = recorder.recording.log.filter(({ object, verb }) => object?.kind === 'Pod' && verb === 'create');
    expect(created).toHaveLength(3);
  });

  it('410: the list is asked for anew, and who is the same stays the same', async () => {
    await client.create(DEPLOYMENTS, web(2), { namespace: 'default' });
    await record();
    await watchesAll();
    await until(() => names('pods').length === 2, 'two pods');
    const before = recorder.recording.view.list('pods').map(({ metadata }) => metadata.uid);
    let told = 0;
    way.trouble = about('/pods', (incoming, outgoing, pass) => {
      if (!incoming.url!.includes('watch=') || told++) return pass();
      const object = {
        kind: 'Status',
        apiVersion: 'v1',
        status: 'Failure',
        reason: 'Expired',
        code: 410,
        message: 'too old resource version',
      };
      outgoing.writeHead(200, { 'Content-Type': 'application/json' }).end(`${JSON.stringify({ type: 'ERROR', object })}\n`);
    });
    way.cut();
    await until(() => told > 0, '410 was told');
    await watchesAll();
    expect(recorder.recording.view.list('pods').map(({ metadata }) => metadata.uid)).toEqual(before);
    expect(recorder.recording.log.filter(({ object, verb }) => object?.kind === 'Pod' && verb === 'delete')).toEqual([]);
  });

  it('403: what one may not see is told by its kind, and the rest is shown', async () => {
    const message = 'nodes is forbidden: User "kim" cannot list resource "nodes" in API group "" at the cluster scope';
    way.trouble = about('/nodes', refuse(403, 'Forbidden', message));
    await client.create(DEPLOYMENTS, web(1), { namespace: 'default' });
    await record();
    await until(() => names('pods').length === 1, 'a pod');
    expect(phases().get('nodes')).toMatchObject({ phase: 'refused', error: { message } });
    expect(names('nodes')).toEqual([]);
    // The right is given later.
    way.trouble = undefined;
    await until(() => names('nodes').length === 2, 'the nodes');
  });

  it('429 and 500: asked again, not before the time that the server names', async () => {
    const times: number[] = [];
    way.trouble = about('/configmaps', (incoming, outgoing, pass) => {
      times.push(Date.now());
      if (times.length === 1) return refuse(429, 'TooManyRequests', 'slow down', { 'Retry-After': '3' })(incoming, outgoing, pass);
      if (times.length === 2) return refuse(500, 'InternalError', 'boom')(incoming, outgoing, pass);
      pass();
    });
    await record();
    expect(phases().get('configmaps')!.phase).not.toBe('refused');
    expect(names('configmaps')).toContain('kube-root-ca.crt');
    expect(times.length).toBeGreaterThanOrEqual(3);
    // A tenth of three seconds: see the clock above.
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(295);
  });

  it('a watch that drips is read all the same', async () => {
    way.trouble = about('/configmaps', (incoming, outgoing, pass) => {
      if (!incoming.url!.includes('watch=')) return pass();
      outgoing.writeHead(200, { 'Content-Type': 'application/json' });
      const metadata = {
        name: 'drop',
        namespace: 'default',
        uid: 'drop',
        resourceVersion: '900000',
        creationTimestamp: '2026-01-01T00:00:00Z',
      };
      const bytes = [...Buffer.from(`${JSON.stringify({ type: 'ADDED', object: { kind: 'ConfigMap', apiVersion: 'v1', metadata } })}\n`)];
      const drip = setInterval(() => (bytes.length ? outgoing.write(Uint8Array.from(bytes.splice(0, 9))) : clearInterval(drip)), 5);
      outgoing.on('close', () => clearInterval(drip));
    });
    await record();
    await until(() => names('configmaps').includes('drop'), 'the drop');
  });

  it('pages from elsewhere are turned away, by HTTP and by WebSocket', async () => {
    await record();
    const base = `http://127.0.0.1:${portOf(site)}/podplay/api`;
    const status = async (headers: Record<string, string>) => (await fetch(`${base}/version`, { headers })).status;
    expect(await status({})).toBe(200);
    expect(await status({ Origin: 'http://evil.example' })).toBe(403);
    const socket = new WebSocket(`${base.replace('http', 'ws')}/api/v1/pods?watch=1`, { origin: 'http://evil.example' });
    expect(
      await new Promise((done) => socket.on('unexpected-response', (_, answer) => done(answer.statusCode)).on('error', () => {})),
    ).toBe(403);
    // A path cannot lead to another server.
    expect((await fetch(`${base}//evil.example/version`)).status).toBe(404);
  });

  it('an exec that kubectl proxy does not let through says how it would', async () => {
    await record();
    const strict = await proxied(cluster, ['--reject-paths=^/api/.*/pods/.*/exec']);
    const page = await listen(proxyServer('/nowhere', new URL(strict.address)), 0, '127.0.0.1');
    const server = `http://127.0.0.1:${portOf(page)}/podplay/api`;
    const there = new HttpCluster({ server, clock, webSocket: (address, protocols) => new WebSocket(address, protocols) });
    await expect(there.exec({ ...PODS, namespace: 'default', name: 'x' }, ['ls'])).rejects.toThrow('--reject-paths=^-$');
    // Where it is let through, the server's own refusal is told.
    await expect(client.exec({ ...PODS, namespace: 'default', name: 'x' }, ['ls'])).rejects.toThrow('pods "x" not found');
    page.closeAllConnections();
    page.close();
    strict.close();
  });

  it('exec goes all the way', async () => {
    await record();
    await client.create(DEPLOYMENTS, web(1), { namespace: 'default' });
    await until(() => recorder.recording.view.list('pods')[0]?.status.phase === 'Running', 'a pod runs');
    const result = await recorder.cluster.exec({ ...PODS, namespace: 'default', name: names('pods')[0]! }, ['echo', 'hello']);
    expect(result).toEqual({ stdout: 'hello\n', stderr: '', exitCode: 0 });
    expect(recorder.recording.log.findLast(({ type }) => type === 'input')).toMatchObject({ verb: 'exec', note: 'echo hello' });
  });
});
