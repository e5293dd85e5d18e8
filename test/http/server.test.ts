import { describe, expect, it } from 'vitest';
import { plainNodes } from '../../src/cluster/bootstrap';
import { SimulatedCluster } from '../../src/cluster/simulated';
import { apiHandler } from '../../src/http/server';

const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
const PODS = '/api/v1/namespaces/default/pods';
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';

function server() {
  const cluster = new SimulatedCluster({ seed: 1, nodes: plainNodes(2) });
  const handle = apiHandler(cluster);
  const ask = (path: string, init: RequestInit = {}) => handle(new Request(`http://127.0.0.1${path}`, init));
  const json = async (path: string, init?: RequestInit) => (await ask(path, init)).json();
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    ask(path, { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) });
  const configMap = (name: string) => post(CONFIG_MAPS, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
  return { cluster, handle, ask, json, post, configMap };
}

/** Lines of a watch, as far as they have come. */
function lines(response: Response) {
  const reader = response.body!.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  const waiting: any[] = [];
  return {
    async next(): Promise<any> {
      while (!waiting.length) {
        const { value, done } = await reader.read();
        if (done) return undefined;
        const parts = (rest + decoder.decode(value, { stream: true })).split('\n');
        rest = parts.pop()!;
        waiting.push(...parts.map((part) => JSON.parse(part) as unknown));
      }
      return waiting.shift();
    },
    close: () => reader.cancel(),
  };
}

