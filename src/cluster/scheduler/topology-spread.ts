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
  const hard = (pod.spec.topologySpreadConstraints ?? []).filter(({ whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule');
  for (const constraint of hard) {
    const domain = node.metadata.labels?.[constraint.topologyKey];
    if (domain === undefined) return ["node(s) didn't match pod topology spread constraints (missing required label)"];
    const counts = countsOf(constraint, hard, pod, world, without);
    const least = counts.size < (constraint.minDomains ?? 1) ? 0 : Math.min(...counts.values());
    const self = selects(constraint, pod, pod) ? 1 : 0;
    if ((counts.get(domain) ?? 0) + self - least > constraint.maxSkew) return ["node(s) didn't match pod topology spread constraints"];
  }
  return fine;
}

/** A key of matchLabelKeys that the pod itself lacks counts for nothing. */
function selects({ labelSelector, matchLabelKeys = [] }: TopologySpreadConstraint, pod: Pod, other: Pod): boolean {
  const [own, its] = [pod.metadata.labels ?? {}, other.metadata.labels ?? {}];
  const same = matchLabelKeys.every((key) => own[key] === undefined || own[key] === its[key]);
  return same && matches(labelSelector, other.metadata.labels);
}

const hasKeys = ({ metadata }: Node, constraints: readonly TopologySpreadConstraint[]) =>
  constraints.every(({ topologyKey }) => metadata.labels?.[topologyKey] !== undefined);

/** How many pods of the constraint each domain has. Only nodes where this pod might go, and that have the labels of
 *  `all` the constraints, make domains. */
function countsOf(
  constraint: TopologySpreadConstraint,
  all: readonly TopologySpreadConstraint[],
  pod: Pod,
  world: World,
  without: ReadonlySet<string>,
): Map<string, number> {
  const { topologyKey } = constraint;
  const counts = new Map<string, number>();
  const domains = new Map<string, string>();
  for (const node of world.api.list<Node>('nodes')) {
    if (!hasKeys(node, all) || !mayHold(constraint, pod, node)) continue;
    const domain = node.metadata.labels![topologyKey]!;
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

/** Points for the constraints that may be left unsatisfied; undefined when there are none. A node without one of their
 *  labels gets none. */
export function preferredSpread(pod: Pod, nodes: readonly Node[], world: World): number[] | undefined {
  const soft = (pod.spec.topologySpreadConstraints ?? []).filter(({ whenUnsatisfiable }) => whenUnsatisfiable === 'ScheduleAnyway');
  if (!soft.length) return undefined;
  const scored = nodes.filter((node) => hasKeys(node, soft));
  const raw = new Map(scored.map((node): [Node, number] => [node, 0]));
  for (const constraint of soft) {
    const counts = countsOf(constraint, soft, pod, world, NOBODY);
    const domainOf = (node: Node) => node.metadata.labels![constraint.topologyKey]!;
    const weight = weightOf(new Set(scored.map(domainOf)).size);
    for (const node of scored) raw.set(node, raw.get(node)! + (counts.get(domainOf(node)) ?? 0) * weight + constraint.maxSkew - 1);
  }
  const points = reversed([...raw.values()].map(Math.round));
  const byNode = new Map(scored.map((node, i) => [node, points[i]!] as const));
  return nodes.map((node) => byNode.get(node) ?? 0);
}

/** The more domains there are, the less stands in one. Source: topologyNormalizingWeight */
export const weightOf = (domains: number): number => Math.log(domains + 2);

/** The lowest gets 100. Source: scoring.go NormalizeScore */
export function reversed(raw: readonly number[]): number[] {
  let [low, high] = [Infinity, 0];
  for (const value of raw) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const points: number[] = [];
  for (const value of raw) points.push(high === 0 ? 100 : Math.floor((100 * (high + low - value)) / high));
  return points;
}
