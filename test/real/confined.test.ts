import { describe, expect, it } from 'vitest';
import { kubectl } from '../../src/kubectl';
import type { Cluster } from '../../src/kube/cluster';
import { StatusError } from '../../src/kube/status';
import { confined, OWN_LABEL } from '../../src/real/confined';
import { HttpCluster } from '../../src/http/client';
import { apiHandler } from '../../src/http/server';
import { api } from '../../src/page-api';
import { simulated } from '../contract/simulated';

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: nginx, image: "nginx:1.27"}]}\n';
const OWN = { here: 'demo', there: 'podplay-demo-x' };

async function run(cluster: Cluster, line: string, namespace: string, text = POD) {
  let [out, err] = ['', ''];
  const code = await kubectl(line.split(' '), {
    cluster,
    namespace,
    stdin: text,
    tty: false,
    columns: 120,
    signal: new AbortController().signal,
    out: (more) => void (out += more),
    err: (more) => void (err += more),
    readFile: () => Promise.resolve(text),
  });
  return { code, out, err };
}

describe('a raw request', () => {
  it('goes to the cluster itself when it reads, to the namespace that is meant, and nowhere when it writes', async () => {
    const asked: string[] = [];
    const handle = apiHandler(simulated());
    const fetch = (request: Request) => {
      asked.push(`${request.method} ${new URL(request.url).pathname}`);
      return handle(request);
    };
    const real = new HttpCluster({ server: 'http://127.0.0.1:1', clock: simulated().clock, fetch });
    const cluster = confined(real, OWN);
    const said = async (line: string) => {
      let text = '';
      const env = { cluster, namespace: 'demo', stdin: '{}', tty: false, columns: 120, signal: new AbortController().signal };
      const out = (more: string) => void (text += more);
      const files = { readFile: () => Promise.resolve('{}'), api: (request: Request) => api(cluster, request) };
      await kubectl(line.split(' '), { ...env, ...files, out, err: out });
      return text;
    };
    expect(await said('get --raw /version')).toContain('"gitVersion"');
    expect(await said('get --raw /api/v1/namespaces/demo/pods')).toContain('"PodList"');
    expect(await said('get --raw /nothing')).toContain('the server could not find the requested resource');
    expect(await said('auth whoami')).toContain('kubernetes-admin');
    expect(asked).toEqual([
      'GET /version',
      'GET /api/v1/namespaces/podplay-demo-x/pods',
      'GET /nothing',
      'POST /apis/authentication.k8s.io/v1/selfsubjectreviews',
    ]);
    for (const line of [
      'create --raw /api/v1/namespaces -f -',
      'delete --raw /api/v1/nodes/node-1',
      'get --raw /api/v1/namespaces/demo/pods/x/proxy/',
    ])
      expect(await said(line)).toBe('Error from server (Forbidden): Podplay passes a raw request on to your cluster only when it reads\n');
    expect(asked).toHaveLength(4);
  });
});

describe('a cluster that may only be read', () => {
  it('is read as it is, and refuses every verb that writes, before the cluster hears of it', async () => {
    const real = simulated();
    const cluster = confined(real, undefined);
    expect((await run(cluster, 'get nodes -o name', 'default')).out).toBe('node/node-1\nnode/node-2\n');
    const before = real.history.recorded.length;
    for (const line of [
      'create namespace x',
      'apply -f -',
      'delete node node-1',
      'cordon node-1',
      'label namespace default a=b',
      'create configmap c --from-literal=a=b',
      'apply --server-side -f -',
    ]) {
      const { code, err } = await run(cluster, line, 'default');
      expect([line, code]).toEqual([line, 1]);
      expect(err).toContain('Podplay only reads this cluster here');
    }
    await expect(cluster.exec({ group: '', version: 'v1', resource: 'pods', namespace: 'default', name: 'x' }, ['ls'])).rejects.toThrow(
      StatusError,
    );
    expect(real.history.recorded).toHaveLength(before);
  });
});

