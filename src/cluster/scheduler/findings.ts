import type { Node } from '../../kube/kinds/node';
import type { Pod } from '../../kube/kinds/pod';
import type { World } from '../component';
import { hostPorts, refusalOf } from './filters';
import { nobodyIsNominated } from './nominations';
import { caresForCompany, someKeepOthersAway } from './pod-affinity';
import { asksTheSame, capacityOf, requestsOf, spreadOwner, usageOf, usagesChanged, ZONE, type Usage } from './usage';
import { claimNames } from '../storage/claims';

/** What is found of a node when a pod looks for its place. */
export interface Finding {
  readonly node: Node;
  /** Why the pod cannot go there; empty when it can. What follows counts only then. */
  readonly refused: readonly string[];
  /** For what is left of it. */
  readonly points: number;
  /** Pods there of the same controller. */
  readonly siblings: number;
  readonly zone: string | undefined;
  /** Does it have a taint PreferNoSchedule? */
  readonly reluctant: boolean;
}

function find(pod: Pod, node: Node, world: World, owner: string | undefined): Finding {
  const refused = refusalOf(pod, node, world);
  const usage = usageOf(world, node.metadata.name);
  return {
    node,
    refused,
    points: refused.length ? 0 : resources(pod, node, usage),
    siblings: owner === undefined ? 0 : (usage.owners[owner] ?? 0),
    zone: node.metadata.labels?.[ZONE],
    reluctant: node.spec.taints?.some(({ effect }) => effect === 'PreferNoSchedule') ?? false,
  };
}

/** Source: plugins/noderesources least_allocated.go, balanced_allocation.go */
function resources(pod: Pod, node: Node, usage: Usage): number {
  const [asked, capacity] = [requestsOf(pod), capacityOf(node)];
  const cpu = share(usage.scoredCpu + asked.scoredCpu, capacity.cpu);
  const memory = share(usage.scoredMemory + asked.scoredMemory, capacity.memory);
  const least = (Math.floor(100 * (1 - cpu)) + Math.floor(100 * (1 - memory))) / 2;
  // The standard deviation of two shares is half their difference.
  return Math.floor(least) + Math.floor(100 * (1 - Math.abs(cpu - memory) / 2));
}

const share = (used: number, capacity: number) => (capacity > 0 ? Math.min(1, used / capacity) : 1);

/** What a finding depends on beside the node and what stands on it. */
interface Wish extends Pick<Pod['spec'], 'containers' | 'initContainers' | 'tolerations' | 'nodeSelector' | 'affinity'> {
  readonly owner: string | undefined;
}

/** Findings of the pods that came last and wish the same, by the place of the node in the list. */
interface Memory {
  readonly wish: Wish;
  nodes: readonly Node[];
  readonly places: Map<string, number>;
  readonly findings: (Finding | undefined)[];
}

/** No part of the world: each memory belongs to the map of usages that it was made from, and a world that is taken to
 *  another instant has another map. */
const memories = new WeakMap<object, Memory>();

/** @returns what is found of a node, by its place in the list. Between two decisions little changes: for a pod that
 *  wishes what the last one did, only that is looked at anew. */
export function findings(pod: Pod, nodes: readonly Node[], world: World): (place: number) => Finding {
  const owner = spreadOwner(pod);
  if (!asksNodesAlone(pod, world)) return (place) => find(pod, nodes[place]!, world, owner);
  const memory = memoryFor(pod, owner, nodes, world);
  return (place) => (memory.findings[place] ??= find(pod, nodes[place]!, world, owner));
}

/** Does what a node answers depend on nothing but the node and the sum of what stands on it? */
const asksNodesAlone = (pod: Pod, world: World) =>
  !pod.spec.topologySpreadConstraints?.length &&
  !caresForCompany(pod) &&
  !someKeepOthersAway(world) &&
  nobodyIsNominated(world) &&
  !hostPorts(pod).length &&
  !claimNames(pod).length;

function memoryFor(pod: Pod, owner: string | undefined, nodes: readonly Node[], world: World): Memory {
  const { usages, changed } = usagesChanged(world);
  let memory = memories.get(usages);
  if (!memory || !wishesTheSame(memory.wish, pod, owner)) memories.set(usages, (memory = emptyMemory(pod, owner)));
  for (const name of changed) {
    const place = memory.places.get(name);
    if (place !== undefined) memory.findings[place] = undefined;
  }
  changed.clear();
  if (memory.nodes !== nodes) follow(memory, nodes);
  return memory;
}

function emptyMemory({ spec }: Pod, owner: string | undefined): Memory {
  const { containers, initContainers, tolerations, nodeSelector, affinity } = spec;
  const wish = { owner, containers, initContainers, tolerations, nodeSelector, affinity } as Wish;
  return { wish, nodes: [], places: new Map(), findings: [] };
}

const wishesTheSame = (wish: Wish, { spec }: Pod, owner: string | undefined) =>
  wish.owner === owner &&
  asksTheSame(wish, spec) &&
  wish.tolerations === spec.tolerations &&
  wish.nodeSelector === spec.nodeSelector &&
  wish.affinity === spec.affinity;

/** Nodes have changed: what was found of the others still holds. */
function follow(memory: Memory, nodes: readonly Node[]): void {
  for (let place = 0; place < nodes.length; place++) {
    if (memory.nodes[place] === nodes[place]) continue;
    memory.findings[place] = undefined;
    memory.places.set(nodes[place]!.metadata.name, place);
  }
  memory.findings.length = nodes.length;
  memory.nodes = nodes;
}
