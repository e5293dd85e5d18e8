import { beforeAll, describe, expect, it } from 'vitest';
import { plainNodes } from '../../src/cluster/bootstrap';
import { SimulatedCluster } from '../../src/cluster/simulated';
import { apiHandler } from '../../src/http/server';
import { patience } from '../contract/simulated';

/** Pods and Services, asked through the API server. */

const NAMESPACE = '/api/v1/namespaces/default';
const cluster = new SimulatedCluster({ seed: 1, nodes: plainNodes(2) });
const handle = apiHandler(cluster);

const pod = (name: string, app: string, image: string, extra: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app } },
  spec: { containers: [{ name: 'main', image, ports: [{ containerPort: 80 }], ...extra }] },
});

const service = (name: string, app: string, port: object) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { selector: { app }, ports: [port] },
});

const post = (resource: string, body: object) => cluster.create({ group: '', version: 'v1', resource }, body, { namespace: 'default' });

/** An answer comes in virtual time. */
async function ask(path: string, init: RequestInit = {}) {
  let answer: Response | undefined;
  void handle(new Request(`http://127.0.0.1${NAMESPACE}/${path}`, init)).then((response) => (answer = response));
  await patience(cluster)(() => Promise.resolve(answer !== undefined));
  return answer!;
}

beforeAll(async () => {
  await post('pods', pod('web', 'web', 'nginx:1.27'));
  await post('pods', pod('deaf', 'deaf', 'nginx:1.27', { ports: [{ containerPort: 81 }] }));
  await post('pods', { ...pod('nowhere', 'none', 'nginx:1.27'), spec: { ...pod('', '', 'nginx').spec, nodeSelector: { no: 'node' } } });
  await post('services', service('web', 'web', { port: 8080, targetPort: 80 }));
  await post('services', service('named', 'web', { name: 'http', port: 80 }));
  await post('services', service('deaf', 'deaf', { port: 81 }));
  await post('services', service('nobody', 'nobody', { port: 80 }));
  await patience(cluster)(async () => {
    const { items } = await cluster.list({ group: '', version: 'v1', resource: 'pods' });
    return items.filter(({ status }: any) => status.containerStatuses?.[0]?.ready).length === 2;
  });
});

describe('what listens answers', () => {
  it.each([
    ['a Service', 'services/web/proxy/'],
    ['a port of a Service by number', 'services/web:8080/proxy/'],
    ['a port of a Service by name', 'services/named:http/proxy/'],
    ['a scheme before the name', 'services/http:web:8080/proxy/'],
    ['a Pod, at its first port', 'pods/web/proxy/'],
    ['a port of a Pod', 'pods/web:80/proxy/'],
  ])('%s', async (_, path) => {
    const answer = await ask(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('server')).toBe('nginx/1.27.4');
    expect(await answer.text()).toContain('<title>Welcome to nginx!</title>');
  });

  it('with its own words for what it does not have', async () => {
    const answer = await ask('services/web/proxy/nothing?here=1');
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain('<center><h1>404 Not Found</h1></center>');
  });

  it('to a question for the headers alone, without a body', async () => {
    const answer = await ask('pods/web/proxy/', { method: 'HEAD' });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  });

  it('and writes down what was asked', async () => {
    await ask('services/web/proxy/seen?by=log', { headers: { 'User-Agent': 'curl/8.0' } });
    let log = '';
    for await (const text of cluster.logs({ group: '', version: 'v1', resource: 'pods', namespace: 'default', name: 'web' })) log += text;
    expect(log).toMatch(/192\.168\.1\.2 - - \[.*\] "GET \/seen\?by=log HTTP\/1\.1" 404 \d+ "-" "curl\/8\.0"/);
  });

  it('so that the story tells of it, through which Service', () => {
    const asked = cluster.log.findLast(({ type, object }) => type === 'request' && object?.name === 'web');
    expect(asked).toMatchObject({ actor: 'kubectl', note: expect.stringContaining('through Service web: GET /') as string });
  });
});

describe('the words of a refusal', () => {
  it.each([
    ['a Service without Pods', 'services/nobody/proxy/', 503, 'no endpoints available for service "nobody"'],
    ['a named port, asked for without its name', 'services/named/proxy/', 503, 'no endpoints available for service "named"'],
    ['a port that the Service does not have', 'services/web:1/proxy/', 503, 'no service port 1 found for service "web"'],
    ['a Service that is not', 'services/ghost/proxy/', 404, 'services "ghost" not found'],
    ['a Pod that is not', 'pods/ghost/proxy/', 404, 'pods "ghost" not found'],
    ['a Pod without an address', 'pods/nowhere/proxy/', 400, 'address not allowed'],
    ['a name that is none', 'pods/a:b:c:d/proxy/', 400, 'invalid pod request "a:b:c:d"'],
    ['a scheme that is none', 'services/ftp:web:80/proxy/', 400, 'invalid service request "ftp:web:80"'],
  ])('%s', async (_, path, code, message) => {
    expect(await (await ask(path)).json()).toMatchObject({ kind: 'Status', code, message });
  });

  it('a port where nobody listens', async () => {
    const { message, code } = await (await ask('services/deaf/proxy/')).json();
    expect([code, message]).toEqual([
      503,
      expect.stringMatching(/^error trying to reach service: dial tcp 10\.\d+\.\d+\.\d+:81: connect: connection refused$/),
    ]);
  });
});

it('an address without its slash is led to the one with it', async () => {
  const answer = await ask('services/web/proxy?a=b');
  expect([answer.status, answer.headers.get('location')]).toEqual([301, `${NAMESPACE}/services/web/proxy/?a=b`]);
});

it('a request is an input: the world lived again is the same', async () => {
  await ask('services/web/proxy/');
  const logged = () => JSON.stringify(cluster.log);
  const [before, at] = [logged(), cluster.at];
  cluster.seek(0);
  cluster.seek(at);
  expect(logged()).toBe(before);
});