describe('bad requests get a Status, and the server lives', () => {
  const big = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'big' }, data: { a: 'x'.repeat(3_200_000) } });
  const send = (method: string, body: BodyInit, type = 'application/json'): RequestInit => ({
    method,
    body,
    headers: { 'Content-Type': type },
  });

  it.each<[string, string, RequestInit, number, string, string]>([
    ['JSON that is none', CONFIG_MAPS, send('POST', '{"kind"'), 400, 'BadRequest', "couldn't get version/kind; json parse error"],
    ['a body that is no object', CONFIG_MAPS, send('POST', '[1]'), 400, 'BadRequest', 'the object provided is unrecognized'],
    ['YAML that is none', CONFIG_MAPS, send('POST', 'a: [', 'application/yaml'), 400, 'BadRequest', 'error decoding YAML'],
    ['bytes that are no UTF-8', CONFIG_MAPS, send('POST', new Uint8Array([0xff, 0xfe])), 400, 'BadRequest', 'not UTF-8'],
    [
      'protobuf that is none',
      CONFIG_MAPS,
      send('POST', 'k8s', 'application/vnd.kubernetes.protobuf'),
      400,
      'BadRequest',
      'does not appear to be a protobuf message',
    ],
    [
      'protobuf cut short',
      CONFIG_MAPS,
      send('POST', 'k8s\0\n\u0040', 'application/vnd.kubernetes.protobuf'),
      400,
      'BadRequest',
      'unexpected EOF',
    ],
    ['a body over 3 MB', CONFIG_MAPS, send('POST', big), 413, 'RequestEntityTooLarge', 'limit is 3145728'],
    [
      'an unknown content type',
      CONFIG_MAPS,
      send('POST', '<a/>', 'text/xml'),
      415,
      'UnsupportedMediaType',
      'accepted media types include: application/json',
    ],
    [
      'an unknown patch type',
      `${PODS}/x`,
      send('PATCH', '{}', 'application/json'),
      415,
      'UnsupportedMediaType',
      'application/merge-patch+json',
    ],
    [
      'an apply without a manager',
      `${PODS}/x`,
      send('PATCH', '{}', 'application/apply-patch+yaml'),
      400,
      'BadRequest',
      'is required for apply patch',
    ],
    ['nothing acceptable', PODS, { headers: { Accept: 'text/html' } }, 406, 'NotAcceptable', 'application/json'],
    ['a resourceVersion that is none', `${PODS}?resourceVersion=abc`, {}, 400, 'BadRequest', 'strconv.ParseUint: parsing "abc"'],
    ['a watch from a version that is none', `${PODS}?watch=1&resourceVersion=-1`, {}, 400, 'BadRequest', 'parsing "-1"'],
    [
      'a version that lies ahead',
      `${PODS}?resourceVersion=99999999`,
      {},
      504,
      'Timeout',
      'Too large resource version: 99999999, current: ',
    ],
    ['a limit that is no number', `${PODS}?limit=many`, {}, 400, 'BadRequest', 'parsing "many"'],
    ['a continue token that is none', `${PODS}?continue=%00`, {}, 400, 'BadRequest', 'continue key is not valid'],
    ['a match without a version', `${PODS}?resourceVersionMatch=Exact`, {}, 422, 'Invalid', 'resourceVersionMatch: Forbidden'],
    ['dots in a path', `${PODS}/..%2f..%2fsecrets`, {}, 400, 'BadRequest', "may not contain '/'"],
    ['an escape that is none', `${PODS}/%zz`, {}, 400, 'BadRequest', 'invalid URL escape "%zz"'],
    ['a resource that is not', '/api/v1/unicorns', {}, 404, 'NotFound', 'the server could not find the requested resource'],
    ['a group that is not', '/apis/example.com/v1', {}, 404, 'NotFound', 'the server could not find the requested resource'],
    ['a path that is not', '/etc/passwd', {}, 404, 'NotFound', 'the server could not find the requested resource'],
    ['a method that is not', PODS, { method: 'OPTIONS' }, 405, 'MethodNotAllowed', 'does not allow this method'],
    ['an object put where a list is', PODS, send('PUT', '{}'), 405, 'MethodNotAllowed', 'does not allow this method'],
    ['a dry run of half the things', `${CONFIG_MAPS}?dryRun=Some`, send('POST', '{}'), 400, 'BadRequest', 'Unsupported value: "Some"'],
    ['the host of another', PODS, { headers: { Host: 'evil.example' } }, 403, 'Forbidden', 'does not answer to the host "evil.example"'],
    ['the page of another', PODS, { headers: { Origin: 'http://evil.example' } }, 403, 'Forbidden', 'may not drive this cluster'],
    [
      'the image tag of another page',
      PODS,
      { headers: { 'Sec-Fetch-Site': 'cross-site' } },
      403,
      'Forbidden',
      'may not drive this cluster',
    ],
  ])('%s', async (_, path, init, code, reason, words) => {
    const { ask, json } = server();
    const answer = await ask(path, init);
    expect(answer.status).toBe(code);
    expect(answer.headers.get('content-type')).toBe('application/json');
    const status = (await answer.json()) as { message: string };
    expect(status).toMatchObject({ kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, code });
    expect(status.message).toContain(words);
    expect((await json('/version')).major).toBe('1');
  });
});

describe('discovery', () => {
  const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';

  it('tells all in two documents to who knows the aggregated form', async () => {
    const { ask } = server();
    const answer = await ask('/apis', { headers: { Accept: AGGREGATED } });
    expect(answer.headers.get('content-type')).toBe('application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList');
    const { items } = await answer.json();
    const apps = items.find((one: any) => one.metadata.name === 'apps');
    expect(apps.versions[0].resources.map((one: any) => one.resource)).toEqual([
      'controllerrevisions',
      'daemonsets',
      'deployments',
      'replicasets',
      'statefulsets',
    ]);
    const scale = apps.versions[0].resources[2].subresources.find((one: any) => one.subresource === 'scale');
    expect(scale.responseKind).toEqual({ group: 'autoscaling', version: 'v1', kind: 'Scale' });
  });

  it('tells the same in lists to who does not', async () => {
    const { json } = server();
    expect((await json('/api')).versions).toEqual(['v1']);
    expect((await json('/apis')).groups.map((one: any) => one.name)).toContain('apps');
    expect((await json('/apis/apps')).preferredVersion.groupVersion).toBe('apps/v1');
    const eviction = (await json('/api/v1')).resources.find((one: any) => one.name === 'pods/eviction');
    expect(eviction).toMatchObject({ kind: 'Eviction', group: 'policy', version: 'v1' });
  });
});

