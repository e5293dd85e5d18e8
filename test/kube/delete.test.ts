import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/kube/object';
import { makeWidget, podManifest, ref, refusal, START, world, type World } from './world';

const types = ({ changes }: World, resource: string) => changes.filter((one) => one.resource === resource).map(({ type }) => type);

const runningPod = (of: World, name = 'p', labels: Record<string, string> = {}) => {
  const { api } = of;
  api.create('pods', podManifest(name, {}, labels));
  api.create('pods', { metadata: { name }, target: { name: 'node-1' } }, { subresource: 'binding', namespace: 'default' });
  const pod = api.read(ref(name, 'pods'));
  return api.updateStatus('pods', { ...pod, status: { ...pod['status'], phase: 'Running' } });
};

describe('deleting', () => {
  it('removes at once what has no grace and no finalizers, at a version of its own', () => {
    const of = world();
    const made = makeWidget(of.api, 'a');
    const gone = of.api.delete('widgets', 'default/a');
    expect(Number(gone.metadata.resourceVersion)).toBeGreaterThan(Number(made.metadata.resourceVersion));
    expect(types(of, 'widgets')).toEqual(['ADDED', 'DELETED']);
    expect(refusal(() => of.api.delete('widgets', 'default/a'))).toBe('404 NotFound: widgets.test.dev "a" not found');
  });

  it('waits for finalizers, and ends with the last of them', () => {
    const of = world();
    const { api } = of;
    makeWidget(api, 'a', { metadata: { finalizers: ['x/one', 'x/two'] } });
    const going = api.delete('widgets', 'default/a');
    expect(going.metadata).toMatchObject({ deletionTimestamp: '2025-03-31T09:00:00Z', deletionGracePeriodSeconds: 0, generation: 2 });
    expect(api.delete('widgets', 'default/a')).toBe(going);
    const one = api.update('widgets', { ...going, metadata: { ...going.metadata, finalizers: ['x/two'] } });
    expect(api.read(ref('a'))).toBe(one);
    api.update('widgets', { ...one, metadata: { ...one.metadata, finalizers: [] } });
    expect(api.get('widgets', 'default/a')).toBeUndefined();
    expect(types(of, 'widgets')).toEqual(['ADDED', 'MODIFIED', 'MODIFIED', 'DELETED']);
  });

  it('lets nobody add a finalizer to what is going', () => {
    const { api } = world();
    makeWidget(api, 'a', { metadata: { finalizers: ['x/one'] } });
    api.delete('widgets', 'default/a');
    const patch = { metadata: { finalizers: ['x/one', 'x/late'] } };
    expect(refusal(() => api.patch(ref('a'), 'application/merge-patch+json', patch))).toBe(
      '422 Invalid: Widget.test.dev "a" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"x/late"}',
    );
  });

  it.each([
    ['Foreground', ['x/own', 'foregroundDeletion']],
    ['Orphan', ['x/own', 'orphan']],
    ['Background', ['x/own']],
    [undefined, ['x/own', 'orphan']],
  ] as const)('with propagation %s leaves the collector the finalizers %j', (propagationPolicy, expected) => {
    const { api } = world();
    const finalizers = propagationPolicy === undefined ? ['x/own', 'orphan'] : ['x/own'];
    makeWidget(api, 'a', { metadata: { finalizers } });
    expect(api.delete('widgets', 'default/a', propagationPolicy ? { propagationPolicy } : {}).metadata.finalizers).toEqual(expected);
  });

  it('holds to its preconditions', () => {
    const { api } = world();
    const { uid, resourceVersion } = makeWidget(api, 'a').metadata;
    expect(refusal(() => api.delete('widgets', 'default/a', { preconditions: { uid: 'other' } }))).toBe(
      `409 Conflict: Operation cannot be fulfilled on Widget.test.dev "a": the UID in the precondition (other) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
    );
    expect(refusal(() => api.delete('widgets', 'default/a', { preconditions: { resourceVersion: '1' } }))).toBe(
      `409 Conflict: Operation cannot be fulfilled on Widget.test.dev "a": the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
    );
    api.delete('widgets', 'default/a', { preconditions: { uid, resourceVersion } });
    expect(api.list('widgets')).toEqual([]);
  });
});

