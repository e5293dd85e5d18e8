import { describe, expect, it } from 'vitest';
import {
  forgettable,
  newSize,
  oldSizes,
  scaledSizes,
  takeUnhealthy,
  unavailableOf,
} from '../../../src/cluster/controllers/deployment-sizes';
import { fenceposts } from '../../../src/cluster/controllers/fenceposts';
import { deployment, replicaSet } from './deployment-objects';
import { world, web } from './world';

describe('maxSurge rounds up, maxUnavailable down', () => {
  it.each([
    ['D1', '0%', '0%', 0, 0, 1, 'TestResolveFenceposts'],
    ['D2', '39%', '39%', 10, 4, 3, 'TestResolveFenceposts'],
    ['D5', undefined, '39%', 10, 0, 3, 'TestResolveFenceposts'],
    ['D6', '39%', undefined, 10, 4, 0, 'TestResolveFenceposts'],
    ['D7', undefined, undefined, 10, 0, 1, 'TestResolveFenceposts'],
    ['D8', '25%', '25%', 3, 1, 0, 'apps/v1 defaults'],
    ['D9', '25%', '25%', 4, 1, 1, 'apps/v1 defaults'],
    ['D10', '25%', '25%', 1, 1, 0, 'apps/v1 defaults'],
    ['D11', '25%', '25%', 10, 3, 2, 'deployment.md'],
  ])('%s: %s and %s of %i', (_, maxSurge, maxUnavailable, desired, surge, unavailable, _source) => {
    const rolling = { ...(maxSurge !== undefined && { maxSurge }), ...(maxUnavailable !== undefined && { maxUnavailable }) };
    expect(fenceposts(rolling, desired)).toEqual({ surge, unavailable });
  });

  it.each([
    ['D3', { maxSurge: 'oops', maxUnavailable: '39%' }],
    ['D4', { maxSurge: '55%', maxUnavailable: 'urg' }],
  ])('%s: what is neither is refused', (_, rollingUpdate) => {
    const { create } = world();
    expect(() => create('deployments', web({ strategy: { type: 'RollingUpdate', rollingUpdate } }))).toThrow(/a valid percent string/);
  });
});

describe('no more may be unavailable than there are', () => {
  it.each([
    ['D12', 10, 5, 5, 'TestMaxUnavailable'],
    ['D13', 10, 10, 10, 'TestMaxUnavailable'],
    ['D14', 5, 10, 5, 'TestMaxUnavailable'],
    ['D15', 0, 10, 0, 'TestMaxUnavailable'],
    ['D17', 10, '50%', 5, 'TestMaxUnavailable'],
    ['D18', 5, '100%', 5, 'TestMaxUnavailable'],
  ])('%s: %i replicas, maxUnavailable %s', (_, replicas, unavailable, result, _source) => {
    expect(unavailableOf(deployment({ replicas, unavailable, surge: 0 }))).toBe(result);
  });

  it('D16: none with Recreate (TestMaxUnavailable)', () => {
    expect(unavailableOf(deployment({ replicas: 5, recreate: true }))).toBe(0);
  });
});

describe('the new ReplicaSet grows', () => {
  it.each([
    ['D19', 10, 0, 10, 0, 0, 'TestDeploymentController_reconcileNewReplicaSet'],
    ['D20', 10, 2, 10, 0, 2, 'TestDeploymentController_reconcileNewReplicaSet'],
    ['D21', 10, 2, 5, 0, 7, 'TestDeploymentController_reconcileNewReplicaSet'],
    ['D22', 10, 2, 10, 2, 2, 'TestDeploymentController_reconcileNewReplicaSet'],
    ['D23', 10, 2, 2, 11, 10, 'TestDeploymentController_reconcileNewReplicaSet'],
    ['D24', 5, 1, 5, 1, 1, 'NewRSNewReplicas: no room above spec + surge'],
    ['D25', 6, 10, 0, 2, 6, 'TestNewRSNewReplicas'],
  ])('%s: %i replicas, surge %i, %i old, %i new', (_, replicas, surge, old, has, result) => {
    expect(newSize(deployment({ replicas, surge, unavailable: 0 }), [replicaSet({ replicas: old, age: 1 })], has)).toBe(result);
  });

  it('D26: all at once with Recreate (TestNewRSNewReplicas)', () => {
    expect(newSize(deployment({ replicas: 3, recreate: true }), [], 1)).toBe(3);
  });
});

