import type { Pod } from '../../kube/kinds/pod';
import type { World } from '../component';
import { defaultSpread } from './default-spread';
import { matchesTerm } from './filters';
import type { Finding } from './findings';
import { imageLocality } from './image-locality';
import { caresForCompany, preferredCompany } from './pod-affinity';
import { covers } from './taints';
import { preferredSpread } from './topology-spread';

/** How good each node is for a pod: plugins' scores of 0 to 100, weighted as in the default profile.
 *  MODELS LeastAllocated, BalancedAllocation, spreading of a workload over hosts and zones (system defaults),
 *  preferred node affinity, PreferNoSchedule taints, preferred pod (anti-)affinity, spread constraints that may be
 *  left unsatisfied, images that are there already.
 *  @param found  of the nodes that passed all filters
 *  @returns total points, node by node */
export function scores(pod: Pod, found: readonly Finding[], world: World): number[] {
  const points = found.map((one) => one.points);
  for (const [plugin, weight] of [
    [spread, 2],
    [preferred, 2],
    [company, 2],
    [untainted, 3],
    [imageLocality, 1],
  ] as const) {
    const scored = plugin(pod, found, world);
    if (scored) for (let i = 0; i < points.length; i++) points[i]! += weight * scored[i]!;
  }
  return points;
}

type Plugin = (pod: Pod, found: readonly Finding[], world: World) => number[] | undefined;

const nodesOf = (found: readonly Finding[]) => found.map(({ node }) => node);

const company: Plugin = (pod, found, world) => (caresForCompany(pod) ? preferredCompany(pod, nodesOf(found), world) : undefined);

/** Source: plugins/podtopologyspread */
const spread: Plugin = (pod, found, world) =>
  pod.spec.topologySpreadConstraints?.length ? preferredSpread(pod, nodesOf(found), world) : defaultSpread(pod, found, world);

/** Source: plugins/nodeaffinity Score, DefaultNormalizeScore */
const preferred: Plugin = ({ spec }, found) => {
  const terms = spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution;
  if (!terms?.length) return undefined;
  const raw = found.map(({ node }) => terms.reduce((sum, { weight, preference }) => sum + (matchesTerm(preference, node) ? weight : 0), 0));
  const high = Math.max(...raw);
  return high === 0 ? undefined : raw.map((value) => Math.floor((100 * value) / high));
};

/** The fewer PreferNoSchedule taints a pod does not tolerate, the better. Source: plugins/tainttoleration */
const untainted: Plugin = ({ spec }, found) => {
  if (!found.some(({ reluctant }) => reluctant)) return undefined;
  const tolerations = (spec.tolerations ?? []).filter(({ effect }) => !effect || effect === 'PreferNoSchedule');
  const raw = found.map(
    ({ node }) =>
      (node.spec.taints ?? []).filter((taint) => taint.effect === 'PreferNoSchedule' && !tolerations.some((one) => covers(one, taint)))
        .length,
  );
  const high = Math.max(...raw);
  return raw.map((value) => (high === 0 ? 100 : 100 - Math.floor((100 * value) / high)));
};
