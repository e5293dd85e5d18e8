import { describe, expect, it, vi } from 'vitest';
import { byDispensability } from '../../../src/cluster/controllers/pod-ranking';
import { slowStart } from '../../../src/cluster/controllers/pod-control';
import type { Pod } from '../../../src/kube/kinds/pod';
import { StatusError, statusError } from '../../../src/kube/status';
import { replicaSet, web, world, type TestWorld } from './world';

const refusal = () => statusError(403, 'Forbidden', 'exceeded quota');

describe('pods are made in batches that double', () => {
  it.each([
    ['R1', 10, 0, 1, 0, 'TestSlowStartBatch'],
    ['R2', 10, 10, 10, 10, 'TestSlowStartBatch'],
    ['R3', 10, 5, 7, 5, 'TestSlowStartBatch'],
    ['R4', 1, 1, 1, 1, 'SlowStartInitialBatchSize'],
  ])('%s: of %i, %i are allowed: %i attempts, %i made', (_, count, allowed, attempts, made) => {
    let left = allowed;
    const make = vi.fn(() => {
      if (left-- <= 0) throw refusal();
    });
    const result = slowStart(count, make);
    expect(make).toHaveBeenCalledTimes(attempts);
    expect(result.made).toBe(made);
    expect(result.failure instanceof StatusError).toBe(made < count);
  });
});

describe('at most 500 pods are made in one pass', () => {
  it('R5 (BurstReplicas)', () => {
    const one = world();
    one.create('replicasets', replicaSet({ replicas: 700 }));
    const counts = new Set<number>();
    one.run(130, () => counts.add(one.pods().length));
    expect(Math.max(...counts)).toBe(500);
    one.run(1000);
    expect(one.pods()).toHaveLength(700);
  });
});

const NOW = Date.UTC(2025, 2, 31, 12);
let serial = 0;

interface Made {
  readonly node?: string;
  readonly phase?: 'Pending' | 'Running' | 'Unknown';
  readonly ready?: boolean;
  /** Seconds. */
  readonly readyFor?: number;
  readonly age?: number;
  readonly cost?: string;
  readonly restarts?: number;
  readonly uid?: string;
}

function pod({ node, phase = 'Running', ready = false, readyFor = 100, age = 1000, cost, restarts = 0, uid }: Made): Pod {
  const at = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `pod-${serial}`,
      namespace: 'default',
      uid: uid ?? `uid-${String(serial++).padStart(4, '0')}`,
      resourceVersion: '1',
      creationTimestamp: at(age),
      ...(cost && { annotations: { 'controller.kubernetes.io/pod-deletion-cost': cost } }),
    },
    spec: { containers: [], ...(node && { nodeName: node }) },
    status: {
      phase,
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: at(readyFor) }],
      containerStatuses: [{ name: 'c', image: '', imageID: '', ready, restartCount: restarts }],
    },
  };
}

const up = (more: Made = {}): Made => ({ node: 'n1', ready: true, ...more });

