import { describe, expect, it, test } from 'vitest';
import { scaleOf } from '../../../src/kube/scale';
import type { Manifest } from '../../../src/kube/object';
import { refusal } from '../../kube/world';
import { world } from './world';

const controller = (spec: Record<string, unknown> = {}, labels: Record<string, string> = { app: 'web' }): Manifest => ({
  apiVersion: 'v1',
  kind: 'ReplicationController',
  metadata: { name: 'web' },
  spec: {
    replicas: 2,
    template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx' }] } },
    ...spec,
  },
});

function with2() {
  const one = world();
  one.create('replicationcontrollers', controller());
  one.run(3000);
  return one;
}

// pkg/controller/replication: an adapter of the ReplicaSet controller
describe('a ReplicationController keeps its number of Pods', () => {
  it('makes them, and says so in its status and its events', () => {
    const one = with2();
    expect(one.ready()).toHaveLength(2);
    expect(one.get('replicationcontrollers', 'web').status).toMatchObject({ replicas: 2, readyReplicas: 2, availableReplicas: 2 });
    expect(one.sources()).toContain('replication-controller');
    expect(one.pods()[0]!.metadata.ownerReferences).toMatchObject([
      { apiVersion: 'v1', kind: 'ReplicationController', name: 'web', controller: true },
    ]);
  });

  it('replaces one that is deleted', () => {
    const one = with2();
    one.deleteFirst();
    one.run(3000);
    expect(one.ready()).toHaveLength(2);
    expect(one.steps.filter((step) => step.startsWith('create'))).toHaveLength(3);
  });

  it.each([
    [4, 4],
    [0, 0],
  ])('scaled to %i it has %i', (replicas, count) => {
    const one = with2();
    one.scale('replicationcontrollers', 'web', replicas);
    one.run(3000);
    expect(one.active()).toHaveLength(count);
  });

  it('takes up a Pod that bears its labels and lets go of one that no longer does', () => {
    const one = world();
    one.create('pods', { metadata: { name: 'orphan', labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } });
    one.create('replicationcontrollers', controller());
    one.run(3000);
    expect(one.active()).toHaveLength(2);
    expect(one.pod('orphan').metadata.ownerReferences?.[0]?.name).toBe('web');
    one.patch('pods', 'orphan', { metadata: { labels: { app: 'other' } } });
    one.run(3000);
    expect(one.pod('orphan').metadata.ownerReferences ?? []).toEqual([]);
    expect(one.active()).toHaveLength(3);
  });

  it('leaves Pods without a matching label alone', () => {
    const one = world();
    one.create('pods', { metadata: { name: 'stranger', labels: { app: 'other' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } });
    one.create('replicationcontrollers', controller());
    one.run(3000);
    expect(one.pod('stranger').metadata.ownerReferences ?? []).toEqual([]);
  });

  it('its Pods go with it', () => {
    const one = with2();
    one.api.delete('replicationcontrollers', 'default/web');
    one.run(5000);
    expect(one.pods()).toEqual([]);
  });
});

// pkg/apis/core/v1/defaults.go SetDefaults_ReplicationController
test('what its template bears it selects, and bears itself', () => {
  const one = with2();
  const { metadata, spec } = one.get('replicationcontrollers', 'web');
  expect([metadata.labels, spec.selector]).toEqual([{ app: 'web' }, { app: 'web' }]);
  expect(scaleOf(one.api.kind('replicationcontrollers'), one.get('replicationcontrollers', 'web'))['status']).toEqual({
    replicas: 2,
    selector: 'app=web',
  });
});

describe('a ReplicationController is refused', () => {
  // pkg/apis/core/validation ValidateReplicationControllerSpec
  it.each([
    ['without a selector', controller({}, {}), 'spec.selector: Required value'],
    ['whose selector is not that of its template', controller({ selector: { app: 'db' } }), '`selector` does not match template `labels`'],
    ['of a negative size', controller({ replicas: -1 }), 'spec.replicas: Invalid value: -1: must be greater than or equal to 0'],
  ])('%s', (_, object, why) => {
    const one = world();
    expect(refusal(() => one.create('replicationcontrollers', object))).toContain(why);
  });
});