describe('a lesson’s own namespace', () => {
  it('is made under its own name with a label, and everybody in the lesson calls it as the lesson does', async () => {
    const real = simulated();
    const cluster = confined(real, OWN);
    expect((await run(cluster, 'create namespace demo', 'demo')).out).toBe('namespace/demo created\n');
    expect(real.view.get('namespaces', OWN.there)?.metadata.labels).toMatchObject(OWN_LABEL);
    expect(real.view.get('namespaces', 'demo')).toBeUndefined();
    expect((await run(cluster, 'apply -f -', 'demo')).out).toBe('pod/web created\n');
    expect(real.view.get('pods', `${OWN.there}/web`)).toBeDefined();
    expect((await run(cluster, 'get pod web -o jsonpath={.metadata.namespace}', 'demo')).out).toBe('demo');
    expect((await run(cluster, 'get pods -A -o custom-columns=NS:.metadata.namespace,N:.metadata.name', 'demo')).out).toContain(
      'demo   web',
    );
    const { out } = await run(cluster, 'get namespaces', 'demo');
    expect(out).toMatch(/^demo +Active/m);
    expect(out).not.toContain('podplay');
    expect((await run(cluster, 'describe pod web', 'demo')).out).toMatch(/^Namespace: +demo$/m);
    // What is applied again is as it was.
    expect((await run(cluster, 'apply -f -', 'demo')).out).toBe('pod/web unchanged\n');
    expect((await run(cluster, 'diff -f -', 'demo')).code).toBe(0);
    const wrong = await run(cluster, 'apply -f -', 'demo', POD.replace('{name: web}', '{name: web, namespace: elsewhere}'));
    expect(wrong.code).toBe(1);
  });

  it('is the only place that is written', async () => {
    const real = simulated();
    const cluster = confined(real, OWN);
    await run(cluster, 'create namespace demo', 'demo');
    const before = real.history.recorded.length;
    const refusals = [
      ['create configmap c -n default', 'writes only to the namespace demo, which is podplay-demo-x on your cluster'],
      ['delete namespace default', 'belongs to the whole cluster, such as a Namespace'],
      ['create namespace other', 'such as a Namespace'],
      ['taint node node-1 a=b:NoSchedule', 'such as a Node'],
      ['create priorityclass p --value=3', 'such as a PriorityClass'],
    ] as const;
    for (const [line, why] of refusals) expect((await run(cluster, line, 'demo')).err).toContain(why);
    expect(real.history.recorded).toHaveLength(before);
  });

  it('hides a real namespace that bears the lesson’s name', async () => {
    const real = simulated();
    const NAMESPACES = { group: '', version: 'v1', resource: 'namespaces' };
    const SECRETS = { group: '', version: 'v1', resource: 'configmaps' };
    await real.create(NAMESPACES, { metadata: { name: 'demo' } });
    await real.create(SECRETS, { metadata: { name: 'precious' } }, { namespace: 'demo' });
    const cluster = confined(real, OWN);
    await run(cluster, 'create namespace demo', 'demo');
    expect((await run(cluster, 'get configmaps -A', 'demo')).out).not.toContain('precious');
    expect((await run(cluster, 'get configmap precious', 'demo')).err).toContain('not found');
    expect((await run(cluster, 'delete namespace demo --wait=false', 'demo')).code).toBe(0);
    expect(real.view.get('namespaces', 'demo')?.metadata.deletionTimestamp).toBeUndefined();
    expect(real.view.get('configmaps', 'demo/precious')).toBeDefined();
  });

  it('events and endpoints that name the namespace name it as the lesson does', async () => {
    const real = simulated();
    const cluster = confined(real, OWN);
    await run(cluster, 'create namespace demo', 'demo');
    await run(cluster, 'apply -f -', 'demo');
    while (real.advance(real.at + 5_000));
    const { out } = await run(cluster, 'get events -o custom-columns=NS:.involvedObject.namespace --no-headers', 'demo');
    expect(new Set(out.trim().split('\n'))).toEqual(new Set(['demo']));
    expect((await run(cluster, 'describe pod web', 'demo')).out).toContain('Scheduled');
  });
});