describe('the first to go is', () => {
  it.each<[string, string, Made, Made]>([
    ['R6', 'the one without a node', { phase: 'Pending' }, { phase: 'Pending', node: 'n1' }],
    ['R7', 'the pending one before the running one', { phase: 'Pending', node: 'n1' }, { node: 'n1' }],
    ['R7', 'the pending one before the unknown one', { phase: 'Pending', node: 'n1' }, { phase: 'Unknown', node: 'n1' }],
    ['R7', 'the unknown one before the running one', { phase: 'Unknown', node: 'n1' }, { node: 'n1' }],
    ['R8', 'the one that is not ready', { node: 'n1' }, up()],
    ['R9', 'the cheaper one', up({ cost: '-5' }), up()],
    ['R9', 'the one without a cost before a dear one', up(), up({ cost: '7' })],
    ['R10', 'the one on a crowded node', up({ node: 'crowded' }), up({ node: 'n1' })],
    ['R11', 'the one that became ready but lately', up({ readyFor: 2 }), up({ readyFor: 600 })],
    ['R11', 'by uid where both have been ready about as long', up({ readyFor: 100, uid: 'a' }), up({ readyFor: 90, uid: 'b' })],
    ['R12', 'the one that was restarted more often', up({ restarts: 3 }), up({ restarts: 1 })],
    ['R13', 'the newer one', up({ age: 200 }), up({ age: 5000 })],
    ['R13', 'by uid where both are about as old', up({ age: 1000, uid: 'a' }), up({ age: 950, uid: 'b' })],
  ])('%s: %s (ActivePodsWithRanks)', (_, __, first, second) => {
    const [a, b] = [pod(first), pod(second)];
    const crowd = ({ spec }: Pod) => (spec.nodeName === 'crowded' ? 5 : 1);
    expect(byDispensability([b, a], crowd, NOW)[0]).toBe(a);
    expect(byDispensability([a, b], crowd, NOW)[0]).toBe(a);
  });

  it.each<[string, Made[], number, number[]]>([
    ['R14', [{ phase: 'Pending' }, { phase: 'Pending', node: 'n1' }], 1, [0]],
    ['R15', [up(), { node: 'n1' }, { node: 'n1' }], 2, [1, 2]],
    ['R17', [{ phase: 'Pending', node: 'n1' }, { node: 'n1' }], 1, [0]],
    ['R18', [up(), up({ node: 'n2' }), { node: 'n1' }, { phase: 'Pending', node: 'n1' }, { phase: 'Pending' }], 3, [4, 3, 2]],
  ])('%s: as TestGetPodsToDelete has it', (_, given, count, result) => {
    const pods = given.map(pod);
    const going = byDispensability(pods, () => 0, NOW).slice(0, count);
    expect(going.map((one) => pods.indexOf(one)).sort()).toEqual([...result].sort());
  });

  it('R16: the one where more of its kin stand, those of other ReplicaSets of its Deployment too', () => {
    const [a, b] = [pod(up({ node: 'n1' })), pod(up({ node: 'n2' }))];
    const kin: Record<string, number> = { n1: 1, n2: 2 };
    expect(byDispensability([a, b], ({ spec }) => kin[spec.nodeName!]!, NOW)[0]).toBe(b);
  });

  it.each([
    [1, 1.07, true],
    [1.1, 2.1, true],
    [1, 1.2, false],
    [3, 5, false],
    [70, 130, true],
    [60, 70, false],
  ])('R30: ready for %d s and for %d s count as equal: %s (logarithmicRankDiff)', (a, b, equal) => {
    const [older, younger] = [pod(up({ readyFor: b, uid: 'a' })), pod(up({ readyFor: a, uid: 'b' }))];
    expect(byDispensability([younger, older], () => 0, NOW)[0]).toBe(equal ? older : younger);
  });
});

const settled = (spec = {}): TestWorld => {
  const one = world();
  one.create('replicasets', replicaSet(spec));
  one.run(10_000);
  return one;
};
const naked = (name: string, labels: Record<string, string>) => ({
  metadata: { name, labels },
  spec: { containers: [{ name: 'c', image: 'nginx' }] },
});

