import { describe, expect, it, test } from 'vitest';
import { byDefault, growthLimit, shrinkLimit } from '../../../src/cluster/controllers/autoscaler-limits';
import { grouped } from '../../../src/cluster/controllers/autoscaler-replicas';
import { listMetrics } from '../../../src/cluster/metrics';
import type { HorizontalPodAutoscaler, ScalingRules } from '../../../src/kube/kinds/horizontal-pod-autoscaler';
import type { Pod } from '../../../src/kube/kinds/pod';
import type { Manifest } from '../../../src/kube/object';
import { Whole } from '../whole';

const NOW = Date.UTC(2025, 2, 31, 12);

describe('without a behaviour a target at most doubles, or goes to four', () => {
  // horizontal_test.go TestConvertDesiredReplicasWithRules, TestCalculateScaleUpLimit; min, max, current, wanted, size, reason
  it.each([
    [1, 10, 5, 5, 5, 'DesiredWithinRange'],
    [5, 10, 5, 4, 5, 'TooFewReplicas'],
    [1, 6, 5, 7, 6, 'TooManyReplicas'],
    [1, 100, 1, 50, 4, 'ScaleUpLimit'],
    [1, 100, 2, 50, 4, 'ScaleUpLimit'],
    [1, 100, 10, 50, 20, 'ScaleUpLimit'],
    [1, 10, 10, 12, 10, 'TooManyReplicas'],
    [2, 10, 3, 0, 2, 'TooFewReplicas'],
  ])('%i to %i, at %i, %i are wanted: %i, %s', (minReplicas, maxReplicas, current, wanted, replicas, reason) => {
    const spec = { minReplicas, maxReplicas, scaleTargetRef: { kind: 'Deployment', name: 'web' } };
    expect(byDefault({ spec }, current, wanted)).toMatchObject({ replicas, reason });
  });
});

const pods = (value: number, periodSeconds: number) => ({ type: 'Pods', value, periodSeconds });
const percent = (value: number, periodSeconds: number) => ({ type: 'Percent', value, periodSeconds });
const rules = (selectPolicy: string, ...policies: ScalingRules['policies'] & object): ScalingRules => ({ selectPolicy, policies });
const ago = (seconds: number, replicas: number) => ({ at: NOW - seconds * 1000, replicas });

describe('policies say how fast a target may change', () => {
  // horizontal_test.go TestScalingWithRules, TestStoreScaleEvents; autoscaling/v2 HPAScalingRules
  it.each([
    ['four pods more', 10, [], rules('Max', pods(4, 60)), 14],
    ['as a percentage, rounded up', 3, [], rules('Max', percent(10, 60)), 4],
    ['the larger of both', 10, [], rules('Max', pods(4, 60), percent(100, 60)), 20],
    ['the smaller of both', 10, [], rules('Min', pods(4, 60), percent(100, 60)), 14],
    ['what was added in the period counts', 14, [ago(30, 4)], rules('Max', pods(4, 60)), 14],
    ['what was added before it does not', 14, [ago(61, 4)], rules('Max', pods(4, 60)), 18],
    ['not at all', 10, [], rules('Disabled', pods(4, 60)), 10],
  ])('up: %s', (_, current, events, scaling, most) => {
    expect(growthLimit(current, events, scaling, NOW)).toBe(most);
  });

  it.each([
    ['four pods less', 10, [], rules('Max', pods(4, 60)), 6],
    ['as a percentage, rounded down', 10, [], rules('Max', percent(25, 60)), 7],
    ['the larger change of both', 100, [], rules('Max', pods(4, 60), percent(10, 60)), 90],
    ['the smaller change of both', 100, [], rules('Min', pods(4, 60), percent(10, 60)), 96],
    ['what was taken away in the period counts', 6, [ago(30, 4)], rules('Max', pods(4, 60)), 6],
    ['not at all', 10, [], rules('Disabled', pods(4, 60)), 10],
  ])('down: %s', (_, current, events, scaling, least) => {
    expect(shrinkLimit(current, events, scaling, NOW)).toBe(least);
  });
});

const at = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

function pod(name: string, status: Partial<Pod['status']>, started = 600, since = 600): Pod {
  const ready = status.conditions ?? [{ type: 'Ready', status: 'True' as const, lastTransitionTime: at(since) }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: {},
    status: { phase: 'Running', startTime: at(started), ...status, conditions: ready },
  } as never;
}

