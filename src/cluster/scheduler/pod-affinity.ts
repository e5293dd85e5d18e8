import type { PodAffinityTerm } from 'kubernetes-types/core/v1';
import type { Change } from '../../kube/api';
import type { Node } from '../../kube/kinds/node';
import type { Pod } from '../../kube/kinds/pod';
import { isTerminal } from '../../kube/kinds/pod-status';
import { matches } from '../../kube/selectors';
import type { World } from '../component';

/** Near to some pods, far from others, over any label of the nodes.
 *  MODELS required and preferred terms, namespaces and namespaceSelector, the anti-affinity of pods that are there.
 *  OMITS matchLabelKeys, and the preferences of pods that are there.
 *  Source: plugins/interpodaffinity */

/** Pods that will not have certain others near them: key. */
const antiAffine = (world: World) => world.cell<true>('scheduler/anti-affine');

const farTerms = (pod: Pod) => pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
const nearTerms = (pod: Pod) => pod.spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];

export const caresForCompany = ({ spec: { affinity } }: Pod): boolean => Boolean(affinity?.podAffinity ?? affinity?.podAntiAffinity);

export const someKeepOthersAway = (world: World): boolean => antiAffine(world).size > 0;

/** Keep account of them, so that no decision looks at every pod. */
export function accountAffinity({ type, key, object }: Change, world: World): void {
  const pod = object as unknown as Pod;
  if (!farTerms(pod).length) return;
  if (type === 'DELETED' || isTerminal(pod)) antiAffine(world).delete(key);
  else if (pod.spec.nodeName) antiAffine(world).set(key, true);
}

function selects(term: PodAffinityTerm, owner: Pod, other: Pod, world: World): boolean {
  const namespace = other.metadata.namespace!;
  const named = term.namespaces?.includes(namespace) ?? false;
  const chosen = term.namespaceSelector && matches(term.namespaceSelector, world.api.get('namespaces', namespace)?.metadata.labels);
  const own = !term.namespaces?.length && !term.namespaceSelector && namespace === owner.metadata.namespace;
  return (named || chosen || own) && matches(term.labelSelector, other.metadata.labels);
}

const domainOf = (world: World, node: string | undefined, key: string) =>
  node === undefined ? undefined : world.api.get('nodes', node)?.metadata.labels?.[key];

/** Pods of a term that have a node. */
function matching(term: PodAffinityTerm, pod: Pod, world: World, without: ReadonlySet<string>): Pod[] {
  const everywhere = term.namespaces?.length || term.namespaceSelector;
  return world.api
    .list<Pod>('pods', everywhere ? undefined : pod.metadata.namespace)
    .filter((other) => other.spec.nodeName && !isTerminal(other) && !without.has(other.metadata.uid) && selects(term, pod, other, world));
}

function inDomain(term: PodAffinityTerm, pods: readonly Pod[], node: Node, world: World): number {
  const domain = node.metadata.labels?.[term.topologyKey];
  return domain === undefined ? 0 : pods.filter((other) => domainOf(world, other.spec.nodeName, term.topologyKey) === domain).length;
}

const fine: readonly string[] = [];

export function podAffinityFits(pod: Pod, node: Node, world: World, without: ReadonlySet<string>): readonly string[] {
  for (const term of nearTerms(pod)) {
    const pods = matching(term, pod, world, without);
    // The first of a group that wants its own company may go anywhere that has the label.
    const first = !pods.length && selects(term, pod, pod, world) && node.metadata.labels?.[term.topologyKey] !== undefined;
    if (!first && !inDomain(term, pods, node, world)) return ["node(s) didn't match pod affinity rules"];
  }
  for (const term of farTerms(pod))
    if (inDomain(term, matching(term, pod, world, without), node, world)) return ["node(s) didn't match pod anti-affinity rules"];
  return refusedByOthers(pod, node, world, without) ? ["node(s) didn't satisfy existing pods anti-affinity rules"] : fine;
}

function refusedByOthers(pod: Pod, node: Node, world: World, without: ReadonlySet<string>): boolean {
  for (const key of antiAffine(world).keys()) {
    const other = world.api.get<Pod>('pods', key);
    if (!other || without.has(other.metadata.uid)) continue;
    for (const term of farTerms(other)) {
      const domain = node.metadata.labels?.[term.topologyKey];
      if (domain === undefined || !selects(term, other, pod, world)) continue;
      if (domainOf(world, other.spec.nodeName, term.topologyKey) === domain) return true;
    }
  }
  return false;
}

const NOBODY: ReadonlySet<string> = new Set();

/** Points for company that a pod would like, or would rather not have; undefined when it does not care. */
export function preferredCompany(pod: Pod, nodes: readonly Node[], world: World): number[] | undefined {
  const near = pod.spec.affinity?.podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  const far = pod.spec.affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  if (!near.length && !far.length) return undefined;
  const raw = nodes.map(() => 0);
  for (const [terms, sign] of [
    [near, 1],
    [far, -1],
  ] as const)
    for (const { weight, podAffinityTerm } of terms) {
      const pods = matching(podAffinityTerm, pod, world, NOBODY);
      nodes.forEach((node, i) => (raw[i]! += sign * weight * inDomain(podAffinityTerm, pods, node, world)));
    }
  const [low, high] = [Math.min(...raw), Math.max(...raw)];
  return high === low ? undefined : raw.map((value) => Math.floor((100 * (value - low)) / (high - low)));
}
