import type { Component } from '../../../src/cluster/component';
import { controller } from '../../../src/cluster/controller';
import { controllers } from '../../../src/cluster/controllers';
import { Engine } from '../../../src/cluster/engine';
import { scheduler } from '../../../src/cluster/scheduler';
import type { Deployment } from '../../../src/kube/kinds/deployment';
import type { Pod, PodStatus } from '../../../src/kube/kinds/pod';
import { isActive, isReady, isTerminal } from '../../../src/kube/kinds/pod-status';
import { keyOf, type KubeObject, type Manifest } from '../../../src/kube/object';
import type { World } from '../../../src/cluster/component';

/** A kubelet of a few lines, so that controllers can be tested without the real one: a bound pod is ready after a
 *  second unless its image is `broken`; one whose image is `ends-3` ends a second later with exit code 3; one that is
 *  deleted is gone after half a second. */
const kubelet: Component = {
  name: 'fake-kubelet',
  watches: ['pods'],
  changed({ type, key, object }, world) {
    const pod = object as unknown as Pod;
    if (type === 'DELETED') return void ['START', 'END', 'REMOVE'].forEach((event) => world.cancel('fake-kubelet', key, event));
    if (pod.metadata.deletionTimestamp) world.schedule('fake-kubelet', key, 'REMOVE', 500);
    else if (pod.spec.nodeName && pod.status.phase === 'Pending' && world.dueAt('fake-kubelet', key, 'START') === undefined)
      world.schedule('fake-kubelet', key, 'START', 1000);
  },
  handle({ type, key }, world) {
    const pod = world.api.get<Pod>('pods', key);
    if (!pod) return;
    const image = pod.spec.containers[0]!.image!;
    if (type === 'REMOVE') return remove(world, key, pod);
    if (type === 'END') return void end(world, pod, Number(image.slice('ends-'.length)));
    if (isTerminal(pod) || pod.metadata.deletionTimestamp || image.includes('broken')) return;
    setReady(world, pod, true);
    if (image.startsWith('ends-')) world.schedule('fake-kubelet', key, 'END', 1000);
  },
};

function remove(world: World, key: string, pod: Pod): void {
  // A kubelet says how a pod ended before it lets go of it.
  if (!isTerminal(pod) && pod.spec.nodeName && pod.status.phase === 'Running') end(world, pod, 137);
  world.api.delete('pods', key, { gracePeriodSeconds: 0 });
}

function setStatus(world: World, pod: Pod, status: Partial<PodStatus>): void {
  world.api.updateStatus('pods', { ...pod, status: { ...pod.status, ...status } });
}

function conditionsOf(world: World, pod: Pod, ready: boolean) {
  const condition = { type: 'Ready', status: ready ? ('True' as const) : ('False' as const), lastTransitionTime: world.timestamp };
  return [...(pod.status.conditions ?? []).filter(({ type }) => type !== 'Ready'), condition];
}

export function setReady(world: World, pod: Pod, ready: boolean): void {
  setStatus(world, pod, { phase: 'Running', podIP: '10.244.0.9', conditions: conditionsOf(world, pod, ready) });
}

/** All containers of a pod have ended. */
export function end(world: World, pod: Pod, exitCode: number): void {
  const terminated = { exitCode, reason: exitCode ? 'Error' : 'Completed', finishedAt: world.timestamp };
  const containerStatuses = pod.spec.containers.map(({ name, image = '' }) => ({
    name,
    image,
    imageID: '',
    ready: false,
    restartCount: 0,
    state: { terminated },
  }));
  setStatus(world, pod, { phase: exitCode ? 'Failed' : 'Succeeded', conditions: conditionsOf(world, pod, false), containerStatuses });
}

