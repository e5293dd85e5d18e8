import type { Change } from '../../kube/api';
import type { Node } from '../../kube/kinds/node';
import type { Container, Pod, PodSpec } from '../../kube/kinds/pod';
import { controllerOf } from '../../kube/object';
import { milliValue } from '../../kube/quantity';
import type { World } from '../component';

/** What the pods of a node ask for, kept as they come and go, so that no decision counts all pods.
 *  Source: scheduler framework NodeInfo */

/** Thousandths: of a core, of a byte. */
export interface Requests {
  readonly cpu: number;
  readonly memory: number;
  readonly storage: number;
  readonly pods: number;
  /** Extended resources and huge pages, by name; absent when none is asked for. */
  readonly others?: Readonly<Record<string, number>>;
  /** What counts for scores: a container that asks for nothing counts a little. Source: util.GetNonzeroRequests */
  readonly scoredCpu: number;
  readonly scoredMemory: number;
}

export interface Usage extends Requests {
  /** How many of the pods here each controller has that spreads them, by its uid. */
  readonly owners: Readonly<Record<string, number>>;
}

export const NOTHING: Usage = { cpu: 0, memory: 0, storage: 0, pods: 0, scoredCpu: 0, scoredMemory: 0, owners: {} };

const usages = (world: World) => world.cell<Usage>('scheduler/usage');
const zones = (world: World) => world.cell<number>('scheduler/zones');

/** Nodes whose usage has changed since that was last asked, for each map of usages. */
const changes = new WeakMap<object, Set<string>>();

/** @returns the map, which is another one when the world has been taken to another instant; and the nodes whose usage
 *  has changed: whoever has taken note of them clears the set */
export function usagesChanged(world: World): { readonly usages: object; readonly changed: Set<string> } {
  const map = usages(world);
  let changed = changes.get(map);
  if (!changed) changes.set(map, (changed = new Set()));
  return { usages: map, changed };
}

export const ZONE = 'topology.kubernetes.io/zone';

export const usageOf = (world: World, node: string): Usage => usages(world).get(node) ?? NOTHING;

/** How many pods of a controller stand in a zone. */
export const siblingsIn = (world: World, owner: string, zone: string): number => zones(world).get(`${owner}|${zone}`) ?? 0;

const holds = (pod: Pod | undefined) =>
  pod?.spec.nodeName !== undefined && pod.status.phase !== 'Succeeded' && pod.status.phase !== 'Failed';

export function account({ object, old, type }: Change, world: World): void {
  const before = old as unknown as Pod | undefined;
  const after = type === 'DELETED' ? undefined : (object as unknown as Pod);
  const [held, holding] = [holds(before), holds(after)];
  if (held && holding && before!.spec === after!.spec && sameOwner(before!, after!)) return;
  if (held) add(world, before!, -1);
  if (holding) add(world, after!, 1);
}

const sameOwner = ({ metadata: a }: Pod, { metadata: b }: Pod) =>
  a.ownerReferences === b.ownerReferences && a.deletionTimestamp === b.deletionTimestamp;

/** The controller whose pods are kept apart; one that is on its way out counts for nobody.
 *  Source: plugins/helper/spread.go DefaultSelector, podtopologyspread countPodsMatchSelector */
export function spreadOwner(pod: Pod): string | undefined {
  const owner = pod.metadata.deletionTimestamp ? undefined : controllerOf(pod);
  return owner && SPREADING.has(owner.kind) ? owner.uid : undefined;
}

const SPREADING: ReadonlySet<string> = new Set(['ReplicationController', 'ReplicaSet', 'StatefulSet']);

/** A node that joins, leaves or moves to another zone takes its pods along. */
export function accountZone({ object, old, type }: Change, world: World): void {
  const from = old?.metadata.labels?.[ZONE];
  const to = type === 'DELETED' ? undefined : object.metadata.labels?.[ZONE];
  if (from === to) return;
  for (const [owner, count] of Object.entries(usageOf(world, object.metadata.name).owners)) {
    addToZone(world, owner, from, -count);
    addToZone(world, owner, to, count);
  }
}

/** Keep room for a pod on a node that it is not bound to yet, or give it back. */
export function reserve(world: World, pod: Pod, node: string, sign: 1 | -1): void {
  add(world, { ...pod, spec: { ...pod.spec, nodeName: node } }, sign);
}

function add(world: World, pod: Pod, sign: 1 | -1): void {
  const node = pod.spec.nodeName!;
  const asked = requestsOf(pod);
  const now = usageOf(world, node);
  const owner = spreadOwner(pod);
  usagesChanged(world).changed.add(node);
  const sum: Usage = {
    cpu: now.cpu + sign * asked.cpu,
    memory: now.memory + sign * asked.memory,
    storage: now.storage + sign * asked.storage,
    pods: now.pods + sign,
    scoredCpu: now.scoredCpu + sign * asked.scoredCpu,
    scoredMemory: now.scoredMemory + sign * asked.scoredMemory,
    owners: owner ? withCount(now.owners, owner, sign) : now.owners,
  };
  usages(world).set(node, now.others || asked.others ? { ...sum, ...withOthers(now.others, asked.others, sign) } : sum);
  if (owner) addToZone(world, owner, world.api.get<Node>('nodes', node)?.metadata.labels?.[ZONE], sign);
}