describe('whose figures count', () => {
  const unready = (since: number) => ({ conditions: [{ type: 'Ready', status: 'False' as const, lastTransitionTime: at(since) }] });
  // replica_calculator_test.go TestGroupPods
  it.each([
    ['a ready pod', pod('a', {}), true, 'cpu', [1, 0, 0]],
    ['a pending pod', pod('a', { phase: 'Pending' }), true, 'cpu', [0, 1, 0]],
    ['a pod without figures', pod('a', {}), false, 'cpu', [0, 0, 1]],
    ['a failed pod', pod('a', { phase: 'Failed' }), true, 'cpu', [0, 0, 0]],
    ['an unready pod that has just started', pod('a', unready(60), 60), true, 'cpu', [0, 1, 0]],
    ['a pod that became ready within the last window', pod('a', {}, 60, 5), true, 'cpu', [0, 1, 0]],
    ['the same, by its memory', pod('a', {}, 60, 5), true, 'memory', [1, 0, 0]],
    ['an old pod that was never ready', pod('a', unready(599), 600), true, 'cpu', [0, 1, 0]],
    ['an old pod that was ready once', pod('a', unready(100), 600), true, 'cpu', [1, 0, 0]],
  ])('%s', (_, one, measured, resource, [ready, waiting, missing]) => {
    const found = grouped({ now: NOW }, [one], new Map(measured ? [['a', 1]] : []), resource);
    expect([found.ready, found.unready.length, found.missing.length]).toEqual([ready, waiting, missing]);
  });
});

const php = (resources: object = { limits: { cpu: '500m' }, requests: { cpu: '200m' } }): Manifest[] => [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'php-apache' },
    spec: {
      selector: { matchLabels: { app: 'php' } },
      template: {
        metadata: { labels: { app: 'php' } },
        spec: { containers: [{ name: 'php', image: 'registry.k8s.io/hpa-example', ports: [{ containerPort: 80 }], resources }] },
      },
    },
  },
  { apiVersion: 'v1', kind: 'Service', metadata: { name: 'php-apache' }, spec: { ports: [{ port: 80 }], selector: { app: 'php' } } },
];

const autoscaler = (spec: object = {}): Manifest => ({
  apiVersion: 'autoscaling/v1',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'php-apache' },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'php-apache' },
    minReplicas: 1,
    maxReplicas: 10,
    targetCPUUtilizationPercentage: 50,
    ...spec,
  },
});

const LOAD: Manifest = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'load-generator' },
  spec: {
    restartPolicy: 'Never',
    containers: [
      { name: 'load', image: 'busybox:1.28', command: ['/bin/sh', '-c', 'while sleep 0.01; do wget -q -O- http://php-apache; done'] },
    ],
  },
};

const hpa = (world: Whole) => world.get('horizontalpodautoscalers', 'php-apache') as unknown as HorizontalPodAutoscaler;
const sizeOf = (world: Whole) => (world.get('deployments', 'php-apache')['spec'] as { replicas: number }).replicas;
const condition = (world: Whole, type: string) => hpa(world).status.conditions?.find((one) => one.type === type);

// kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale-walkthrough
test('A16 the walkthrough: load makes seven of one, and five minutes without it one of seven', () => {
  const world = new Whole();
  world.apply(...php(), autoscaler());
  world.run(60);
  expect(hpa(world).status).toMatchObject({ currentReplicas: 1, desiredReplicas: 1 });
  expect(world.events('php-apache').slice(0, 4)).toContain(
    'FailedGetResourceMetric: failed to get cpu utilization: unable to get metrics for resource cpu: no metrics returned from resource metrics API',
  );
  world.apply(LOAD);
  world.run(300);
  expect(sizeOf(world)).toBe(7);
  expect(world.events('php-apache')).toContainEqual(
    expect.stringMatching(/^SuccessfulRescale: New size: \d; reason: cpu resource utilization \(percentage of request\) above target$/),
  );
  world.delete('pods', 'load-generator');
  world.run(240);
  expect(sizeOf(world)).toBe(7);
  expect(condition(world, 'AbleToScale')?.reason).toBe('ScaleDownStabilized');
  world.run(180);
  expect(sizeOf(world)).toBe(1);
  expect(condition(world, 'ScalingLimited')).toMatchObject({ status: 'True', reason: 'TooFewReplicas' });
  expect(world.events('php-apache')).toContain('SuccessfulRescale: New size: 1; reason: All metrics below target');
});

