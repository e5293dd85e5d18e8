import type { TopologySpreadConstraint } from 'kubernetes-types/core/v1';
import type { Node } from '../../kube/kinds/node';
import type { Pod } from '../../kube/kinds/pod';
import { isTerminal } from '../../kube/kinds/pod-status';
import { matches } from '../../kube/selectors';
import type { World } from '../component';
import { wants } from './node-affinity';
import { untolerated } from './taints';

/** Pods spread evenly over the values of a label of the nodes.
 *  MODELS maxSkew, minDomains, matchLabelKeys, which nodes count; constraints that must hold, and those that should.
 *  Source: plugins/podtopologyspread filtering.go, scoring.go */

const fine: readonly string[] = [];

export function spreadFits(pod: Pod, node: Node, world: World, without: ReadonlySet<string>): readonly string[] {
  for (const constraint of pod.spec.topologySpreadConstraints ?? []) {
    if (constraint.whenUnsatisfiable !== 'DoNotSchedule') continue;
    const domain = node.metadata.labels?.[constraint.topologyKey];
    if (domain === undefined) return ["node(s) didn't match pod topology spread constraints (missing required label)"];
    const counts = countsOf(constraint, pod, world, without);
    const least = counts.size < (constraint.minDomains ?? 1) ? 0 : Math.min(...counts.values());
    const self = selects(constraint, pod, pod) ? 1 : 0;
    if ((counts.get(domain) ?? 0) + self - least > constraint.maxSkew) return ["node(s) didn't match pod topology spread constraints"];
  }
  return fine;
}

function selects({ labelSelector, matchLabelKeys = [] }: TopologySpreadConstraint, pod: Pod, other: Pod): boolean {
  const same = matchLabelKeys.every((key) => pod.metadata.labels?.[key] === other.metadata.labels?.[key]);
  return same && matches(labelSelector, other.metadata.labels);
}

/** How many pods of the constraint each domain has. Only nodes where this pod might go make domains. */
function countsOf(constraint: TopologySpreadConstraint, pod: Pod, world: World, without: ReadonlySet<string>): Map<string, number> {
  const { topologyKey } = constraint;
  const counts = new Map<string, number>();
  const domains = new Map<string, string>();
  for (const node of world.api.list<Node>('nodes')) {
    const domain = node.metadata.labels?.[topologyKey];
    if (domain === undefined || !mayHold(constraint, pod, node)) continue;
    domains.set(node.metadata.name, domain);
    if (!counts.has(domain)) counts.set(domain, 0);
  }
  for (const other of world.api.list<Pod>('pods', pod.metadata.namespace)) {
    const domain = other.spec.nodeName && domains.get(other.spec.nodeName);
    if (!domain || other.metadata.deletionTimestamp || isTerminal(other) || without.has(other.metadata.uid)) continue;
    if (selects(constraint, pod, other)) counts.set(domain, counts.get(domain)! + 1);
  }
  return counts;
}

/** Source: nodeAffinityPolicy (Honor unless said otherwise), nodeTaintsPolicy (Ignore unless said otherwise) */
function mayHold(constraint: TopologySpreadConstraint, pod: Pod, node: Node): boolean {
  if (constraint.nodeAffinityPolicy !== 'Ignore' && !wants(pod.spec, node)) return false;
  return constraint.nodeTaintsPolicy !== 'Honor' || !untolerated(node.spec.taints, pod.spec.tolerations, ['NoSchedule', 'NoExecute']);
}

const NOBODY: ReadonlySet<string> = new Set();

/** Points for constraints that may be left unsatisfied; undefined when there are none. */
export function preferredSpread(pod: Pod, nodes: readonly Node[], world: World): number[] | undefined {
  const soft = (pod.spec.topologySpreadConstraints ?? []).filter(({ whenUnsatisfiable }) => whenUnsatisfiable === 'ScheduleAnyway');
  if (!soft.length) return undefined;
  const raw = nodes.map(() => 0);
  for (const constraint of soft) {
    const counts = countsOf(constraint, pod, world, NOBODY);
    const weight = Math.log(counts.size + 2);
    nodes.forEach((node, i) => {
      const domain = node.metadata.labels?.[constraint.topologyKey];
      raw[i]! += (domain === undefined ? Math.max(0, ...counts.values()) : (counts.get(domain) ?? 0)) * weight + constraint.maxSkew - 1;
    });
  }
  const [low, high] = [Math.min(...raw), Math.max(...raw)];
  return raw.map((value) => (high === 0 ? 100 : Math.floor((100 * (high + low - value)) / high)));
}
