import { describe, expect, it } from 'vitest';
import { enoughOf } from '../../../src/cluster/scheduler';
import { requestsOf } from '../../../src/cluster/scheduler/usage';
import type { Pod } from '../../../src/kube/kinds/pod';
import type { Manifest } from '../../../src/kube/object';
import { Whole } from '../whole';

/** Rows H of the behaviour tables that are not in scheduler.test.ts; each names its source. */

const pod = (name: string, spec: object = {}, container: object = {}, labels: Record<string, string> = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels },
  spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'c', image: 'nginx', ...container }], ...spec },
});
const asks = (requests: Record<string, string>) => ({ resources: { requests } });
const nodes = (count: number, more: object = {}) =>
  Array.from({ length: count }, (_, i) => ({ name: `node-${i + 1}`, zone: `zone-${'ab'[i % 2]}`, cpu: '2', memory: '4Gi', ...more }));
const why = (it: Whole, name = 'p') => it.events(name)[0]?.replace(/^FailedScheduling: 0\/\d+ nodes are available: /, '');
const NO_VICTIMS = ' preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.';
const HELPLESS = ' preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.';

/** A cluster of two, and what it says of a Pod. */
function refused(manifest: Manifest, prepare: (it: Whole) => void = () => {}, count = 2): string | undefined {
  const it = new Whole(nodes(count));
  prepare(it);
  it.run(5);
  it.apply(manifest);
  it.run(3);
  return why(it);
}

const anti = (labels: object) => ({
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: labels } }],
    },
  },
});
const onNode = (name: string, node: string, spec: object = {}, container: object = {}, labels = {}) =>
  pod(name, { nodeName: node, ...spec }, container, labels);

describe('why a Pod fits nowhere', () => {
  it.each([
    ['H9 cpu (noderesources/fit.go)', pod('p', {}, asks({ cpu: '9' })), `2 Insufficient cpu.${NO_VICTIMS}`],
    ['H9 memory (noderesources/fit.go)', pod('p', {}, asks({ memory: '90Gi' })), `2 Insufficient memory.${NO_VICTIMS}`],
    [
      'H9 ephemeral-storage (noderesources/fit.go)',
      pod('p', {}, asks({ 'ephemeral-storage': '9Ti' })),
      `2 Insufficient ephemeral-storage.${NO_VICTIMS}`,
    ],
    [
      'H9 an extended resource that no node has (noderesources/fit.go)',
      pod('p', {}, { resources: { limits: { 'nvidia.com/gpu': '1' } } }),
      `2 Insufficient nvidia.com/gpu.${NO_VICTIMS}`,
    ],
    [
      'H9 huge pages (noderesources/fit.go)',
      pod('p', {}, { resources: { limits: { 'hugepages-2Mi': '100Mi', memory: '100Mi' } } }),
      `2 Insufficient hugepages-2Mi.${NO_VICTIMS}`,
    ],
    [
      'H9 several at once: each is counted on its own (noderesources/fit.go)',
      pod('p', {}, asks({ cpu: '9', memory: '90Gi' })),
      `2 Insufficient cpu, 2 Insufficient memory.${NO_VICTIMS}`,
    ],
  ])('%s', (_, manifest, expected) => expect(refused(manifest)).toBe(expected));

  it('H10 a taint without a value leaves a space (tainttoleration)', () => {
    const taint = (it: Whole) =>
      [1, 2].forEach((i) => it.patch('nodes', `node-${i}`, { spec: { taints: [{ key: 'gpu', effect: 'NoSchedule' }] } }));
    expect(refused(pod('p'), taint)).toBe(`2 node(s) had untolerated taint {gpu: }.${HELPLESS}`);
  });

  it('H11 H15 cordoned nodes (nodeunschedulable)', () => {
    const cordon = (it: Whole) => [1, 2].forEach((i) => it.patch('nodes', `node-${i}`, { spec: { unschedulable: true } }));
    expect(refused(pod('p'), cordon)).toBe(`2 node(s) were unschedulable.${HELPLESS}`);
  });

  it('H11 host ports (nodeports)', () => {
    const port = { ports: [{ containerPort: 80, hostPort: 80 }] };
    const both = (it: Whole) => it.apply(onNode('a', 'node-1', {}, port), onNode('b', 'node-2', {}, port));
    expect(refused(pod('p', {}, port), both)).toBe(`2 node(s) didn't have free ports for the requested pod ports.${NO_VICTIMS}`);
  });

  it('H11 its own anti-affinity (interpodaffinity)', () => {
    const both = (it: Whole) => it.apply(onNode('a', 'node-1', {}, {}, { app: 'x' }), onNode('b', 'node-2', {}, {}, { app: 'x' }));
    expect(refused(pod('p', anti({ app: 'x' })), both)).toBe(`2 node(s) didn't match pod anti-affinity rules.${NO_VICTIMS}`);
  });

  it('H11 the anti-affinity of those that are there (interpodaffinity)', () => {
    const both = (it: Whole) => it.apply(onNode('a', 'node-1', anti({ app: 'x' })), onNode('b', 'node-2', anti({ app: 'x' })));
    expect(refused(pod('p', {}, {}, { app: 'x' }), both)).toBe(`2 node(s) didn't satisfy existing pods anti-affinity rules.${NO_VICTIMS}`);
  });

  it('H12 a claim that is not there (volumebinding)', () => {
    const volumes = [{ name: 'v', persistentVolumeClaim: { claimName: 'none' } }];
    expect(refused(pod('p', { volumes }))).toBe(`persistentvolumeclaim "none" not found.${HELPLESS}`);
  });

  it('H12 a claim that nobody binds (volumebinding)', () => {
    const volumes = [{ name: 'v', persistentVolumeClaim: { claimName: 'stuck' } }];
    const spec = { storageClassName: '', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
    const made = (it: Whole) => it.apply({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'stuck' }, spec });
    expect(refused(pod('p', { volumes }), made)).toBe(`pod has unbound immediate PersistentVolumeClaims.${HELPLESS}`);
  });

  it('H13 a cluster without nodes (schedule_one.go ErrNoNodesAvailable)', () => {
    const it = new Whole(nodes(1));
    it.fault({ kind: 'remove-node', node: 'node-1' });
    it.run(5);
    it.apply(pod('p'));
    it.run(3);
    expect(it.events('p')).toEqual(['FailedScheduling: no nodes available to schedule pods']);
  });
});