describe('the old ReplicaSets shrink', () => {
  it.each([
    ['D27', 0, 10, 0, 10, 0, 9, 'TestDeploymentController_reconcileOldReplicaSets'],
    ['D28', 2, 10, 0, 10, 0, 8, 'TestDeploymentController_reconcileOldReplicaSets'],
    ['D29', 2, 10, 0, 8, 0, 8, 'TestDeploymentController_reconcileOldReplicaSets'],
    ['D30', 2, 10, 0, 9, 0, 8, 'TestDeploymentController_reconcileOldReplicaSets'],
    ['D31', 2, 8, 2, 8, 0, 8, 'TestDeploymentController_reconcileOldReplicaSets'],
    ['D36', 0, 10, 0, 10, 0, 9, 'TestDeploymentController_scaleDownOldReplicaSetsForRollingUpdate'],
    ['D37', 2, 10, 0, 10, 0, 8, 'TestDeploymentController_scaleDownOldReplicaSetsForRollingUpdate'],
    ['D39', 2, 0, 10, 0, 10, 0, 'TestDeploymentController_scaleDownOldReplicaSetsForRollingUpdate'],
  ])('%s: maxUnavailable %i, %i old and %i new, of which %i and %i are ready', (_, unavailable, old, has, readyOld, readyNew, result) => {
    const given = deployment({ replicas: 10, surge: 0, unavailable });
    const newest = replicaSet({ replicas: has, available: readyNew, age: 2 });
    expect(oldSizes(given, newest, [replicaSet({ replicas: old, available: readyOld, age: 1 })])).toEqual([result]);
  });

  it.each([
    ['D38', 8, 10],
    ['D40', 1, 10],
  ])('%s: nobody healthy goes when only %i are available', (_, ready, old) => {
    // Half of the old ones stand in an older ReplicaSet that has nothing unhealthy left to give.
    const given = deployment({ replicas: 10, surge: 0, unavailable: 2 });
    const sizes = oldSizes(given, replicaSet({ replicas: 10 - ready, age: 2 }), [
      replicaSet({ replicas: ready, available: ready, age: 1 }),
    ]);
    expect(sizes).toEqual([Math.min(old, ready)]);
  });

  it.each([
    ['D32', 8, 1, 1, 'TestDeploymentController_cleanupUnhealthyReplicas'],
    ['D33', 8, 3, 2, 'TestDeploymentController_cleanupUnhealthyReplicas'],
    ['D34', 8, 0, 0, 'TestDeploymentController_cleanupUnhealthyReplicas'],
    ['D35', 10, 3, 0, 'TestDeploymentController_cleanupUnhealthyReplicas'],
  ])('%s: of 10 with %i ready, at most %i unhealthy ones go first', (_, ready, most, gone) => {
    const sizes = [10];
    takeUnhealthy([replicaSet({ replicas: 10, available: ready, age: 1 })], sizes, most);
    expect(sizes).toEqual([10 - gone]);
  });

  it('the oldest loses first', () => {
    const given = deployment({ replicas: 10, surge: 0, unavailable: 5 });
    const [older, younger] = [replicaSet({ replicas: 4, available: 4, age: 1 }), replicaSet({ replicas: 6, available: 6, age: 2 })];
    expect(oldSizes(given, replicaSet({ replicas: 0, age: 3 }), [younger, older])).toEqual([5, 0]);
  });
});

