import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../../src/kube/object';
import type { Node } from '../../../src/kube/kinds/node';
import type { Pod } from '../../../src/kube/kinds/pod';
import type { PodDisruptionBudget } from '../../../src/kube/kinds/pod-disruption-budget';
import { user, claim, Whole } from '../whole';

const template = (app: string, more: object = {}) => ({
  metadata: { labels: { app } },
  spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'c', image: 'nginx' }], ...more },
});
const selector = (app: string) => ({ matchLabels: { app } });

const deployment = (replicas: number, more: object = {}): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { replicas, selector: selector('web'), template: template('web', more) },
});
const statefulSet = (replicas: number): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'db' },
  spec: { replicas, serviceName: 'db', podManagementPolicy: 'Parallel', selector: selector('db'), template: template('db') },
});
const daemonSet: Manifest = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'agent' },
  spec: { selector: selector('agent'), template: template('agent') },
};

const ready = (node: Node) => node.status.conditions!.find(({ type }) => type === 'Ready')!;
const taints = (node: Node) => (node.spec.taints ?? []).map(({ key, effect }) => `${key.split('/')[1]}:${effect}`).sort();
const on = (it: Whole, node: string) => it.pods().filter(({ spec }) => spec.nodeName === node);
const going = (pods: readonly Pod[]) => pods.filter(({ metadata }) => metadata.deletionTimestamp);

const twoZones = () => [1, 2, 3, 4].map((i) => ({ name: `node-${i}`, zone: i % 2 ? 'zone-a' : 'zone-b' }));

it('a pod that is being evicted when its machine goes off has failed when it comes back, and is replaced', () => {
  const it = new Whole(twoZones());
  it.apply({ ...daemonSet, spec: { selector: selector('agent'), template: template('agent', { terminationGracePeriodSeconds: 30 }) } });
  it.run(20);
  const [agent] = on(it, 'node-4');
  it.fault({ kind: 'fill-node', node: 'node-4', resource: 'memory' });
  it.run(1);
  expect(it.pod(agent!.metadata.name).status).toMatchObject({ phase: 'Running', reason: 'Evicted' });
  it.fault({ kind: 'stop-node', node: 'node-4' });
  it.run(30);
  it.fault({ kind: 'fill-node', node: 'node-4', resource: 'memory', mend: true });
  it.fault({ kind: 'start-node', node: 'node-4' });
  it.run(60);
  expect(it.find('pods', agent!.metadata.name)).toBeUndefined();
  expect(it.ready('agent')).toHaveLength(4);
});

