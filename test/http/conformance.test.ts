import { describe, expect, it } from 'vitest';
import { apiHandler } from '../../src/http/server';
import type { KubeObject, Manifest } from '../../src/kube/object';
import { Whole } from '../cluster/whole';

/** The conformance tests of [sig-apps] that speak to the API server, under their own names; those of controllers stand in
 *  test/cluster/controllers/conformance.test.ts. Source: test/conformance/testdata/conformance.yaml (1.32), test/e2e/apps */

type Answer = any;

/** A whole cluster behind its REST API. */
class Served extends Whole {
  readonly #handle = apiHandler(this.cluster);

  async ask(method: string, path: string, body?: unknown, type = 'application/json'): Promise<Answer> {
    const init = { method, headers: { 'Content-Type': type }, ...(body !== undefined && { body: JSON.stringify(body) }) };
    return (await this.#handle(new Request(`http://127.0.0.1${path}`, init))).json();
  }

  names = async (path: string): Promise<string[]> => (await this.ask('GET', path)).items.map((one: KubeObject) => one.metadata.name);
  mergePatch = (path: string, body: unknown) => this.ask('PATCH', path, body, 'application/merge-patch+json');

  /** As `run`, while somebody watches. */
  async live(seconds: number): Promise<void> {
    const until = this.cluster.at + seconds * 1_000;
    while (this.cluster.advance(until)) await new Promise((done) => setImmediate(done));
  }

  /** What has been watched so far, as `TYPE name`. */
  watch(resource: string, labelSelector: string): () => Promise<string[]> {
    const { group, version } = this.api.kind(resource);
    const end = new AbortController();
    const stream = this.cluster.watch({ group, version, resource }, { namespace: 'default', labelSelector, signal: end.signal });
    const seen: string[] = [];
    const read = (async () => {
      for await (const { type, object } of stream) seen.push(`${type} ${object.metadata.name}`);
    })().catch(() => {});
    return async () => {
      await new Promise((done) => setImmediate(done));
      end.abort();
      await read;
      return seen;
    };
  }
}

const template = (app: string, image = 'nginx:1.27', spec: object = {}) => ({
  metadata: { labels: { app } },
  spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'main', image }], ...spec },
});

const workload = (kind: string, name: string, spec: object = {}, labels: Record<string, string> = { app: name }): Manifest => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name, labels },
  spec: { selector: { matchLabels: { app: name } }, template: template(name), ...spec },
});

const budget = (name: string, minAvailable: number | string = 1): Manifest => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name, labels: { e2e: 'some' } },
  spec: { minAvailable, selector: { matchLabels: { app: 'web' } } },
});

const within = (group: string, resource: string) => `/apis/${group}/namespaces/default/${resource}`;
const POLICY = within('policy/v1', 'poddisruptionbudgets');