/** Those of `now` and, `sign` times, those of `change`. */
export function withOthers(now: Requests['others'], change: Requests['others'], sign: 1 | -1): Pick<Requests, 'others'> {
  if (!change) return now ? { others: now } : {};
  const sum: Record<string, number> = { ...now };
  for (const [name, amount] of Object.entries(change)) sum[name] = (sum[name] ?? 0) + sign * amount;
  return { others: sum };
}

function withCount(owners: Usage['owners'], owner: string, change: number): Usage['owners'] {
  const count = (owners[owner] ?? 0) + change;
  if (count > 0) return { ...owners, [owner]: count };
  const { [owner]: _, ...others } = owners;
  return others;
}

function addToZone(world: World, owner: string, zone: string | undefined, change: number): void {
  if (zone === undefined) return;
  const count = siblingsIn(world, owner, zone) + change;
  if (count > 0) zones(world).set(`${owner}|${zone}`, count);
  else zones(world).delete(`${owner}|${zone}`);
}

/** Asked for one pod after the other, and of one pod for every node: the last answer is kept. */
let last: { readonly spec: PodSpec; readonly requests: Requests } | undefined;

/** What a pod asks for. Source: resource.PodRequests */
export function requestsOf({ spec }: Pod): Requests {
  if (last?.spec !== spec) last = { spec, requests: last && asksTheSame(last.spec, spec) ? last.requests : sumOf(spec) };
  return last.requests;
}

/** Pods of one template share what their containers ask for: see `share`. */
export const asksTheSame = (a: Asking, b: Asking): boolean =>
  a.overhead === b.overhead && listsTheSame(a.containers, b.containers) && listsTheSame(a.initContainers, b.initContainers);

type Asking = Pick<PodSpec, 'containers' | 'initContainers' | 'overhead'>;

function listsTheSame(some: readonly Container[] = NONE, others: readonly Container[] = NONE): boolean {
  if (some.length !== others.length) return false;
  for (let i = 0; i < some.length; i++) {
    if (some[i]!.resources !== others[i]!.resources || some[i]!.restartPolicy !== others[i]!.restartPolicy) return false;
  }
  return true;
}

const NONE: readonly Container[] = [];

const LEAST_CPU = 100;
const LEAST_MEMORY = 200 * 2 ** 20 * 1000;

function sumOf(spec: PodSpec): Requests {
  const others = othersOf(spec);
  return {
    cpu: most(spec, 'cpu', 0),
    memory: most(spec, 'memory', 0),
    storage: most(spec, 'ephemeral-storage', 0),
    pods: 1,
    ...(others && { others }),
    scoredCpu: most(spec, 'cpu', LEAST_CPU),
    scoredMemory: most(spec, 'memory', LEAST_MEMORY),
  };
}

const COUNTED: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage', 'pods']);

function othersOf(spec: PodSpec): Requests['others'] {
  let others: Record<string, number> | undefined;
  for (const { resources } of [...(spec.initContainers ?? []), ...spec.containers])
    for (const name in resources?.requests) if (!COUNTED.has(name)) (others ??= {})[name] = most(spec, name, 0);
  for (const name in spec.overhead) if (!COUNTED.has(name)) (others ??= {})[name] = most(spec, name, 0);
  return others;
}

/** What runs together at the end, or an init container with the sidecars that were started before it, whichever is
 *  more; and the overhead of the pod itself. Source: resource.PodRequests */
function most(spec: PodSpec, resource: string, least: number): number {
  const ask = (container: Container) => {
    const text = container.resources?.requests?.[resource];
    return text === undefined ? least : milliValue(text) || 0;
  };
  let [sidecars, largest] = [0, 0];
  for (const container of spec.initContainers ?? []) {
    const asked = ask(container);
    if (container.restartPolicy === 'Always') sidecars += asked;
    largest = Math.max(largest, container.restartPolicy === 'Always' ? sidecars : sidecars + asked);
  }
  let running = sidecars;
  for (const container of spec.containers) running += ask(container);
  return Math.max(running, largest) + (milliValue(spec.overhead?.[resource]) || 0);
}

const capacities = new WeakMap<object, Requests>();

/** What a node has to give. */
export function capacityOf({ status }: Node): Requests {
  const allocatable = (status.allocatable ?? EMPTY) as Readonly<Record<string, string>>;
  let capacity = capacities.get(allocatable);
  if (!capacity) {
    const [cpu, memory] = [milliValue(allocatable['cpu']), milliValue(allocatable['memory'])];
    const storage = milliValue(allocatable['ephemeral-storage']);
    const others = Object.fromEntries(
      Object.entries(allocatable).flatMap(([name, amount]) => (COUNTED.has(name) ? [] : [[name, milliValue(amount)]])),
    );
    capacity = { cpu, memory, storage, pods: Number(allocatable['pods'] ?? 110), others, scoredCpu: cpu, scoredMemory: memory };
    capacities.set(allocatable, capacity);
  }
  return capacity;
}

const EMPTY = {};
