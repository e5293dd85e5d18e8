import type { Node } from '../../kube/kinds/node';
import type { Pod } from '../../kube/kinds/pod';
import { isActive } from '../../kube/kinds/pod-status';
import { qosClass } from '../../kube/kinds/qos-class';
import { parseQuantity } from '../../kube/quantity';
import type { World } from '../component';
import { disrupt } from '../nodes/taint-eviction';
import { tell } from './events';
import { reachable } from './node-records';
import { hearPod, subjectOf } from './pods';
import { KUBELET, podRecords, setPod, specOf, type Turn } from './records';
import { stopAll } from './termination';
import { podUsage } from './usage';

/** A node that runs short of memory or disk.
 *  MODELS the node's condition and events, the eviction of one pod after another until the pressure is gone: those
 *  that ask for nothing first, then by priority; pods that the system needs stay. OMITS usage in the order: a
 *  Guaranteed pod is never evicted; and what containers use of a disk. Source: pkg/kubelet/eviction */

type Resource = 'memory' | 'disk';

/** `node/resource` of what is short. */
const shortages = (world: World) => world.cell<true>('kubelet/shortages');

/** ms between two looks of the eviction manager. Source: evictionMonitoringPeriod */
const PERIOD = 10_000;

const WORDS = {
  memory: {
    type: 'MemoryPressure',
    full: 'KubeletHasInsufficientMemory',
    fine: 'KubeletHasSufficientMemory',
    told: 'NodeHasInsufficientMemory',
    over: 'NodeHasSufficientMemory',
    said: 'kubelet has insufficient memory available',
    well: 'kubelet has sufficient memory available',
  },
  disk: {
    type: 'DiskPressure',
    full: 'KubeletHasDiskPressure',
    fine: 'KubeletHasNoDiskPressure',
    told: 'NodeHasDiskPressure',
    over: 'NodeHasNoDiskPressure',
    said: 'kubelet has disk pressure',
    well: 'kubelet has no disk pressure',
  },
} as const;

export function fillNode(world: World, node: string, resource: Resource, mend = false): void {
  const key = `${node}/${resource}`;
  if (mend) shortages(world).delete(key);
  else shortages(world).set(key, true);
  showPressure(world, node);
  if (!mend) world.schedule(KUBELET, `node:${node}`, 'PRESSURE', 1_000);
}

/** What must be free: 100Mi of memory, a tenth of the disk; the fault leaves half of that.
 *  Source: DefaultEvictionHard, GetThresholdQuantity */
function thresholdOf(node: Node, resource: Resource): number {
  if (resource === 'memory') return 100 * 2 ** 20;
  return Math.trunc((Number(parseQuantity(node.status.capacity?.['ephemeral-storage'] ?? '0').nano) / 1e9) * 0.1);
}

/** Write what is short into the node's conditions; a heartbeat does the same. */
export function showPressure(world: World, name: string): void {
  const node = world.api.get<Node>('nodes', name);
  if (!node || !reachable(world, name)) return;
  for (const resource of ['memory', 'disk'] as const) show(world, world.api.get<Node>('nodes', name)!, resource);
}

function show(world: World, node: Node, resource: Resource): void {
  const words = WORDS[resource];
  const { name } = node.metadata;
  const short = shortages(world).has(`${name}/${resource}`);
  const before = node.status.conditions?.find(({ type }) => type === words.type);
  const status = short ? 'True' : 'False';
  if (!before || before.status === status) return;
  const now = {
    status,
    reason: short ? words.full : words.fine,
    message: short ? words.said : words.well,
    lastTransitionTime: world.timestamp,
  } as const;
  const conditions = node.status.conditions!.map((one) => (one === before ? { ...one, ...now } : one));
  const told = world.api.updateStatus('nodes', { ...node, status: { ...node.status, conditions } });
  const reason = short ? words.told : words.over;
  world.record(told, 'Normal', reason, `Node ${name} status is now: ${reason}`, { component: 'kubelet', host: name });
}

/** The eviction manager looks. */
export function relieve(turn: Turn, name: string): void {
  const { world } = turn;
  const resource = (['memory', 'disk'] as const).find((one) => shortages(world).has(`${name}/${one}`));
  if (!resource || !reachable(world, name)) return;
  showPressure(world, name);
  const node = world.api.get<Node>('nodes', name);
  if (!node) return;
  world.record(node, 'Warning', 'EvictionThresholdMet', `Attempting to reclaim ${NAMES[resource]}`, {
    component: 'kubelet',
    host: name,
  });
  const victim = world.api
    .podsOn<Pod>(name)
    .filter(isActive)
    .filter(({ spec }) => (spec.priority ?? 0) < SYSTEM_CRITICAL)
    .filter((pod) => qosClass(pod.spec) !== 'Guaranteed')
    .sort(firstToGo)[0];
  if (victim) evict(turn, victim, messageOf(world, node, victim, resource));
  world.schedule(KUBELET, `node:${name}`, 'PRESSURE', PERIOD);
}

const asksForNothing = (pod: Pod) => Number(qosClass(pod.spec) === 'BestEffort');

/** Source: rankMemoryPressure */
const firstToGo = (a: Pod, b: Pod) =>
  asksForNothing(b) - asksForNothing(a) || (a.spec.priority ?? 0) - (b.spec.priority ?? 0) || (a.metadata.name < b.metadata.name ? -1 : 1);

const NAMES: Readonly<Record<Resource, string>> = { memory: 'memory', disk: 'ephemeral-storage' };
/** Source: scheduling.SystemCriticalPriority, kubelettypes.IsCriticalPod */
const SYSTEM_CRITICAL = 2_000_000_000;

/** Source: eviction/helpers.go evictionMessage */
function messageOf(world: World, node: Node, pod: Pod, resource: Resource): string {
  const threshold = thresholdOf(node, resource);
  const low = `The node was low on resource: ${NAMES[resource]}. Threshold quantity: ${binary(threshold)}, available: ${binary(threshold / 2)}. `;
  if (resource === 'disk') return low;
  const larger = (podUsage(world, pod) ?? []).flatMap(({ name, memory }) => {
    const request = specOf(pod, name)?.resources?.requests?.['memory'] ?? '0';
    if (memory <= Number(parseQuantity(request).nano) / 1e9) return [];
    return [`Container ${name} was using ${binary(memory)}, request is ${request}, has larger consumption of memory. `];
  });
  return low + larger.join('');
}

/** As a Quantity in BinarySI writes bytes. */
function binary(bytes: number): string {
  const power = ['Gi', 'Mi', 'Ki'].find((_, i) => bytes >= 1024 ** (3 - i) && bytes % 1024 ** (3 - i) === 0);
  return power ? `${bytes / 1024 ** { Gi: 3, Mi: 2, Ki: 1 }[power]!}${power}` : String(Math.trunc(bytes));
}

function evict(turn: Turn, pod: Pod, message: string): void {
  const { world } = turn;
  const record = podRecords(world).get(pod.metadata.uid);
  if (!record || record.verdict) return;
  tell(world, pod, 'Warning', 'Evicted', message);
  const marked = disrupt(world, pod, 'TerminationByKubelet', message);
  setPod(turn, { ...record, verdict: { reason: 'Evicted', message } });
  const subject = subjectOf(turn, marked)!;
  // Evictions wait for nobody: the grace is a second at the most.
  stopAll(subject, 1_000, (one) => `Stopping container ${one.name}`);
  hearPod(turn, marked, { type: 'FAIL' });
}
