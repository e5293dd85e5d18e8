import type { Node } from '../../kube/kinds/node';
import type { Pod } from '../../kube/kinds/pod';
import { milliValue } from '../../kube/quantity';
import type { World } from '../component';
import { matchesTerm } from './filters';
import { requestsOf, siblingsOn, usageOf } from './usage';

/** How good a node is for a pod, 0 to 100 each, weighted as in upstream's default profile.
 *  MODELS LeastAllocated, BalancedAllocation, spreading of a workload over hosts and zones, preferred node
 *  affinity, PreferNoSchedule taints. OMITS ImageLocality and preferred pod affinity. */
export function score(pod: Pod, node: Node, world: World): number {
  const { cpu, memory } = usageOf(world, node.metadata.name);
  const asked = requestsOf(pod);
  // A container that asks for nothing counts a little, so that such pods spread too: util.GetNonzeroRequests.
  const share = (used: number, ask: number, least: number, capacity: number) => Math.min(1, (used + (ask || least)) / capacity);
  const allocatable = (node.status.allocatable ?? {}) as Record<string, string>;
  const cpuShare = share(cpu, asked.cpu, 100, milliValue(allocatable['cpu']));
  const memoryShare = share(memory, asked.memory, 200 * 2 ** 20 * 1000, milliValue(allocatable['memory']));
  const least = 100 * (1 - (cpuShare + memoryShare) / 2);
  const balanced = 100 * (1 - Math.abs(cpuShare - memoryShare) / 2);
  return least + balanced + 2 * apart(pod, node, world) + 2 * preferred(pod, node) + 3 * untainted(node);
}

/** Fewer siblings on this host, and in this zone, are better. Source: podtopologyspread system defaults */
function apart(pod: Pod, node: Node, world: World): number {
  const zone = node.metadata.labels?.[ZONE];
  const here = siblingsOn(world, pod, node.metadata.name);
  let near = 0;
  if (zone)
    for (const other of world.api.list('nodes'))
      if (other.metadata.labels?.[ZONE] === zone) near += siblingsOn(world, pod, other.metadata.name);
  return 50 / (1 + here) + 50 / (1 + near);
}
const ZONE = 'topology.kubernetes.io/zone';

function preferred(pod: Pod, node: Node): number {
  const terms = pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  return terms.reduce((sum, { weight, preference }) => sum + (matchesTerm(preference, node) ? weight : 0), 0);
}

const untainted = (node: Node) => (node.spec.taints?.some(({ effect }) => effect === 'PreferNoSchedule') ? 0 : 100);
