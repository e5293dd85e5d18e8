import type * as core from 'kubernetes-types/core/v1';
import type { Node } from '../../kube/kinds/node';
import type { Pod } from '../../kube/kinds/pod';
import { isTerminal } from '../../kube/kinds/pod-status';
import { matches } from '../../kube/selectors';
import type { World } from '../component';
import { nominatedOn } from './nominations';
import { podAffinityFits } from './pod-affinity';
import { tolerates, untolerated } from './taints';
import { spreadFits } from './topology-spread';
import { capacityOf, requestsOf, usageOf, withOthers, type Requests } from './usage';
import { volumesFit } from './volume-binding';

/** Why a pod cannot go to a node, in the scheduler's own words; undefined when it can. Each returns the reasons
 *  of its plugin; the first plugin that refuses speaks, as in upstream. */
export type Filter = (pod: Pod, node: Node, world: World, without: ReadonlySet<string>) => readonly string[];

const fine: readonly string[] = [];

/** Source: plugins/nodeunschedulable */
const unschedulable: Filter = (pod, node) =>
  node.spec.unschedulable && !tolerates(pod.spec.tolerations, { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' })
    ? ['node(s) were unschedulable']
    : fine;

/** Source: plugins/tainttoleration */
const taints: Filter = (pod, node) => {
  const taint = untolerated(node.spec.taints, pod.spec.tolerations, ['NoSchedule', 'NoExecute']);
  return taint ? [`node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`] : fine;
};

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
const resources: Filter = (pod, node, world, without) => {
  const used = usedOn(pod, node, world, without);
  const asked = requestsOf(pod);
  const { cpu, memory, storage, pods, others } = capacityOf(node);
  const full = used.pods + 1 > pods;
  const noCpu = asked.cpu > 0 && used.cpu + asked.cpu > cpu;
  const noMemory = asked.memory > 0 && used.memory + asked.memory > memory;
  const noStorage = asked.storage > 0 && used.storage + asked.storage > storage;
  if (!full && !noCpu && !noMemory && !noStorage && !asked.others) return fine;
  return [
    ...(full ? ['Too many pods'] : []),
    ...(noCpu ? ['Insufficient cpu'] : []),
    ...(noMemory ? ['Insufficient memory'] : []),
    ...(noStorage ? ['Insufficient ephemeral-storage'] : []),
    ...insufficient(asked.others, used.others, others),
  ];
};

const insufficient = (asked: Requests['others'] = {}, used: Requests['others'] = {}, capacity: Requests['others'] = {}): string[] =>
  Object.entries(asked).flatMap(([name, amount]) =>
    amount > 0 && (used[name] ?? 0) + amount > (capacity[name] ?? 0) ? [`Insufficient ${name}`] : [],
  );

type Used = Pick<Requests, 'cpu' | 'memory' | 'storage' | 'pods' | 'others'>;

/** What counts on a node: with those that room is made for, without those who are thought away. */
function usedOn(pod: Pod, { metadata: { name } }: Node, world: World, without: ReadonlySet<string>): Used {
  const used = usageOf(world, name);
  const coming = nominatedOn(world, name, pod);
  if (!without.size && !coming.length) return used;
  const gone = without.size ? world.api.podsOn<Pod>(name).filter((one) => without.has(one.metadata.uid) && !isTerminal(one)) : [];
  return gone.reduce(
    (sum: Used, one) => plus(sum, one, -1),
    coming.reduce((sum: Used, one) => plus(sum, one, 1), used),
  );
}

function plus(used: Used, pod: Pod, sign: 1 | -1): Used {
  const { cpu, memory, storage, pods, others } = requestsOf(pod);
  return {
    cpu: used.cpu + sign * cpu,
    memory: used.memory + sign * memory,
    storage: used.storage + sign * storage,
    pods: used.pods + sign * pods,
    ...withOthers(used.others, others, sign),
  };
}

/** Source: plugins/nodeports */
const ports: Filter = (pod, node, world, without) => {
  const wanted = hostPorts(pod);
  if (!wanted.length) return fine;
  const others = world.api.podsOn<Pod>(node.metadata.name).filter((one) => !isTerminal(one) && !without.has(one.metadata.uid));
  const taken = new Set(others.flatMap(hostPorts));
  return wanted.some((port) => taken.has(port)) ? ["node(s) didn't have free ports for the requested pod ports"] : fine;
};

/** Ports of the node that the pod wants. */
export const hostPorts = ({ spec }: Pod): string[] =>
  spec.containers.flatMap((container) =>
    (container.ports ?? []).flatMap(({ hostPort, protocol }) => (hostPort ? [`${protocol}/${hostPort}`] : [])),
  );

/** In the order of upstream's default profile. */
export const filters: readonly Filter[] = [unschedulable, taints, affinity, ports, resources, volumesFit, spreadFits, podAffinityFits];

const NOBODY: ReadonlySet<string> = new Set();

/** Why a pod cannot go to a node; empty when it can.
 *  @param without  uids of pods that are thought away */
export function refusalOf(pod: Pod, node: Node, world: World, without: ReadonlySet<string> = NOBODY): readonly string[] {
  for (const one of filters) {
    const refused = one(pod, node, world, without);
    if (refused.length) return refused;
  }
  return fine;
}

const HELPED_BY_PREEMPTION: readonly string[] = [
  'Insufficient ',
  'Too many pods',
  "node(s) didn't have free ports",
  "node(s) didn't match pod anti-affinity rules",
  "node(s) didn't satisfy existing pods anti-affinity rules",
  'node has pod using PersistentVolumeClaim',
];

/** Would it help if pods of that node went away? Source: UnschedulableAndUnresolvable */
export const canBeHelped = (reason: string): boolean =>
  HELPED_BY_PREEMPTION.some((start) => reason.startsWith(start)) || reason === "node(s) didn't match pod topology spread constraints";
