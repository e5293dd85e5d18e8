import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../../src/kube/object';
import { Whole } from '../whole';

/** Rows H of the behaviour tables: pkg/scheduler/framework/plugins, scheduling documentation. */

const pod = (name: string, spec: object = {}, labels: Record<string, string> = {}, cpu?: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels },
  spec: {
    terminationGracePeriodSeconds: 1,
    containers: [{ name: 'c', image: 'nginx', ...(cpu && { resources: { requests: { cpu } } }) }],
    ...spec,
  },
});
const priorityClass = (name: string, value: number, more: object = {}): Manifest => ({
  apiVersion: 'scheduling.k8s.io/v1',
  kind: 'PriorityClass',
  metadata: { name },
  value,
  ...more,
});
const nodes = (count: number, more: object = {}) =>
  Array.from({ length: count }, (_, i) => ({ name: `node-${i + 1}`, zone: `zone-${'ab'[i % 2]}`, cpu: '2', ...more }));
const HELPLESS = (n: number) => ` preemption: 0/${n} nodes are available: ${n} Preemption is not helpful for scheduling.`;
const NO_VICTIMS = (n: number) => ` preemption: 0/${n} nodes are available: ${n} No preemption victims found for incoming pod.`;

describe('a pod that fits nowhere', () => {
  it.each([
    ['H8 H9 plugins/noderesources', pod('p', {}, {}, '3'), `2 Insufficient cpu.${NO_VICTIMS(2)}`],
    [
      'H11 plugins/nodeaffinity',
      pod('p', { nodeSelector: { disk: 'ssd' } }),
      `2 node(s) didn't match Pod's node affinity/selector.${HELPLESS(2)}`,
    ],
    [
      'H11 plugins/podtopologyspread',
      pod('p', { topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'rack', whenUnsatisfiable: 'DoNotSchedule', labelSelector: {} }] }),
      `2 node(s) didn't match pod topology spread constraints (missing required label).${HELPLESS(2)}`,
    ],
    [
      'H22 plugins/interpodaffinity',
      pod('p', {
        affinity: {
          podAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [
              { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'none' } } },
            ],
          },
        },
      }),
      `2 node(s) didn't match pod affinity rules.${HELPLESS(2)}`,
    ],
  ])('says why: %s', (_, manifest, words) => {
    const it = new Whole(nodes(2));
    it.apply(manifest);
    it.run(2);
    const message = `0/2 nodes are available: ${words}`;
    expect(it.events('p')).toEqual([`FailedScheduling: ${message}`]);
    expect(it.pod('p').status.conditions).toContainEqual(
      expect.objectContaining({ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }),
    );
  });

  it('H8: sorts its reasons as texts, and counts those that preemption cannot help', () => {
    const it = new Whole(nodes(3));
    it.patch('nodes', 'node-1', { spec: { unschedulable: true } });
    it.patch('nodes', 'node-2', { spec: { taints: [{ key: 'only', value: 'gpu', effect: 'NoSchedule' }] } });
    it.apply(pod('p', {}, {}, '3'));
    it.run(2);
    expect(it.events('p')[0]).toBe(
      'FailedScheduling: 0/3 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint {only: gpu}, 1 node(s) were unschedulable. preemption: 0/3 nodes are available: 1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.',
    );
  });

  it('H17: goes when a node joins', () => {
    const it = new Whole(nodes(1));
    it.apply(pod('p', {}, {}, '3'));
    it.run(3);
    it.fault({ kind: 'add-node', node: 'big', cpu: '8' });
    it.run(15);
    expect(it.pod('p').spec.nodeName).toBe('big');
  });
});

describe('preemption', () => {
  const classes = [priorityClass('high', 1000), priorityClass('polite', 1000, { preemptionPolicy: 'Never' }), priorityClass('low', 10)];

  it('H18 H19: makes room by deleting the least important pod, and takes its place', () => {
    const it = new Whole(nodes(1));
    it.apply(...classes, pod('old', { priorityClassName: 'low' }, {}, '1'), pod('plain', { priorityClassName: 'high' }, {}, '900m'));
    it.run(10);
    it.apply(pod('vip', { priorityClassName: 'high' }, {}, '1'));
    it.run(0.3);
    expect(it.pod('vip').status.nominatedNodeName).toBe('node-1');
    expect(it.events('vip')).toEqual(['FailedScheduling: 0/1 nodes are available: 1 Insufficient cpu.']);
    expect(it.pod('old').metadata.deletionTimestamp).toBeDefined();
    expect(it.events('old')).toContain(`Preempted: Preempted by pod ${it.pod('vip').metadata.uid} on node node-1`);
    expect(it.pod('old').status.conditions).toContainEqual(
      expect.objectContaining({ type: 'DisruptionTarget', reason: 'PreemptionByScheduler' }),
    );
    it.run(15);
    expect(it.pod('vip').status.phase).toBe('Running');
    expect(it.find('pods', 'old')).toBeUndefined();
    expect(it.pod('plain').status.phase).toBe('Running');
  });

  it('H20: is not for the polite', () => {
    const it = new Whole(nodes(1));
    it.apply(...classes, pod('old', { priorityClassName: 'low' }, {}, '2'));
    it.run(10);
    it.apply(pod('vip', { priorityClassName: 'polite' }, {}, '1'));
    it.run(3);
    expect(it.events('vip')).toEqual([
      'FailedScheduling: 0/1 nodes are available: 1 Insufficient cpu. preemption: not eligible due to preemptionPolicy=Never.',
    ]);
    expect(it.pod('old').metadata.deletionTimestamp).toBeUndefined();
  });

  it('H18: chooses the node where no budget is violated', () => {
    const it = new Whole(nodes(2));
    const at = (name: string, node: string, labels: Record<string, string>) =>
      pod(name, { priorityClassName: 'low', nodeSelector: { 'kubernetes.io/hostname': node } }, labels, '2');
    it.apply(...classes, at('guarded', 'node-1', { app: 'guarded' }), at('free', 'node-2', { app: 'free' }));
    it.apply({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'guard' },
      spec: { minAvailable: 1, selector: { matchLabels: { app: 'guarded' } } },
    });
    it.run(10);
    it.apply(pod('vip', { priorityClassName: 'high' }, {}, '1'));
    it.run(20);
    expect(it.pod('vip').spec.nodeName).toBe('node-2');
    expect(it.pod('guarded').status.phase).toBe('Running');
  });

  it('keeps the room for the pod that it was made for', () => {
    const it = new Whole(nodes(1));
    it.apply(
      ...classes,
      pod('old', {
        priorityClassName: 'low',
        terminationGracePeriodSeconds: 20,
        containers: [{ name: 'c', image: 'busybox', command: ['sleep', '1000'], resources: { requests: { cpu: '2' } } }],
      }),
    );
    it.run(10);
    it.apply(pod('vip', { priorityClassName: 'high' }, {}, '2'));
    it.run(2);
    it.apply(pod('late', { priorityClassName: 'low' }, {}, '1'));
    it.run(60);
    expect(it.pod('vip').spec.nodeName).toBe('node-1');
    expect(it.pod('late').spec.nodeName).toBeUndefined();
  });
});