describe('OpenAPI', () => {
  it('is empty in v2, and of the type that kubectl reads', async () => {
    const answer = await server().ask('/openapi/v2');
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect(answer.headers.get('content-type')).toBe('application/com.github.proto-openapi.spec.v2.v1.0+protobuf');
  });

  it('tells in v3 of kinds, of how lists are patched, and of references that lead somewhere', async () => {
    const { json } = server();
    const { paths } = await json('/openapi/v3');
    for (const { serverRelativeURL } of Object.values<any>(paths)) {
      const document = await json(serverRelativeURL);
      const names = new Set(Object.keys(document.components.schemas as object).map((name) => `#/components/schemas/${name}`));
      const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, name]) => name!);
      expect(references.filter((name) => !names.has(name))).toEqual([]);
    }
    const { components } = await json(paths['apis/apps/v1'].serverRelativeURL);
    const containers = components.schemas['io.k8s.api.core.v1.PodSpec'].properties.containers;
    expect(containers).toMatchObject({ 'x-kubernetes-patch-merge-key': 'name', 'x-kubernetes-patch-strategy': 'merge' });
    expect(components.schemas['io.k8s.api.apps.v1.Deployment']['x-kubernetes-group-version-kind']).toEqual([
      { group: 'apps', version: 'v1', kind: 'Deployment' },
    ]);
  });
});

