import { describe, expect, it } from 'vitest';
import { expectation, scaledUp } from '../../../src/cluster/nodes/disruption';
import { tolerated } from '../../../src/cluster/nodes/taint-eviction';
import { zoneState } from '../../../src/cluster/nodes/zones';
import { covers } from '../../../src/cluster/scheduler/taints';
import type { Node } from '../../../src/kube/kinds/node';
import type { PodDisruptionBudget } from '../../../src/kube/kinds/pod-disruption-budget';
import type { Toleration } from '../../../src/kube/kinds/pod';

/** Facts as tables; each row names where it comes from. */

const T = (key?: string, operator?: string, value?: string, effect?: string): Toleration => ({
  ...(key && { key }),
  ...(operator && { operator }),
  ...(value && { value }),
  ...(effect && { effect }),
});
const taint = (key: string, value = '', effect = 'NoExecute') => ({ key, value, effect });

describe('K14 a toleration covers a taint (api/core/v1/toleration.go ToleratesTaint)', () => {
  it.each([
    ['same key, value, effect', T('foo', 'Equal', 'bar', 'NoSchedule'), taint('foo', 'bar', 'NoSchedule'), true],
    ['no operator is Equal', T('foo', undefined, 'bar', 'NoSchedule'), taint('foo', 'bar', 'NoSchedule'), true],
    ['Exists asks for no value', T('foo', 'Exists', undefined, 'NoSchedule'), taint('foo', 'bar', 'NoSchedule'), true],
    ['Exists, another key', T('foo', 'Exists', undefined, 'NoSchedule'), taint('baz', 'bar', 'NoSchedule'), false],
    ['Equal, another value', T('foo', 'Equal', 'bar', 'NoSchedule'), taint('foo', 'baz', 'NoSchedule'), false],
    ['another effect', T('foo', 'Equal', 'bar', 'NoSchedule'), taint('foo', 'bar', 'NoExecute'), false],
    ['empty effect is every effect: NoExecute', T('foo', 'Equal', 'bar'), taint('foo', 'bar', 'NoExecute'), true],
    ['empty effect is every effect: PreferNoSchedule', T('foo', 'Equal', 'bar'), taint('foo', 'bar', 'PreferNoSchedule'), true],
    ['empty key and Exists is every taint', T(undefined, 'Exists'), taint('foo', 'bar'), true],
    ['empty key and Exists, of one effect', T(undefined, 'Exists', undefined, 'NoSchedule'), taint('foo', 'bar', 'NoExecute'), false],
    ['Equal without a value, taint without', T('foo', 'Equal'), taint('foo'), true],
    ['Equal without a value, taint with one', T('foo', 'Equal'), taint('foo', 'bar'), false],
    ['keys are told apart by case', T('Foo', 'Exists'), taint('foo'), false],
  ])('%s', (_, toleration, it_, result) => expect(covers(toleration, it_)).toBe(result));
});

const lost = (tolerationSeconds?: number, key = 'unreachable'): Toleration => ({
  key,
  operator: 'Exists',
  effect: 'NoExecute',
  ...(tolerationSeconds !== undefined && { tolerationSeconds }),
});

describe('K12 K13 how long a pod endures (tainteviction getMinTolerationTime)', () => {
  it.each([
    ['nothing tolerated', [], [taint('unreachable')], 0],
    ['300 s', [lost(300)], [taint('unreachable')], 300_000],
    ['0 s is at once', [lost(0)], [taint('unreachable')], 0],
    ['negative is at once', [lost(-5)], [taint('unreachable')], 0],
    ['without seconds for ever', [lost()], [taint('unreachable')], Infinity],
    ['two taints, one tolerated', [lost(300)], [taint('unreachable'), taint('other')], 0],
    ['two taints, the shortest counts', [lost(300), lost(60, 'other')], [taint('unreachable'), taint('other')], 60_000],
    ['two taints, one for ever', [lost(), lost(60, 'other')], [taint('unreachable'), taint('other')], 60_000],
    ['two taints, both for ever', [lost(), lost(undefined, 'other')], [taint('unreachable'), taint('other')], Infinity],
    ['a toleration of everything', [{ operator: 'Exists' }], [taint('unreachable'), taint('other')], Infinity],
    ['a toleration of another effect', [T('unreachable', 'Exists', undefined, 'NoSchedule')], [taint('unreachable')], 0],
  ] as [string, Toleration[], ReturnType<typeof taint>[], number][])('%s', (_, tolerations, taints, ms) =>
    expect(tolerated(tolerations, taints)).toBe(ms),
  );
});

