import { describe, expect, it } from 'vitest';
import type { ControllerRevision } from '../../../src/kube/kinds/controller-revision';
import type { ReplicaSet } from '../../../src/kube/kinds/replica-set';
import { cronJob, daemonSet, job, replicaSet, statefulSet, web, world, type TestWorld } from './world';

/** The conformance tests of [sig-apps] that speak of controllers, under their own names.
 *  Source: test/conformance/testdata/conformance.yaml (1.32), test/e2e/apps */

const settled = (resource: string, manifest: Record<string, unknown>, ms = 30_000): TestWorld => {
  const one = world();
  one.create(resource, manifest);
  one.run(ms);
  return one;
};
const images = (one: TestWorld) => one.active().map(({ spec }) => spec.containers[0]!.image);
const statusEndpoints = (resource: string, name: string, one: TestWorld) => {
  const condition = { type: 'StatusUpdate', status: 'True', reason: 'E2E', message: 'Set from e2e test' };
  one.patch(resource, name, { status: { conditions: [condition] } }, { subresource: 'status' });
  expect(one.conditions(resource, name)).toEqual([condition]);
  one.patch(resource, name, { spec: { replicas: 77, parallelism: 77 } }, { subresource: 'status' });
  expect([one.get(resource, name).spec.replicas, one.get(resource, name).spec.parallelism]).not.toContain(77);
};
const scaleSubresource = (resource: string, one: TestWorld) => {
  const { group, version } = one.api.kind(resource);
  const ref = { group, version, resource, namespace: 'default', name: 'web' };
  const scale = one.api.read(ref, 'scale');
  expect(scale).toMatchObject({
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    spec: { replicas: 3 },
    status: { replicas: 3, selector: expect.stringContaining('app=web') as string },
  });
  one.api.replace(ref, { ...scale, spec: { replicas: 2 } }, { subresource: 'scale' });
  expect(one.get(resource, 'web').spec.replicas).toBe(2);
  one.scale(resource, 'web', 4);
  one.run(30_000);
  expect(one.active()).toHaveLength(4);
};