export function world(nodes = 3, seed = 7) {
  // No kubelet renews a Lease here, so nobody judges nodes by theirs.
  const judging = controllers.filter(({ name }) => name !== 'node-lifecycle-controller');
  const all = judging.map((one) => ('reconcile' in one ? controller(one) : one));
  const engine = new Engine({ seed, components: [...all, scheduler, kubelet] });
  const { api } = engine;
  api.create('namespaces', { metadata: { name: 'default' } });
  const addNode = (name: string, more: { labels?: Record<string, string>; taints?: unknown[]; unschedulable?: boolean } = {}) => {
    const { labels, ...spec } = more;
    const zone = `zone-${(name.charCodeAt(name.length - 1) % 3) + 1}`;
    const metadata = { name, labels: { 'topology.kubernetes.io/zone': zone, 'kubernetes.io/hostname': name, ...labels } };
    const node = api.create<KubeObject>('nodes', { metadata, spec });
    api.updateStatus('nodes', { ...node, status: { allocatable: { cpu: '4', memory: '8Gi', pods: '1100' } } } as never);
  };
  for (let i = 1; i <= nodes; i++) addNode(`node-${i}`);
  const run = (ms: number, each?: () => void) => {
    const until = engine.kernel.now + ms;
    for (let next = engine.kernel.nextAt(); next !== undefined && next <= until; next = engine.kernel.nextAt()) {
      engine.step();
      each?.();
    }
    engine.kernel.idleTo(until);
  };
  run(1000);
  const steps: string[] = [];
  api.onChange(({ resource, type, object, old }) => {
    if (resource !== 'pods') return;
    if (type === 'ADDED') steps.push(`create ${object.metadata.name}`);
    else if (!old!.metadata.deletionTimestamp && (type === 'DELETED' || object.metadata.deletionTimestamp))
      steps.push(`delete ${object.metadata.name}`);
  });
  const pods = () => api.list<never>('pods') as unknown as readonly Pod[];
  const active = () => pods().filter(isActive);
  const pod = (name: string) => {
    const found = api.get<Pod>('pods', `default/${name}`);
    if (!found) throw new Error(`no pod ${name}`);
    return found;
  };
  const patch = (resource: string, name: string, change: Manifest, options = {}) => {
    const { group, version, namespaced } = api.kind(resource);
    const ref = { group, version, resource, name, ...(namespaced && { namespace: 'default' }) };
    return api.patch(ref, 'application/merge-patch+json', change, options);
  };
  return {
    engine,
    api,
    run,
    addNode,
    /** Pods made, and told to go, in order. */
    steps,
    pods,
    active,
    pod,
    patch,
    names: () => active().map(({ metadata }) => metadata.name),
    ready: () => pods().filter((one) => isReady(one) && !one.metadata.deletionTimestamp),
    get: <T = any>(resource: string, name: string) => api.get<never>(resource, `default/${name}`) as unknown as T,
    /** Objects of a kind, made in `default`. */
    create: <T = any>(resource: string, object: Manifest) => api.create<never>(resource, object, { namespace: 'default' }) as unknown as T,
    scale: (resource: string, name: string, replicas: number) => patch(resource, name, { spec: { replicas } }, { subresource: 'scale' }),
    deployment: (name = 'web') => api.get<Deployment>('deployments', `default/${name}`)!,
    setImage: (image: string, resource = 'deployments', name = 'web') => {
      const object = api.get<KubeObject>(resource, `default/${name}`)!;
      const { template } = object['spec'] as Deployment['spec'];
      const containers = template.spec.containers.map((one) => ({ ...one, image }));
      return api.update(resource, {
        ...object,
        spec: { ...object['spec'], template: { ...template, spec: { ...template.spec, containers } } },
      });
    },
    events: () => api.list('events').map((event) => `${event['reason']}: ${event['message']}`),
    sources: () => new Set(api.list('events').map((event) => (event['source'] as { component?: string }).component)),
    deleteFirst: () => api.delete('pods', keyOf(api.list('pods')[0]!.metadata)),
    deletePod: (name: string) => api.delete('pods', `default/${name}`),
    setReady: (name: string, ready: boolean) => setReady(engine, pod(name), ready),
    end: (name: string, exitCode: number) => end(engine, pod(name), exitCode),
    /** Notes every reason that a condition gives from now on. */
    reasons: (resource: string, type: string) => {
      const told: string[] = [];
      api.onChange(({ resource: changed, object }) => {
        const condition =
          changed === resource ? object['status'].conditions?.find((one: { type: string }) => one.type === type) : undefined;
        const text = condition && `${condition.status} ${condition.reason}: ${condition.message}`;
        if (text && told.at(-1) !== text) told.push(text);
      });
      return told;
    },
    conditions: (resource: string, name: string) =>
      (
        api.get(resource, `default/${name}`)?.['status'] as {
          conditions?: { type: string; status: string; reason?: string; message?: string }[];
        }
      ).conditions ?? [],
  };
}

export type TestWorld = ReturnType<typeof world>;

const template = (image: string, spec: Record<string, unknown> = {}) => ({
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'web', image }], ...spec },
});

const workload =
  (kind: string, defaults: Record<string, unknown>) =>
  (spec: Record<string, unknown> = {}, image = 'nginx:1.7.9', podSpec: Record<string, unknown> = {}): Manifest => ({
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'web' },
    spec: { ...defaults, selector: { matchLabels: { app: 'web' } }, template: template(image, podSpec), ...spec },
  });

export const web = workload('Deployment', { replicas: 3 });
export const replicaSet = workload('ReplicaSet', { replicas: 3 });
export const statefulSet = workload('StatefulSet', { replicas: 3, serviceName: 'web' });
export const daemonSet = workload('DaemonSet', {});

export const job = (spec: Record<string, unknown> = {}, image = 'ends-0', podSpec: Record<string, unknown> = {}): Manifest => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: 'work' },
  spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image }], ...podSpec } }, ...spec },
});

export const cronJob = (spec: Record<string, unknown> = {}, image = 'ends-0'): Manifest => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: 'tick' },
  spec: { schedule: '* * * * *', jobTemplate: { spec: job({}, image)['spec'] }, ...spec },
});
