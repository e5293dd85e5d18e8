import { describe, expect, it, test } from 'vitest';
import type { ResourceQuota } from '../../../src/kube/kinds/resource-quota';
import type { Manifest } from '../../../src/kube/object';
import { Whole } from '../whole';
import { claim } from '../whole';
import { web } from './world';

const quota = (hard: Record<string, string>, more: object = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: { name: 'quota' },
  spec: { hard, ...more },
});

const limits = (...items: object[]): Manifest => ({
  apiVersion: 'v1',
  kind: 'LimitRange',
  metadata: { name: 'limits' },
  spec: { limits: items },
});

const pod = (name: string, resources: object = {}, spec: object = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { containers: [{ name: 'c', image: 'nginx', resources }], ...spec },
});

const requests = (cpu: string, memory: string) => ({ requests: { cpu, memory }, limits: { cpu, memory } });

function world(...objects: Manifest[]): Whole {
  const one = new Whole();
  one.apply(...objects);
  one.run(1);
  return one;
}

const used = (one: Whole) => (one.get('resourcequotas', 'quota') as unknown as ResourceQuota).status.used;

describe('a quota refuses what does not fit', () => {
  // kubernetes.io/docs/tasks/administer-cluster/manage-resources; resourcequota/controller.go CheckRequest
  it.each([
    [
      { 'requests.memory': '1Gi', 'limits.memory': '2Gi' },
      [pod('a', requests('100m', '600Mi'))],
      pod('b', requests('100m', '700Mi')),
      '403: pods "b" is forbidden: exceeded quota: quota, requested: requests.memory=700Mi, used: requests.memory=600Mi, limited: requests.memory=1Gi',
    ],
    [
      { pods: '2' },
      [pod('a'), pod('b')],
      pod('c'),
      '403: pods "c" is forbidden: exceeded quota: quota, requested: pods=1, used: pods=2, limited: pods=2',
    ],
    [
      { 'limits.cpu': '2', 'limits.memory': '2Gi' },
      [],
      pod('a', { requests: { cpu: '1' } }),
      '403: pods "a" is forbidden: failed quota: quota: must specify limits.cpu for: c; limits.memory for: c',
    ],
    [
      { cpu: '1', memory: '1Gi' },
      [],
      pod('a', { requests: { cpu: '2', memory: '2Gi' } }),
      '403: pods "a" is forbidden: exceeded quota: quota, requested: cpu=2,memory=2Gi, used: cpu=0,memory=0, limited: cpu=1,memory=1Gi',
    ],
    [
      { 'count/deployments.apps': '1' },
      [web()],
      { ...web(), metadata: { name: 'second' } },
      '403: deployments.apps "second" is forbidden: exceeded quota: quota, requested: count/deployments.apps=1, used: count/deployments.apps=1, limited: count/deployments.apps=1',
    ],
    [
      { 'requests.storage': '1Gi' },
      [],
      claim('big', { resources: { requests: { storage: '2Gi' } } }),
      '403: persistentvolumeclaims "big" is forbidden: exceeded quota: quota, requested: requests.storage=2Gi, used: requests.storage=0, limited: requests.storage=1Gi',
    ],
    [
      { 'services.nodeports': '0' },
      [],
      { apiVersion: 'v1', kind: 'Service', metadata: { name: 's' }, spec: { type: 'NodePort', ports: [{ port: 80 }] } },
      '403: services "s" is forbidden: exceeded quota: quota, requested: services.nodeports=1, used: services.nodeports=0, limited: services.nodeports=0',
    ],
  ] as [Record<string, string>, Manifest[], Manifest, string][])('%j', (hard, before, refused, why) => {
    const one = world(quota(hard));
    one.apply(...before);
    expect(one.refusal(() => one.apply(refused))).toBe(why);
  });
});

describe('a quota speaks of some Pods only', () => {
  // evaluator/core/pods.go podMatchesScopeFunc
  it.each([
    ['BestEffort', pod('a'), '1'],
    ['BestEffort', pod('a', requests('1m', '1Mi')), '0'],
    ['NotBestEffort', pod('a', requests('1m', '1Mi')), '1'],
    ['Terminating', pod('a', {}, { activeDeadlineSeconds: 60 }), '1'],
    ['Terminating', pod('a'), '0'],
    ['NotTerminating', pod('a'), '1'],
  ])('%s', (scope, object, count) => {
    const one = world(quota({ pods: '5' }, { scopes: [scope] }));
    one.apply(object);
    expect(used(one)).toEqual({ pods: count });
  });

  it.each([
    [{ scopeName: 'PriorityClass', operator: 'In', values: ['system-node-critical'] }, '1'],
    [{ scopeName: 'PriorityClass', operator: 'DoesNotExist' }, '0'],
  ])('%j', (expression, count) => {
    const one = world(quota({ pods: '5' }, { scopeSelector: { matchExpressions: [expression] } }));
    one.apply(pod('a', {}, { priorityClassName: 'system-node-critical' }));
    expect(used(one)).toEqual({ pods: count });
  });
});

// evaluator/core/pods.go PodUsageFunc: only the count of objects goes on for a Pod that has ended
test('what is given back is counted again; a Pod that has ended takes nothing', () => {
  const one = world(quota({ pods: '2', 'count/pods': '5', 'requests.cpu': '1' }));
  const ends = {
    restartPolicy: 'Never',
    containers: [{ name: 'c', image: 'busybox', command: ['true'], resources: requests('100m', '1Mi') }],
  };
  one.apply(pod('stays', requests('200m', '1Mi')), pod('ends', {}, ends));
  expect(used(one)).toEqual({ pods: '2', 'count/pods': '2', 'requests.cpu': '300m' });
  one.run(20);
  expect(used(one)).toEqual({ pods: '1', 'count/pods': '2', 'requests.cpu': '200m' });
  one.delete('pods', 'stays');
  one.run(40);
  expect(used(one)).toEqual({ pods: '0', 'count/pods': '1', 'requests.cpu': '0' });
});

