import type { Node } from '../../kube/kinds/node';
import type { Pod } from '../../kube/kinds/pod';
import type { World } from '../component';
import { defaultSpread } from './default-spread';
import { matchesTerm } from './filters';
import { preferredCompany } from './pod-affinity';
import { covers } from './taints';
import { preferredSpread } from './topology-spread';
import { capacityOf, requestsOf, usageOf, type Usage } from './usage';

/** How good each node is for a pod: plugins' scores of 0 to 100, weighted as in the default profile.
 *  MODELS LeastAllocated, BalancedAllocation, spreading of a workload over hosts and zones (system defaults),
 *  preferred node affinity, PreferNoSchedule taints,
 *  preferred pod (anti-)affinity, spread constraints that may be left unsatisfied. OMITS ImageLocality.
 *  @param nodes  that passed all filters
 *  @returns total points, node by node */
export function scores(pod: Pod, nodes: readonly Node[], world: World): number[] {
  const usages = nodes.map(({ metadata }) => usageOf(world, metadata.name));
  const points = nodes.map((node, i) => resources(pod, node, usages[i]!));
  for (const [plugin, weight] of [
    [spread, 2],
    [preferred, 2],
    [company, 2],
    [untainted, 3],
  ] as const) {
    const scored = plugin(pod, nodes, usages, world);
    if (scored) for (let i = 0; i < points.length; i++) points[i]! += weight * scored[i]!;
  }
  return points;
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

const company: Plugin = (pod, nodes, _, world) => preferredCompany(pod, nodes, world);

const share = (used: number, capacity: number) => (capacity > 0 ? Math.min(1, used / capacity) : 1);

type Plugin = (pod: Pod, nodes: readonly Node[], usages: readonly Usage[], world: World) => number[] | undefined;

/** Source: plugins/podtopologyspread */
const spread: Plugin = (pod, nodes, _, world) =>
  pod.spec.topologySpreadConstraints?.length ? preferredSpread(pod, nodes, world) : defaultSpread(pod, nodes, world);

/** Source: plugins/nodeaffinity Score, DefaultNormalizeScore */
const preferred: Plugin = ({ spec }, nodes) => {
  const terms = spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution;
  if (!terms?.length) return undefined;
  const raw = nodes.map((node) => terms.reduce((sum, { weight, preference }) => sum + (matchesTerm(preference, node) ? weight : 0), 0));
  const high = Math.max(...raw);
  return high === 0 ? undefined : raw.map((value) => Math.floor((100 * value) / high));
};

/** The fewer PreferNoSchedule taints a pod does not tolerate, the better. Source: plugins/tainttoleration */
const untainted: Plugin = ({ spec }, nodes) => {
  if (!nodes.some((node) => node.spec.taints?.some(({ effect }) => effect === 'PreferNoSchedule'))) return undefined;
  const tolerations = (spec.tolerations ?? []).filter(({ effect }) => !effect || effect === 'PreferNoSchedule');
  const raw = nodes.map(
    (node) =>
      (node.spec.taints ?? []).filter((taint) => taint.effect === 'PreferNoSchedule' && !tolerations.some((one) => covers(one, taint)))
        .length,
  );
  const high = Math.max(...raw);
  return raw.map((value) => (high === 0 ? 100 : 100 - Math.floor((100 * value) / high)));
};
