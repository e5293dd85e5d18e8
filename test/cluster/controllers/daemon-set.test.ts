import { describe, expect, it } from 'vitest';
import { verdict } from '../../../src/cluster/controllers/daemon-set-placement';
import { allowance, planUpdate } from '../../../src/cluster/controllers/daemon-set-update';
import type { ControllerRevision } from '../../../src/kube/kinds/controller-revision';
import type { DaemonSet } from '../../../src/kube/kinds/daemon-set';
import type { Node } from '../../../src/kube/kinds/node';
import { daemonSet, world, type TestWorld } from './world';

const settled = (spec: Record<string, unknown> = {}, podSpec: Record<string, unknown> = {}, nodes = 3): TestWorld => {
  const one = world(nodes);
  one.create('daemonsets', daemonSet(spec, 'nginx:1', podSpec));
  one.run(15_000);
  return one;
};
const setImage = (one: TestWorld, image: string) => one.setImage(image, 'daemonsets');
const status = ({ get }: TestWorld) => get<DaemonSet>('daemonsets', 'web').status;
const nodesOf = (one: TestWorld) =>
  one
    .active()
    .map(({ spec }) => spec.nodeName)
    .sort();
const images = (one: TestWorld) => one.active().map(({ spec }) => spec.containers[0]!.image!.replace('nginx:', ''));
const rolling = (rollingUpdate: Record<string, unknown>) => ({ updateStrategy: { type: 'RollingUpdate', rollingUpdate } });

const onNode = (spec: Record<string, unknown>, node: Record<string, unknown>): { shouldRun: boolean; mayStay: boolean } => {
  const one = world(0);
  const set = one.create<DaemonSet>('daemonsets', daemonSet({}, 'nginx', spec));
  const { labels, ...rest } = { labels: {}, ...node };
  return verdict(set, { apiVersion: 'v1', kind: 'Node', metadata: { name: 'here', labels }, spec: rest, status: {} } as unknown as Node);
};
const required = (matchExpressions: unknown[]) => ({
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] } } },
});
const taint = (effect: string, key = 'dedicated') => ({ taints: [{ key, effect }] });

describe('a daemon pod belongs on a node', () => {
  it.each<[string, string, Record<string, unknown>, Record<string, unknown>, boolean, boolean]>([
    ['N1', 'that nothing speaks against', {}, {}, true, true],
    ['N2', 'whatever room there is', { containers: [{ name: 'c', image: 'x', resources: { requests: { cpu: '900' } } }] }, {}, true, true],
    [
      'N3',
      'whatever ports are taken',
      { containers: [{ name: 'c', image: 'x', ports: [{ containerPort: 80, hostPort: 80 }] }] },
      {},
      true,
      true,
    ],
    ['N4', 'but not where another is named', { nodeName: 'there' }, {}, false, false],
    ['N4', 'that is named', { nodeName: 'here' }, {}, true, true],
    ['N5', 'but not without the label', { nodeSelector: { disk: 'ssd' } }, {}, false, false],
    ['N5', 'with the label', { nodeSelector: { disk: 'ssd' } }, { labels: { disk: 'ssd' } }, true, true],
    [
      'N6',
      'but not against its affinity',
      required([{ key: 'type', operator: 'In', values: ['test'] }]),
      { labels: { type: 'prod' } },
      false,
      false,
    ],
    ['N6', 'of its affinity', required([{ key: 'type', operator: 'In', values: ['test'] }]), { labels: { type: 'test' } }, true, true],
    ['N7', 'that is cordoned', {}, { unschedulable: true, ...taint('NoSchedule', 'node.kubernetes.io/unschedulable') }, true, true],
    ['N8', 'but none is started against NoSchedule, and none is ended', {}, taint('NoSchedule'), false, true],
    ['N9', 'nor may it stay against NoExecute', {}, taint('NoExecute'), false, false],
    ['N9', 'that it tolerates', { tolerations: [{ key: 'dedicated', operator: 'Exists' }] }, taint('NoExecute'), true, true],
    ['N10', 'that is not ready', {}, taint('NoExecute', 'node.kubernetes.io/not-ready'), true, true],
    ['N10', 'that cannot be reached', {}, taint('NoExecute', 'node.kubernetes.io/unreachable'), true, true],
    ['N10', 'that is short of disk', {}, taint('NoSchedule', 'node.kubernetes.io/disk-pressure'), true, true],
    ['N10', 'that is short of memory', {}, taint('NoSchedule', 'node.kubernetes.io/memory-pressure'), true, true],
    ['N10', 'that is short of process ids', {}, taint('NoSchedule', 'node.kubernetes.io/pid-pressure'), true, true],
    ['N10', 'but not without a network', {}, taint('NoSchedule', 'node.kubernetes.io/network-unavailable'), false, true],
    [
      'N10',
      'without a network, on the host’s own',
      { hostNetwork: true },
      taint('NoSchedule', 'node.kubernetes.io/network-unavailable'),
      true,
      true,
    ],
  ])('%s: %s (NodeShouldRunDaemonPod)', (_, __, spec, node, shouldRun, mayStay) => {
    expect(onNode(spec, node)).toEqual({ shouldRun, mayStay });
  });
});