describe('a node whose kubelet is not heard', () => {
  it('is Unknown after 50 seconds, with its pods not ready and its taints set', () => {
    const it = new Whole();
    it.apply(deployment(3));
    it.run(20);
    it.fault({ kind: 'stop-node', node: 'node-1' });
    it.run(38);
    expect(ready(it.node('node-1'))).toMatchObject({ status: 'True' });
    it.run(22);
    expect(ready(it.node('node-1'))).toMatchObject({
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
    });
    expect(taints(it.node('node-1'))).toEqual(['unreachable:NoExecute', 'unreachable:NoSchedule']);
    expect(it.events('node-1')).toContain('NodeNotReady: Node node-1 status is now: NodeNotReady');
    const [lost] = on(it, 'node-1');
    expect(lost!.status.conditions!.find(({ type }) => type === 'Ready')!.status).toBe('False');
    expect(it.events(lost!.metadata.name)).toContain('NodeNotReady: Node is not ready');
  });

  it('keeps its pods for five minutes; then a Deployment replaces them, and they stay Terminating', () => {
    const it = new Whole();
    it.apply(deployment(3));
    it.run(20);
    it.fault({ kind: 'stop-node', node: 'node-1' });
    it.run(340);
    expect(going(it.pods())).toEqual([]);
    expect(it.ready('web')).toHaveLength(2);
    it.run(40);
    expect(on(it, 'node-1')).toHaveLength(1);
    expect(going(on(it, 'node-1'))).toHaveLength(1);
    const [lost] = on(it, 'node-1');
    expect(it.events(lost!.metadata.name)).toContain(`TaintManagerEviction: Marking for deletion Pod default/${lost!.metadata.name}`);
    expect(lost!.status.conditions).toContainEqual(
      expect.objectContaining({ type: 'DisruptionTarget', status: 'True', reason: 'DeletionByTaintManager' }),
    );
    expect(it.ready('web')).toHaveLength(3);
    it.run(600);
    expect(going(on(it, 'node-1'))).toHaveLength(1);
  });

  it('comes back: ready, without taints, and what was deleted meanwhile goes', () => {
    const it = new Whole();
    it.apply(deployment(3));
    it.run(20);
    it.fault({ kind: 'stop-node', node: 'node-1' });
    it.run(400);
    it.fault({ kind: 'start-node', node: 'node-1' });
    it.run(30);
    expect(ready(it.node('node-1'))).toMatchObject({ status: 'True', reason: 'KubeletReady' });
    expect(taints(it.node('node-1'))).toEqual([]);
    expect(going(it.pods())).toEqual([]);
    expect(it.ready('web')).toHaveLength(3);
  });

  it('comes back in time: nothing is evicted, and the eviction is called off', () => {
    const it = new Whole();
    it.apply(deployment(3));
    it.run(20);
    const before = it.pods('web').map(({ metadata }) => metadata.uid);
    const [lost] = on(it, 'node-1');
    it.fault({ kind: 'cut-node', node: 'node-1' });
    it.run(120);
    it.fault({ kind: 'cut-node', node: 'node-1', mend: true });
    it.run(400);
    expect(it.pods('web').map(({ metadata }) => metadata.uid)).toEqual(before);
    expect(it.ready('web')).toHaveLength(3);
    expect(it.events(lost!.metadata.name)).toContain(`TaintManagerEviction: Cancelling deletion of Pod default/${lost!.metadata.name}`);
  });

  it('holds a StatefulSet’s pod: no second one of that name until it is known to be gone', () => {
    const it = new Whole();
    it.apply(statefulSet(3));
    it.run(30);
    const lost = on(it, 'node-1')[0]!;
    it.fault({ kind: 'stop-node', node: 'node-1' });
    it.run(900);
    expect(it.pod(lost.metadata.name).metadata.uid).toBe(lost.metadata.uid);
    expect(it.pod(lost.metadata.name).metadata.deletionTimestamp).toBeDefined();
    expect(it.ready('db')).toHaveLength(2);
    it.delete('pods', lost.metadata.name, { gracePeriodSeconds: 0 });
    it.run(30);
    expect(it.pod(lost.metadata.name).spec.nodeName).not.toBe('node-1');
    expect(it.ready('db')).toHaveLength(3);
  });

  it('gives its StatefulSet pod up when somebody declares it out of service', () => {
    const it = new Whole();
    it.apply(statefulSet(3));
    it.run(30);
    const lost = on(it, 'node-1')[0]!;
    it.fault({ kind: 'stop-node', node: 'node-1' });
    it.run(400);
    const own = it.node('node-1').spec.taints!;
    it.patch('nodes', 'node-1', {
      spec: { taints: [...own, { key: 'node.kubernetes.io/out-of-service', value: 'nodeshutdown', effect: 'NoExecute' }] },
    });
    it.run(60);
    expect(it.pod(lost.metadata.name).metadata.uid).not.toBe(lost.metadata.uid);
    expect(it.ready('db')).toHaveLength(3);
  });

  it('keeps the pods of a DaemonSet', () => {
    const it = new Whole();
    it.apply(daemonSet);
    it.run(20);
    it.fault({ kind: 'stop-node', node: 'node-1' });
    it.run(600);
    expect(it.pods('agent')).toHaveLength(3);
    expect(going(it.pods('agent'))).toEqual([]);
  });

  it('releases a disk only after six minutes', () => {
    const it = new Whole([{ name: 'node-1' }, { name: 'node-2' }]);
    it.apply(claim('data'), user('first', 'data', { nodeSelector: { 'kubernetes.io/hostname': 'node-1' } }));
    it.run(20);
    it.fault({ kind: 'stop-node', node: 'node-1' });
    it.run(60);
    it.delete('pods', 'first', { gracePeriodSeconds: 0 });
    it.apply(user('second', 'data'));
    it.run(200);
    expect(it.events('second').join()).toContain("is already exclusively attached to one node and can't be attached to another");
    it.run(400);
    expect(it.pod('second').status.phase).toBe('Running');
  });
});