describe('[sig-apps]', () => {
  it.each([
    ['Daemon set [Serial] should list and delete a collection of DaemonSets', 'DaemonSet', 'daemonsets', {}],
    ['ReplicaSet should list and delete a collection of ReplicaSets', 'ReplicaSet', 'replicasets', { replicas: 2 }],
    [
      'StatefulSet should list, patch and delete a collection of StatefulSets',
      'StatefulSet',
      'statefulsets',
      { replicas: 1, serviceName: 'none' },
    ],
    ['G18 Deployment: a collection is deleted, one after the other, by the rules of each', 'Deployment', 'deployments', {}],
  ])('%s', async (_, kind, resource, spec) => {
    const it = new Served();
    const path = within('apps/v1', resource);
    for (const name of ['a', 'b']) await it.ask('POST', path, workload(kind, name, spec, { e2e: 'some' }));
    await it.ask('POST', path, {
      ...workload(kind, 'held', spec, { e2e: 'some' }),
      metadata: { name: 'held', labels: { e2e: 'some' }, finalizers: ['e2e/hold'] },
    });
    await it.ask('POST', path, workload(kind, 'other', spec, { e2e: 'other' }));
    it.run(20);
    expect(await it.names(`${path}?labelSelector=e2e%3Dsome`)).toEqual(['a', 'b', 'held']);
    await it.mergePatch(`${path}/a`, { metadata: { labels: { patched: 'yes' } } });
    expect(await it.names(`/apis/apps/v1/${resource}?labelSelector=patched%3Dyes`)).toEqual(['a']);
    const gone = await it.ask('DELETE', `${path}?labelSelector=e2e%3Dsome`);
    expect([gone.kind, gone.items.map((one: KubeObject) => one.metadata.name)]).toEqual([`${kind}List`, ['a', 'b', 'held']]);
    it.run(30);
    expect(await it.names(path)).toEqual(['held', 'other']);
    await it.mergePatch(`${path}/held`, { metadata: { finalizers: null } });
    it.run(30);
    expect(await it.names(path)).toEqual(['other']);
    expect(new Set(it.pods().map(({ metadata }) => metadata.labels?.['app']))).toEqual(new Set(['other']));
  });

  it('CronJob should support CronJob API operations', async () => {
    const it = new Served();
    const path = within('batch/v1', 'cronjobs');
    const cronJob = (name: string): Manifest => ({
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name, labels: { 'special-label': 'e2e' } },
      spec: {
        schedule: '* */1 * * ?',
        concurrencyPolicy: 'Allow',
        jobTemplate: { spec: { template: { spec: { restartPolicy: 'OnFailure', containers: [{ name: 'c', image: 'busybox' }] } } } },
      },
    });
    const groups = (await it.ask('GET', '/apis')).groups.map((one: Answer) => one.name);
    expect(groups).toContain('batch');
    const resources = (await it.ask('GET', '/apis/batch/v1')).resources.map((one: Answer) => one.name);
    expect(resources).toEqual(expect.arrayContaining(['cronjobs', 'cronjobs/status']));
    const watched = it.watch('cronjobs', 'special-label=e2e');
    for (const name of ['a', 'b', 'c']) await it.ask('POST', path, cronJob(name));
    const read = await it.ask('GET', `${path}/a`);
    expect(read.metadata.uid).toBeTruthy();
    expect(await it.names(`${path}?labelSelector=special-label%3De2e`)).toEqual(['a', 'b', 'c']);
    expect(await it.names('/apis/batch/v1/cronjobs?labelSelector=special-label%3De2e')).toEqual(['a', 'b', 'c']);
    const patched = await it.mergePatch(`${path}/a`, { metadata: { annotations: { patched: 'true' } } });
    expect(patched.metadata.annotations).toEqual({ patched: 'true' });
    const replaced = await it.ask('PUT', `${path}/a`, { ...patched, metadata: { ...patched.metadata, annotations: { updated: 'true' } } });
    expect(replaced.metadata.annotations).toEqual({ updated: 'true' });
    const lastScheduleTime = '2025-03-31T08:00:00Z';
    const status = await it.mergePatch(`${path}/a/status`, {
      metadata: { annotations: { statused: 'true' } },
      status: { lastScheduleTime },
    });
    expect([status.status.lastScheduleTime, status.metadata.annotations['statused']]).toEqual([lastScheduleTime, 'true']);
    const later = { ...status, status: { lastScheduleTime: '2025-03-31T08:30:00Z' } };
    expect((await it.ask('PUT', `${path}/a/status`, later)).status).toEqual(later.status);
    expect((await it.ask('GET', `${path}/a/status`)).status).toEqual(later.status);
    await it.ask('DELETE', `${path}/a`);
    expect(await it.names(path)).toEqual(['b', 'c']);
    await it.ask('DELETE', `${path}?labelSelector=special-label%3De2e`);
    expect(await it.names(path)).toEqual([]);
    expect(await watched()).toEqual([
      'ADDED a',
      'ADDED b',
      'ADDED c',
      ...Array<string>(4).fill('MODIFIED a'),
      'DELETED a',
      'DELETED b',
      'DELETED c',
    ]);
  });

  it('ControllerRevision [Serial] should manage the lifecycle of a ControllerRevision: what follows a patch of its labels', async () => {
    const it = new Served();
    const path = within('apps/v1', 'controllerrevisions');
    await it.ask('POST', within('apps/v1', 'daemonsets'), workload('DaemonSet', 'web'));
    it.run(20);
    const [first] = (await it.ask('GET', `${path}?labelSelector=app%3Dweb`)).items;
    expect(first.revision).toBe(1);
    const copy = {
      ...first,
      metadata: { ...first.metadata, name: 'second', uid: undefined, resourceVersion: undefined, labels: { app: 'web' } },
      revision: 2,
    };
    await it.ask('POST', path, copy);
    await it.ask('PUT', `${path}/second`, { ...(await it.ask('GET', `${path}/second`)), revision: 3 });
    expect((await it.ask('GET', `${path}/second`)).revision).toBe(3);
    await it.ask('DELETE', `${path}/${first.metadata.name}`);
    it.run(20);
    // The controller takes the copy, whose data are the same, for the present one.
    expect((await it.ask('GET', path)).items.map(({ revision }: Answer) => revision)).toEqual([3]);
    await it.ask('DELETE', `${path}?labelSelector=app%3Dweb`);
    await it.mergePatch(`${within('apps/v1', 'daemonsets')}/web`, { metadata: { annotations: { look: 'again' } } });
    it.run(20);
    expect((await it.ask('GET', path)).items.map(({ revision }: Answer) => revision)).toEqual([1]);
  });

  it('Deployment should run the lifecycle of a Deployment', async () => {
    const it = new Served();
    const path = within('apps/v1', 'deployments');
    const selector = 'test-deployment-static=true';
    const watched = it.watch('deployments', selector);
    await it.ask('POST', path, workload('Deployment', 'life', { replicas: 1 }, { 'test-deployment-static': 'true' }));
    await it.live(20);
    expect((await it.ask('GET', `${path}/life`)).status.readyReplicas).toBe(1);
    const image = { replicas: 2, template: { spec: { containers: [{ name: 'main', image: 'nginx:1.25' }] } } };
    await it.mergePatch(`${path}/life`, { metadata: { labels: { patched: 'yes' } }, spec: image });
    await it.live(30);
    expect(await it.names(`/apis/apps/v1/deployments?labelSelector=${encodeURIComponent(selector)}`)).toEqual(['life']);
    const scale = await it.ask('GET', `${path}/life/scale`);
    expect(scale.status.replicas).toBe(2);
    await it.ask('PUT', `${path}/life/scale`, { ...scale, spec: { replicas: 3 } });
    await it.live(20);
    const now = await it.ask('GET', `${path}/life`);
    await it.ask('PUT', `${path}/life/status`, { ...now, status: { ...now.status, readyReplicas: 1 } });
    const status = await it.mergePatch(`${path}/life/status`, { status: { readyReplicas: 0 } });
    expect(status.status.readyReplicas ?? 0).toBe(0);
    await it.live(20);
    expect((await it.ask('GET', `${path}/life/status`)).status.readyReplicas).toBe(3);
    await it.ask('DELETE', `${path}?labelSelector=${encodeURIComponent(selector)}`);
    await it.live(30);
    expect([await it.names(path), it.pods()]).toEqual([[], []]);
    const seen = await watched();
    expect([seen[0], seen.at(-1)]).toEqual(['ADDED life', 'DELETED life']);
    expect(new Set(seen.slice(1, -1))).toEqual(new Set(['MODIFIED life']));
  });

  it('DisruptionController should create a PodDisruptionBudget', async () => {
    const it = new Served();
    await it.ask('POST', POLICY, budget('foo', '1%'));
    const made = await it.ask('GET', `${POLICY}/foo`);
    await it.ask('PUT', `${POLICY}/foo`, { ...made, spec: { ...made.spec, minAvailable: '2%' } });
    const patched = await it.mergePatch(`${POLICY}/foo`, { spec: { minAvailable: '3%' } });
    expect(patched.spec.minAvailable).toBe('3%');
    await it.ask('DELETE', `${POLICY}/foo`);
    expect(await it.names(POLICY)).toEqual([]);
  });

  it('DisruptionController should observe PodDisruptionBudget status updated', async () => {
    const it = new Served();
    await it.ask('POST', POLICY, budget('foo'));
    await it.ask('POST', within('apps/v1', 'replicasets'), workload('ReplicaSet', 'web', { replicas: 3 }));
    it.run(20);
    expect((await it.ask('GET', `${POLICY}/foo`)).status).toMatchObject({
      disruptionsAllowed: 2,
      currentHealthy: 3,
      desiredHealthy: 1,
      expectedPods: 3,
    });
  });

  it('DisruptionController should update/patch PodDisruptionBudget status', async () => {
    const it = new Served();
    await it.ask('POST', POLICY, budget('foo'));
    it.run(5);
    const made = await it.ask('GET', `${POLICY}/foo/status`);
    const disruptedPods = { pod: '2025-03-31T09:00:00Z' };
    const updated = await it.ask('PUT', `${POLICY}/foo/status`, { ...made, status: { ...made.status, disruptedPods } });
    expect(updated.status.disruptedPods).toEqual(disruptedPods);
    const patched = await it.mergePatch(`${POLICY}/foo/status`, {
      status: { disruptedPods: { pod: '2025-03-31T09:01:00Z' } },
      spec: { minAvailable: 7 },
    });
    expect([patched.status.disruptedPods, patched.spec.minAvailable]).toEqual([{ pod: '2025-03-31T09:01:00Z' }, 1]);
  });

  it('DisruptionController should block an eviction until the PDB is updated to allow it', async () => {
    const it = new Served();
    await it.ask('POST', POLICY, budget('foo', 3));
    await it.ask('POST', within('apps/v1', 'replicasets'), workload('ReplicaSet', 'web', { replicas: 3 }));
    it.run(20);
    const { name } = it.pods('web')[0]!.metadata;
    const evict = () =>
      it.ask('POST', `/api/v1/namespaces/default/pods/${name}/eviction`, { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } });
    expect(await evict()).toMatchObject({
      code: 429,
      reason: 'TooManyRequests',
      message: "Cannot evict pod as it would violate the pod's disruption budget.",
      details: { causes: [{ reason: 'DisruptionBudget', message: 'The disruption budget foo needs 3 healthy pods and has 3 currently' }] },
    });
    await it.mergePatch(`${POLICY}/foo`, { spec: { minAvailable: 2 } });
    it.run(5);
    expect(await evict()).toMatchObject({ status: 'Success' });
    it.run(20);
    expect(it.find('pods', name)).toBeUndefined();
  });

  it('DisruptionController Listing PodDisruptionBudgets for all namespaces should list and delete a collection of PodDisruptionBudgets', async () => {
    const it = new Served();
    await it.ask('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'else' } });
    await it.ask('POST', POLICY, budget('foo'));
    await it.ask('POST', POLICY, budget('foo2'));
    await it.ask('POST', '/apis/policy/v1/namespaces/else/poddisruptionbudgets', budget('foo3'));
    expect(await it.names('/apis/policy/v1/poddisruptionbudgets?labelSelector=e2e%3Dsome')).toEqual(['foo', 'foo2', 'foo3']);
    await it.ask('DELETE', `${POLICY}?labelSelector=e2e%3Dsome`);
    expect(await it.names('/apis/policy/v1/poddisruptionbudgets')).toEqual(['foo3']);
  });

  it('Job should manage the lifecycle of a job: replaced, listed everywhere, deleted as a collection', async () => {
    const it = new Served();
    const path = within('batch/v1', 'jobs');
    const spec = {
      suspend: true,
      parallelism: 2,
      completions: 4,
      template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox' }] } },
    };
    await it.ask('POST', path, { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'work', labels: { e2e: 'job' } }, spec });
    it.run(5);
    const made = await it.ask('GET', `${path}/work`);
    const replaced = await it.ask('PUT', `${path}/work`, {
      ...made,
      spec: { ...made.spec, suspend: false },
      metadata: { ...made.metadata, annotations: { updated: 'true' } },
    });
    expect([replaced.spec.suspend, replaced.metadata.annotations]).toEqual([false, { updated: 'true' }]);
    it.run(60);
    expect((await it.ask('GET', `${path}/work`)).status.succeeded).toBe(4);
    expect(await it.names('/apis/batch/v1/jobs?labelSelector=e2e%3Djob')).toEqual(['work']);
    await it.ask('DELETE', `${path}?labelSelector=e2e%3Djob&propagationPolicy=Background`);
    it.run(20);
    expect([await it.names(path), it.pods()]).toEqual([[], []]);
  });

  it('Job should run a job to completion when tasks sometimes fail and are locally restarted', () => {
    const it = new Served();
    const flaky = ['sh', '-c', 'if [ -f /data/again ]; then exit 0; fi; touch /data/again; exit 1'];
    const containers = [{ name: 'c', image: 'busybox', command: flaky, volumeMounts: [{ name: 'data', mountPath: '/data' }] }];
    const spec = { restartPolicy: 'OnFailure', containers, volumes: [{ name: 'data', emptyDir: {} }] };
    it.apply({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'fail-once-local' },
      spec: { parallelism: 2, completions: 4, template: { spec } },
    });
    it.run(60);
    const pods = it.pods();
    expect(pods.map(({ status }) => status.phase)).toEqual(Array(4).fill('Succeeded'));
    expect(pods.map(({ status }) => status.containerStatuses![0]!.restartCount)).toEqual([1, 1, 1, 1]);
    expect(it.get('jobs', 'fail-once-local')['status']).toMatchObject({ succeeded: 4 });
    expect((it.get('jobs', 'fail-once-local')['status'] as { failed?: number }).failed).toBeUndefined();
  });
});

