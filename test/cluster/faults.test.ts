import { describe, expect, it } from 'vitest';
import type { Fault } from '../../src/kube/fault';
import type { Manifest } from '../../src/kube/object';
import { Whole } from './whole';

const probe = { httpGet: { path: '/', port: 80 }, periodSeconds: 2, failureThreshold: 2 };

const web = (replicas: number, container: object = {}): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'c', image: 'nginx', ...container }] },
    },
  },
});

function running(container: object = {}, replicas = 1): Whole {
  const it = new Whole();
  it.apply(web(replicas, container));
  it.run(20);
  expect(it.ready('web')).toHaveLength(replicas);
  return it;
}

const first = (it: Whole) => it.pods('web')[0]!;
const told = (it: Whole) => it.cluster.log.filter(({ type }) => type === 'fault').map(({ note }) => note);

describe('a fault', () => {
  it('kills a container, which starts again at once', () => {
    const it = running();
    it.fault({ kind: 'kill-container', namespace: 'default', pod: first(it).metadata.name });
    it.run(5);
    expect(first(it).status.containerStatuses![0]).toMatchObject({
      restartCount: 1,
      lastState: { terminated: { exitCode: 137, reason: 'Error' } },
    });
    expect(told(it)).toEqual([`a container of ${first(it).metadata.name} is killed`]);
  });

  it('breaks pulls, until it is mended', () => {
    const it = new Whole();
    it.fault({ kind: 'break-pull', image: 'nginx' });
    it.apply(web(1));
    it.run(10);
    expect(first(it).status.containerStatuses![0]!.state!.waiting!.reason).toMatch(/^(ErrImagePull|ImagePullBackOff)$/);
    it.fault({ kind: 'break-pull', image: 'nginx', mend: true });
    it.run(40);
    expect(it.ready('web')).toHaveLength(1);
  });

  it('fails a readiness probe: the pod is not ready, and not restarted', () => {
    const it = running({ readinessProbe: probe });
    const { name } = first(it).metadata;
    it.fault({ kind: 'fail-probe', namespace: 'default', pod: name, probe: 'readiness' });
    it.run(10);
    expect(it.ready('web')).toEqual([]);
    expect(it.pod(name).status.containerStatuses![0]!.restartCount).toBe(0);
    it.fault({ kind: 'fail-probe', namespace: 'default', pod: name, probe: 'readiness', mend: true });
    it.run(10);
    expect(it.ready('web')).toHaveLength(1);
  });

  it('fails a liveness probe: the container is restarted', () => {
    const it = running({ livenessProbe: probe });
    const { name } = first(it).metadata;
    it.fault({ kind: 'fail-probe', namespace: 'default', pod: name, probe: 'liveness' });
    it.run(10);
    expect(it.pod(name).status.containerStatuses![0]!.restartCount).toBeGreaterThan(0);
    expect(it.events(name)).toContain('Killing: Container c failed liveness probe, will be restarted');
  });

  it('makes a pod slow: a probe of one second gives up', () => {
    const it = running({ readinessProbe: probe });
    const { name } = first(it).metadata;
    it.fault({ kind: 'slow-pod', namespace: 'default', pod: name, ms: 3_000 });
    it.run(10);
    expect(it.ready('web')).toEqual([]);
    expect(it.events(name).join('\n')).toContain('context deadline exceeded (Client.Timeout exceeded while awaiting headers)');
    it.fault({ kind: 'slow-pod', namespace: 'default', pod: name, ms: 0, mend: true });
    it.run(10);
    expect(it.ready('web')).toHaveLength(1);
  });

  it('stops a kubelet: the node is Unknown, its containers go on, and nobody restarts them', () => {
    const it = running();
    const { name } = first(it).metadata;
    const node = first(it).spec.nodeName!;
    it.fault({ kind: 'stop-kubelet', node });
    it.fault({ kind: 'kill-container', namespace: 'default', pod: name });
    it.run(100);
    expect(it.node(node).status.conditions!.find(({ type }) => type === 'Ready')!.status).toBe('Unknown');
    expect(it.pod(name).status.containerStatuses![0]!.restartCount).toBe(0);
    it.fault({ kind: 'stop-kubelet', node, mend: true });
    it.run(20);
    expect(it.pod(name).status.containerStatuses![0]!.restartCount).toBe(1);
    expect(it.ready('web')).toHaveLength(1);
  });

  it('fills a node: it bears the taint and evicts what asks for nothing', () => {
    const it = running({}, 3);
    const victim = it.pods('web').find(({ spec }) => spec.nodeName === 'node-1')!;
    it.fault({ kind: 'fill-node', node: 'node-1', resource: 'memory' });
    it.run(15);
    expect(it.pod(victim.metadata.name).status).toMatchObject({
      phase: 'Failed',
      reason: 'Evicted',
      message: expect.stringMatching(/^The node was low on resource: memory\. Threshold quantity: 100Mi, available: 50Mi\. /),
    });
    expect(it.events('node-1')).toContain('EvictionThresholdMet: Attempting to reclaim memory');
    expect(it.node('node-1').spec.taints).toEqual([
      expect.objectContaining({ key: 'node.kubernetes.io/memory-pressure', effect: 'NoSchedule' }),
    ]);
    expect(it.ready('web')).toHaveLength(3);
    expect(it.ready('web').filter(({ spec }) => spec.nodeName === 'node-1')).toEqual([]);
    it.fault({ kind: 'fill-node', node: 'node-1', resource: 'memory', mend: true });
    it.run(10);
    expect(it.node('node-1').spec.taints).toBeUndefined();
  });

  it('stops one controller: what it should do waits', () => {
    const it = running();
    it.fault({ kind: 'stop-controller', controller: 'replicaset-controller' });
    it.delete('pods', first(it).metadata.name);
    it.run(30);
    expect(it.pods('web')).toEqual([]);
    it.fault({ kind: 'stop-controller', controller: 'replicaset-controller', mend: true });
    it.run(20);
    expect(it.ready('web')).toHaveLength(1);
  });

  it.each([
    [{ kind: 'stop-zone', zone: 'zone-a' }, 'zone-a goes down'],
    [{ kind: 'start-zone', zone: 'zone-a' }, 'zone-a comes back'],
    [{ kind: 'cut-node', node: 'node-1' }, 'node-1 cannot be reached'],
    [{ kind: 'cut-node', node: 'node-1', mend: true }, 'node-1 can be reached again'],
    [{ kind: 'remove-node', node: 'node-1' }, 'node-1 is taken away'],
  ] as [Fault, string][])('is told in words: %j', (fault, words) => {
    const it = new Whole();
    it.fault(fault);
    expect(told(it)).toEqual([words]);
  });
});