describe('tolerations', () => {
  const lost = (tolerationSeconds?: number) => ({
    tolerations: [
      {
        key: 'node.kubernetes.io/unreachable',
        operator: 'Exists',
        effect: 'NoExecute',
        ...(tolerationSeconds !== undefined && { tolerationSeconds }),
      },
    ],
  });

  it('of thirty seconds end with thirty seconds', () => {
    const it = new Whole();
    it.apply(deployment(3, lost(30)));
    it.run(20);
    it.fault({ kind: 'stop-node', node: 'node-1' });
    it.run(100);
    expect(going(it.pods())).toHaveLength(1);
  });

  it('without an end have none', () => {
    const it = new Whole();
    it.apply(deployment(3, lost()));
    it.run(20);
    it.fault({ kind: 'stop-node', node: 'node-1' });
    it.run(1000);
    expect(going(it.pods())).toEqual([]);
  });

  it('are what keeps a pod on a node that a person taints', () => {
    const it = new Whole();
    it.apply(deployment(3));
    it.run(20);
    it.patch('nodes', 'node-1', { spec: { taints: [{ key: 'maintenance', effect: 'NoExecute' }] } });
    it.run(15);
    expect(on(it, 'node-1')).toEqual([]);
    expect(it.ready('web')).toHaveLength(3);
  });
});

describe('nodes that come and go', () => {
  it('are greeted, get the pods of a DaemonSet, and are missed', () => {
    const it = new Whole();
    it.apply(daemonSet);
    it.run(20);
    it.fault({ kind: 'add-node', node: 'node-4', zone: 'zone-a' });
    it.run(20);
    expect(it.events('node-4')).toContain('RegisteredNode: Node node-4 event: Registered Node node-4 in Controller');
    expect(it.ready('agent')).toHaveLength(4);
    it.fault({ kind: 'remove-node', node: 'node-4' });
    it.run(2);
    expect(it.events('node-4')).toContain('RemovingNode: Node node-4 event: Removing Node node-4 from Controller');
    it.run(70);
    expect(it.pods('agent')).toHaveLength(3);
  });

  it('leave pods behind, which are removed within a minute or so, and replaced', () => {
    const it = new Whole();
    it.apply(statefulSet(3));
    it.run(30);
    const lost = on(it, 'node-1')[0]!;
    it.fault({ kind: 'remove-node', node: 'node-1' });
    it.run(80);
    expect(on(it, 'node-1')).toEqual([]);
    expect(it.pod(lost.metadata.name).metadata.uid).not.toBe(lost.metadata.uid);
    expect(it.ready('db')).toHaveLength(3);
  });

  it('bear a taint while they are cordoned, and their pods stay', () => {
    const it = new Whole();
    it.apply(deployment(3));
    it.run(20);
    it.patch('nodes', 'node-1', { spec: { unschedulable: true } });
    it.run(15);
    expect(taints(it.node('node-1'))).toEqual(['unschedulable:NoSchedule']);
    expect(on(it, 'node-1')).toHaveLength(1);
    expect(it.events('node-1')).toContain('NodeNotSchedulable: Node node-1 status is now: NodeNotSchedulable');
    it.patch('nodes', 'node-1', { spec: { unschedulable: null } });
    it.run(15);
    expect(taints(it.node('node-1'))).toEqual([]);
    expect(it.events('node-1')).toContain('NodeSchedulable: Node node-1 status is now: NodeSchedulable');
  });
});