const hostnames = { containers: [{ name: 'main', image: 'registry.k8s.io/e2e-test-images/agnhost:2.53', args: ['serve-hostname'] }] };
const controller = (spec: object = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'ReplicationController',
  metadata: { name: 'web', labels: { e2e: 'rc' } },
  spec: { replicas: 2, selector: { app: 'web' }, template: template('web'), ...spec },
});
const bare = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'bare', labels: { app: 'web' } }, spec: template('web').spec };
const RC = '/api/v1/namespaces/default/replicationcontrollers';

describe('[sig-apps] ReplicaSet and ReplicationController', () => {
  it.each([
    ['ReplicaSet', workload('ReplicaSet', 'web', { replicas: 2, template: { ...template('web'), spec: hostnames } })],
    ['ReplicationController', controller({ template: { ...template('web'), spec: hostnames } })],
  ])('%s should serve a basic image on each replica with a public image', (_, manifest) => {
    const it = new Served();
    it.apply(manifest, {
      ...bare,
      metadata: { name: 'client' },
      spec: { containers: [{ name: 'c', image: 'curlimages/curl', command: ['sleep', '1d'] }] },
    });
    it.run(30);
    const pods = it.ready('web');
    expect(pods).toHaveLength(2);
    for (const { metadata, status } of pods)
      expect(it.exec('client', 'curl', '-s', `http://${status.podIP}:9376`).trim()).toBe(metadata.name);
  });

  it('ReplicationController should adopt matching pods on creation', () => {
    const it = new Served();
    it.apply(bare);
    it.run(10);
    it.apply(controller({ replicas: 1 }));
    it.run(10);
    expect(it.pods('web').map(({ metadata }) => metadata.name)).toEqual(['bare']);
    expect(it.pod('bare').metadata.ownerReferences).toMatchObject([{ kind: 'ReplicationController', name: 'web' }]);
  });

  it('ReplicationController should release no longer matching pods', () => {
    const it = new Served();
    it.apply(controller({ replicas: 1 }));
    it.run(10);
    const { name } = it.pods('web')[0]!.metadata;
    it.patch('pods', name, { metadata: { labels: { app: 'released' } } });
    it.run(10);
    expect(it.pod(name).metadata.ownerReferences).toBeUndefined();
    expect(it.pods('web')).toHaveLength(1);
  });

  it('ReplicationController should get and update a ReplicationController scale', async () => {
    const it = new Served();
    it.apply(controller({ replicas: 1 }));
    it.run(10);
    const scale = await it.ask('GET', `${RC}/web/scale`);
    expect([scale.kind, scale.spec.replicas, scale.status.replicas]).toEqual(['Scale', 1, 1]);
    await it.ask('PUT', `${RC}/web/scale`, { ...scale, spec: { replicas: 2 } });
    it.run(10);
    expect((await it.ask('GET', `${RC}/web/scale`)).status.replicas).toBe(2);
  });

  it('ReplicationController should surface a failure condition on a common issue like exceeded quota', () => {
    const it = new Served();
    it.apply({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'condition-test' }, spec: { hard: { pods: '2' } } });
    it.run(3);
    it.apply(controller({ replicas: 3 }));
    it.run(10);
    const conditions = () => (it.get('replicationcontrollers', 'web')['status'] as { conditions?: object[] }).conditions ?? [];
    expect(conditions()).toMatchObject([{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate' }]);
    it.patch('replicationcontrollers', 'web', { spec: { replicas: 2 } }, 'scale');
    it.run(30);
    expect(conditions()).toEqual([]);
  });

  it('ReplicationController should test the lifecycle of a ReplicationController', async () => {
    const it = new Served();
    const watched = it.watch('replicationcontrollers', 'e2e=rc');
    await it.ask('POST', RC, controller({ replicas: 1 }));
    await it.live(10);
    await it.mergePatch(`${RC}/web`, { metadata: { labels: { patched: 'yes' } } });
    const status = await it.mergePatch(`${RC}/web/status`, { status: { readyReplicas: 0 } });
    expect(status.status.readyReplicas ?? 0).toBe(0);
    await it.live(10);
    expect((await it.ask('GET', `${RC}/web/status`)).status.readyReplicas).toBe(1);
    await it.mergePatch(`${RC}/web/scale`, { spec: { replicas: 2 } });
    await it.live(10);
    const now = await it.ask('GET', `${RC}/web`);
    expect([now.spec.replicas, now.status.readyReplicas, now.metadata.labels.patched]).toEqual([2, 2, 'yes']);
    await it.ask('PUT', `${RC}/web`, { ...now, spec: { ...now.spec, replicas: 1 } });
    await it.live(10);
    expect(await it.names('/api/v1/replicationcontrollers?labelSelector=e2e%3Drc')).toEqual(['web']);
    await it.ask('DELETE', `${RC}?labelSelector=e2e%3Drc`);
    await it.live(20);
    expect([await it.names(RC), it.pods('web')]).toEqual([[], []]);
    const seen = await watched();
    expect([seen[0], seen.at(-1)]).toEqual(['ADDED web', 'DELETED web']);
  });
});
