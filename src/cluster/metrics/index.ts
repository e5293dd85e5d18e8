import type { ApiResource, KubeList, ListOptions, ObjectRef, ResourceRef, Table } from '../../kube/cluster';
import type { Node } from '../../kube/kinds/node';
import type { Pod } from '../../kube/kinds/pod';
import { selection } from '../../kube/selection';
import { keyOf, type KubeObject } from '../../kube/object';
import { milliValue, parseQuantity } from '../../kube/quantity';
import { notFound, statusError } from '../../kube/status';
import type { World } from '../component';
import { running } from '../kubelet/node-records';
import { podUsage, type ContainerUsage } from '../kubelet/usage';
import { WINDOW } from '../kubelet/work';

/** metrics.k8s.io/v1beta1: what Pods and nodes use, as a metrics server answers. Nothing of it is stored: every answer is worked
 *  out when it is asked for.
 *  MODELS get and list of PodMetrics and NodeMetrics, selectors, the table. OMITS watches, as upstream does. */

const GROUP = { group: 'metrics.k8s.io', version: 'v1beta1' } as const;

const resource = (kind: string, plural: string, namespaced: boolean): ApiResource => ({
  ...GROUP,
  kind,
  resource: plural,
  singular: '',
  shortNames: [],
  categories: [],
  namespaced,
  verbs: ['get', 'list'],
  subresources: [],
});

export const metricsResources: readonly ApiResource[] = [resource('NodeMetrics', 'nodes', false), resource('PodMetrics', 'pods', true)];

export const isMetrics = ({ group }: ResourceRef): boolean => group === GROUP.group;

export const readOnly = () => statusError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');

const metricsKind = (what: string) => (what === 'nodes' ? 'NodeMetrics' : 'PodMetrics');

type Named = { readonly group: string; readonly resource: string };
const named = (ref: ResourceRef): Named => ({ group: GROUP.group, resource: ref.resource });

/** @throws 404 in the metrics server's words */
export function readMetrics(world: World, ref: ObjectRef): KubeObject {
  const key = ref.resource === 'pods' ? `${ref.namespace ?? 'default'}/${ref.name}` : ref.name;
  const object = world.api.get(ref.resource, key);
  const found = object && metricsOf(world, ref.resource, object);
  if (!found) throw notFound(named(ref), object ? `${key}` : ref.name);
  return found;
}

/** In the order of namespaces and names. */
export function listMetrics(world: World, ref: ResourceRef, options: ListOptions = {}): KubeList {
  const selects = selection(world.api.kind(ref.resource), options);
  const objects = world.api.list(ref.resource, ref.resource === 'pods' ? options.namespace : undefined);
  const items = objects.filter(selects).flatMap((object) => metricsOf(world, ref.resource, object) ?? []);
  const sorted = items.sort((a, b) => (keyOf(a.metadata) < keyOf(b.metadata) ? -1 : 1));
  return {
    apiVersion: 'metrics.k8s.io/v1beta1',
    kind: `${metricsKind(ref.resource)}List`,
    metadata: { resourceVersion: '' },
    items: sorted,
  };
}

const metricsOf = (world: World, what: string, object: KubeObject) =>
  what === 'pods' ? podMetrics(world, object as unknown as Pod) : nodeMetrics(world, object as unknown as Node);

/** @returns undefined for a Pod that does not run, or has not run for long enough */
export function podMetrics(world: World, pod: Pod): KubeObject | undefined {
  const used = pod.status.phase === 'Running' ? podUsage(world, pod) : undefined;
  if (!used) return undefined;
  return { ...head(world, 'PodMetrics', pod), containers: used.map(({ name, ...usage }) => ({ name, usage: quantities(usage) })) };
}

/** What a node uses besides its Pods: its system and its kubelet. */
const SYSTEM = { cpu: 60, memory: 420 * 2 ** 20 };

function nodeMetrics(world: World, node: Node): KubeObject | undefined {
  const { name } = node.metadata;
  if (!running(world, name)) return undefined;
  const total = { ...SYSTEM };
  for (const pod of world.api.podsOn<Pod>(name)) {
    for (const { cpu, memory } of podUsage(world, pod) ?? []) {
      total.cpu += cpu;
      total.memory += memory;
    }
  }
  const capacity = (node.status as { capacity?: Readonly<Record<string, string>> }).capacity ?? {};
  const usage = { cpu: Math.min(total.cpu, milliValue(capacity['cpu']) || Infinity), memory: total.memory };
  return { ...head(world, 'NodeMetrics', node), usage: quantities(usage) };
}

const quantities = ({ cpu, memory }: Omit<ContainerUsage, 'name'>) => ({ cpu: `${cpu}m`, memory: `${Math.round(memory / 1024)}Ki` });

function head(world: World, kind: string, { metadata }: Pod | Node): KubeObject {
  const { name, namespace, labels } = metadata;
  const stamp = (ms: number) => new Date(ms).toISOString().replace('.000Z', 'Z');
  return {
    kind,
    apiVersion: 'metrics.k8s.io/v1beta1',
    metadata: {
      name,
      ...(namespace && { namespace }),
      creationTimestamp: stamp(Math.floor(world.now / 1000) * 1000),
      ...(labels && { labels }),
    } as KubeObject['metadata'],
    timestamp: stamp(Math.floor(world.now / WINDOW) * WINDOW),
    window: `${WINDOW / 1000}s`,
  };
}

/** Source: metrics-server pkg/api/table.go */
export function metricsTable(items: readonly KubeObject[]): Table {
  const column = (name: string, more: object = {}) => ({ name, type: 'string' as const, priority: 0, ...more });
  return {
    columns: [column('Name', { format: 'name' }), column('cpu'), column('memory'), column('Window')],
    rows: items.map((object) => ({ cells: [object.metadata.name, ...sums(object), object['window'] as string], object })),
    resourceVersion: '',
  };
}

type Quantities = Readonly<Record<'cpu' | 'memory', string>>;

function sums(object: KubeObject): readonly [string, string] {
  const all = ((object['containers'] as { usage: Quantities }[] | undefined) ?? [{ usage: object['usage'] as Quantities }]).map(
    ({ usage }) => usage,
  );
  const cpu = all.reduce((sum, usage) => sum + milliValue(usage.cpu), 0);
  const memory = all.reduce((sum, usage) => sum + Number(parseQuantity(usage.memory).nano / 1_000_000_000n), 0);
  return [`${cpu}m`, `${Math.round(memory / 1024)}Ki`];
}
