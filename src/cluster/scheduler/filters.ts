import type * as core from 'kubernetes-types/core/v1';
import type { Node } from '../../kube/kinds/node';
import type { Pod, Toleration } from '../../kube/kinds/pod';
import { matches } from '../../kube/selectors';
import type { World } from '../component';
import { capacityOf, requestsOf, usageOf } from './usage';
import { volumesFit } from './volume-binding';

/** Why a pod cannot go to a node, in the scheduler's own words; undefined when it can. Each returns the reasons
 *  of its plugin; the first plugin that refuses speaks, as in upstream. */
export type Filter = (pod: Pod, node: Node, world: World) => readonly string[];

const fine: readonly string[] = [];

/** Source: plugins/nodeunschedulable */
const unschedulable: Filter = (pod, node) =>
  node.spec.unschedulable && !tolerates(pod, { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' })
    ? ['node(s) were unschedulable']
    : fine;

/** Source: plugins/tainttoleration */
const taints: Filter = (pod, node) => {
  const taint = node.spec.taints?.find((one) => (one.effect === 'NoSchedule' || one.effect === 'NoExecute') && !tolerates(pod, one));
  return taint ? [`node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`] : fine;
};

/** Does one of the pod's tolerations cover this taint? Source: component-helpers TolerationsTolerateTaint */
export function tolerates(pod: Pod, taint: core.Taint): boolean {
  return (pod.spec.tolerations ?? []).some((one) => covers(one, taint));
}

function covers({ key, operator = 'Equal', value = '', effect }: Toleration, taint: core.Taint): boolean {
  if (effect && effect !== taint.effect) return false;
  if (key && key !== taint.key) return false;
  return operator === 'Exists' || value === (taint.value ?? '');
}

/** nodeSelector and required node affinity. Source: plugins/nodeaffinity */
const affinity: Filter = (pod, node) => {
  const { nodeSelector } = pod.spec;
  const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (!nodeSelector && !terms) return fine;
  const labels = node.metadata.labels ?? {};
  const selector = Object.entries(nodeSelector ?? {}).every(([key, value]) => labels[key] === value);
  return selector && (!terms || terms.some((term) => matchesTerm(term, node)))
    ? fine
    : ["node(s) didn't match Pod's node affinity/selector"];
};

export function matchesTerm({ matchExpressions, matchFields }: core.NodeSelectorTerm, node: Node): boolean {
  if (!matchExpressions?.length && !matchFields?.length) return false;
  const byLabel = matches({ matchExpressions: matchExpressions ?? [] }, node.metadata.labels);
  return byLabel && matches({ matchExpressions: matchFields ?? [] }, { 'metadata.name': node.metadata.name });
}

/** Source: plugins/noderesources/fit.go */
const resources: Filter = (pod, node, world) => {
  const asked = requestsOf(pod);
  const used = usageOf(world, node.metadata.name);
  const { cpu, memory, storage, pods } = capacityOf(node);
  const full = used.pods + 1 > pods;
  const noCpu = asked.cpu > 0 && used.cpu + asked.cpu > cpu;
  const noMemory = asked.memory > 0 && used.memory + asked.memory > memory;
  const noStorage = asked.storage > 0 && used.storage + asked.storage > storage;
  if (!full && !noCpu && !noMemory && !noStorage) return fine;
  return [
    ...(full ? ['Too many pods'] : []),
    ...(noCpu ? ['Insufficient cpu'] : []),
    ...(noMemory ? ['Insufficient memory'] : []),
    ...(noStorage ? ['Insufficient ephemeral-storage'] : []),
  ];
};

/** Source: plugins/nodeports */
const ports: Filter = (pod, node, world) => {
  const wanted = hostPorts(pod);
  if (!wanted.length) return fine;
  const taken = new Set(world.api.podsOn(node.metadata.name).flatMap((other) => hostPorts(other as unknown as Pod)));
  return wanted.some((port) => taken.has(port)) ? ["node(s) didn't have free ports for the requested pod ports"] : fine;
};

const hostPorts = ({ spec }: Pod) =>
  spec.containers.flatMap((container) =>
    (container.ports ?? []).flatMap(({ hostPort, protocol }) => (hostPort ? [`${protocol}/${hostPort}`] : [])),
  );

/** Required pod (anti-)affinity, over any label of the nodes. Source: plugins/interpodaffinity */
const podAffinity: Filter = (pod, node, world) => {
  if (!pod.spec.affinity) return fine;
  const { podAffinity: near, podAntiAffinity: far } = pod.spec.affinity;
  const [wanted, unwanted] = [
    near?.requiredDuringSchedulingIgnoredDuringExecution ?? [],
    far?.requiredDuringSchedulingIgnoredDuringExecution ?? [],
  ];
  // The first of a group that wants its own company may go anywhere.
  const alone = (term: core.PodAffinityTerm) => matches(term.labelSelector, pod.metadata.labels) && !together(term, pod, undefined, world);
  if (wanted.some((term) => !together(term, pod, node, world) && !alone(term))) return ["node(s) didn't match pod affinity rules"];
  return unwanted.some((term) => together(term, pod, node, world)) ? ["node(s) didn't match pod anti-affinity rules"] : fine;
};

/** Is there a pod of this term in the node's domain (anywhere, without a node)? */
function together(
  { labelSelector, topologyKey, namespaces }: core.PodAffinityTerm,
  pod: Pod,
  node: Node | undefined,
  world: World,
): boolean {
  const domain = node?.metadata.labels?.[topologyKey];
  return (namespaces ?? [pod.metadata.namespace!]).some((namespace) =>
    world.api.list('pods', namespace).some((other) => {
      const nodeName = (other as unknown as Pod).spec.nodeName;
      if (!nodeName || !matches(labelSelector, other.metadata.labels)) return false;
      return !node || (domain !== undefined && world.api.get('nodes', nodeName)?.metadata.labels?.[topologyKey] === domain);
    }),
  );
}

/** Hard topology spread. Source: plugins/podtopologyspread */
const spread: Filter = (pod, node, world) => {
  for (const { topologyKey, maxSkew, whenUnsatisfiable, labelSelector } of pod.spec.topologySpreadConstraints ?? []) {
    if (whenUnsatisfiable !== 'DoNotSchedule') continue;
    const domain = node.metadata.labels?.[topologyKey];
    if (domain === undefined) return ["node(s) didn't match pod topology spread constraints (missing required label)"];
    const counts = new Map<string, number>();
    for (const one of world.api.list('nodes')) if (one.metadata.labels?.[topologyKey]) counts.set(one.metadata.labels[topologyKey], 0);
    for (const other of world.api.list('pods', pod.metadata.namespace)) {
      const { nodeName } = (other as unknown as Pod).spec;
      const at = nodeName && world.api.get('nodes', nodeName)?.metadata.labels?.[topologyKey];
      if (at && !other.metadata.deletionTimestamp && matches(labelSelector, other.metadata.labels))
        counts.set(at, (counts.get(at) ?? 0) + 1);
    }
    if ((counts.get(domain) ?? 0) + 1 - Math.min(...counts.values()) > maxSkew)
      return ["node(s) didn't match pod topology spread constraints"];
  }
  return fine;
};

/** In the order of upstream's default profile. */
export const filters: readonly Filter[] = [unschedulable, taints, affinity, ports, resources, volumesFit, spread, podAffinity];
