import { describe, expect, it, vi } from 'vitest';
import { isLate } from '../../../src/cluster/controllers/deployment-conditions';
import { hasProgressed, isComplete } from '../../../src/cluster/controllers/deployment-status';
import type { Deployment } from '../../../src/kube/kinds/deployment';
import type { ReplicaSet } from '../../../src/kube/kinds/replica-set';
import { statusError } from '../../../src/kube/status';
import { deployment } from './deployment-objects';
import { web, world, type TestWorld } from './world';

describe('a rollout is complete', () => {
  it.each([
    ['D58', 5, 5, 5, 4, false],
    ['D59', 5, 5, 5, 3, false],
    ['D60', 5, 5, 5, 5, true],
    ['D61', 5, 5, 4, 5, false],
    ['D62', 1, 2, 1, 1, false],
    ['D63', 1, 1, 1, 0, false],
  ])(
    '%s: %i desired, %i there, %i updated, %i available: %s (TestDeploymentComplete)',
    (_, desired, replicas, updated, available, result) => {
      const status = { replicas, updatedReplicas: updated, availableReplicas: available, observedGeneration: 1 };
      expect(isComplete(deployment({ replicas: desired }), status)).toBe(result);
    },
  );
});

describe('a rollout goes on', () => {
  it.each([
    ['D64', [10, 4, 4, 4], [10, 6, 4, 4], true],
    ['D65', [10, 4, 4, 4], [10, 4, 4, 4], false],
    ['D66', [10, 4, 6, 6], [8, 4, 6, 6], true],
    ['D67', [10, 7, 3, 3], [10, 6, 3, 3], false],
    ['D68', [10, 4, 7, 7], [8, 8, 5, 5], true],
    ['D69', [10, 10, 9, 8], [10, 10, 10, 8], true],
    ['D70', [10, 10, 10, 9], [10, 10, 10, 10], true],
  ] as const)('%s: %j, then %j: %s (TestDeploymentProgressing)', (_, before, after, result) => {
    const status = ([replicas, updatedReplicas, readyReplicas, availableReplicas]: readonly number[]) =>
      ({ replicas, updatedReplicas, readyReplicas, availableReplicas }) as Deployment['status'];
    expect(hasProgressed(status(before), status(after))).toBe(result);
  });
});

describe('a rollout is late', () => {
  const NOW = Date.UTC(2025, 2, 31, 9, 10);
  const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();
  it.each([
    ['D71', 2 ** 31 - 1, 'ReplicaSetUpdated', 100_000, false],
    ['D72', 10, 'ReplicaSetUpdated', 11, true],
    ['D73', 10, 'ReplicaSetUpdated', 9, false],
    ['D74', 10, 'NewReplicaSetAvailable', 11, false],
    ['D75', 600, 'ReplicaSetUpdated', 601, true],
  ])('%s: deadline %i s, %s %i s ago: %s (TestDeploymentTimedOut)', (_, progressDeadlineSeconds, reason, seconds, result) => {
    const conditions = [{ type: 'Progressing', status: 'True' as const, reason, lastUpdateTime: ago(seconds) }];
    expect(isLate(deployment({ replicas: 1, spec: { progressDeadlineSeconds } }), { conditions }, NOW)).toBe(result);
  });
});

const settled = (spec = {}): TestWorld => {
  const one = world();
  one.create('deployments', web(spec));
  one.run(20_000);
  return one;
};
const replicaSets = ({ api }: TestWorld) => api.list<never>('replicasets') as unknown as ReplicaSet[];
const condition = ({ conditions }: TestWorld, type: string) => conditions('deployments', 'web').find((one) => one.type === type);