describe('deleting a pod', () => {
  it('that no node holds removes it at once', () => {
    const { api } = world();
    api.create('pods', podManifest('p'));
    api.delete('pods', 'default/p');
    expect(api.list('pods')).toEqual([]);
  });

  it('gives it its grace; a second delete may only shorten it; 0 removes it', () => {
    const of = world();
    const { api, clock } = of;
    runningPod(of);
    const going = api.delete('pods', 'default/p');
    expect(going.metadata).toMatchObject({ deletionTimestamp: '2025-03-31T09:00:30Z', deletionGracePeriodSeconds: 30 });
    clock.now = START + 5000;
    expect(api.delete('pods', 'default/p')).toBe(going);
    expect(api.delete('pods', 'default/p', { gracePeriodSeconds: 60 })).toBe(going);
    expect(api.delete('pods', 'default/p', { gracePeriodSeconds: 10 }).metadata).toMatchObject({
      deletionTimestamp: '2025-03-31T09:00:10Z',
      deletionGracePeriodSeconds: 10,
    });
    api.delete('pods', 'default/p', { gracePeriodSeconds: 0 });
    expect(api.list('pods')).toEqual([]);
  });

  it('takes the grace that is asked for', () => {
    const of = world();
    runningPod(of);
    expect(of.api.delete('pods', 'default/p', { gracePeriodSeconds: 5 }).metadata.deletionGracePeriodSeconds).toBe(5);
  });
});

describe('deleting a namespace', () => {
  it('first empties it: Terminating until spec.finalizers is empty', () => {
    const { api } = world();
    api.create('namespaces', { metadata: { name: 'shop' } });
    const going = api.delete('namespaces', 'shop');
    expect(going).toMatchObject({ spec: { finalizers: ['kubernetes'] }, status: { phase: 'Terminating' } });
    expect(refusal(() => api.delete('namespaces', 'shop'))).toBe(
      '409 Conflict: Operation cannot be fulfilled on namespaces "shop": The system is ensuring all content is removed from this namespace.  Upon completion, this namespace will automatically be purged by the system.',
    );
    api.update('namespaces', { ...going, spec: { finalizers: [] } }, { trusted: true });
    expect(api.get('namespaces', 'shop')).toBeUndefined();
  });

  it('is not for those that every cluster needs', () => {
    const { api } = world();
    expect(refusal(() => api.delete('namespaces', 'default'))).toBe(
      '403 Forbidden: namespaces "default" is forbidden: this namespace may not be deleted',
    );
  });
});