describe('A16 how many pods a metric asks for (replica_calculator.go; docs HPA)', () => {
  // Four pods that ask for 100m each, and use a core.
  const measured = (target: number): number => {
    const world = new Whole();
    const working = { image: 'polinux/stress', args: ['stress', '--cpu', '1'] };
    const template = {
      metadata: { labels: { app: 'php' } },
      spec: { containers: [{ name: 'php', ...working, resources: { requests: { cpu: '100m' } } }] },
    };
    const spec = { replicas: 4, selector: { matchLabels: { app: 'php' } }, template };
    world.apply({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'php-apache' }, spec });
    world.run(120);
    world.apply(autoscaler({ minReplicas: 1, maxReplicas: 100, targetCPUUtilizationPercentage: target }));
    world.run(20);
    return hpa(world).status.desiredReplicas;
  };

  it.each([
    ['at the target nothing changes', 1000, 4],
    ['nor within a tenth of it', 910, 4],
    ['beyond it ceil(current × metric / target)', 800, 5],
    ['rounded up', 799, 6],
    ['twice as much', 500, 8],
  ])('%s: 1000 %% of what is asked for, target %i %%: %i pods of 4', (_, target, replicas) => expect(measured(target)).toBe(replicas));

  it('it is looked at every 15 s, and grows at once (sync period, scale-up window 0)', () => {
    const world = new Whole();
    world.apply(...php(), autoscaler({ minReplicas: 1, maxReplicas: 3 }));
    world.run(120);
    const looks: number[] = [];
    world.api.onChange(({ resource, object, old }) => {
      if (resource === 'horizontalpodautoscalers' && object['status'] !== old?.['status']) looks.push(world.cluster.at);
    });
    world.apply(LOAD);
    world.run(90);
    const gaps = looks.slice(1).map((at, i) => (at - looks[i]!) / 15_000);
    expect(gaps.length).toBeGreaterThan(0);
    expect(gaps.every((gap) => Number.isInteger(gap))).toBe(true);
    expect(sizeOf(world)).toBe(3);
  });
});

describe('what keeps an autoscaler from scaling', () => {
  // horizontal.go reconcileAutoscaler, replica_calculator.go calculatePodRequests
  it.each([
    [
      'there is no such target',
      [],
      autoscaler(),
      'AbleToScale',
      'FailedGetScale',
      `the HPA controller was unable to get the target's current scale: deployments.apps "php-apache" not found`,
    ],
    [
      'nobody serves such a kind',
      [],
      autoscaler({ scaleTargetRef: { apiVersion: 'example.com/v1', kind: 'Widget', name: 'a' } }),
      'AbleToScale',
      'FailedGetScale',
      `the HPA controller was unable to get the target's current scale: no matches for kind "Widget" in group "example.com"`,
    ],
    [
      'the pods ask for no CPU',
      php({}),
      autoscaler(),
      'ScalingActive',
      'FailedGetResourceMetric',
      /^the HPA was unable to compute the replica count: failed to get cpu utilization: missing request for cpu in container php of Pod php-apache-/,
    ],
  ])('%s', (_, objects, own, type, reason, message) => {
    const world = new Whole();
    world.apply(...objects, own);
    world.run(90);
    expect(condition(world, type)).toMatchObject({ status: 'False', reason });
    expect(condition(world, type)?.message).toMatch(message);
  });

  it('a target of size 0 is left alone', () => {
    const world = new Whole();
    world.apply(...php(), autoscaler());
    world.patch('deployments', 'php-apache', { spec: { replicas: 0 } }, 'scale');
    world.run(60);
    expect(sizeOf(world)).toBe(0);
    expect(condition(world, 'ScalingActive')?.reason).toBe('ScalingDisabled');
  });
});

test('a target beyond the limits is brought within them', () => {
  const world = new Whole();
  world.apply(...php(), autoscaler({ minReplicas: 2, maxReplicas: 3 }));
  world.run(20);
  expect(sizeOf(world)).toBe(2);
  world.patch('deployments', 'php-apache', { spec: { replicas: 9 } }, 'scale');
  world.run(20);
  expect(sizeOf(world)).toBe(3);
  expect(world.events('php-apache')).toContain('SuccessfulRescale: New size: 3; reason: Current number of replicas above Spec.MaxReplicas');
});