describe('a zone that goes down', () => {
  it('is evicted one node every ten seconds, as long as another zone lives', () => {
    const it = new Whole(twoZones());
    it.apply(deployment(8));
    it.run(30);
    it.fault({ kind: 'stop-zone', zone: 'zone-a' });
    it.run(70);
    const since = ['node-1', 'node-3'].map((name) => it.node(name).spec.taints!.find(({ effect }) => effect === 'NoExecute')!.timeAdded!);
    expect(Math.abs(Date.parse(since[0]!) - Date.parse(since[1]!))).toBe(10_000);
  });

  it('is not evicted when every zone is down: then it is the control plane that hears nothing', () => {
    const it = new Whole(twoZones());
    it.apply(deployment(4));
    it.run(30);
    it.fault({ kind: 'stop-zone', zone: 'zone-a' });
    it.fault({ kind: 'stop-zone', zone: 'zone-b' });
    it.run(1200);
    expect(going(it.pods())).toEqual([]);
    expect(taints(it.node('node-1'))).toEqual(['unreachable:NoSchedule']);
  });

  it('of few nodes that is only partly down is not evicted either', () => {
    const it = new Whole([...[1, 2, 3, 4].map((i) => ({ name: `a-${i}`, zone: 'a' })), { name: 'b-1', zone: 'b' }]);
    it.apply(deployment(8));
    it.run(30);
    for (const i of [1, 2, 3]) it.fault({ kind: 'stop-node', node: `a-${i}` });
    it.run(900);
    expect(taints(it.node('a-1'))).toEqual(['unreachable:NoSchedule']);
    expect(going(it.pods())).toEqual([]);
  });
});

describe('a PodDisruptionBudget', () => {
  const budget = (spec: object): Manifest => ({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web' },
    spec: { selector: selector('web'), ...spec },
  });
  const status = (it: Whole) => it.get<PodDisruptionBudget & { metadata: never }>('poddisruptionbudgets', 'web').status;
  const evict = (it: Whole, pod: string) =>
    it.cluster.history.input({
      type: 'create',
      resource: it.api.resourceOf('v1', 'Pod'),
      object: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: pod, namespace: 'default' } },
      options: { namespace: 'default', subresource: 'eviction' },
    });

  it.each([
    [{ minAvailable: 2 }, { currentHealthy: 3, desiredHealthy: 2, expectedPods: 3, disruptionsAllowed: 1 }],
    [{ minAvailable: 3 }, { currentHealthy: 3, desiredHealthy: 3, expectedPods: 3, disruptionsAllowed: 0 }],
    [{ minAvailable: '50%' }, { currentHealthy: 3, desiredHealthy: 2, expectedPods: 3, disruptionsAllowed: 1 }],
    [{ maxUnavailable: 1 }, { currentHealthy: 3, desiredHealthy: 2, expectedPods: 3, disruptionsAllowed: 1 }],
    [{ maxUnavailable: '10%' }, { currentHealthy: 3, desiredHealthy: 2, expectedPods: 3, disruptionsAllowed: 1 }],
    [{ maxUnavailable: '100%' }, { currentHealthy: 3, desiredHealthy: 0, expectedPods: 3, disruptionsAllowed: 3 }],
    [{ maxUnavailable: 0 }, { currentHealthy: 3, desiredHealthy: 3, expectedPods: 3, disruptionsAllowed: 0 }],
  ])('of %j counts', (spec, counts) => {
    const it = new Whole();
    it.apply(deployment(3), budget(spec));
    it.run(30);
    expect(status(it)).toMatchObject(counts);
  });

  it('refuses an eviction that it cannot afford, and lets it through when the pod is replaced', () => {
    const it = new Whole();
    it.apply(deployment(3), budget({ minAvailable: 2 }));
    it.run(30);
    const [first, second] = it.pods('web').map(({ metadata }) => metadata.name) as [string, string];
    evict(it, first);
    expect(status(it)).toMatchObject({ disruptionsAllowed: 0, disruptedPods: { [first]: expect.any(String) as string } });
    expect(it.refusal(() => evict(it, second))).toBe("429: Cannot evict pod as it would violate the pod's disruption budget.");
    it.run(20);
    expect(status(it)).toMatchObject({ disruptionsAllowed: 1, currentHealthy: 3 });
    expect(status(it).disruptedPods).toBeUndefined();
    evict(it, second);
    it.run(20);
    expect(it.ready('web')).toHaveLength(3);
  });

  it('cannot count pods whose controller has no scale', () => {
    const it = new Whole();
    it.apply(
      { ...daemonSet, metadata: { name: 'web' }, spec: { selector: selector('web'), template: template('web') } },
      budget({ maxUnavailable: 1 }),
    );
    it.run(20);
    expect(status(it)).toMatchObject({
      disruptionsAllowed: 0,
      conditions: [
        {
          type: 'DisruptionAllowed',
          status: 'False',
          reason: 'SyncFailed',
          message: 'daemonsets.apps does not implement the scale subresource',
        },
      ],
    });
  });
});