describe('what a Deployment says', () => {
  it('D82: how ReplicaSets are scaled, as the deployment-controller (sync.go)', () => {
    const one = settled();
    const [first] = replicaSets(one);
    one.setImage('nginx:1.9.1');
    one.run(30_000);
    const [, second] = replicaSets(one);
    const told = one.events().filter((event) => event.startsWith('ScalingReplicaSet'));
    expect(told.slice(0, 3)).toEqual([
      `ScalingReplicaSet: Scaled up replica set ${first!.metadata.name} from 0 to 3`,
      `ScalingReplicaSet: Scaled up replica set ${second!.metadata.name} from 0 to 1`,
      `ScalingReplicaSet: Scaled down replica set ${first!.metadata.name} from 3 to 2`,
    ]);
    expect(one.sources()).toContain('deployment-controller');
    expect(one.sources()).toContain('replicaset-controller');
    expect(one.sources()).not.toContain('podplay');
  });

  it('D85, D87, D88: how a rollout goes (progress.go)', () => {
    const one = world();
    const told = one.reasons('deployments', 'Progressing');
    one.create('deployments', web());
    one.run(20_000);
    const name = replicaSets(one)[0]!.metadata.name;
    expect(told).toEqual([
      `True NewReplicaSetCreated: Created new replica set "${name}"`,
      `True ReplicaSetUpdated: ReplicaSet "${name}" is progressing.`,
      `True NewReplicaSetAvailable: ReplicaSet "${name}" has successfully progressed.`,
    ]);
  });

  it('D86: a ReplicaSet that was there before is found (sync.go)', () => {
    const one = settled();
    one.api.delete('deployments', 'default/web', { propagationPolicy: 'Orphan' });
    one.run(5000);
    const told = one.reasons('deployments', 'Progressing');
    one.create('deployments', web());
    one.run(20_000);
    const [{ metadata }, ...others] = replicaSets(one) as [ReplicaSet];
    expect(told[0]).toBe(`True FoundNewReplicaSet: Found new replica set "${metadata.name}"`);
    expect(others).toEqual([]);
  });

  it('D89: that it is late, and does not roll back (progress.go)', () => {
    const one = settled({ progressDeadlineSeconds: 30 });
    one.setImage('nginx:broken');
    one.run(60_000);
    const name = replicaSets(one)[1]!.metadata.name;
    expect(condition(one, 'Progressing')).toMatchObject({
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
      message: `ReplicaSet "${name}" has timed out progressing.`,
    });
    expect(one.deployment().spec.template.spec.containers[0]!.image).toBe('nginx:broken');
    one.setImage('nginx:1.9.1');
    one.run(60_000);
    expect(condition(one, 'Progressing')).toMatchObject({ status: 'True', reason: 'NewReplicaSetAvailable' });
  });

  it('D90: that it is paused, and resumed (sync.go)', () => {
    const one = settled();
    one.patch('deployments', 'web', { spec: { paused: true } });
    one.run(5000);
    expect(condition(one, 'Progressing')).toMatchObject({ status: 'Unknown', reason: 'DeploymentPaused', message: 'Deployment is paused' });
    const told = one.reasons('deployments', 'Progressing');
    one.patch('deployments', 'web', { spec: { paused: false } });
    one.run(5000);
    expect(told).toContain('Unknown DeploymentResumed: Deployment is resumed');
  });

  it('D91: whether enough are available (sync.go)', () => {
    const one = world();
    one.create('deployments', web({}, 'nginx:broken'));
    one.run(10_000);
    expect(condition(one, 'Available')).toMatchObject({
      status: 'False',
      reason: 'MinimumReplicasUnavailable',
      message: 'Deployment does not have minimum availability.',
    });
    one.setImage('nginx:1.7.9');
    one.run(20_000);
    expect(condition(one, 'Available')).toMatchObject({ status: 'True', message: 'Deployment has minimum availability.' });
  });

  it('D92: what hinders its ReplicaSets (progress.go)', () => {
    const one = world();
    const create = one.api.create.bind(one.api);
    const refuse = vi.spyOn(one.api, 'create').mockImplementation((resource, ...rest) => {
      if (resource === 'pods') throw statusError(403, 'Forbidden', 'exceeded quota');
      return create<never>(resource, ...rest);
    });
    create('deployments', web(), { namespace: 'default' });
    one.run(5000);
    expect(condition(one, 'ReplicaFailure')).toMatchObject({ status: 'True', reason: 'FailedCreate', message: 'exceeded quota' });
    refuse.mockRestore();
    one.run(60_000);
    expect(condition(one, 'ReplicaFailure')).toBeUndefined();
  });

  it('scaling a Deployment that is complete is no rollout (progress.go isCompleteDeployment)', () => {
    const one = settled();
    const before = condition(one, 'Progressing');
    one.scale('deployments', 'web', 5);
    const told = new Set<string | undefined>();
    one.run(20_000, () => told.add(condition(one, 'Progressing')?.reason));
    expect([...told]).toEqual(['NewReplicaSetAvailable']);
    expect(condition(one, 'Progressing')).toEqual(before);
  });
});