describe('an autoscaler is read and written in two versions', () => {
  const ref = (version: string) => ({
    group: 'autoscaling',
    version,
    resource: 'horizontalpodautoscalers',
    name: 'php-apache',
    namespace: 'default',
  });

  // pkg/apis/autoscaling/v1/conversion.go
  it('v1 has a field for the CPU, v2 a metric', () => {
    const world = new Whole();
    world.apply(autoscaler());
    const metrics = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }];
    expect(world.api.read(ref('v2'))['spec']).toMatchObject({ metrics });
    expect(world.api.read(ref('v1'))).toMatchObject({ apiVersion: 'autoscaling/v1', spec: { targetCPUUtilizationPercentage: 50 } });
  });

  it('what v1 has no field for is kept in annotations, and comes back', () => {
    const world = new Whole();
    const memory = { type: 'Resource', resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '100Mi' } } };
    world.apply({
      ...autoscaler(),
      apiVersion: 'autoscaling/v2',
      spec: { ...autoscaler()['spec'], targetCPUUtilizationPercentage: undefined, metrics: [memory] },
    });
    const old = world.api.read(ref('v1'));
    expect(JSON.parse(old.metadata.annotations?.['autoscaling.alpha.kubernetes.io/metrics'] ?? '')).toEqual([memory]);
    world.api.replace(ref('v1'), { ...old, metadata: { ...old.metadata, labels: { seen: 'yes' } } });
    const now = world.api.read(ref('v2'));
    expect(now['spec']).toMatchObject({ metrics: [memory] });
    expect([now.metadata.labels, now.metadata.annotations]).toEqual([{ seen: 'yes' }, undefined]);
  });

  // defaults.go SetDefaults_HorizontalPodAutoscaler, SetDefaults_HorizontalPodAutoscalerBehavior
  it('without a metric 80 % of the CPU are meant; half a behaviour is completed', () => {
    const world = new Whole();
    world.apply({
      ...autoscaler(),
      apiVersion: 'autoscaling/v2',
      spec: {
        maxReplicas: 3,
        scaleTargetRef: { kind: 'Deployment', name: 'a' },
        behavior: { scaleDown: { stabilizationWindowSeconds: 10 } },
      },
    });
    const { spec } = hpa(world);
    expect(spec.metrics?.[0]?.resource?.target.averageUtilization).toBe(80);
    expect(spec.behavior?.scaleUp?.policies).toEqual([pods(4, 15), percent(100, 15)]);
    expect(spec.behavior?.scaleDown).toMatchObject({ stabilizationWindowSeconds: 10, selectPolicy: 'Max', policies: [percent(100, 15)] });
  });

  // validation.go
  it.each([
    [{ maxReplicas: 0 }, 'spec.maxReplicas: Invalid value: 0: must be greater than 0'],
    [{ minReplicas: 0 }, 'spec.minReplicas: Invalid value: 0: must be greater than or equal to 1'],
    [{ minReplicas: 5, maxReplicas: 4 }, 'spec.maxReplicas: Invalid value: 4: must be greater than or equal to `minReplicas`'],
    [{ scaleTargetRef: { name: 'a' } }, 'spec.scaleTargetRef.kind: Required value'],
  ])('%j is refused', (spec, why) => {
    const world = new Whole();
    expect(world.refusal(() => world.apply(autoscaler(spec)))).toContain(why);
  });
});

// metrics-server: --metric-resolution 15s; cAdvisor
test('a metrics server tells what pods and nodes use, once it has watched them for a whole window', () => {
  const world = new Whole();
  world.apply({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'busy' },
    spec: {
      containers: [
        { name: 'a', image: 'polinux/stress', args: ['stress', '--cpu', '2'], resources: { limits: { cpu: '1500m' } } },
        { name: 'b', image: 'polinux/stress', args: ['stress', '--vm', '1', '--vm-bytes', '64M'], resources: { limits: { cpu: '200m' } } },
      ],
    },
  });
  const of = (resource: string) => listMetrics(world.cluster.engine, { group: 'metrics.k8s.io', version: 'v1beta1', resource }).items;
  world.run(5);
  expect(of('pods')).toEqual([]);
  world.run(40);
  const usage = (cpu: string, memory: string) => ({ cpu, memory });
  expect(of('pods')).toMatchObject([
    {
      window: '15s',
      containers: [
        { name: 'a', usage: usage('1500m', `${1024}Ki`) },
        { name: 'b', usage: usage('200m', `${65 * 1024}Ki`) },
      ],
    },
  ]);
  expect(of('nodes').map(({ metadata }) => metadata.name)).toEqual(['node-1', 'node-2', 'node-3']);
});
