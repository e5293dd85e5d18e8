import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cluster, ObjectRef, ResourceRef, WatchEvent } from '../../src/kube/cluster';
import type { KubeObject, Manifest } from '../../src/kube/object';
import { StatusError } from '../../src/kube/status';

/** What every Cluster holds to, whoever is behind it. */
export interface Subject {
  readonly cluster: Cluster;
  /** Let the cluster live until this holds; rejects when it never does. */
  readonly until: (holds: () => Promise<boolean>) => Promise<void>;
  /** An image that the cluster can run, whose process prints something and then lasts. */
  readonly image: string;
}

const NAMESPACE = 'podplay-contract';
const PODS: ResourceRef = { group: '', version: 'v1', resource: 'pods' };
const CONFIG_MAPS: ResourceRef = { group: '', version: 'v1', resource: 'configmaps' };
const NAMESPACES: ResourceRef = { group: '', version: 'v1', resource: 'namespaces' };
const DEPLOYMENTS: ResourceRef = { group: 'apps', version: 'v1', resource: 'deployments' };

const named = (resource: ResourceRef, name: string): ObjectRef => ({ ...resource, namespace: NAMESPACE, name });
const within = { namespace: NAMESPACE };

const configMap = (name: string, data: Record<string, string> = {}, labels: Record<string, string> = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, labels },
  data,
});

const deployment = (name: string, image: string, replicas = 0): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'main', image }] } },
  },
});

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof StatusError) return `${error.code} ${error.reason}: ${error.message}`;
    throw error;
  }
  return 'not refused';
}

async function take(events: AsyncIterable<WatchEvent>, count: number): Promise<string[]> {
  const seen: string[] = [];
  for await (const { type, object } of events) {
    seen.push(`${type} ${object.metadata.name}`);
    if (seen.length === count) break;
  }
  return seen;
}