describe('a scaled Deployment shares the difference in proportion', () => {
  it.each([
    // id, replicas before and after, surge before and now, sizes (newest first), does the first one bear the present template?, result
    ['D41', 10, 12, 0, 0, [10], true, [12], 'TestScale'],
    ['D42', 10, 5, 0, 0, [10], true, [5], 'TestScale'],
    ['D43', 5, 10, 0, 0, [2, 3], true, [4, 6], 'TestScale'],
    ['D44', 5, 3, 0, 0, [2, 3], true, [1, 2], 'TestScale'],
    ['D45', 9, 4, 0, 0, [8, 1], true, [4, 0], 'TestScale'],
    ['D46', 7, 10, 0, 0, [2, 3, 2], true, [3, 4, 3], 'TestScale'],
    ['D47', 13, 8, 0, 0, [2, 8, 3], true, [1, 5, 2], 'TestScale'],
    ['D48', 3, 4, 0, 0, [1, 1, 1], true, [2, 1, 1], 'TestScale'],
    ['D49', 3, 2, 0, 0, [1, 1, 1], true, [1, 1, 0], 'TestScale'],
    ['D50', 4, 5, 0, 0, [2, 2], false, [3, 2], 'TestScale'],
    ['D51', 6, 0, 0, 0, [3, 2, 1], true, [0, 0, 0], 'TestScale'],
    ['D52', 0, 6, 0, 0, [0, 0, 0], true, [6, 0, 0], 'TestScale'],
    ['D53', 10, 20, 2, 2, [6, 6], true, [11, 11], 'TestScale'],
    ['D54', 10, 50, 3, 6, [5, 8], true, [22, 34], 'TestScale'],
    ['D55', 10, 14, 0, 0, [7, 3], false, [10, 4], 'TestScale'],
    ['D57', 10, 15, 3, 3, [5, 8], true, [7, 11], 'deployment.md, Proportional scaling'],
    ['D57b', 10, 30, 3, 3, [5, 8], true, [13, 20], 'e2e testProportionalScalingDeployment'],
  ] as const)('%s: %i to %i', (_, before, after, surgeBefore, surge, sizes, hasNew, result, _source) => {
    const told = [before, before + surgeBefore] as const;
    const all = sizes.map((replicas, i) => replicaSet({ replicas, told, age: 100 - i }));
    const given = deployment({ replicas: after, surge, unavailable: surge ? 2 : 1, status: { replicas: before } });
    const [newest, old] = hasNew ? [all[0], all.slice(1)] : [undefined, all];
    const changed = scaledSizes(given, newest, old);
    expect(all.map((one) => changed.get(one.metadata.uid) ?? one.spec.replicas)).toEqual(result);
  });

  it('D56: a broken new ReplicaSet of the right size does not take the old pods away (TestScale)', () => {
    const told = [2, 3] as const;
    const [newest, old] = [
      replicaSet({ replicas: 2, available: 0, told, age: 2 }),
      replicaSet({ replicas: 1, available: 1, told, age: 1 }),
    ];
    const changed = scaledSizes(deployment({ replicas: 2, surge: 1, unavailable: 1 }), newest, [old]);
    expect([newest, old].map(({ metadata }) => changed.get(metadata.uid))).toEqual([2, 1]);
  });
});

describe('old ReplicaSets are forgotten beyond the limit', () => {
  const MAX_INT32 = 2 ** 31 - 1;
  it.each([
    [
      'D76',
      [
        [0, 0],
        [0, 0],
        [0, 0],
      ],
      1,
      2,
    ],
    [
      'D77',
      [
        [0, 0],
        [0, 1],
        [1, 0],
        [1, 1],
      ],
      0,
      1,
    ],
    [
      'D78',
      [
        [0, 0],
        [0, 0],
      ],
      0,
      2,
    ],
    [
      'D79',
      [
        [1, 1],
        [1, 1],
      ],
      0,
      0,
    ],
    [
      'D81',
      [
        [0, 0],
        [0, 0],
        [0, 0],
      ],
      MAX_INT32,
      0,
    ],
  ] as const)('%s (TestDeploymentController_cleanupDeployment)', (_, old, revisionHistoryLimit, gone) => {
    const all = old.map(([replicas, status], i) => replicaSet({ replicas, status, age: i + 1 }));
    const forgotten = forgettable(deployment({ replicas: 1, spec: { revisionHistoryLimit } }), [...all].reverse());
    expect(forgotten).toHaveLength(gone);
    if (gone) expect(forgotten[0]).toBe(all[0]);
  });

  it('D80: one that is being deleted already is let alone', () => {
    const going = replicaSet({ replicas: 0, age: 1, deleted: true });
    expect(forgettable(deployment({ replicas: 1, spec: { revisionHistoryLimit: 0 } }), [going])).toEqual([]);
  });
});
