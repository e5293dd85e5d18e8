import { describe, expect, it } from 'vitest';
import { faultsFor, offeredFaults, standing } from '../../src/app/stage/offered-faults';
import type { KubeObject } from '../../src/kube/object';
import type { View } from '../../src/kube/view';

function object(kind: string, name: string, more: object = {}, metadata: object = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind,
    metadata: { name, uid: name, resourceVersion: '1', creationTimestamp: '', ...metadata },
    ...more,
  };
}

const zone = (name: string) => ({ labels: { 'topology.kubernetes.io/zone': name } });
const lists: Record<string, KubeObject[]> = {
  nodes: [object('Node', 'node-1', {}, zone('a')), object('Node', 'node-2', {}, zone('b')), object('Node', 'node-3', {}, zone('a'))],
  pods: ['p1', 'p2', 'p3', 'p4'].map((name) =>
    object(
      'Pod',
      name,
      { spec: { containers: [{ image: 'nginx:1.27', readinessProbe: {} }] }, status: { phase: 'Running' } },
      { namespace: 'demo' },
    ),
  ),
  services: [object('Service', 'web', {}, { namespace: 'demo' }), object('Service', 'kubernetes', {}, { namespace: 'default' })],
};
const view: View = { now: 0, version: 1, list: (resource) => lists[resource] ?? [], get: () => undefined };

describe('the faults that are offered', () => {
  const labels = (...thrown: Parameters<typeof standing>[0]) =>
    offeredFaults(view, 'demo', standing(thrown, lists.nodes!)).map(({ label }) => label);

  it('are those that make sense in a cluster where all is well', () => {
    expect(labels()).toEqual([
      'Switch node-1 off',
      'Switch node-2 off',
      'Switch node-3 off',
      'Add a node',
      'Zone a goes down',
      'Zone b goes down',
      'Kill the container of p1',
      'Kill the container of p2',
      'Kill the container of p3',
      'Break the image nginx:1.27',
      'Send traffic to web',
    ]);
  });

  it('let what was stopped be started', () => {
    const now = labels({ kind: 'stop-zone', zone: 'a' }, { kind: 'start-node', node: 'node-3' }, { kind: 'stop-node', node: 'node-2' });
    expect(now.slice(0, 3)).toEqual(['Switch node-1 on', 'Switch node-2 on', 'Switch node-3 off']);
    expect(now).toContain('Zone a goes down');
    expect(now).toContain('Zone b comes back');
  });

  it('mend an image that was broken, and a probe of one pod', () => {
    expect(labels({ kind: 'break-pull', image: 'nginx:1.27' })).toContain('Mend the image nginx:1.27');
    const broken = { kind: 'break-pull', image: 'nginx:1.27' } as const;
    expect(labels(broken, { ...broken, mend: true })).toContain('Break the image nginx:1.27');
    const failing = standing([{ kind: 'fail-probe', namespace: 'demo', pod: 'p1', probe: 'readiness' }], lists.nodes!);
    const probeOf = (pod: string) => faultsFor(pod, view, 'demo', failing).map(({ label }) => label)[1];
    expect([probeOf('p1'), probeOf('p2')]).toEqual(['Let the readiness probe succeed again', 'Let the readiness probe fail']);
  });

  it('of a node are its plug, its network, its kubelet and its memory', () => {
    expect(faultsFor('node-1', view, 'demo', standing([], lists.nodes!)).map(({ fault }) => fault.kind)).toEqual([
      'stop-node',
      'cut-node',
      'stop-kubelet',
      'fill-node',
    ]);
  });

  it('stop traffic that flows', () => {
    expect(labels({ kind: 'traffic', namespace: 'demo', service: 'web', perSecond: 4 })).toContain('Stop the traffic to web');
  });

  it('kill the pod that was chosen', () => {
    const offered = offeredFaults(view, 'demo', standing([], lists.nodes!), 'p4').filter(({ group }) => group === 'Containers');
    expect(offered.map(({ fault }) => fault)).toEqual([{ kind: 'kill-container', namespace: 'demo', pod: 'p4' }]);
  });

  it('add a node with the next number, in the zone that has the fewest', () => {
    const add = offeredFaults(view, 'demo', standing([], lists.nodes!)).find(({ label }) => label === 'Add a node');
    expect(add?.fault).toEqual({ kind: 'add-node', node: 'node-4', zone: 'b' });
  });
});