export function contract(title: string, make: () => Promise<Subject>): void {
  describe(title, () => {
    let subject: Subject;
    let cluster: Cluster;
    const create = (resource: ResourceRef, object: Manifest) => cluster.create(resource, object, within);
    const get = (resource: ResourceRef, name: string): Promise<KubeObject> => cluster.get(named(resource, name));

    beforeAll(async () => {
      subject = await make();
      cluster = subject.cluster;
      await cluster.create(NAMESPACES, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
    });

    afterAll(async () => {
      await cluster.delete({ ...NAMESPACES, name: NAMESPACE });
    });

    it('tells its version and what it serves', async () => {
      expect((await cluster.version()).major).toBe('1');
      const resources = await cluster.resources();
      expect(resources.find(({ resource, group }) => resource === 'deployments' && group === 'apps')).toMatchObject({
        version: 'v1',
        kind: 'Deployment',
        singular: 'deployment',
        shortNames: ['deploy'],
        namespaced: true,
        subresources: expect.arrayContaining(['scale', 'status']) as unknown,
      });
      expect(resources.find(({ resource }) => resource === 'nodes')?.namespaced).toBe(false);
    });

    it('gives back what was created, completed', async () => {
      const { object } = await create(DEPLOYMENTS, deployment('completed', subject.image));
      expect(object).toMatchObject({ apiVersion: 'apps/v1', kind: 'Deployment', spec: { revisionHistoryLimit: 10 } });
      const read = await get(DEPLOYMENTS, 'completed');
      expect(read.metadata.uid).toBe(object.metadata.uid);
      expect(read['spec']).toEqual(object['spec']);
    });

    it.each<[string, (cluster: Cluster) => Promise<unknown>, string]>([
      ['an object that is not there', (c) => c.get(named(PODS, 'nobody')), '404 NotFound: pods "nobody" not found'],
      ['a deletion of nothing', (c) => c.delete(named(DEPLOYMENTS, 'nobody')), '404 NotFound: deployments.apps "nobody" not found'],
      [
        'a resource that is not served',
        (c) => c.list({ group: 'nowhere.dev', version: 'v1', resource: 'things' }),
        '404 NotFound: the server could not find the requested resource',
      ],
      [
        'a name that is none',
        (c) => c.create(CONFIG_MAPS, configMap('Not A Name'), within),
        '422 Invalid: ConfigMap "Not A Name" is invalid: metadata.name: Invalid value: "Not A Name"',
      ],
      [
        'unknown fields under strict validation',
        (c) => c.create(CONFIG_MAPS, { ...configMap('strict'), dada: {} }, { ...within, fieldValidation: 'Strict' }),
        '400 BadRequest: ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "dada"',
      ],
      ['a label selector that cannot be read', (c) => c.list(PODS, { ...within, labelSelector: 'a in' }), '400 BadRequest'],
      ['a field that cannot be selected by', (c) => c.list(PODS, { ...within, fieldSelector: 'spec.colour=red' }), '400 BadRequest'],
    ])('refuses %s', async (_, act, words) => {
      expect(await refusal(act(cluster))).toContain(words);
    });

    it('refuses a second object of a name', async () => {
      await create(CONFIG_MAPS, configMap('twice'));
      expect(await refusal(create(CONFIG_MAPS, configMap('twice')))).toBe('409 AlreadyExists: configmaps "twice" already exists');
    });

    it('warns of unknown fields when asked to', async () => {
      const { warnings } = await cluster.create(CONFIG_MAPS, { ...configMap('warned'), dada: {} }, { ...within, fieldValidation: 'Warn' });
      expect(warnings).toEqual(['unknown field "dada"']);
    });

    it('lists in order, by labels, and in pieces', async () => {
      for (const name of ['b', 'a', 'c']) await create(CONFIG_MAPS, configMap(`page-${name}`, {}, { page: name, pages: 'yes' }));
      const names = async (options: object) =>
        (await cluster.list(CONFIG_MAPS, { ...within, ...options })).items.map((one) => one.metadata.name);
      expect(await names({ labelSelector: 'pages=yes' })).toEqual(['page-a', 'page-b', 'page-c']);
      expect(await names({ labelSelector: 'page in (a,c)' })).toEqual(['page-a', 'page-c']);
      expect(await names({ fieldSelector: 'metadata.name=page-b' })).toEqual(['page-b']);
      const first = await cluster.list(CONFIG_MAPS, { ...within, labelSelector: 'pages=yes', limit: 2 });
      expect(first.items.map((one) => one.metadata.name)).toEqual(['page-a', 'page-b']);
      // What comes in meanwhile is not part of a list that has begun.
      await create(CONFIG_MAPS, configMap('page-d', {}, { pages: 'yes' }));
      expect(await names({ labelSelector: 'pages=yes', limit: 2, continue: first.metadata.continue! })).toEqual(['page-c']);
    });

    it('tells a watch of what happens after a list', async () => {
      const { metadata } = await cluster.list(CONFIG_MAPS, within);
      const stop = new AbortController();
      const options = { ...within, labelSelector: 'watched', resourceVersion: metadata.resourceVersion, signal: stop.signal };
      const seen = take(cluster.watch(CONFIG_MAPS, options), 3);
      await create(CONFIG_MAPS, configMap('w', {}, { watched: '' }));
      await create(CONFIG_MAPS, configMap('unwatched'));
      await cluster.patch(named(CONFIG_MAPS, 'w'), 'application/merge-patch+json', { data: { a: '1' } });
      await cluster.delete(named(CONFIG_MAPS, 'w'));
      expect(await seen).toEqual(['ADDED w', 'MODIFIED w', 'DELETED w']);
      stop.abort();
    });

    it('tells a watch without a version of what there is', async () => {
      await create(CONFIG_MAPS, configMap('there', {}, { there: '' }));
      expect(await take(cluster.watch(CONFIG_MAPS, { ...within, labelSelector: 'there' }), 1)).toEqual(['ADDED there']);
    });

    it('prints tables', async () => {
      await create(CONFIG_MAPS, configMap('printed', { a: '1', b: '2' }, { printed: '' }));
      const table = await cluster.listTable(CONFIG_MAPS, { ...within, labelSelector: 'printed' });
      expect(table.columns.map(({ name }) => name)).toEqual(['Name', 'Data', 'Age']);
      expect(table.rows.map(({ cells, object }) => [...cells.slice(0, 2), object.metadata.name])).toEqual([['printed', 2, 'printed']]);
      expect((await cluster.getTable(named(CONFIG_MAPS, 'printed'))).rows[0]!.cells[0]).toBe('printed');
    });

    it('takes an update of the present version only', async () => {
      const { object } = await create(CONFIG_MAPS, configMap('versioned'));
      const { object: next } = await cluster.update(named(CONFIG_MAPS, 'versioned'), { ...object, data: { a: '1' } });
      expect(next['data']).toEqual({ a: '1' });
      expect(await refusal(cluster.update(named(CONFIG_MAPS, 'versioned'), object as Manifest))).toBe(
        '409 Conflict: Operation cannot be fulfilled on configmaps "versioned": the object has been modified; please apply your changes to the latest version and try again',
      );
    });

    it('patches by strategy, by merging, by operations', async () => {
      await create(DEPLOYMENTS, deployment('patched', subject.image));
      const ref = named(DEPLOYMENTS, 'patched');
      const sidecar = { spec: { template: { spec: { containers: [{ name: 'more', image: subject.image }] } } } };
      await cluster.patch(ref, 'application/strategic-merge-patch+json', sidecar);
      await cluster.patch(ref, 'application/merge-patch+json', { metadata: { labels: { merged: 'yes' } } });
      const { object } = await cluster.patch(ref, 'application/json-patch+json', [{ op: 'add', path: '/spec/minReadySeconds', value: 5 }]);
      expect(object['spec'].template.spec.containers.map(({ name }: { name: string }) => name)).toEqual(['more', 'main']);
      expect(object.metadata.labels).toEqual({ merged: 'yes' });
      expect(object['spec'].minReadySeconds).toBe(5);
    });

    it('tries a write without making it', async () => {
      const { object } = await cluster.create(CONFIG_MAPS, configMap('tried'), { ...within, dryRun: true });
      expect(object.metadata.name).toBe('tried');
      expect(await refusal(get(CONFIG_MAPS, 'tried'))).toContain('404');
    });

    it('scales through the scale subresource', async () => {
      await create(DEPLOYMENTS, deployment('scaled', subject.image));
      const ref = named(DEPLOYMENTS, 'scaled');
      expect(await cluster.get(ref, { subresource: 'scale' })).toMatchObject({
        apiVersion: 'autoscaling/v1',
        kind: 'Scale',
        spec: { replicas: 0 },
      });
      await cluster.patch(ref, 'application/merge-patch+json', { spec: { replicas: 0 }, metadata: {} }, { subresource: 'scale' });
      expect((await get(DEPLOYMENTS, 'scaled'))['spec'].replicas).toBe(0);
    });

    it('runs a pod, and shows what it does', async () => {
      await create(PODS, {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'runner' },
        spec: {
          terminationGracePeriodSeconds: 1,
          containers: [{ name: 'main', image: subject.image, command: ['sh', '-c', 'echo hello; sleep 3600'] }],
        },
      });
      await subject.until(async () => (await get(PODS, 'runner'))['status'].phase === 'Running');
      let log = '';
      for await (const text of cluster.logs(named(PODS, 'runner'))) log += text;
      expect(log).toBe('hello\n');
      const ran = await cluster.exec(named(PODS, 'runner'), ['sh', '-c', 'cat; echo two words >&2; exit 3'], { stdin: 'from outside\n' });
      expect(ran).toMatchObject({ stdout: 'from outside\n', stderr: 'two words\n', exitCode: 3 });
    });

    it('lets a pod go in its own time', async () => {
      const ref = named(PODS, 'runner');
      const going = await cluster.delete(ref);
      expect(going.metadata.name).toBe('runner');
      expect(going.metadata.deletionTimestamp).toBeDefined();
      await subject.until(async () => (await refusal(cluster.get(ref))).startsWith('404'));
    });

    it('knows the schema of a kind', async () => {
      const schema = await cluster.schema({ group: 'apps', version: 'v1', kind: 'Deployment' });
      expect(schema?.description).toContain('Deployment');
      expect(schema?.properties?.['spec']?.$ref).toBe('#/definitions/DeploymentSpec');
      expect((schema?.['definitions'] as Record<string, unknown>)['PodSpec']).toBeDefined();
      expect(await cluster.schema({ group: 'apps', version: 'v1', kind: 'Nothing' })).toBeUndefined();
    });
  });
}
