import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fenceposts } from '../../../src/cluster/controllers/fenceposts';
import type { ReplicaSet } from '../../../src/kube/kinds/replica-set';
import { web, world } from './world';

describe('a Deployment', () => {
  it('makes a ReplicaSet, which makes the pods, on all nodes', () => {
    const { api, run, ready, deployment } = world();
    api.create('deployments', web(), { namespace: 'default' });
    run(20_000);
    expect(ready()).toHaveLength(3);
    expect(new Set(ready().map((pod) => pod.spec.nodeName)).size).toBe(3);
    const [replicaSet] = api.list<never>('replicasets') as unknown as ReplicaSet[];
    expect(replicaSet!.metadata.name).toMatch(/^web-[a-z0-9]+$/);
    expect(ready()[0]!.metadata.name).toMatch(new RegExp(`^${replicaSet!.metadata.name}-[a-z0-9]{5}$`));
    expect(deployment().status).toMatchObject({
      replicas: 3,
      updatedReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      observedGeneration: 1,
    });
    expect(deployment().status.conditions).toMatchObject([
      { type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable', message: 'Deployment has minimum availability.' },
      {
        type: 'Progressing',
        status: 'True',
        reason: 'NewReplicaSetAvailable',
        message: `ReplicaSet "${replicaSet!.metadata.name}" has successfully progressed.`,
      },
    ]);
    expect(deployment().metadata.annotations).toMatchObject({ 'deployment.kubernetes.io/revision': '1' });
  });

  it('replaces a pod that was deleted', () => {
    const { api, run, ready, deleteFirst, events } = world();
    api.create('deployments', web(), { namespace: 'default' });
    run(20_000);
    const before = ready().map((pod) => pod.metadata.name);
    deleteFirst();
    run(10_000);
    expect(ready()).toHaveLength(3);
    expect(ready().filter((pod) => before.includes(pod.metadata.name))).toHaveLength(2);
    expect(events().filter((event) => event.startsWith('SuccessfulCreate: Created pod:'))).toHaveLength(4);
  });

  it('keeps every old pod while the new ones cannot start', () => {
    const { api, run, ready, active, setImage } = world();
    api.create('deployments', web(), { namespace: 'default' });
    run(20_000);
    setImage('nginx:broken');
    run(60_000);
    // 25 % of 3: one more is allowed, none may be missing.
    expect(active()).toHaveLength(4);
    expect(ready().map((pod) => pod.spec.containers[0]!.image)).toEqual(['nginx:1.7.9', 'nginx:1.7.9', 'nginx:1.7.9']);
  });

  it('says that it does not progress once its deadline has passed', () => {
    const { api, run, deployment, setImage } = world();
    api.create('deployments', web({ progressDeadlineSeconds: 30 }), { namespace: 'default' });
    run(20_000);
    setImage('nginx:broken');
    run(60_000);
    expect(deployment().status.conditions?.find(({ type }) => type === 'Progressing')).toMatchObject({
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
    });
  });

  it('goes back to an old ReplicaSet under the next revision number', () => {
    const { api, run, ready, deployment, setImage } = world();
    api.create('deployments', web(), { namespace: 'default' });
    run(20_000);
    setImage('nginx:1.9.1');
    run(60_000);
    setImage('nginx:1.7.9');
    run(60_000);
    expect(api.list('replicasets')).toHaveLength(2);
    expect(ready().map((pod) => pod.spec.containers[0]!.image)).toEqual(['nginx:1.7.9', 'nginx:1.7.9', 'nginx:1.7.9']);
    expect(deployment().metadata.annotations).toMatchObject({ 'deployment.kubernetes.io/revision': '3' });
    const first = (api.list<never>('replicasets') as unknown as ReplicaSet[])[0]!;
    expect(first.metadata.annotations).toMatchObject({
      'deployment.kubernetes.io/revision': '3',
      'deployment.kubernetes.io/revision-history': '1',
    });
  });

  it('scales, and tells of it', () => {
    const { api, run, ready, deployment, events } = world();
    api.create('deployments', web(), { namespace: 'default' });
    run(20_000);
    api.patch(
      { group: 'apps', version: 'v1', resource: 'deployments', namespace: 'default', name: 'web' },
      'application/merge-patch+json',
      { spec: { replicas: 5 } },
      { subresource: 'scale' },
    );
    run(20_000);
    expect(ready()).toHaveLength(5);
    const [name] = api.list('replicasets').map((one) => one.metadata.name);
    expect(events()).toContain(`ScalingReplicaSet: Scaled up replica set ${name} from 3 to 5`);
    expect(deployment().metadata.generation).toBe(2);
  });

  it('deletes all old pods first when it recreates', () => {
    const { api, run, active, ready, setImage } = world();
    api.create('deployments', web({ strategy: { type: 'Recreate' } }), { namespace: 'default' });
    run(20_000);
    setImage('nginx:1.9.1');
    run(60_000, () => expect(new Set(active().map((pod) => pod.spec.containers[0]!.image)).size).toBeLessThanOrEqual(1));
    expect(ready().map((pod) => pod.spec.containers[0]!.image)).toEqual(['nginx:1.9.1', 'nginx:1.9.1', 'nginx:1.9.1']);
  });

  it('takes its ReplicaSets and pods with it, or leaves them when told to', () => {
    for (const [policy, left] of [
      ['Background', 0],
      ['Foreground', 0],
      ['Orphan', 3],
    ] as const) {
      const { api, run, pods } = world();
      api.create('deployments', web(), { namespace: 'default' });
      run(20_000);
      api.delete('deployments', 'default/web', { propagationPolicy: policy });
      run(30_000);
      expect(api.list('deployments')).toHaveLength(0);
      expect(pods()).toHaveLength(left);
    }
  });

  it('goes with its namespace', () => {
    const { api, run, pods } = world();
    api.create('namespaces', { metadata: { name: 'demo' } });
    run(1000);
    api.create('deployments', web(), { namespace: 'demo' });
    run(20_000);
    expect(pods()).toHaveLength(3);
    api.delete('namespaces', 'demo');
    expect(() => api.create('configmaps', { metadata: { name: 'late' } }, { namespace: 'demo' })).toThrow('because it is being terminated');
    run(30_000);
    expect(pods()).toHaveLength(0);
    expect(api.get('namespaces', 'demo')).toBeUndefined();
  });

  it('never strays beyond its fenceposts during a rollout', () => {
    const amount = fc.oneof(
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 0, max: 100 }).map((percent) => `${percent}%`),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), amount, amount, (replicas, maxSurge, maxUnavailable) => {
        const zero = (value: number | string) => Number.parseInt(String(value), 10) === 0;
        fc.pre(!(zero(maxSurge) && zero(maxUnavailable)));
        const { api, run, ready, setImage } = world();
        api.create('deployments', web({ replicas, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } } }), {
          namespace: 'default',
        });
        run(30_000);
        expect(ready()).toHaveLength(replicas);
        const { surge, unavailable } = fenceposts({ maxSurge, maxUnavailable }, replicas);
        setImage('nginx:1.9.1');
        run(120_000, () => {
          // As upstream counts: by what the ReplicaSets ask for. Source: e2e/framework/deployment CheckRollingUpdateStatus
          const asked = (api.list<never>('replicasets') as unknown as ReplicaSet[]).reduce((sum, { spec }) => sum + spec.replicas, 0);
          expect(asked).toBeLessThanOrEqual(replicas + surge);
          expect(ready().length).toBeGreaterThanOrEqual(replicas - unavailable);
        });
        expect(ready().every((pod) => pod.spec.containers[0]!.image === 'nginx:1.9.1')).toBe(true);
        expect(ready()).toHaveLength(replicas);
      }),
      { numRuns: 25 },
    );
  });
});
