import { describe, expect, it } from 'vitest';
import { finishedAt, nextBackOff, remaining } from '../../../src/cluster/controllers/job-back-off';
import { judge } from '../../../src/cluster/controllers/job-failure-policy';
import { remainingForIndex } from '../../../src/cluster/controllers/job-index-failures';
import { formatIndexes, parseIndexes, pendingIndexes } from '../../../src/cluster/controllers/job-indexes';
import { wantedActive } from '../../../src/cluster/controllers/job-pods';
import { tooManyRestarts } from '../../../src/cluster/controllers/job-ending';
import { metSuccessPolicy } from '../../../src/cluster/controllers/job-success-policy';
import type { Job } from '../../../src/kube/kinds/job';
import type { Pod } from '../../../src/kube/kinds/pod';

const START = Date.UTC(2025, 2, 31, 9);
const at = (seconds: number) => new Date(START + seconds * 1000).toISOString();
const jobOf = (spec: Record<string, unknown>) => ({ metadata: { name: 'work' }, spec, status: {} }) as unknown as Job;

interface Made {
  readonly ended?: number;
  readonly exitCode?: number;
  readonly init?: number;
  readonly condition?: string;
  readonly container?: string;
  readonly restarts?: number;
  readonly phase?: string;
  readonly annotations?: Record<string, string>;
}

function pod({ ended, exitCode = 1, init, condition, container = 'c', restarts = 0, phase = 'Failed', annotations }: Made): Pod {
  const terminated = (code: number) => ({ state: { terminated: { exitCode: code, finishedAt: at(ended ?? 0) } } });
  return {
    metadata: { name: 'work-x', namespace: 'default', uid: 'u', creationTimestamp: at(0), ...(annotations && { annotations }) },
    spec: {},
    status: {
      phase,
      containerStatuses: [{ name: container, restartCount: restarts, ...(ended !== undefined ? terminated(exitCode) : {}) }],
      ...(init !== undefined && { initContainerStatuses: [{ name: 'init', restartCount: 0, ...terminated(init) }] }),
      ...(condition && { conditions: [{ type: condition, status: 'True' }] }),
    },
  } as unknown as Pod;
}

describe('before it tries again, a Job waits', () => {
  it.each([
    ['J14', 1, 10],
    ['J14', 2, 20],
    ['J14', 3, 40],
    ['J14', 4, 80],
    ['J14', 5, 160],
    ['J14', 6, 320],
    ['J13', 7, 600],
    ['J13', 20, 600],
  ])('%s: after %i failures, %i s (getRemainingTime, MaxJobPodFailureBackOff)', (_, failures, seconds) => {
    expect(remaining({ failures, last: START }, START)).toBe(seconds * 1000);
  });

  it.each([
    ['J15', 3, 0, 20],
    ['J16', 8, 0, 640],
    ['J17', 9, 0, 700],
    ['J18', 1, 1, 4],
    ['J18', 1, 5, 0],
    ['J18', 1, 6, 0],
    ['J18', 0, 0, 0],
  ])('%s: %i failures, %i s ago, from 5 s up to 700 s: %i s (TestGetRemainingBackoffTime)', (_, failures, ago, seconds) => {
    expect(remaining({ failures, last: START }, START + ago * 1000, 5000, 700_000)).toBe(seconds * 1000);
  });

  it.each([
    ['J24', 0, 5],
    ['J24', 1, 10],
    ['J24', 2, 20],
  ])('%s: an index that had failed %i times before, %i s (TestGetRemainingBackoffTimePerIndex)', (_, before, seconds) => {
    const failed = pod({ ended: 0, annotations: { 'batch.kubernetes.io/job-index-failure-count': String(before) } });
    expect(remainingForIndex(failed, START, 5000, 700_000)).toBe(seconds * 1000);
  });

  it.each([
    ['J19', undefined, [30], [10, 20], 0],
    ['J20', undefined, [20], [5, 10, 30, 40], 2],
    ['J21', 2, [], [50], 3],
    ['J22', undefined, [20], [20], 0],
    ['J19', 3, [60], [], 0],
    ['J21', 4, [], [], 4],
  ])('%s: %s before, then successes at %j and failures at %j: %i (TestNewBackoffRecord)', (_, before, successes, failures, result) => {
    const held = before === undefined ? undefined : { failures: before, last: START };
    const made = (times: readonly number[]) => times.map((ended) => pod({ ended }));
    expect(nextBackOff(held, made(successes), made(failures)).failures).toBe(result);
  });

  it.each([
    ['the end of its last container', pod({ ended: 7 }), 7],
    [
      'its deletion, less the grace',
      { ...pod({}), metadata: { ...pod({}).metadata, deletionTimestamp: at(60), deletionGracePeriodSeconds: 30 } },
      30,
    ],
    [
      'when it was no longer ready',
      {
        ...pod({}),
        status: { phase: 'Failed', conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: at(12) }] },
      } as unknown as Pod,
      12,
    ],
    ['when it was made', pod({}), 0],
  ])('J23: a pod ended at %s (TestGetFinishedTime)', (_, one, seconds) => {
    expect(finishedAt(one)).toBe(START + seconds * 1000);
  });
});