describe('placement', () => {
  const spread = (constraint: object) => ({
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'topology.kubernetes.io/zone',
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: { matchLabels: { app: 's' } },
        ...constraint,
      },
    ],
  });
  const zones = (it: Whole) => it.pods('s').map(({ spec }) => it.node(spec.nodeName!).metadata.labels!['topology.kubernetes.io/zone']);

  it('H11: spreads over zones with a skew of one', () => {
    const it = new Whole(nodes(4));
    it.apply(...Array.from({ length: 6 }, (_, i) => pod(`s-${i}`, spread({}), { app: 's' })));
    it.run(10);
    expect(zones(it).filter((zone) => zone === 'zone-a')).toHaveLength(3);
  });

  it('minDomains: with fewer zones than asked for, one pod a zone is all', () => {
    const it = new Whole(nodes(2));
    it.apply(...Array.from({ length: 3 }, (_, i) => pod(`s-${i}`, spread({ minDomains: 3 }), { app: 's' })));
    it.run(10);
    expect(it.pods('s').filter(({ spec }) => spec.nodeName)).toHaveLength(2);
  });

  it('H22: pods with anti-affinity to their own kind stand on different nodes, and keep others of it away', () => {
    const it = new Whole(nodes(2));
    const alone = {
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 's' } } },
          ],
        },
      },
    };
    it.apply(pod('s-0', alone, { app: 's' }), pod('s-1', alone, { app: 's' }));
    it.run(5);
    it.apply(pod('s-2', alone, { app: 's' }));
    it.run(5);
    it.apply(pod('plain', {}, { app: 's' }));
    it.run(10);
    expect(new Set(['s-0', 's-1'].map((name) => it.pod(name).spec.nodeName)).size).toBe(2);
    expect(it.events('s-2')[0]).toContain("2 node(s) didn't match pod anti-affinity rules.");
    expect(it.events('plain')[0]).toContain("2 node(s) didn't satisfy existing pods anti-affinity rules.");
  });

  it('H22: the first of a group that wants its own company may go anywhere, the others follow', () => {
    const it = new Whole(nodes(4));
    const near = {
      affinity: {
        podAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 's' } } },
          ],
        },
      },
    };
    it.apply(...[0, 1, 2].map((i) => pod(`s-${i}`, near, { app: 's' })));
    it.run(10);
    expect(new Set(it.pods('s').map(({ spec }) => spec.nodeName)).size).toBe(1);
  });

  it('H14: PreferNoSchedule only makes a node less welcome', () => {
    const it = new Whole(nodes(2));
    it.patch('nodes', 'node-1', { spec: { taints: [{ key: 'k', effect: 'PreferNoSchedule' }] } });
    it.apply(pod('p'));
    it.run(5);
    expect(it.pod('p').spec.nodeName).toBe('node-2');
  });

  it('H16: a pod that names its node asks nobody', () => {
    const it = new Whole(nodes(2));
    it.patch('nodes', 'node-1', { spec: { unschedulable: true } });
    it.apply(pod('p', { nodeName: 'node-1' }));
    it.run(10);
    expect(it.pod('p').status.phase).toBe('Running');
    expect(it.events('p').some((event) => event.startsWith('Scheduled'))).toBe(false);
  });

  it('H21: a gated pod waits without a word, and goes when its gates are open', () => {
    const it = new Whole(nodes(1));
    it.apply(pod('p', { schedulingGates: [{ name: 'example.com/wait' }] }));
    it.run(5);
    expect(it.pod('p').spec.nodeName).toBeUndefined();
    expect(it.events('p')).toEqual([]);
    it.patch('pods', 'p', { spec: { schedulingGates: [] } });
    it.run(10);
    expect(it.pod('p').status.phase).toBe('Running');
  });
});