test('a dry run takes nothing of a quota', () => {
  const one = world(quota({ pods: '2' }));
  one.api.create('pods', pod('a'), { namespace: 'default', dryRun: true });
  expect(used(one)).toEqual({ pods: '0' });
});

// kubernetes.io/docs/tasks/administer-cluster/manage-resources/quota-pod-namespace
test('a Deployment beyond the quota has what fits, and its ReplicaSet says why there is no more', () => {
  const one = world(quota({ pods: '2' }));
  one.apply(web({ replicas: 3 }));
  one.run(20);
  expect(one.pods('web')).toHaveLength(2);
  const [replicaSet] = one.api.list('replicasets');
  const { name } = replicaSet!.metadata;
  expect(one.events(name)).toContainEqual(
    expect.stringMatching(
      new RegExp(
        `^FailedCreate: Error creating: pods "${name}-\\w{5}" is forbidden: exceeded quota: quota, requested: pods=1, used: pods=2, limited: pods=2$`,
      ),
    ),
  );
  const { conditions } = one.get('deployments', 'web')['status'] as { conditions: { type: string; reason: string }[] };
  expect(conditions.find(({ type }) => type === 'ReplicaFailure')?.reason).toBe('FailedCreate');
});

describe('a LimitRange completes what containers do not say', () => {
  const container = (one: Whole) => one.pod('a').spec.containers[0]!.resources;

  // limitranger mergePodResourceRequirements; defaults.go SetDefaults_LimitRangeItem
  it.each([
    ['both', { default: { memory: '512Mi' }, defaultRequest: { memory: '256Mi' } }, {}, '512Mi', '256Mi'],
    ['a request that is absent beside a limit is the limit', { default: { memory: '512Mi' } }, { limits: { memory: '1Gi' } }, '1Gi', '1Gi'],
    [
      'a limit beside a request',
      { default: { memory: '512Mi' }, defaultRequest: { memory: '256Mi' } },
      { requests: { memory: '128Mi' } },
      '512Mi',
      '128Mi',
    ],
    ['the greatest is the default', { max: { memory: '1Gi' } }, {}, '1Gi', '1Gi'],
  ])('%s', (_, item, given, limit, request) => {
    const one = world(limits({ type: 'Container', ...item }));
    one.apply(pod('a', given));
    expect(container(one)).toEqual({ limits: { memory: limit }, requests: { memory: request } });
  });

  it('and tells so in an annotation; the Pod is no longer BestEffort', () => {
    const one = world(limits({ type: 'Container', default: { cpu: '1', memory: '1Gi' }, defaultRequest: { cpu: '500m' } }));
    one.apply(pod('a'));
    expect(one.pod('a').metadata.annotations).toEqual({
      'kubernetes.io/limit-ranger': 'LimitRanger plugin set: cpu, memory request for container c; cpu, memory limit for container c',
    });
    expect(one.pod('a').status.qosClass).toBe('Burstable');
  });
});

describe('a LimitRange refuses', () => {
  // limitranger/admission.go (1.32)
  it.each([
    [
      { type: 'Container', max: { memory: '1Gi' } },
      pod('a', requests('1', '1536Mi')),
      'maximum memory usage per Container is 1Gi, but limit is 1536Mi',
    ],
    [
      { type: 'Container', min: { cpu: '200m' } },
      pod('a', requests('100m', '1Mi')),
      'minimum cpu usage per Container is 200m, but request is 100m',
    ],
    [{ type: 'Pod', max: { cpu: '1' } }, pod('a', requests('2', '1Mi')), 'maximum cpu usage per Pod is 1, but limit is 2'],
    [{ type: 'Pod', max: { cpu: '1' } }, pod('a'), 'maximum cpu usage per Pod is 1. No limit is specified'],
    [
      { type: 'Container', maxLimitRequestRatio: { cpu: '2' } },
      pod('a', { requests: { cpu: '100m' }, limits: { cpu: '500m' } }),
      'cpu max limit to request ratio per Container is 2, but provided ratio is 5.000000',
    ],
  ])('%j', (item, object, why) => {
    const one = world(limits(item));
    expect(one.refusal(() => one.apply(object))).toBe(`403: pods "a" is forbidden: ${why}`);
  });

  it.each([
    ['1Gi', 'minimum storage usage per PersistentVolumeClaim is 2Gi, but request is 1Gi'],
    ['20Gi', 'maximum storage usage per PersistentVolumeClaim is 10Gi, but request is 20Gi'],
  ])('a claim of %s', (storage, why) => {
    const one = world(limits({ type: 'PersistentVolumeClaim', min: { storage: '2Gi' }, max: { storage: '10Gi' } }));
    const refused = one.refusal(() => one.apply(claim('data', { resources: { requests: { storage } } })));
    expect(refused).toBe(`403: persistentvolumeclaims "data" is forbidden: ${why}`);
  });

  // validation.go ValidateLimitRange
  it.each([
    [{ type: 'Container', min: { cpu: '2' }, max: { cpu: '1' } }, 'min value 2 is greater than max value 1'],
    [{ type: 'Pod', default: { cpu: '1' } }, "spec.limits[0].default: Forbidden: may not be specified when `type` is 'Pod'"],
  ])('itself: %j', (item, why) => {
    const one = new Whole();
    expect(one.refusal(() => one.apply(limits(item)))).toContain(why);
  });
});