describe('as many pods as', () => {
  it.each([
    ['J4', { parallelism: 2, completions: 5 }, 0, 0, 2],
    ['J4', { parallelism: 2, completions: 5 }, 4, 0, 1],
    ['J4', { parallelism: 2, completions: 5 }, 5, 0, 0],
    ['J4', { parallelism: 2, completions: 5 }, 6, 0, 0],
    ['J3', { parallelism: 3 }, 0, 1, 3],
    ['J3', { parallelism: 3 }, 1, 2, 2],
    ['J5', { parallelism: 0, completions: 5 }, 0, 2, 0],
  ])('%s: %j, %i succeeded, %i active: %i (manageJob)', (_, spec, succeeded, active, result) => {
    expect(wantedActive({ job: jobOf(spec), succeeded, active: Array.from({ length: active }, () => pod({ phase: 'Running' })) })).toBe(
      result,
    );
  });
});

describe('restarts in place count', () => {
  it.each([
    ['J26', 'OnFailure', 2, [1], false],
    ['J26', 'OnFailure', 2, [1, 1], true],
    ['J26', 'OnFailure', 0, [0], false],
    ['J26', 'OnFailure', 0, [1], true],
    ['J26', 'Never', 2, [5], false],
  ])('%s: %s, limit %i, restarts %j: %s (pastBackoffLimitOnFailure)', (_, restartPolicy, backoffLimit, restarts, result) => {
    const given = jobOf({ backoffLimit, template: { spec: { restartPolicy } } });
    expect(
      tooManyRestarts(
        given,
        restarts.map((count) => pod({ restarts: count, phase: 'Running' })),
      ),
    ).toBe(result);
  });

  it('J26: those of pods that have ended do not', () => {
    expect(tooManyRestarts(jobOf({ backoffLimit: 1, template: { spec: { restartPolicy: 'OnFailure' } } }), [pod({ restarts: 9 })])).toBe(
      false,
    );
  });
});

describe('indexes', () => {
  it.each([
    ['J41', [1, 3, 4, 5, 7], '1,3-5,7'],
    ['J41', [0, 1], '0,1'],
    ['J41', [], ''],
    ['J41', [9], '9'],
    ['J41', [2, 1, 0, 5], '0-2,5'],
  ])('%s: %j are written %s, and read back', (_, indexes, text) => {
    expect(formatIndexes(new Set(indexes))).toBe(text);
    expect([...parseIndexes(text, 100)]).toEqual([...indexes].sort((a, b) => a - b));
  });

  it('J47: those beyond the completions are forgotten (parseIndexesFromString)', () => {
    expect([...parseIndexes('0-2,5,7-9', 8)]).toEqual([0, 1, 2, 5, 7]);
  });

  it('J40: the lowest that are free come first (firstPendingIndexes)', () => {
    expect(pendingIndexes(10, (index) => [0, 2, 3].includes(index), 3)).toEqual([1, 4, 5]);
    expect(pendingIndexes(3, () => true, 3)).toEqual([]);
  });
});

const onExitCodes = (operator: string, values: number[], containerName?: string) => ({
  onExitCodes: { operator, values, ...(containerName && { containerName }) },
});
const onCondition = (type: string) => ({ onPodConditions: [{ type, status: 'True' }] });