describe('where a Pod goes', () => {
  it('H2 to the node where least is asked for (least_allocated.go)', () => {
    const it = new Whole(nodes(2));
    it.apply(onNode('big', 'node-1', {}, asks({ cpu: '1', memory: '2Gi' })));
    it.run(5);
    it.apply(pod('p', {}, asks({ cpu: '200m', memory: '200Mi' })));
    it.run(5);
    expect(it.pod('p').spec.nodeName).toBe('node-2');
  });

  it('H2 requests count, not what is used, and never limits of another (noderesources/fit.go)', () => {
    const it = new Whole(nodes(1));
    it.apply(pod('limited', {}, { resources: { requests: { cpu: '100m' }, limits: { cpu: '2' } } }));
    it.apply(pod('p', {}, asks({ cpu: '1500m' })));
    it.run(10);
    expect(['limited', 'p'].map((name) => it.pod(name).status.phase)).toEqual(['Running', 'Running']);
  });

  it('H3 H18 the more important of those that wait goes first (queuesort)', () => {
    const it = new Whole(nodes(1));
    it.apply({ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'high' }, value: 100 });
    it.apply(pod('holder', {}, asks({ cpu: '1500m' }), {}));
    it.run(5);
    it.apply(pod('low', {}, asks({ cpu: '1500m' })));
    it.run(2);
    it.apply(pod('high', { priorityClassName: 'high', preemptionPolicy: 'Never' }, asks({ cpu: '1500m' })));
    it.run(2);
    it.delete('pods', 'holder');
    it.run(20);
    expect([it.pod('high').spec.nodeName, it.pod('low').spec.nodeName]).toEqual(['node-1', undefined]);
  });

  it('H4 H5 pods of a workload over equal nodes: none has more than one more than another (podtopologyspread defaults)', () => {
    const it = new Whole(nodes(4));
    const template = { metadata: { labels: { app: 'w' } }, spec: pod('')['spec'] };
    it.apply({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'w' },
      spec: { replicas: 8, selector: { matchLabels: { app: 'w' } }, template },
    });
    it.run(20);
    const counts = new Map<string, number>();
    for (const { spec } of it.pods('w')) counts.set(spec.nodeName!, (counts.get(spec.nodeName!) ?? 0) + 1);
    expect([...counts.values()]).toEqual([2, 2, 2, 2]);
  });

  describe('H5 who is kept apart by default (plugins/helper/spread.go DefaultSelector)', () => {
    const labelled = { metadata: { labels: { app: 'w' } }, spec: { ...(pod('')['spec'] as object), restartPolicy: 'Never' } };
    const work = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'w' },
      spec: { parallelism: 6, completions: 6, template: labelled },
    };
    const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'w' }, spec: { selector: { app: 'w' }, ports: [{ port: 80 }] } };
    // The second node has more to give: without siblings, all go there.
    const uneven = () => new Whole(nodes(2).map((node, i) => ({ ...node, zone: 'zone-a', ...(i === 1 && { cpu: '32', memory: '64Gi' }) })));
    const onFirst = (it: Whole) => it.pods('w').filter(({ spec }) => spec.nodeName === 'node-1').length;

    it('not the Pods of a Job', () => {
      const it = uneven();
      it.apply(work);
      it.run(20);
      expect([it.pods('w').length, onFirst(it)]).toEqual([6, 0]);
    });

    it('but when a Service stands before them', () => {
      const it = uneven();
      it.apply(service, work);
      it.run(20);
      expect([it.pods('w').length, onFirst(it)]).toEqual([6, 3]);
    });

    it('bare Pods behind a Service, and no others', () => {
      const it = uneven();
      it.apply(service, ...['a', 'b', 'c', 'd'].map((name) => pod(name, {}, {}, { app: 'w' })));
      it.apply(...['e', 'f', 'g', 'h'].map((name) => pod(name, {}, {}, { app: 'other' })));
      it.run(20);
      expect(onFirst(it)).toBe(2);
      expect(it.pods('other').map(({ spec }) => spec.nodeName)).toEqual(Array(4).fill('node-2'));
    });

    it('a Pod on its way out is nobody’s sibling: the one in its place may stand beside it', () => {
      const it = uneven();
      const slow = { ...labelled, spec: { ...labelled.spec, restartPolicy: 'Always', terminationGracePeriodSeconds: 60 } };
      slow.spec = { ...slow.spec, containers: [{ name: 'c', image: 'busybox', command: ['sleep', '1d'] }] } as never;
      const spec = { replicas: 1, selector: { matchLabels: { app: 'w' } }, template: slow };
      it.apply({ apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'w' }, spec });
      it.run(10);
      expect(onFirst(it)).toBe(0);
      it.delete('pods', it.pods('w')[0]!.metadata.name);
      it.run(10);
      expect([it.pods('w').length, onFirst(it)]).toEqual([2, 0]);
    });
  });

  it('a spread constraint that may be left unsatisfied: a node without its label gets no points (podtopologyspread/scoring.go)', () => {
    const it = new Whole(nodes(3));
    ['node-1', 'node-2'].forEach((name) => it.patch('nodes', name, { metadata: { labels: { rack: name } } }));
    const spread = [{ maxSkew: 1, topologyKey: 'rack', whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels: { app: 's' } } }];
    it.apply(...['a', 'b', 'c', 'd'].map((name) => pod(name, { topologySpreadConstraints: spread }, {}, { app: 's' })));
    it.run(20);
    expect(
      it
        .pods('s')
        .map(({ spec }) => spec.nodeName)
        .sort(),
    ).toEqual(['node-1', 'node-1', 'node-2', 'node-2']);
  });

  it('H6 it is told so: Scheduled, and PodScheduled=True (schedule_one.go)', () => {
    const it = new Whole(nodes(1));
    it.apply(pod('p'));
    it.run(5);
    expect(it.events('p')[0]).toBe('Scheduled: Successfully assigned default/p to node-1');
    expect(it.pod('p').status.conditions).toContainEqual(expect.objectContaining({ type: 'PodScheduled', status: 'True' }));
  });

  it('H7 a Pod that waits is Unschedulable in the words of its event (schedule_one.go handleSchedulingFailure)', () => {
    const it = new Whole(nodes(1));
    it.apply(pod('p', {}, asks({ cpu: '9' })));
    it.run(3);
    const condition = it.pod('p').status.conditions!.find(({ type }) => type === 'PodScheduled')!;
    const message =
      '0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.';
    expect(condition).toMatchObject({ status: 'False', reason: 'Unschedulable', message });
    const told = it.api.list('events').filter(({ involvedObject }) => (involvedObject as { name: string }).name === 'p');
    expect(told).toEqual([
      expect.objectContaining({ type: 'Warning', reason: 'FailedScheduling', message, reportingComponent: 'default-scheduler' }),
    ]);
    expect(it.pod('p').status.phase).toBe('Pending');
    expect(it.pod('p').spec.nodeName).toBeUndefined();
  });

  it('H15 who tolerates unschedulable goes to a cordoned node (nodeunschedulable)', () => {
    const it = new Whole(nodes(1));
    it.patch('nodes', 'node-1', { spec: { unschedulable: true } });
    it.apply(pod('p', { tolerations: [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' }] }));
    it.run(5);
    expect(it.pod('p').spec.nodeName).toBe('node-1');
  });

  it('H26 a bound Pod is never moved when a better node comes (docs scheduling-eviction)', () => {
    const it = new Whole(nodes(1));
    it.apply(pod('p', {}, asks({ cpu: '1' })));
    it.run(5);
    it.fault({ kind: 'add-node', node: 'empty', cpu: '64' });
    it.run(120);
    expect(it.pod('p').spec.nodeName).toBe('node-1');
  });
});

const container = (cpu: string | undefined, more: object = {}) => ({
  name: 'c',
  image: 'i',
  ...(cpu && { resources: { requests: { cpu } } }),
  ...more,
});
const sidecar = (cpu: string) => container(cpu, { restartPolicy: 'Always' });

describe('H23 what a Pod asks for, in thousandths of a core (component-helpers/resource PodRequests; docs init-containers, sidecar-containers)', () => {
  it.each([
    ['nothing', [], [container(undefined)], 0],
    ['the sum of its containers', [], [container('100m'), container('1')], 1100],
    ['its largest init container, when that is more', [container('3'), container('2')], [container('1')], 3000],
    ['its containers, when they are more than any init container', [container('500m')], [container('1')], 1000],
    ['sidecars run beside the containers', [sidecar('1')], [container('1')], 2000],
    ['an init container runs beside the sidecars before it', [sidecar('1'), container('3')], [container('1')], 4000],
    ['and not beside those after it', [container('3'), sidecar('1')], [container('1')], 3000],
  ])('%s', (_, initContainers, containers, cpu) => {
    expect(requestsOf({ spec: { initContainers, containers } } as unknown as Pod).cpu).toBe(cpu);
  });
});

it('H17 a Pod that has waited its back-off is looked at as soon as something helps (backend/queue/scheduling_queue.go)', () => {
  const one = new Whole(nodes(2));
  one.apply(pod('p', { nodeSelector: { disk: 'ssd' } }));
  one.run(60);
  expect(one.pod('p').spec.nodeName).toBeUndefined();
  one.patch('nodes', 'node-2', { metadata: { labels: { disk: 'ssd' } } });
  one.run(1);
  expect(one.pod('p').spec.nodeName).toBe('node-2');
});

it('H17 one that nothing helps is tried again after five minutes, and half a minute at the most (flushUnschedulablePodsLeftover)', () => {
  const one = new Whole(nodes(2));
  one.apply(pod('p', { nodeSelector: { disk: 'ssd' } }));
  one.run(5);
  const [first] = one.api.list('events').filter(({ reason }) => reason === 'FailedScheduling');
  one.run(290);
  const told = () => one.api.get('events', `default/${first!.metadata.name}`) as unknown as { count?: number; series?: { count: number } };
  const times = () => told().series?.count ?? told().count ?? 1;
  const before = times();
  one.run(40);
  expect([before, times()]).toEqual([1, 2]);
});

describe('H1 the plugins of the default profile (apis/config/v1/default_plugins.go)', () => {
  const volumes = [{ name: 'v', persistentVolumeClaim: { claimName: 'far' } }];
  const spread = [{ maxSkew: 1, topologyKey: 'rack', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { app: 'x' } } }];
  /** What each plugin finds wrong, in their order. */
  const all: readonly (readonly [string, string, object, object])[] = [
    ['NodeUnschedulable', 'node(s) were unschedulable', {}, {}],
    ['TaintToleration', 'node(s) had untolerated taint {gpu: }', {}, {}],
    ['NodeAffinity', "node(s) didn't match Pod's node affinity/selector", { nodeSelector: { disk: 'ssd' } }, {}],
    ['NodePorts', "node(s) didn't have free ports for the requested pod ports", {}, { ports: [{ containerPort: 80, hostPort: 80 }] }],
    ['NodeResourcesFit', 'Insufficient cpu', {}, asks({ cpu: '90' })],
    ['VolumeBinding', 'node(s) had volume node affinity conflict', { volumes }, {}],
    [
      'PodTopologySpread',
      "node(s) didn't match pod topology spread constraints (missing required label)",
      { topologySpreadConstraints: spread },
      {},
    ],
    ['InterPodAffinity', "node(s) didn't match pod anti-affinity rules", anti({ app: 'x' }), {}],
  ];
  const far = { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['elsewhere'] }] }] };
  const volume = {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'far' },
    spec: {
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce'],
      storageClassName: '',
      local: { path: '/far' },
      nodeAffinity: { required: far },
    },
  };
  const claim = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'far' },
    spec: { storageClassName: '', volumeName: 'far', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  };

  it.each(all.map(([plugin], i) => [plugin, i] as const))('%s speaks before all that come after it', (_, first) => {
    const one = new Whole(nodes(1));
    one.apply(onNode('there', 'node-1', {}, { ports: [{ containerPort: 80, hostPort: 80 }] }, { app: 'x' }), volume, claim);
    one.run(10);
    const wrong = all.slice(first);
    const has = (plugin: string) => wrong.some(([name]) => name === plugin);
    const taints = has('TaintToleration') && { taints: [{ key: 'gpu', effect: 'NoSchedule' }] };
    one.patch('nodes', 'node-1', { spec: { unschedulable: has('NodeUnschedulable'), ...taints } });
    const merged = (of: 2 | 3) => Object.assign({}, ...wrong.map((plugin) => plugin[of])) as object;
    one.apply(pod('p', merged(2), merged(3)));
    one.run(3);
    expect(why(one)?.startsWith(`1 ${wrong[0]![1]}. preemption:`), why(one)).toBe(true);
  });

  const preferred = {
    preferredDuringSchedulingIgnoredDuringExecution: [
      { weight: 100, preference: { matchExpressions: [{ key: 'good', operator: 'Exists' }] } },
    ],
  };
  const company = {
    preferredDuringSchedulingIgnoredDuringExecution: [
      { weight: 100, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'friend' } } } },
    ],
  };

  it.each([
    ['a taint PreferNoSchedule (3) against node affinity (2)', { nodeAffinity: preferred }, 'node-2'],
    ['against node affinity and pod affinity (2 + 2)', { nodeAffinity: preferred, podAffinity: company }, 'node-1'],
  ])('weights: %s', (_, affinity, node) => {
    const one = new Whole(nodes(2).map((each) => ({ ...each, cpu: '64', memory: '256Gi' })));
    one.patch('nodes', 'node-1', {
      metadata: { labels: { good: 'yes' } },
      spec: { taints: [{ key: 'busy', effect: 'PreferNoSchedule' }] },
    });
    one.apply(onNode('friend', 'node-1', {}, {}, { app: 'friend' }));
    one.run(5);
    one.apply(pod('p', { affinity }));
    one.run(3);
    expect(one.pod('p').spec.nodeName).toBe(node);
  });
});

describe('H25 how many nodes that fit are enough (schedule_one.go numFeasibleNodesToFind)', () => {
  it.each([
    [3, 3],
    [99, 99],
    [100, 100],
    [150, 100],
    [1000, 420],
    [5000, 500],
    [6000, 300],
  ])('of %i: %i', (all, enough) => expect(enoughOf(all)).toBe(enough));
});
