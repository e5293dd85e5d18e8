import fc from 'fast-check';
import type { Fault } from '../../src/kube/fault';
import type { Manifest } from '../../src/kube/object';
import { SimulatedCluster } from '../../src/cluster/simulated';

/** A random life of a cluster, as data: what the stage is shown in Node and in Chromium. */

export type Act =
  | { readonly act: 'deploy'; readonly name: string; readonly replicas: number; readonly image: string }
  | { readonly act: 'stateful'; readonly replicas: number }
  | { readonly act: 'daemon' }
  | { readonly act: 'job'; readonly items: number; readonly indexed: boolean }
  | { readonly act: 'kill'; readonly nth: number }
  | { readonly act: 'fault'; readonly fault: Fault }
  | { readonly act: 'room'; readonly width: number; readonly height: number }
  | { readonly act: 'speed'; readonly speed: number }
  | { readonly act: 'pass'; readonly ms: number };

const NODES = ['node-1', 'node-2', 'node-3', 'node-4'];
const node = fc.constantFrom(...NODES);
const fault: fc.Arbitrary<Fault> = fc.oneof(
  node.map((node): Fault => ({ kind: 'stop-node', node })),
  node.map((node): Fault => ({ kind: 'start-node', node })),
  fc.tuple(node, fc.boolean()).map(([node, mend]): Fault => ({ kind: 'cut-node', node, mend })),
  fc.boolean().map((mend): Fault => ({ kind: 'break-pull', image: 'nginx', mend })),
  fc.nat({ max: 3 }).map((n): Fault => ({ kind: 'add-node', node: `extra-${n}`, zone: `zone-${n % 2 ? 'a' : 'c'}` })),
  fc.nat({ max: 3 }).map((n): Fault => ({ kind: 'remove-node', node: `extra-${n}` })),
  fc.boolean().map((mend): Fault => ({ kind: 'stop-controller', controller: 'replicaset-controller', mend })),
);

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant('deploy' as const),
      name: fc.constantFrom('web', 'api', 'shop'),
      replicas: fc.nat({ max: 25 }),
      image: fc.constantFrom('nginx:1.25', 'nginx:1.26', 'nginx:none'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('stateful' as const), replicas: fc.nat({ max: 4 }) }) },
  { weight: 1, arbitrary: fc.constant<Act>({ act: 'daemon' }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('job' as const), items: fc.integer({ min: 1, max: 30 }), indexed: fc.boolean() }) },
  { weight: 2, arbitrary: fc.nat({ max: 40 }).map((nth): Act => ({ act: 'kill', nth })) },
  { weight: 3, arbitrary: fault.map((fault): Act => ({ act: 'fault', fault })) },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('room' as const),
      width: fc.integer({ min: 320, max: 1920 }),
      height: fc.integer({ min: 160, max: 1000 }),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom(1, 4, 16).map((speed): Act => ({ act: 'speed', speed })) },
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 40_000 }).map((ms): Act => ({ act: 'pass', ms })) },
);
export const life: fc.Arbitrary<readonly Act[]> = fc.array(act, { minLength: 6, maxLength: 30 });

export function newCluster(): SimulatedCluster {
  const nodes = NODES.map((name, i) => ({ name, zone: i % 2 ? 'zone-b' : 'zone-a', labels: {} }));
  return new SimulatedCluster({ seed: 11, nodes });
}

/** Do it to a cluster; what concerns the stage alone does nothing here. */
export async function perform(cluster: SimulatedCluster, act: Act): Promise<void> {
  if (act.act === 'fault') return cluster.fault(act.fault);
  if (act.act === 'pass') return void cluster.advance(cluster.at + act.ms);
  if (act.act === 'kill') {
    const pods = cluster.view.list('pods').filter(({ metadata }) => metadata.namespace === 'default');
    const pod = pods[act.nth % Math.max(1, pods.length)];
    if (pod)
      await ignoreStatus(cluster.delete({ group: '', version: 'v1', resource: 'pods', namespace: 'default', name: pod.metadata.name }));
    return;
  }
  const made = manifestOf(act);
  if (made) await put(cluster, made.resource, made.manifest);
}

function manifestOf(act: Act): { readonly resource: string; readonly manifest: Manifest } | undefined {
  const template = (app: string, image: string, more = {}) => ({
    metadata: { labels: { app } },
    spec: { containers: [{ name: app, image }], ...more },
  });
  const selector = (app: string) => ({ matchLabels: { app } });
  switch (act.act) {
    case 'deploy':
      return {
        resource: 'deployments',
        manifest: {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { name: act.name },
          spec: { replicas: act.replicas, selector: selector(act.name), template: template(act.name, act.image) },
        },
      };
    case 'stateful':
      return {
        resource: 'statefulsets',
        manifest: {
          apiVersion: 'apps/v1',
          kind: 'StatefulSet',
          metadata: { name: 'db' },
          spec: { serviceName: 'db', replicas: act.replicas, selector: selector('db'), template: template('db', 'nginx:1.25') },
        },
      };
    case 'daemon':
      return {
        resource: 'daemonsets',
        manifest: {
          apiVersion: 'apps/v1',
          kind: 'DaemonSet',
          metadata: { name: 'agent' },
          spec: { selector: selector('agent'), template: template('agent', 'nginx:1.25') },
        },
      };
    case 'job':
      return {
        resource: 'jobs',
        manifest: {
          apiVersion: 'batch/v1',
          kind: 'Job',
          metadata: { name: `work-${act.items}` },
          spec: {
            completions: act.items,
            parallelism: 4,
            completionMode: act.indexed ? 'Indexed' : 'NonIndexed',
            template: { spec: { restartPolicy: 'Never', containers: [{ name: 'work', image: 'busybox:1.36', command: ['sleep', '3'] }] } },
          },
        },
      };
  }
  return undefined;
}

async function put(cluster: SimulatedCluster, resource: string, manifest: Manifest): Promise<void> {
  const kind = { group: resource === 'jobs' ? 'batch' : 'apps', version: 'v1', resource };
  const name = String((manifest['metadata'] as { name: string }).name);
  const ref = { ...kind, namespace: 'default', name };
  const old = await cluster.get(ref).catch(() => undefined);
  if (!old) return void (await cluster.create(kind, manifest, { namespace: 'default' }));
  if (resource !== 'jobs' && resource !== 'daemonsets')
    await cluster.update(ref, { ...old, spec: { ...(old as any).spec, ...(manifest['spec'] as object) } });
}

/** What is gone in the meantime cannot be deleted. */
const ignoreStatus = (answer: Promise<unknown>) =>
  answer.catch((error: unknown) => {
    if ((error as { status?: { code?: number } }).status?.code !== 404) throw error;
  });
