import type { Deployment } from '../../../src/kube/kinds/deployment';
import type { Pod } from '../../../src/kube/kinds/pod';
import { isActive, isReady } from '../../../src/kube/kinds/pod-status';
import { keyOf, type KubeObject, type Manifest } from '../../../src/kube/object';
import type { Component } from '../../../src/cluster/component';
import { controller } from '../../../src/cluster/controller';
import { controllers } from '../../../src/cluster/controllers';
import { Engine } from '../../../src/cluster/engine';
import { scheduler } from '../../../src/cluster/scheduler';

/** A kubelet of three lines, so that controllers can be tested without the real one: a bound pod is ready after a
 *  second unless its image is `broken`, a deleted one is gone after half a second. */
const kubelet: Component = {
  name: 'fake-kubelet',
  watches: ['pods'],
  changed({ type, key, object }, world) {
    const pod = object as unknown as Pod;
    if (type === 'DELETED') return;
    if (pod.metadata.deletionTimestamp) world.schedule('fake-kubelet', key, 'REMOVE', 500);
    else if (pod.spec.nodeName && pod.status.phase === 'Pending') world.schedule('fake-kubelet', key, 'START', 1000);
  },
  handle({ type, key }, world) {
    const pod = world.api.get<Pod>('pods', key);
    if (!pod) return;
    if (type === 'REMOVE') return void world.api.delete('pods', key, { gracePeriodSeconds: 0 });
    if (pod.spec.containers[0]!.image!.includes('broken')) return;
    const condition = { type: 'Ready', status: 'True' as const, lastTransitionTime: world.timestamp };
    world.api.updateStatus('pods', {
      ...pod,
      status: { ...pod.status, phase: 'Running', podIP: '10.244.0.9', conditions: [...(pod.status.conditions ?? []), condition] },
    });
  },
};

export function world(nodes = 3) {
  const all = controllers.map((one) => ('reconcile' in one ? controller(one) : one));
  const engine = new Engine({ seed: 7, components: [...all, scheduler, kubelet] });
  const { api } = engine;
  api.create('namespaces', { metadata: { name: 'default' } });
  for (let i = 1; i <= nodes; i++) {
    const allocatable = { cpu: '4', memory: '8Gi', pods: '1100' };
    api.updateStatus('nodes', {
      ...api.create<KubeObject>('nodes', {
        metadata: { name: `node-${i}`, labels: { 'topology.kubernetes.io/zone': `zone-${i}` } },
        spec: {},
      }),
      status: { allocatable },
    } as never);
  }
  const run = (ms: number, each?: () => void) => {
    const until = engine.kernel.now + ms;
    for (let next = engine.kernel.nextAt(); next !== undefined && next <= until; next = engine.kernel.nextAt()) {
      engine.step();
      each?.();
    }
    engine.kernel.idleTo(until);
  };
  run(1000);
  return {
    engine,
    api,
    run,
    pods: () => api.list<never>('pods') as unknown as readonly Pod[],
    active: () => (api.list<never>('pods') as unknown as readonly Pod[]).filter(isActive),
    ready: () => (api.list<never>('pods') as unknown as readonly Pod[]).filter((pod) => isReady(pod) && !pod.metadata.deletionTimestamp),
    deployment: (name = 'web') => api.get<Deployment>('deployments', `default/${name}`)!,
    setImage: (image: string) => {
      const deployment = api.get<Deployment>('deployments', 'default/web')!;
      const { template } = deployment.spec;
      const containers = template.spec.containers.map((one) => ({ ...one, image }));
      return api.update('deployments', {
        ...deployment,
        spec: { ...deployment.spec, template: { ...template, spec: { ...template.spec, containers } } },
      });
    },
    events: () => api.list('events').map((event) => `${event['reason']}: ${event['message']}`),
    deleteFirst: () => api.delete('pods', keyOf(api.list('pods')[0]!.metadata)),
  };
}

export const web = (spec: Record<string, unknown> = {}, image = 'nginx:1.7.9'): Manifest => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas: 3,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image }] } },
    ...spec,
  },
});