describe('daemon pods', () => {
  it('N10: tolerate what befalls nodes, without a limit (AddOrUpdateDaemonPodTolerations)', () => {
    const [pod] = settled().active();
    expect(pod!.spec.tolerations!.filter(({ key }) => key?.startsWith('node.kubernetes.io/'))).toEqual([
      { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
      { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' },
      { key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' },
      { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' },
      { key: 'node.kubernetes.io/pid-pressure', operator: 'Exists', effect: 'NoSchedule' },
      { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' },
    ]);
  });

  it('N11: are bound by the scheduler, to the node in their affinity (ReplaceDaemonSetPodNodeNameNodeAffinity)', () => {
    const one = settled();
    const [pod] = one.active();
    const terms = pod!.spec.affinity!.nodeAffinity!.requiredDuringSchedulingIgnoredDuringExecution!.nodeSelectorTerms;
    expect(terms).toEqual([{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [pod!.spec.nodeName] }] }]);
    expect(one.events().some((event) => event.startsWith('Scheduled: Successfully assigned default/web-'))).toBe(true);
  });

  it('N26: bear the hash of their revision (daemon util)', () => {
    const one = settled();
    const [revision] = one.api.list('controllerrevisions');
    const hash = revision!.metadata.labels!['controller.kubernetes.io/hash'];
    expect(revision!.metadata.name).toBe(`web-${hash}`);
    expect(one.active()[0]!.metadata.labels).toMatchObject({ 'controller-revision-hash': hash, 'pod-template-generation': '1' });
  });

  it('N12: of two on a node the older stays (podByCreationTimestampAndPhase)', () => {
    const one = settled();
    const [pod] = one.active();
    const { labels, ownerReferences } = pod!.metadata;
    one.run(2000);
    one.create('pods', { metadata: { name: 'second', labels: { ...labels }, ownerReferences: [...ownerReferences!] }, spec: pod!.spec });
    one.run(5000);
    expect(one.names()).not.toContain('second');
    expect(one.active()).toHaveLength(3);
  });

  it('N13: that fail are replaced, slower and slower (daemon_controller.go)', () => {
    const one = settled();
    const failed: number[] = [];
    for (let i = 0; i < 400; i++) {
      const here = one.active().find(({ spec, status: { phase } }) => spec.nodeName === 'node-1' && phase === 'Running');
      if (here) failed.push(one.engine.now);
      if (here) one.end(here.metadata.name, 1);
      one.run(100);
    }
    const waits = failed.slice(1).map((at, i) => at - failed[i]!);
    expect(waits.length).toBeGreaterThan(2);
    expect(waits[0]).toBeLessThan(3000);
    expect(waits.at(-1)).toBeGreaterThan(7000);
    expect(one.events().find((event) => event.startsWith('FailedDaemonPod'))).toMatch(
      /^FailedDaemonPod: Found failed daemon pod default\/web-\w+ on node node-1, will try to kill it$/,
    );
  });

  it('N14: that succeed are replaced at once (daemon_controller.go)', () => {
    const one = settled();
    const [name] = one.names();
    one.end(name!, 0);
    one.run(5000);
    expect(one.ready()).toHaveLength(3);
    expect(one.events().find((event) => event.startsWith('SucceededDaemonPod'))).toMatch(
      /^SucceededDaemonPod: Found succeeded daemon pod default\/web-\w+ on node node-\d, will try to delete it$/,
    );
  });

  it('N27: are told of as they come and go, by the daemonset-controller (controller_utils.go)', () => {
    const one = settled();
    const [name] = one.names();
    expect(one.events()).toContain(`SuccessfulCreate: Created pod: ${name}`);
    expect(one.sources()).toContain('daemonset-controller');
  });
});

describe('a DaemonSet and its nodes', () => {
  it('has one pod on each', () => expect(nodesOf(settled())).toEqual(['node-1', 'node-2', 'node-3']));

  it('N28: follows a node that joins, and one that leaves (TestAddNode, podgc)', () => {
    const one = settled();
    one.addNode('node-4');
    one.run(10_000);
    expect(nodesOf(one)).toEqual(['node-1', 'node-2', 'node-3', 'node-4']);
    expect(status(one)).toMatchObject({ desiredNumberScheduled: 4, numberReady: 4 });
  });

  it('N5: follows labels as they are put on and taken off (e2e: run and stop complex daemon)', () => {
    const one = settled({}, { nodeSelector: { color: 'blue' } });
    expect(nodesOf(one)).toEqual([]);
    one.patch('nodes', 'node-2', { metadata: { labels: { color: 'blue' } } });
    one.run(10_000);
    expect(nodesOf(one)).toEqual(['node-2']);
    one.patch('nodes', 'node-2', { metadata: { labels: { color: 'green' } } });
    one.run(10_000);
    expect(nodesOf(one)).toEqual([]);
  });

  it('N8: leaves a pod where NoSchedule comes later (TestNoScheduleTaintedDoesntEvicitRunningIntolerantPod)', () => {
    const one = settled();
    one.patch('nodes', 'node-1', { spec: taint('NoSchedule') });
    one.run(10_000);
    expect(nodesOf(one)).toEqual(['node-1', 'node-2', 'node-3']);
    expect(status(one)).toMatchObject({ desiredNumberScheduled: 2, numberMisscheduled: 1 });
  });

  it('N9: takes it away where NoExecute comes (TestNoExecuteTaintedDoesEvicitRunningIntolerantPod)', () => {
    const one = settled();
    one.patch('nodes', 'node-1', { spec: taint('NoExecute') });
    one.run(10_000);
    expect(nodesOf(one)).toEqual(['node-2', 'node-3']);
  });

  it('N7: does not mind a cordon', () => {
    const one = settled();
    one.patch('nodes', 'node-1', { spec: { unschedulable: true, ...taint('NoSchedule', 'node.kubernetes.io/unschedulable') } });
    one.run(2000);
    one.deletePod(one.active().find(({ spec }) => spec.nodeName === 'node-1')!.metadata.name);
    one.run(10_000);
    expect(nodesOf(one)).toEqual(['node-1', 'node-2', 'node-3']);
  });

  it('N30, N33: starts pods on nodes that are not ready (TestNotReadyNodeDaemonLaunchesPod)', () => {
    const one = settled();
    one.addNode('node-4', { taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' }] });
    one.run(10_000);
    expect(nodesOf(one)).toContain('node-4');
  });

  it('N24: counts as the API says', () => {
    const one = settled();
    one.setReady(one.names()[0]!, false);
    one.run(1000);
    expect(status(one)).toEqual({
      currentNumberScheduled: 3,
      desiredNumberScheduled: 3,
      numberMisscheduled: 0,
      numberReady: 2,
      numberAvailable: 2,
      numberUnavailable: 1,
      updatedNumberScheduled: 3,
      observedGeneration: 1,
    });
  });
});

it('N24: one that may stay where it should not run is misscheduled, and counts no further', () => {
  const one = settled();
  one.patch('nodes', 'node-1', { spec: { taints: [{ key: 'dedicated', effect: 'NoSchedule' }] } });
  one.run(3000);
  expect(nodesOf(one)).toEqual(['node-1', 'node-2', 'node-3']);
  expect(status(one)).toMatchObject({ numberMisscheduled: 1, desiredNumberScheduled: 2, currentNumberScheduled: 2, numberReady: 2 });
});

describe('an update of a DaemonSet', () => {
  it('N15: is rolling, one node at a time, unless told otherwise (apps/v1 defaults)', () => {
    const one = settled();
    expect(one.get<DaemonSet>('daemonsets', 'web').spec.updateStrategy).toEqual({
      type: 'RollingUpdate',
      rollingUpdate: { maxUnavailable: 1, maxSurge: 0 },
    });
    setImage(one, 'nginx:2');
    one.run(40_000, () => expect(one.ready().length).toBeGreaterThanOrEqual(2));
    expect(images(one)).toEqual(['2', '2', '2']);
  });

  it.each([
    ['N16', { maxUnavailable: '10%', maxSurge: 0 }, 11, { surge: 0, unavailable: 2 }],
    ['N16', { maxUnavailable: '50%', maxSurge: 0 }, 2, { surge: 0, unavailable: 1 }],
    ['N16', { maxUnavailable: 0, maxSurge: '10%' }, 11, { surge: 2, unavailable: 0 }],
    ['N16', { maxUnavailable: '0%', maxSurge: '0%' }, 5, { surge: 0, unavailable: 1 }],
  ])('%s: %j of %i nodes, both rounded up (updatedDesiredNodeCounts)', (_, rollingUpdate, nodes, result) => {
    expect(allowance({ spec: rolling(rollingUpdate) } as unknown as DaemonSet, nodes)).toEqual(result);
  });

  it.each([
    ['N17', ['ready', 'ready'], '50%', 1],
    ['N18', ['none', 'ready'], 1, 0],
    ['N19', ['terminating', 'ready'], '50%', 0],
    ['N20', ['unready', 'ready'], 1, 1],
    ['N20', ['unready', 'unready'], 1, 2],
  ] as const)(
    '%s: nodes %j, maxUnavailable %s: %i old pods go (TestGetUnavailableNumbers, rollingUpdate)',
    (_, nodes, maxUnavailable, going) => {
      const one = settled(rolling({ maxUnavailable }), {}, 2);
      const [first, second] = one.active();
      const now = one.engine.now;
      const make = (state: string, pod: typeof first) => {
        if (state === 'none') return [];
        if (state === 'terminating') return [{ ...pod!, metadata: { ...pod!.metadata, deletionTimestamp: '2025-03-31T09:00:00Z' } }];
        if (state === 'ready') return [pod!];
        return [{ ...pod!, status: { ...pod!.status, conditions: [] } }];
      };
      const pods = new Map([
        ['node-1', make(nodes[0], first)],
        ['node-2', make(nodes[1], second)],
      ]);
      expect(planUpdate(one.get<DaemonSet>('daemonsets', 'web'), pods, 'another-hash', now).deleting).toHaveLength(going);
    },
  );

  it('N20: waits with the next pod until the old one is gone (rollingUpdate)', () => {
    const one = settled();
    setImage(one, 'nginx:2');
    one.run(40_000, () => {
      const nodes = one
        .pods()
        .map(
          ({ spec }) =>
            spec.affinity!.nodeAffinity!.requiredDuringSchedulingIgnoredDuringExecution!.nodeSelectorTerms[0]!.matchFields![0]!.values![0],
        );
      expect(new Set(nodes).size).toBe(nodes.length);
    });
  });

  it('N20: stops at pods that do not become ready', () => {
    const one = settled();
    setImage(one, 'nginx:broken');
    one.run(60_000);
    expect(one.ready()).toHaveLength(2);
    setImage(one, 'nginx:1');
    one.run(30_000);
    expect(one.ready()).toHaveLength(3);
  });

  it('N21: with maxSurge the new one comes first (rollingUpdate)', () => {
    const one = settled(rolling({ maxSurge: 1, maxUnavailable: 0 }));
    setImage(one, 'nginx:2');
    let most = 0;
    one.run(60_000, () => {
      most = Math.max(most, one.active().length);
      expect(new Set(one.ready().map(({ spec }) => spec.nodeName)).size).toBe(3);
    });
    expect(most).toBe(4);
    expect(images(one)).toEqual(['2', '2', '2']);
  });

  it('N23: with OnDelete, only what is deleted changes (docs)', () => {
    const one = settled({ updateStrategy: { type: 'OnDelete' } });
    setImage(one, 'nginx:2');
    one.run(20_000);
    expect(images(one)).toEqual(['1', '1', '1']);
    one.deletePod(one.names()[0]!);
    one.run(10_000);
    expect(images(one).sort()).toEqual(['1', '1', '2']);
  });

  it('N25: waits for minReadySeconds (IsPodAvailable)', () => {
    const one = settled({ minReadySeconds: 5 });
    setImage(one, 'nginx:2');
    one.run(5500);
    expect(images(one).filter((image) => image === '2').length).toBeLessThanOrEqual(1);
    one.run(40_000);
    expect(images(one)).toEqual(['2', '2', '2']);
  });

  it('N32: remembers its templates, and comes back to one under a new number (update.go)', () => {
    const one = settled();
    setImage(one, 'nginx:2');
    one.run(30_000);
    setImage(one, 'nginx:1');
    one.run(30_000);
    const revisions = (one.api.list<never>('controllerrevisions') as unknown as ControllerRevision[]).map(({ revision }) => revision);
    expect(revisions).toEqual([3, 2]);
    expect(images(one)).toEqual(['1', '1', '1']);
  });

  it('N32: as many as revisionHistoryLimit says', () => {
    const one = settled({ revisionHistoryLimit: 1 });
    for (const tag of ['2', '3', '4']) {
      setImage(one, `nginx:${tag}`);
      one.run(30_000);
    }
    expect(one.api.list('controllerrevisions')).toHaveLength(2);
  });

  it('rolls back without restarting pods that never left the old template (e2e: rollback without unnecessary restarts)', () => {
    const one = settled();
    const before = new Map(one.active().map(({ metadata, spec }) => [spec.nodeName, metadata.uid]));
    setImage(one, 'nginx:broken');
    one.run(20_000);
    setImage(one, 'nginx:1');
    one.run(30_000);
    const same = one.active().filter(({ metadata, spec }) => before.get(spec.nodeName) === metadata.uid);
    expect(same).toHaveLength(2);
    expect(one.ready()).toHaveLength(3);
  });
});

describe('a DaemonSet that is deleted', () => {
  it('takes its pods with it', () => {
    const one = settled();
    one.api.delete('daemonsets', 'default/web', { propagationPolicy: 'Background' });
    one.run(10_000);
    expect(one.pods()).toHaveLength(0);
    expect(one.api.list('controllerrevisions')).toHaveLength(0);
  });

  it('leaves them as orphans when told to, and the next of its name adopts them', () => {
    const one = settled();
    const before = one.pods().map(({ metadata }) => metadata.uid);
    one.api.delete('daemonsets', 'default/web', { propagationPolicy: 'Orphan' });
    one.run(5000);
    one.create('daemonsets', daemonSet({}, 'nginx:1'));
    one.run(10_000);
    expect(one.pods().map(({ metadata }) => metadata.uid)).toEqual(before);
  });
});

describe('many nodes', () => {
  it('N22: an update reaches each once, in whatever order, and one after the other (rollingUpdate)', () => {
    const one = settled({}, {}, 7);
    const before = new Set(one.names());
    let least = 7;
    setImage(one, 'nginx:2');
    one.run(60_000, () => (least = Math.min(least, one.ready().length)));
    expect(least).toBe(6);
    expect(new Set(nodesOf(one)).size).toBe(7);
    expect(images(one)).toEqual(Array(7).fill('2'));
    const deleted = one.steps.filter((step) => step.startsWith('delete')).map((step) => step.slice('delete '.length));
    expect(new Set(deleted)).toEqual(before);
    expect(deleted).toHaveLength(7);
  });

  it('N29: at most 250 pods are made or deleted in one pass (burstReplicas)', () => {
    const one = world(260);
    one.create('daemonsets', daemonSet({}, 'nginx:1'));
    const counts = new Set<number>();
    one.run(140, () => counts.add(one.pods().length));
    expect(Math.max(...counts)).toBe(250);
    one.run(15_000);
    expect(one.pods()).toHaveLength(260);
    one.patch('daemonsets', 'web', { spec: { template: { spec: { nodeSelector: { none: 'such' } } } } });
    const going = () => one.pods().filter(({ metadata }) => metadata.deletionTimestamp).length;
    counts.clear();
    one.run(140, () => counts.add(going()));
    expect(Math.max(...counts)).toBe(250);
  });

  it('N29: and in batches that double: what is refused is not tried for every node (syncNodes)', () => {
    const one = world(10);
    one.create('resourcequotas', { metadata: { name: 'none' }, spec: { hard: { pods: '0' } } });
    one.run(2000);
    one.create('daemonsets', daemonSet({}, 'nginx:1'));
    const refused = () => one.events().filter((event) => event.startsWith('FailedCreate')).length;
    let first = 0;
    one.run(150, () => (first ||= refused()));
    expect(first).toBe(1);
  });
});