const zone = (ready: number, lostNodes: number) =>
  [...Array<string>(ready).fill('True'), ...Array<string>(lostNodes).fill('Unknown')].map(
    (status) => ({ status: { conditions: [{ type: 'Ready', status }] } }) as unknown as Node,
  );

describe('K15 the state of a zone (node_lifecycle_controller.go ComputeZoneState)', () => {
  it.each([
    [3, 0, 'Normal'],
    [2, 1, 'Normal'],
    [1, 2, 'Normal'],
    [0, 1, 'FullDisruption'],
    [0, 3, 'FullDisruption'],
    [0, 60, 'FullDisruption'],
    [1, 3, 'PartialDisruption'],
    [2, 3, 'PartialDisruption'],
    [3, 3, 'Normal'],
    [9, 11, 'PartialDisruption'],
    [10, 11, 'Normal'],
    [45, 55, 'PartialDisruption'],
    [46, 54, 'Normal'],
    [100, 0, 'Normal'],
    [0, 0, 'Normal'],
  ] as const)('%i ready and %i lost: %s', (ready, gone, state) => expect(zoneState(zone(ready, gone))).toBe(state));
});

const budget = (spec: object) => ({ spec }) as unknown as PodDisruptionBudget;

describe('G21 the arithmetic of budgets (disruption.go getExpectedPodCount)', () => {
  it.each([
    [{ minAvailable: 0 }, 3, 3, 3, 0],
    [{ minAvailable: 1 }, 3, 3, 3, 1],
    [{ minAvailable: 5 }, 3, 3, 3, 5],
    [{ minAvailable: 2 }, 1, 3, 1, 2],
    [{ minAvailable: '0%' }, 3, 3, 3, 0],
    [{ minAvailable: '1%' }, 3, 3, 3, 1],
    [{ minAvailable: '28%' }, 7, 7, 7, 2],
    [{ minAvailable: '30%' }, 7, 7, 7, 3],
    [{ minAvailable: '50%' }, 7, 7, 7, 4],
    [{ minAvailable: '67%' }, 3, 3, 3, 3],
    [{ minAvailable: '100%' }, 3, 3, 3, 3],
    [{ maxUnavailable: 0 }, 3, 3, 3, 3],
    [{ maxUnavailable: 1 }, 3, 3, 3, 2],
    [{ maxUnavailable: 3 }, 3, 3, 3, 0],
    [{ maxUnavailable: 5 }, 3, 3, 3, 0],
    [{ maxUnavailable: '0%' }, 3, 3, 3, 3],
    [{ maxUnavailable: '1%' }, 3, 3, 3, 2],
    [{ maxUnavailable: '30%' }, 7, 7, 7, 4],
    [{ maxUnavailable: '33%' }, 3, 3, 3, 2],
    [{ maxUnavailable: '50%' }, 5, 5, 5, 2],
    [{ maxUnavailable: '100%' }, 5, 5, 5, 0],
    [{ maxUnavailable: 1 }, 2, 3, 3, 2],
    [{ minAvailable: '50%' }, 2, 4, 4, 2],
    [{}, 3, 3, 0, 0],
  ])('%j of %i pods, %i asked for: expected %i, desired %i', (spec, pods, scale, expected, desired) =>
    expect(expectation(budget(spec), pods, scale)).toEqual({ expected, desired }),
  );

  it.each([
    [2, 10, 2],
    ['0%', 10, 0],
    ['1%', 10, 1],
    ['10%', 10, 1],
    ['11%', 10, 2],
    ['100%', 10, 10],
    ['50%', 0, 0],
  ])('%j of %i is %i (GetScaledValueFromIntOrPercent, rounded up)', (value, total, result) => expect(scaledUp(value, total)).toBe(result));
});
