import type { Node } from '../../kube/kinds/node';
import type { Pod } from '../../kube/kinds/pod';
import { isActive } from '../../kube/kinds/pod-status';
import { qosClass } from '../../kube/kinds/qos-class';
import type { World } from '../component';
import { disrupt } from '../nodes/taint-eviction';
import { tell } from './events';
import { reachable } from './node-records';
import { hearPod, subjectOf } from './pods';
import { KUBELET, podRecords, setPod, type Turn } from './records';
import { stopAll } from './termination';

/** A node that runs short of memory or disk.
 *  MODELS the node's condition and events, the eviction of one pod after another until the pressure is gone: those
 *  that ask for nothing first, then by priority. OMITS usage: what a pod uses beyond its request is not simulated, so
 *  a Guaranteed pod is never evicted. Source: pkg/kubelet/eviction */

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
  const victim = world.api
    .podsOn<Pod>(name)
    .filter(isActive)
    .filter((pod) => qosClass(pod.spec) !== 'Guaranteed')
    .sort(firstToGo)[0];
  if (victim) evict(turn, victim, resource);
  world.schedule(KUBELET, `node:${name}`, 'PRESSURE', PERIOD);
}

const asksForNothing = (pod: Pod) => Number(qosClass(pod.spec) === 'BestEffort');

/** Source: rankMemoryPressure */
const firstToGo = (a: Pod, b: Pod) =>
  asksForNothing(b) - asksForNothing(a) || (a.spec.priority ?? 0) - (b.spec.priority ?? 0) || (a.metadata.name < b.metadata.name ? -1 : 1);

function evict(turn: Turn, pod: Pod, resource: Resource): void {
  const { world } = turn;
  const record = podRecords(world).get(pod.metadata.uid);
  if (!record || record.verdict) return;
  const message = `The node was low on resource: ${resource === 'memory' ? 'memory' : 'ephemeral-storage'}. `;
  tell(world, pod, 'Warning', 'Evicted', message);
  const marked = disrupt(world, pod, 'TerminationByKubelet', message);
  setPod(turn, { ...record, verdict: { reason: 'Evicted', message } });
  const subject = subjectOf(turn, marked)!;
  // Evictions wait for nobody: the grace is a second at the most.
  stopAll(subject, 1_000, (one) => `Stopping container ${one.name}`);
  hearPod(turn, marked, { type: 'FAIL' });
}