describe('[sig-apps]', () => {
  it('ControllerRevision [Serial] should manage the lifecycle of a ControllerRevision', () => {
    const one = settled('daemonsets', daemonSet());
    const list = () => one.api.list<never>('controllerrevisions') as unknown as ControllerRevision[];
    const [first] = list();
    one.patch('controllerrevisions', first!.metadata.name, { metadata: { labels: { e2e: 'patched' } } });
    expect(list()[0]!.metadata.labels).toMatchObject({ e2e: 'patched' });
    one.setImage('nginx:2', 'daemonsets');
    one.run(30_000);
    one.setImage('nginx:3', 'daemonsets');
    one.run(30_000);
    expect(list().map(({ revision }) => revision)).toEqual([1, 2, 3]);
  });

  it('CronJob should not schedule jobs when suspended', () => {
    const one = settled('cronjobs', cronJob({ suspend: true }), 300_000);
    expect(one.api.list('jobs')).toEqual([]);
  });

  it('CronJob should not schedule new jobs when ForbidConcurrent', () => {
    const one = settled('cronjobs', cronJob({ concurrencyPolicy: 'Forbid' }, 'nginx'), 300_000);
    expect(one.api.list('jobs')).toHaveLength(1);
  });

  it('CronJob should replace jobs when ReplaceConcurrent', () => {
    const one = settled('cronjobs', cronJob({ concurrencyPolicy: 'Replace' }, 'nginx'), 65_000);
    const [first] = one.api.list('jobs');
    one.run(60_000);
    const [second, ...others] = one.api.list('jobs');
    expect(others).toEqual([]);
    expect(second!.metadata.uid).not.toBe(first!.metadata.uid);
  });

  it('CronJob should schedule multiple jobs concurrently', () => {
    const one = settled('cronjobs', cronJob({}, 'nginx'), 190_000);
    expect(one.get('cronjobs', 'tick').status.active.length).toBeGreaterThanOrEqual(2);
  });

  it('Daemon set [Serial] should retry creating failed daemon pods', () => {
    const one = settled('daemonsets', daemonSet());
    one.end(one.names()[0]!, 1);
    one.run(10_000);
    expect(one.ready()).toHaveLength(3);
  });

  it('Daemon set [Serial] should rollback without unnecessary restarts', () => {
    const one = settled('daemonsets', daemonSet());
    one.setImage('nginx:broken', 'daemonsets');
    one.run(10_000);
    const untouched = one.ready().map(({ metadata }) => metadata.uid);
    expect(untouched).toHaveLength(2);
    one.setImage('nginx:1.7.9', 'daemonsets');
    one.run(30_000);
    expect(one.ready().map(({ metadata }) => metadata.uid)).toEqual(expect.arrayContaining(untouched));
  });

  it('Daemon set [Serial] should run and stop complex daemon', () => {
    const one = settled('daemonsets', daemonSet({}, 'nginx', { nodeSelector: { color: 'blue' } }));
    const label = (color: string) => one.patch('nodes', 'node-1', { metadata: { labels: { color } } });
    expect(one.active()).toHaveLength(0);
    label('blue');
    one.run(10_000);
    expect(one.active()).toHaveLength(1);
    label('green');
    one.run(10_000);
    expect(one.active()).toHaveLength(0);
    one.patch('daemonsets', 'web', { spec: { template: { spec: { nodeSelector: { color: 'green' } } } } });
    one.run(10_000);
    expect(one.active()).toHaveLength(1);
  });

  it('Daemon set [Serial] should run and stop simple daemon', () => {
    const one = settled('daemonsets', daemonSet());
    expect(one.active()).toHaveLength(3);
    one.deletePod(one.names()[0]!);
    one.run(10_000);
    expect(one.ready()).toHaveLength(3);
  });

  it('Daemon set [Serial] should update pod when spec was updated and update strategy is RollingUpdate', () => {
    const one = settled('daemonsets', daemonSet());
    one.setImage('nginx:2', 'daemonsets');
    one.run(60_000);
    expect(images(one)).toEqual(['nginx:2', 'nginx:2', 'nginx:2']);
  });

  it('Daemon set [Serial] should verify changes to a daemon set status', () =>
    statusEndpoints('daemonsets', 'web', settled('daemonsets', daemonSet())));

  it('Deployment should have a working scale subresource', () => scaleSubresource('deployments', settled('deployments', web())));

  it('Deployment RecreateDeployment should delete old pods and create new ones', () => {
    const one = settled('deployments', web({ strategy: { type: 'Recreate' } }));
    one.setImage('nginx:2');
    one.run(30_000, () => expect(new Set(one.pods().map(({ spec }) => spec.containers[0]!.image)).size).toBeLessThanOrEqual(1));
    expect(images(one)).toEqual(['nginx:2', 'nginx:2', 'nginx:2']);
  });

  it('Deployment RollingUpdateDeployment should delete old pods and create new ones', () => {
    const one = settled('replicasets', replicaSet({}, 'nginx:old'));
    const revision = { 'deployment.kubernetes.io/revision': '3546343826724305832' };
    one.patch('replicasets', 'web', { metadata: { labels: { app: 'web' }, annotations: revision } });
    one.create('deployments', web({}, 'nginx:new'));
    one.run(60_000);
    expect(images(one)).toEqual(['nginx:new', 'nginx:new', 'nginx:new']);
    expect(one.get<ReplicaSet>('replicasets', 'web').metadata.ownerReferences).toMatchObject([{ kind: 'Deployment' }]);
    expect(one.get('replicasets', 'web').spec.replicas).toBe(0);
  });

  it('Deployment should delete old replica sets', () => {
    const one = settled('deployments', web({ revisionHistoryLimit: 0 }));
    one.setImage('nginx:2');
    one.run(60_000);
    expect(one.api.list('replicasets')).toHaveLength(1);
  });

  it('Deployment should support proportional scaling', () => {
    const one = settled(
      'deployments',
      web({ replicas: 10, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } } }),
    );
    one.setImage('nginx:broken');
    one.run(20_000);
    one.scale('deployments', 'web', 30);
    one.run(20_000);
    expect((one.api.list<never>('replicasets') as unknown as ReplicaSet[]).map(({ spec }) => spec.replicas)).toEqual([20, 13]);
  });

  it('Deployment should support rollover', () => {
    const one = settled('deployments', web({ replicas: 4 }));
    one.setImage('nginx:broken');
    one.run(3000);
    one.setImage('nginx:3');
    one.run(60_000);
    expect(images(one)).toEqual(Array(4).fill('nginx:3'));
    expect((one.api.list<never>('replicasets') as unknown as ReplicaSet[]).map(({ spec }) => spec.replicas)).toEqual([0, 0, 4]);
  });

  it('Deployment should validate Deployment Status endpoints', () => statusEndpoints('deployments', 'web', settled('deployments', web())));

  it('Job should adopt matching orphans and release non-matching pods', () => {
    const one = settled('jobs', job({ parallelism: 2, completions: 4 }, 'nginx'), 5000);
    const [first, second] = one.names();
    const pod = one.pod(first!);
    one.api.update('pods', { ...pod, metadata: { ...pod.metadata, ownerReferences: [] } }, { trusted: true });
    one.run(5000);
    expect(one.pod(first!).metadata.ownerReferences).toMatchObject([{ kind: 'Job', name: 'work' }]);
    one.patch('pods', second!, { metadata: { labels: { 'batch.kubernetes.io/controller-uid': null, 'controller-uid': null } } } as never);
    one.run(5000);
    expect(one.pod(second!).metadata.ownerReferences).toBeUndefined();
    expect(one.pod(second!).metadata.finalizers).toBeUndefined();
  });

  it('Job should allow to use the pod failure policy on exit code to fail the job early', () => {
    const rules = [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } }];
    const one = settled('jobs', job({ backoffLimit: 6, podFailurePolicy: { rules } }, 'ends-42'));
    expect(one.conditions('jobs', 'work').find(({ type }) => type === 'Failed')).toMatchObject({ reason: 'PodFailurePolicy' });
    expect(one.pods()).toHaveLength(1);
  });

  it('Job should allow to use a pod failure policy to ignore failure matching on DisruptionTarget condition', () => {
    const rules = [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }];
    const one = settled('jobs', job({ backoffLimit: 0, podFailurePolicy: { rules } }, 'nginx'), 5000);
    const [name] = one.names();
    const pod = one.pod(name!);
    one.api.updateStatus('pods', {
      ...pod,
      status: { ...pod.status, conditions: [...pod.status.conditions!, { type: 'DisruptionTarget', status: 'True' }] },
    });
    one.end(name!, 1);
    one.run(30_000);
    expect(one.get('jobs', 'work').status.failed).toBeUndefined();
    one.end(one.names()[0]!, 0);
    one.run(5000);
    expect(one.conditions('jobs', 'work').some(({ type }) => type === 'Complete')).toBe(true);
  });

  it('Job should apply changes to a job status', () => {
    const one = settled('jobs', job({}, 'nginx'), 5000);
    one.patch('jobs', 'work', { status: { conditions: [{ type: 'CustomConditionType', status: 'True' }] } }, { subresource: 'status' });
    expect(one.conditions('jobs', 'work')).toMatchObject([{ type: 'CustomConditionType', status: 'True' }]);
  });

  it('Job should create pods for an Indexed job with completion indexes and specified hostname', () => {
    const one = settled('jobs', job({ completionMode: 'Indexed', completions: 4, parallelism: 2 }));
    const indexes = one
      .pods()
      .map(({ metadata, spec }) => [metadata.annotations!['batch.kubernetes.io/job-completion-index'], spec.hostname]);
    expect(indexes.sort()).toEqual(['0', '1', '2', '3'].map((index) => [index, `work-${index}`]));
  });

  it('Job should delete a job', () => {
    const one = settled('jobs', job({ parallelism: 2, completions: 4 }, 'nginx'), 5000);
    one.api.delete('jobs', 'default/work', { propagationPolicy: 'Foreground' });
    one.run(20_000);
    expect([one.get('jobs', 'work'), one.pods()]).toEqual([undefined, []]);
  });

  it('Job should manage the lifecycle of a job', () => {
    const one = settled('jobs', job({ suspend: true, parallelism: 2, completions: 2 }));
    one.patch('jobs', 'work', { metadata: { labels: { e2e: 'patched' } } });
    expect(one.pods()).toHaveLength(0);
    one.patch('jobs', 'work', { spec: { suspend: false } });
    one.run(30_000);
    expect(one.conditions('jobs', 'work').some(({ type }) => type === 'Complete')).toBe(true);
  });

  it('ReplicaSet Replace and Patch tests', () => {
    const one = settled('replicasets', replicaSet({ replicas: 1 }));
    one.scale('replicasets', 'web', 2);
    one.run(10_000);
    expect(one.ready()).toHaveLength(2);
    one.patch('replicasets', 'web', { spec: { replicas: 3, template: { spec: { containers: [{ name: 'web', image: 'nginx:2' }] } } } });
    one.run(10_000);
    expect(images(one)).toEqual(['nginx:1.7.9', 'nginx:1.7.9', 'nginx:2']);
  });

  it('ReplicaSet should have a working scale subresource', () => scaleSubresource('replicasets', settled('replicasets', replicaSet())));

  it('ReplicaSet should adopt matching pods on creation and release no longer matching pods', () => {
    const one = world();
    one.create('pods', { metadata: { name: 'orphan', labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } });
    one.run(3000);
    one.create('replicasets', replicaSet({ replicas: 1 }));
    one.run(5000);
    expect(one.names()).toEqual(['orphan']);
    one.patch('pods', 'orphan', { metadata: { labels: { app: 'not-matching' } } });
    one.run(5000);
    expect(one.pod('orphan').metadata.ownerReferences).toBeUndefined();
    expect(one.active()).toHaveLength(2);
  });

  it('ReplicaSet should validate Replicaset Status endpoints', () => {
    const one = settled('replicasets', replicaSet());
    const condition = { type: 'StatusPatched', status: 'True' };
    one.patch('replicasets', 'web', { status: { conditions: [condition] } }, { subresource: 'status' });
    expect(one.conditions('replicasets', 'web')).toEqual([condition]);
  });

  it('StatefulSet Burst scaling should run to completion even with unhealthy pods', () => {
    const one = settled('statefulsets', statefulSet({ podManagementPolicy: 'Parallel', replicas: 1 }));
    one.setReady('web-0', false);
    one.scale('statefulsets', 'web', 3);
    one.run(10_000);
    expect(one.names()).toEqual(['web-0', 'web-1', 'web-2']);
    one.setReady('web-1', false);
    one.scale('statefulsets', 'web', 0);
    one.run(10_000);
    expect(one.pods()).toHaveLength(0);
  });

  it('StatefulSet Scaling should happen in predictable order and halt if any stateful pod is unhealthy', () => {
    const one = settled('statefulsets', statefulSet({ replicas: 1 }));
    one.setReady('web-0', false);
    one.scale('statefulsets', 'web', 3);
    one.run(20_000);
    expect(one.names()).toEqual(['web-0']);
    one.setReady('web-0', true);
    one.run(30_000);
    expect(one.steps).toEqual(['create web-0', 'create web-1', 'create web-2']);
    for (const name of one.names()) one.setReady(name, false);
    one.scale('statefulsets', 'web', 0);
    one.run(20_000);
    expect(one.names()).toHaveLength(3);
    for (const name of one.names()) one.setReady(name, true);
    one.run(30_000);
    expect(one.steps.slice(3)).toEqual(['delete web-2', 'delete web-1', 'delete web-0']);
  });

  it('StatefulSet Should recreate evicted statefulset', () => {
    const one = settled('statefulsets', statefulSet({ replicas: 1 }));
    const { uid } = one.pod('web-0').metadata;
    one.end('web-0', 137);
    one.run(10_000);
    expect(one.pod('web-0').metadata.uid).not.toBe(uid);
    expect(one.ready()).toHaveLength(1);
  });

  it('StatefulSet should have a working scale subresource', () => scaleSubresource('statefulsets', settled('statefulsets', statefulSet())));

  it('StatefulSet should perform canary updates and phased rolling updates of template modifications', () => {
    const one = settled(
      'statefulsets',
      statefulSet({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 3 } } }, 'nginx:1'),
    );
    const partition = (value: number) =>
      one.patch('statefulsets', 'web', { spec: { updateStrategy: { rollingUpdate: { partition: value } } } });
    one.setImage('nginx:2', 'statefulsets');
    one.run(20_000);
    expect(images(one)).toEqual(['nginx:1', 'nginx:1', 'nginx:1']);
    partition(2);
    one.run(20_000);
    expect(images(one)).toEqual(['nginx:1', 'nginx:1', 'nginx:2']);
    for (const name of ['web-0', 'web-2']) one.deletePod(name);
    one.run(30_000);
    expect(['web-0', 'web-1', 'web-2'].map((name) => one.pod(name).spec.containers[0]!.image)).toEqual(['nginx:1', 'nginx:1', 'nginx:2']);
    for (const value of [1, 0]) {
      partition(value);
      one.run(20_000);
    }
    expect(images(one)).toEqual(['nginx:2', 'nginx:2', 'nginx:2']);
  });

  it('StatefulSet should perform rolling updates and roll backs of template modifications', () => {
    const one = settled('statefulsets', statefulSet({}, 'nginx:1'));
    const { currentRevision } = one.get('statefulsets', 'web').status;
    one.setImage('nginx:2', 'statefulsets');
    one.run(30_000);
    one.setImage('nginx:1', 'statefulsets');
    one.run(30_000);
    expect(one.get('statefulsets', 'web').status.currentRevision).toBe(currentRevision);
    expect(one.api.list('controllerrevisions')).toHaveLength(2);
    expect(images(one)).toEqual(['nginx:1', 'nginx:1', 'nginx:1']);
  });

  it('StatefulSet should validate Statefulset Status endpoints', () =>
    statusEndpoints('statefulsets', 'web', settled('statefulsets', statefulSet())));
});