describe('lists', () => {
  it('come in pieces, in the state of the first, and are gone when that state is', async () => {
    const { json, configMap, ask } = server();
    for (const name of ['a', 'b', 'c']) await configMap(name);
    const first = await json(`${CONFIG_MAPS}?limit=2`);
    expect(first.metadata.remainingItemCount).toBe(2);
    await ask(`${CONFIG_MAPS}/c`, { method: 'DELETE' });
    const second = await json(`${CONFIG_MAPS}?limit=2&continue=${first.metadata.continue}`);
    expect([...first.items, ...second.items].map((one: any) => one.metadata.name)).toEqual(['a', 'b', 'c', 'kube-root-ca.crt']);
    expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
    for (let i = 0; i < 2100; i++) await configMap(`many-${i}`);
    expect(await json(`${CONFIG_MAPS}?limit=2&continue=${first.metadata.continue}`)).toMatchObject({ code: 410, reason: 'Expired' });
  });

  it('show an earlier state exactly, while it is held', async () => {
    const { json, configMap } = server();
    await configMap('a');
    const { metadata } = await json(CONFIG_MAPS);
    await configMap('b');
    const then = await json(`${CONFIG_MAPS}?resourceVersion=${metadata.resourceVersion}&resourceVersionMatch=Exact`);
    expect(then.items.map((one: any) => one.metadata.name)).toEqual(['a', 'kube-root-ca.crt']);
  });

  it('are tables, or metadata alone, for who asks', async () => {
    const { json, configMap } = server();
    await configMap('a');
    const table = await json(CONFIG_MAPS, { headers: { Accept: TABLE } });
    expect(table.columnDefinitions.map((one: any) => one.name)).toEqual(['Name', 'Data', 'Age']);
    expect(table.rows[0].object.kind).toBe('PartialObjectMetadata');
    expect(table.rows[0].object.data).toBeUndefined();
    const partial = await json(CONFIG_MAPS, { headers: { Accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1' } });
    expect(Object.keys(partial.items[0] as object)).toEqual(['kind', 'apiVersion', 'metadata']);
  });
});

describe('watches', () => {
  it('answer before anything has happened, and end when the reader goes', async () => {
    const { ask, configMap, cluster } = server();
    const { metadata } = await cluster.list({ group: '', version: 'v1', resource: 'configmaps' });
    const watch = lines(await ask(`${CONFIG_MAPS}?watch=true&resourceVersion=${metadata.resourceVersion}`));
    const next = watch.next();
    await configMap('a');
    expect(await next).toMatchObject({ type: 'ADDED', object: { kind: 'ConfigMap', metadata: { name: 'a' } } });
    await watch.close();
    await new Promise((done) => setImmediate(done));
    expect(cluster.waiting.any).toBe(false);
  });

  it('tell the version once a minute to who wants bookmarks', async () => {
    const { ask, cluster } = server();
    const watch = lines(await ask(`${CONFIG_MAPS}?watch=true&allowWatchBookmarks=true&labelSelector=never`));
    const next = watch.next();
    const until = cluster.at + 61_000;
    while (cluster.advance(until)) await new Promise((done) => setImmediate(done));
    const { type, object } = await next;
    expect(type).toBe('BOOKMARK');
    expect(object).toMatchObject({ kind: 'ConfigMap', apiVersion: 'v1' });
    expect(Number(object.metadata.resourceVersion)).toBeGreaterThan(0);
    await watch.close();
  });

  it('begin with all there is, and say when that was all', async () => {
    const { ask, configMap } = server();
    await configMap('a');
    const watch = lines(
      await ask(`${CONFIG_MAPS}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`),
    );
    const seen = [await watch.next(), await watch.next(), await watch.next()];
    expect(seen.map((one) => `${one.type} ${one.object.metadata.name}`)).toEqual([
      'ADDED a',
      'ADDED kube-root-ca.crt',
      'BOOKMARK undefined',
    ]);
    expect(seen[2].object.metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' });
    await watch.close();
  });

  it('from a version that is no longer held say 410 in an event', async () => {
    const { ask, configMap } = server();
    for (let i = 0; i < 2100; i++) await configMap(`many-${i}`);
    const answer = await ask(`${CONFIG_MAPS}?watch=true&resourceVersion=1`);
    expect(answer.status).toBe(200);
    expect(await lines(answer).next()).toMatchObject({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } });
  });

  it('name the columns of a table once', async () => {
    const { ask, configMap } = server();
    await configMap('a');
    const watch = lines(await ask(`${CONFIG_MAPS}?watch=true`, { headers: { Accept: TABLE } }));
    const [first, second] = [await watch.next(), await watch.next()];
    expect(first.object.columnDefinitions).toHaveLength(3);
    expect(second.object).toMatchObject({ kind: 'Table', columnDefinitions: null });
    await watch.close();
  });

  it('that nobody reads are closed, and the server lives', async () => {
    const { ask, configMap, cluster, json } = server();
    const slow = await Promise.all(Array.from({ length: 200 }, () => ask(`${CONFIG_MAPS}?watch=true`)));
    for (let i = 0; i < 200; i++) await configMap(`event-${i}`);
    expect((await json(`${CONFIG_MAPS}?limit=1`)).items).toHaveLength(1);
    await Promise.all(slow.map((one) => one.body!.cancel()));
    await new Promise((done) => setImmediate(done));
    expect(cluster.waiting.any).toBe(false);
  });
});

describe('deletions', () => {
  it('tell with a Status of what is gone at once, and show what stays a while', async () => {
    const { ask, post, configMap, json } = server();
    await configMap('a');
    const gone = await (await ask(`${CONFIG_MAPS}/a`, { method: 'DELETE' })).json();
    expect(gone).toMatchObject({ kind: 'Status', status: 'Success', details: { name: 'a', kind: 'configmaps' } });
    await post(PODS, { metadata: { name: 'p' }, spec: { nodeName: 'node-1', containers: [{ name: 'c', image: 'nginx' }] } });
    const going = await json(`${PODS}/p`, { method: 'DELETE' });
    expect(going).toMatchObject({ kind: 'Pod', metadata: { name: 'p', deletionGracePeriodSeconds: 30 } });
  });

  it('of a whole collection take what a list would show', async () => {
    const { ask, configMap, json } = server();
    for (const name of ['a', 'b']) await configMap(name);
    await ask(`${CONFIG_MAPS}?fieldSelector=metadata.name=a`, { method: 'DELETE' });
    expect((await json(CONFIG_MAPS)).items.map((one: any) => one.metadata.name)).toEqual(['b', 'kube-root-ca.crt']);
  });
});