describe('a failure policy makes of a pod', () => {
  it.each<[string, Record<string, unknown>[], Made, string, string?]>([
    ['J48', [{ action: 'Ignore', ...onExitCodes('In', [3]) }], { ended: 1, exitCode: 4 }, 'Count'],
    ['J49', [{ action: 'Ignore', ...onExitCodes('In', [3, 4]) }], { ended: 1, exitCode: 4 }, 'Ignore'],
    ['J49', [{ action: 'Ignore', ...onExitCodes('NotIn', [3]) }], { ended: 1, exitCode: 4 }, 'Ignore'],
    ['J49', [{ action: 'Ignore', ...onExitCodes('NotIn', [4]) }], { ended: 1, exitCode: 4 }, 'Count'],
    ['J49', [{ action: 'Ignore', ...onExitCodes('NotIn', [4]) }], { ended: 1, exitCode: 0 }, 'Count'],
    ['J49', [{ action: 'Ignore', ...onExitCodes('In', [4], 'other') }], { ended: 1, exitCode: 4 }, 'Count'],
    ['J49', [{ action: 'Ignore', ...onExitCodes('In', [7]) }], { ended: 1, exitCode: 0, init: 7 }, 'Ignore'],
    ['J50', [{ action: 'Ignore', ...onCondition('DisruptionTarget') }], { condition: 'DisruptionTarget' }, 'Ignore'],
    [
      'J51',
      [
        { action: 'Count', ...onExitCodes('In', [4]) },
        { action: 'FailJob', ...onExitCodes('In', [4]) },
      ],
      { ended: 1, exitCode: 4 },
      'Count',
    ],
    [
      'J52',
      [
        { action: 'Ignore', ...onCondition('DisruptionTarget') },
        { action: 'FailJob', ...onExitCodes('In', [42], 'main') },
      ],
      { ended: 1, exitCode: 42, container: 'main' },
      'FailJob',
      'Container main for pod default/work-x failed with exit code 42 matching FailJob rule at index 1',
    ],
    [
      'J53',
      [{ action: 'FailJob', ...onCondition('ConfigIssue') }],
      { condition: 'ConfigIssue' },
      'FailJob',
      'Pod default/work-x has condition ConfigIssue matching FailJob rule at index 0',
    ],
    ['J54', [{ action: 'FailIndex', ...onExitCodes('In', [9]) }], { ended: 1, exitCode: 9 }, 'FailIndex'],
    ['J55', [{ action: 'Ignore', ...onCondition('DisruptionTarget') }], { condition: 'Ready' }, 'Count'],
  ])('%s: %j, %j: %s (matchPodFailurePolicy)', (_, rules, made, action, message?) => {
    expect(judge(jobOf({ podFailurePolicy: { rules } }), pod(made))).toEqual({ action, ...(message && { message }) });
  });
});

describe('a success policy', () => {
  type Rule = { succeededIndexes?: string; succeededCount?: number };
  it.each<[string, string, Rule[], number | undefined]>([
    ['J57', '0-2,4-7', [{ succeededIndexes: '0-2' }], 0],
    ['J58', '0-2', [{ succeededIndexes: '3' }], undefined],
    ['J59', '0-2', [{ succeededCount: 2 }], 0],
    ['J60', '0-2', [{ succeededCount: 4 }], undefined],
    ['J61', '0-2,4-7', [{ succeededIndexes: '9' }, { succeededIndexes: '4,6' }], 1],
    ['J62', '0-2,4-7', [{ succeededIndexes: '3-6', succeededCount: 2 }], 0],
    ['J63', '0-2,6,7', [{ succeededIndexes: '3-6', succeededCount: 2 }], undefined],
    ['J64', '1-5,6-9', [{ succeededIndexes: '2-4,6-8' }], 0],
    ['J65', '2-4,6-8', [{ succeededIndexes: '1-3,5-7' }], undefined],
    ['J65', '2-4,6-8', [{ succeededIndexes: '1-3,5-7', succeededCount: 4 }], 0],
    ['J66', '1-3,7,8', [{ succeededIndexes: '0-4,6-9' }], undefined],
    ['J66', '1-3,7,8', [{ succeededIndexes: '0-4,6-9', succeededCount: 5 }], 0],
    ['J67', '0-9', [{ succeededIndexes: '' }], undefined],
    ['J67', '0-9', [{ succeededIndexes: 'some' }], undefined],
  ])('%s: %s succeeded, %j (TestMatchSuccessPolicy)', (_, succeeded, rules, met) => {
    const message = metSuccessPolicy(jobOf({ completions: 10, successPolicy: { rules } }), parseIndexes(succeeded, 10));
    expect(message).toBe(met === undefined ? undefined : `Matched rules at index ${met}`);
  });
});