describe('a ReplicaSet', () => {
  it('R19: scaled to nothing, deletes all', () => {
    const one = settled();
    one.scale('replicasets', 'web', 0);
    one.run(10_000);
    expect(one.pods()).toHaveLength(0);
  });

  it('R20, R21: tells of every pod it makes and deletes, as the replicaset-controller (controller_utils.go)', () => {
    const one = settled({ replicas: 2 });
    const names = one.names();
    one.scale('replicasets', 'web', 0);
    one.run(10_000);
    const told = one.events().filter((event) => event.startsWith('Successful'));
    expect(told.sort()).toEqual(
      [
        ...names.map((name) => `SuccessfulCreate: Created pod: ${name}`),
        ...names.map((name) => `SuccessfulDelete: Deleted pod: ${name}`),
      ].sort(),
    );
    expect([...one.sources()]).toContain('replicaset-controller');
  });

  it('R22: tells of a refusal, in an event and a condition (controller_utils.go)', () => {
    const one = world();
    const create = one.api.create.bind(one.api);
    const refuse = vi.spyOn(one.api, 'create').mockImplementation((resource, ...rest) => {
      if (resource === 'pods') throw statusError(403, 'Forbidden', 'pods "web-" is forbidden: exceeded quota');
      return create<never>(resource, ...rest);
    });
    create('replicasets', replicaSet(), { namespace: 'default' });
    one.run(2000);
    expect(one.events()).toContain('FailedCreate: Error creating: pods "web-" is forbidden: exceeded quota');
    expect(one.conditions('replicasets', 'web')).toMatchObject([{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate' }]);
    refuse.mockRestore();
    one.run(60_000);
    expect(one.active()).toHaveLength(3);
    expect(one.conditions('replicasets', 'web')).toEqual([]);
  });

  it('R23: adopts a pod that it selects, and has one too many then (replicaset.md)', () => {
    const one = world();
    one.create('pods', naked('mine', { app: 'web' }));
    one.run(3000);
    one.create('replicasets', replicaSet());
    one.run(10_000);
    expect(one.active()).toHaveLength(3);
    expect(one.pod('mine').metadata.ownerReferences).toMatchObject([
      { kind: 'ReplicaSet', name: 'web', controller: true, blockOwnerDeletion: true },
    ]);
    one.create('pods', naked('late', { app: 'web' }));
    one.run(10_000);
    expect(one.active()).toHaveLength(3);
    expect(one.names()).not.toContain('late');
  });

  it('R24: lets go of a pod that loses the label, and makes another at once (replicaset.md)', () => {
    const one = settled();
    const [name] = one.names();
    one.patch('pods', name!, { metadata: { labels: { app: 'debug' } } });
    one.run(500);
    expect(one.pod(name!).metadata.ownerReferences).toBeUndefined();
    expect(one.active()).toHaveLength(4);
    one.patch('pods', name!, { metadata: { labels: { app: 'web' } } });
    one.run(10_000);
    expect(one.active()).toHaveLength(3);
  });

  it('R25: replaces a pod as soon as it is on its way out (IsPodActive)', () => {
    const one = settled();
    one.deleteFirst();
    one.run(200);
    expect(one.pods()).toHaveLength(4);
  });

  it('R26: leaves a failed pod where it is, and makes another (podgc docs)', () => {
    const one = settled();
    const [name] = one.names();
    one.end(name!, 1);
    one.run(10_000);
    expect(one.pod(name!).status.phase).toBe('Failed');
    expect(one.active()).toHaveLength(3);
  });

  it('R27: shows its numbers, and no zeros but replicas (replica_set_utils.go)', () => {
    const one = settled();
    expect(one.get('replicasets', 'web').status).toEqual({
      replicas: 3,
      fullyLabeledReplicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      observedGeneration: 1,
    });
    one.scale('replicasets', 'web', 0);
    one.run(5000);
    expect(one.get('replicasets', 'web').status).toEqual({ replicas: 0, observedGeneration: 2 });
  });

  it('R28: long names are cut so that pods’ names fit (controller_utils.go, names.go)', () => {
    const one = world();
    const long = 'a'.repeat(70);
    one.create('replicasets', { ...replicaSet({ replicas: 1 }), metadata: { name: long } });
    one.run(500);
    const [pod] = one.pods();
    expect(pod!.metadata.name).toHaveLength(63);
    expect(pod!.metadata.generateName).toBe(`${long}-`);
  });

  it('counts ready pods as they come and go', () => {
    const one = settled();
    one.setReady(one.names()[0]!, false);
    one.run(500);
    expect(one.get('replicasets', 'web').status).toMatchObject({ replicas: 3, readyReplicas: 2, availableReplicas: 2 });
  });

  it('deletes the pod of the least cost first, in a Deployment as well (R9: replicaset.md)', () => {
    const one = world();
    one.create('deployments', web());
    one.run(10_000);
    const cheap = one.names()[1]!;
    one.patch('pods', cheap, { metadata: { annotations: { 'controller.kubernetes.io/pod-deletion-cost': '-100' } } });
    one.scale('deployments', 'web', 2);
    one.run(5000);
    expect(one.names()).toHaveLength(2);
    expect(one.names()).not.toContain(cheap);
  });
});
