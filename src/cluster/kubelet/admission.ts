import type { Node } from '../../kube/kinds/node';
import type { Pod } from '../../kube/kinds/pod';
import { isTerminal } from '../../kube/kinds/pod-status';
import { qosClass } from '../../kube/kinds/qos-class';
import type { World } from '../component';
import { wants } from '../scheduler/node-affinity';
import { tolerates, untolerated } from '../scheduler/taints';
import { capacityOf, requestsOf, usageOf, type Requests } from '../scheduler/usage';

/** Whether a kubelet takes a Pod that was given to its node: who names the node in the manifest asks no scheduler.
 *  MODELS pressure, resources, node affinity, host ports and the taints NoExecute.
 *  OMITS the operating system, devices, and Pods that make room for critical ones.
 *  Source: pkg/kubelet/lifecycle/predicate.go generalFilter, Admit; eviction/eviction_manager.go Admit */

export interface Rejection {
  readonly reason: string;
  readonly message: string;
}

/** @returns why not; undefined when the Pod may run here */
export function rejection(world: World, pod: Pod): Rejection | undefined {
  const node = world.api.get<Node>('nodes', pod.spec.nodeName!);
  if (!node?.status.allocatable) return undefined;
  const pressed = underPressure(pod, node);
  if (pressed) return pressed;
  const others = () => world.api.podsOn<Pod>(node.metadata.name).filter((one) => one.metadata.uid !== pod.metadata.uid && !isTerminal(one));
  const missing = fits(world, node) ? undefined : lacking(pod, node, others());
  if (missing) return missing;
  if (!wants(pod.spec, node)) return predicate('NodeAffinity', "node(s) didn't match Pod's node affinity/selector");
  const ports = hostPorts(pod);
  if (
    ports.length &&
    others()
      .flatMap(hostPorts)
      .some((port) => ports.includes(port))
  )
    return predicate('NodePorts', "node(s) didn't have free ports for the requested pod ports");
  if (untolerated(node.spec.taints, pod.spec.tolerations, ['NoExecute']))
    return predicate('TaintToleration', "node(s) had taints that the pod didn't tolerate");
  return undefined;
}

const PRESSURES: ReadonlySet<string> = new Set(['MemoryPressure', 'DiskPressure', 'PIDPressure']);
/** Source: apis/scheduling SystemCriticalPriority */
const CRITICAL = 2_000_000_000;
const SHORT_OF_MEMORY = { key: 'node.kubernetes.io/memory-pressure', effect: 'NoSchedule' };

/** A node that is short of memory alone still takes who asks for some, or tolerates it. */
function underPressure(pod: Pod, node: Node): Rejection | undefined {
  const short = (node.status.conditions ?? [])
    .filter(({ type, status }) => PRESSURES.has(type) && status === 'True')
    .map(({ type }) => type);
  if (!short.length || (pod.spec.priority ?? 0) >= CRITICAL) return undefined;
  const memoryAlone = short.length === 1 && short[0] === 'MemoryPressure';
  const takes = qosClass(pod.spec) !== 'BestEffort' || tolerates(pod.spec.tolerations, SHORT_OF_MEMORY);
  if (memoryAlone && takes) return undefined;
  return { reason: 'Evicted', message: `The node had condition: [${short.join(' ')}]. ` };
}

/** Source: PredicateFailureError */
const predicate = (name: string, why: string): Rejection => ({ reason: name, message: `Predicate ${name} failed: ${why}` });

/** Do all that stand on the node fit, this Pod among them? Then nothing has to be added up. */
function fits(world: World, node: Node): boolean {
  const [used, capacity] = [usageOf(world, node.metadata.name), capacityOf(node)];
  return used.pods <= capacity.pods && used.cpu <= capacity.cpu && used.memory <= capacity.memory && used.storage <= capacity.storage;
}

type Counted = 'pods' | 'cpu' | 'memory' | 'storage';

/** In the order in which the kubelet asks; a resource in its own name and the unit that it is told in: pods, thousandths
 *  of a core, bytes. */
const COUNTED: readonly (readonly [Counted, string, number])[] = [
  ['pods', 'pods', 1],
  ['cpu', 'cpu', 1],
  ['memory', 'memory', 1000],
  ['storage', 'ephemeral-storage', 1000],
];

/** Source: InsufficientResourceError */
function lacking(pod: Pod, node: Node, others: readonly Pod[]): Rejection | undefined {
  const [asked, capacity] = [requestsOf(pod), capacityOf(node)];
  for (const [field, name, unit] of COUNTED) {
    const used = others.reduce((sum, one) => sum + requestsOf(one)[field], 0);
    if (asked[field] === 0 || used + asked[field] <= capacity[field]) continue;
    const told = (amount: Requests[Counted]) => Math.floor(amount / unit);
    const message = `Node didn't have enough resource: ${name}, requested: ${told(asked[field])}, used: ${told(used)}, capacity: ${told(capacity[field])}`;
    return { reason: `OutOf${name}`, message };
  }
  return undefined;
}

const hostPorts = ({ spec }: Pod): string[] =>
  spec.containers.flatMap(({ ports = [] }) => ports.flatMap(({ hostPort, protocol }) => (hostPort ? [`${protocol}/${hostPort}`] : [])));