describe('evicting a pod', () => {
  const budgetFor = ({ api }: World, status: object, name = 'pdb') => {
    const made = api.create(
      'poddisruptionbudgets',
      { metadata: { name }, spec: { selector: { matchLabels: { app: 'web' } } } },
      { namespace: 'default' },
    );
    return api.updateStatus('poddisruptionbudgets', { ...made, status: { observedGeneration: 1, ...status } });
  };
  const evict = ({ api }: World, name = 'p') =>
    api.create(
      'pods',
      { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } },
      { subresource: 'eviction', namespace: 'default' },
    );
  const ready = (of: World) => {
    const pod = runningPod(of, 'p', { app: 'web' });
    of.api.updateStatus('pods', { ...pod, status: { ...pod['status'], conditions: [{ type: 'Ready', status: 'True' }] } });
  };

  it('deletes it gracefully and says why', () => {
    const of = world();
    ready(of);
    evict(of);
    const pod = of.api.read(ref('p', 'pods'));
    expect(pod.metadata.deletionGracePeriodSeconds).toBe(30);
    expect(pod['status'].conditions).toContainEqual(expect.objectContaining({ type: 'DisruptionTarget', reason: 'EvictionByEvictionAPI' }));
  });

  it('spends what the budget allows', () => {
    const of = world();
    ready(of);
    budgetFor(of, { disruptionsAllowed: 1, currentHealthy: 2, desiredHealthy: 1 });
    evict(of);
    const status = of.api.get('poddisruptionbudgets', 'default/pdb')!['status'];
    expect(status).toMatchObject({ disruptionsAllowed: 0, disruptedPods: { p: '2025-03-31T09:00:00Z' } });
  });

  it('G20 is refused while the budget allows none, and a dry run spends nothing', () => {
    const of = world();
    ready(of);
    budgetFor(of, { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1 });
    try {
      evict(of);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({
        message: "Cannot evict pod as it would violate the pod's disruption budget.",
        status: {
          code: 429,
          reason: 'TooManyRequests',
          details: {
            causes: [{ reason: 'DisruptionBudget', message: 'The disruption budget pdb needs 1 healthy pods and has 1 currently' }],
          },
        },
      });
    }
    expect(of.api.read(ref('p', 'pods')).metadata).not.toHaveProperty('deletionTimestamp');
  });

  it.each([
    ['while there are healthy pods enough', { currentHealthy: 2, desiredHealthy: 2 }, undefined, true],
    ['not while there are too few', { currentHealthy: 1, desiredHealthy: 2 }, undefined, false],
    ['not while there are too few, if it is so said', { currentHealthy: 1, desiredHealthy: 2 }, 'IfHealthyBudget', false],
    ['always, if it is so said', { currentHealthy: 1, desiredHealthy: 2 }, 'AlwaysAllow', true],
  ])('G22 of a running pod that is not ready is let through: %s (eviction.go canIgnorePDB)', (_, counts, policy, allowed) => {
    const of = world();
    const pod = runningPod(of, 'p', { app: 'web' });
    of.api.updateStatus('pods', { ...pod, status: { ...pod['status'], conditions: [{ type: 'Ready', status: 'False' }] } });
    const budget: KubeObject = budgetFor(of, { disruptionsAllowed: 0, ...counts });
    const spec = { ...budget['spec'], ...(policy && { unhealthyPodEvictionPolicy: policy }) };
    of.api.update('poddisruptionbudgets', { ...budget, spec }, { trusted: true });
    const status = of.api.get('poddisruptionbudgets', 'default/pdb')!;
    of.api.updateStatus('poddisruptionbudgets', {
      ...status,
      status: { ...status['status'], observedGeneration: status.metadata.generation },
    });
    expect(refusal(() => evict(of)).startsWith('429')).toBe(!allowed);
    expect(of.api.read(ref('p', 'pods')).metadata.deletionTimestamp !== undefined).toBe(allowed);
  });

  it('costs nothing for a pod that serves nobody', () => {
    const of = world();
    of.api.create('pods', podManifest('p', {}, { app: 'web' }));
    budgetFor(of, { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 1 });
    evict(of);
    expect(of.api.list('pods')).toEqual([]);
  });

  it('is refused when two budgets claim the pod', () => {
    const of = world();
    ready(of);
    budgetFor(of, { disruptionsAllowed: 1 });
    budgetFor(of, { disruptionsAllowed: 1 }, 'second');
    expect(refusal(() => evict(of))).toMatch(/^500 InternalError: .*more than one PodDisruptionBudget/);
  });

  it('does not find what is not there', () => {
    expect(refusal(() => evict(world()))).toBe('404 NotFound: pods "p" not found');
  });
});

it('a namespace is let go by force through its subresource finalize, and by nothing else', () => {
  const { api } = world();
  api.create('namespaces', { metadata: { name: 'stuck' } });
  api.create('configmaps', { metadata: { name: 'left', finalizers: ['example.com/never'] } }, { namespace: 'stuck' });
  const going = api.delete('namespaces', 'stuck');
  const ref = { group: '', version: 'v1', resource: 'namespaces', name: 'stuck' };
  const bare = { ...going, spec: { finalizers: [] } };
  expect(api.replace(ref, bare)['spec']).toEqual({ finalizers: ['kubernetes'] });
  api.replace(ref, bare, { subresource: 'finalize' });
  expect(api.get('namespaces', 'stuck')).toBeUndefined();
  expect(api.get('configmaps', 'stuck/left')).toBeDefined();
});
