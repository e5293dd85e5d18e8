import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../../src/kube/object';
import { Whole } from '../whole';

/** Row H16: who names the node in the manifest asks no scheduler, and the kubelet may say no.
 *  Sources: docs assign-pod-node.md "nodeName", pkg/kubelet/lifecycle/predicate.go, kubelet.go rejectPod */

const pinned = (name: string, container: object, spec: object = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { nodeName: 'node-1', containers: [{ name: 'c', image: 'nginx', ...container }], ...spec },
});
const asks = (requests: object) => ({ resources: { requests } });
const small = [{ name: 'node-1', cpu: '2', memory: '4Gi', pods: '3' }];

describe('H16 a kubelet refuses a Pod', () => {
  it.each([
    ['OutOfcpu', pinned('p', asks({ cpu: '3' })), "Node didn't have enough resource: cpu, requested: 3000, used: 500, capacity: 2000"],
    [
      'OutOfmemory',
      pinned('p', asks({ memory: '8Gi' })),
      /^Node didn't have enough resource: memory, requested: 8589934592, used: 0, capacity: \d+$/,
    ],
    [
      'NodeAffinity',
      pinned('p', {}, { nodeSelector: { disk: 'ssd' } }),
      "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
    ],
    [
      'NodePorts',
      pinned('p', { ports: [{ containerPort: 80, hostPort: 8080 }] }),
      "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
    ],
  ] as const)('%s', (reason, manifest, message) => {
    const it = new Whole(small);
    it.apply(pinned('first', { ...asks({ cpu: '500m' }), ports: [{ containerPort: 80, hostPort: 8080 }] }));
    it.run(10);
    it.apply(manifest);
    it.run(5);
    const { status } = it.pod('p');
    expect([status.phase, status.reason]).toEqual(['Failed', reason]);
    expect(status.message!.slice('Pod was rejected: '.length)).toMatch(message);
    expect(status.message).toMatch(/^Pod was rejected: /);
    expect(status.containerStatuses).toBeUndefined();
    expect(it.events('p')).toEqual([expect.stringMatching(new RegExp(`^${reason}: `))]);
    expect(it.pod('first').status.phase).toBe('Running');
    it.delete('pods', 'p');
    it.run(5);
    expect(it.find('pods', 'p')).toBeUndefined();
  });

  it('TaintToleration, for a taint NoExecute that it does not tolerate', () => {
    const it = new Whole(small);
    const taint = (effect: string) => it.patch('nodes', 'node-1', { spec: { taints: [{ key: 'gone', effect }] } });
    taint('NoSchedule');
    it.apply(pinned('stays', {}));
    it.run(5);
    taint('NoExecute');
    it.apply(pinned('p', {}), pinned('tolerant', {}, { tolerations: [{ key: 'gone', operator: 'Exists' }] }));
    it.run(0.2);
    expect(it.events('p')).toContain("TaintToleration: Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate");
    it.run(5);
    expect(it.pod('tolerant').status.phase).toBe('Running');
  });

  describe('Evicted, while the node is under pressure (eviction_manager.go Admit)', () => {
    const critical = { priorityClassName: 'system-node-critical' };
    it.each([
      ['memory', 'one that asks for nothing', pinned('p', {}), '[MemoryPressure]'],
      ['memory', 'not one that asks for something', pinned('p', asks({ cpu: '1m' })), undefined],
      ['memory', 'not one that tolerates it', pinned('p', {}, { tolerations: [{ operator: 'Exists' }] }), undefined],
      [
        'disk',
        'whatever it asks for and tolerates',
        pinned('p', asks({ cpu: '1m' }), { tolerations: [{ operator: 'Exists' }] }),
        '[DiskPressure]',
      ],
      ['disk', 'not one that the system needs', pinned('p', {}, critical), undefined],
    ] as const)('%s: %s', (resource, _, manifest, told) => {
      const it = new Whole(small);
      it.fault({ kind: 'fill-node', node: 'node-1', resource });
      it.run(5);
      it.apply(manifest);
      it.run(3);
      const { phase, reason, message } = it.pod('p').status;
      const refused = { phase: 'Failed', reason: 'Evicted', message: `Pod was rejected: The node had condition: ${told}. ` };
      expect({ phase, reason, message }).toEqual(told ? refused : { phase: 'Pending', reason: undefined, message: undefined });
      expect(it.events('p').some((text) => text.startsWith('Pulling'))).toBe(!told);
    });
  });

  it('OutOfpods, when the node has as many as it takes', () => {
    const it = new Whole(small);
    for (const name of ['a', 'b', 'c', 'd']) it.apply(pinned(name, {}));
    it.run(10);
    const refused = it.pods().filter(({ status }) => status.reason === 'OutOfpods');
    expect(refused.map(({ status }) => status.message)).toEqual([
      "Pod was rejected: Node didn't have enough resource: pods, requested: 1, used: 3, capacity: 3",
    ]);
  });

  it('and a Pod that has ended holds nothing: another takes its place', () => {
    const it = new Whole(small);
    it.apply(pinned('short', { ...asks({ cpu: '2' }), image: 'busybox', command: ['true'] }, { restartPolicy: 'Never' }));
    it.run(20);
    it.apply(pinned('next', asks({ cpu: '2' })));
    it.run(10);
    expect([it.pod('short').status.phase, it.pod('next').status.phase]).toEqual(['Succeeded', 'Running']);
  });

  it('of a StatefulSet: the controller makes it anew until its port is free (conformance: Should recreate evicted statefulset)', () => {
    const it = new Whole(small);
    const ports = [{ containerPort: 80, hostPort: 8080 }];
    it.apply(pinned('holder', { ports }, { terminationGracePeriodSeconds: 1 }));
    it.run(10);
    const template = { metadata: { labels: { app: 'ss' } }, spec: pinned('', { ports })['spec'] };
    it.apply({
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'ss' },
      spec: { serviceName: 'ss', selector: { matchLabels: { app: 'ss' } }, template },
    });
    it.run(10);
    expect(it.events('ss')).toContain('SuccessfulDelete: delete Pod ss-0 in StatefulSet ss successful');
    it.delete('pods', 'holder');
    it.run(60);
    expect(it.ready('ss')).toHaveLength(1);
  });
});
