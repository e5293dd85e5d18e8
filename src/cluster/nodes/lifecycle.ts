import type { Taint } from 'kubernetes-types/core/v1';
import type { Change } from '../../kube/api';
import type { Lease } from '../../kube/kinds/lease';
import type { Node } from '../../kube/kinds/node';
import type { Pod } from '../../kube/kinds/pod';
import type { Condition } from '../../kube/object';
import type { Reconciler, World } from '../component';
import { conditionOf, lostTaint, NOT_READY, PRESSURES, readiness, UNREACHABLE, UNSCHEDULABLE } from './conditions';
import { pace, zoneOf } from './zones';

/** Judges nodes by their heartbeats.
 *  MODELS Unknown after 50 s without a renewed Lease, found by a look every 5 s; the pods of such a node not ready;
 *  the taints of a node's conditions; eviction taints one node after another, slower or not at all in a zone that is
 *  ill as a whole. OMITS the grace that all nodes get when the last zone comes back.
 *  Source: pkg/controller/nodelifecycle/node_lifecycle_controller.go */
export const nodeLifecycleController: Reconciler = {
  name: 'node-lifecycle-controller',
  resource: 'nodes',
  hears: isNews,
  watches: { nodes: otherLostNodes },
  reconcile,
};

/** ms without a heartbeat after which a node is Unknown. Source: --node-monitor-grace-period (50 s since 1.32) */
const GRACE = 50_000;
/** ms between two looks at the heartbeats. Source: --node-monitor-period */
const PERIOD = 5_000;

const SOURCE = { component: 'node-controller' };

const nodeOf = (object: unknown) => object as Node;

/** A heartbeat that says what was known is no news. */
function isNews({ type, object, old }: Change): boolean {
  if (type !== 'MODIFIED') return true;
  const [after, before] = [nodeOf(object), nodeOf(old)];
  return after.spec !== before.spec || after.metadata.labels !== before.metadata.labels || states(after) !== states(before);
}

const states = ({ status }: Node) => (status.conditions ?? []).map(({ type, status: state }) => `${type}=${state}`).join();

/** Nodes that are not Ready, by name. */
const lostNodes = (world: World) => world.cell<true>('node-lifecycle/lost');

/** How fast one node may be evicted depends on how many others are lost. */
function otherLostNodes({ type, object, old }: Change, world: World): string[] {
  const state = readiness(nodeOf(object));
  if (type === 'MODIFIED' && state === readiness(nodeOf(old))) return [];
  const lost = lostNodes(world);
  if (type === 'DELETED' || state === 'True') lost.delete(object.metadata.name);
  else lost.set(object.metadata.name, true);
  if (!lost.size) return [];
  return world.api
    .list<Node>('nodes')
    .filter(({ metadata }) => lost.has(metadata.name))
    .map(({ metadata }) => metadata.name);
}

/** @returns ms until the next look */
function reconcile(name: string, world: World): number | void {
  const node = world.api.get<Node>('nodes', name);
  if (!node) return forget(name, world);
  greet(node, world);
  const silent = world.now - lastHeartbeat(node, world);
  const judged = silent >= GRACE && conditionOf(node, 'Ready')?.status !== 'Unknown' ? markUnknown(node, world) : node;
  if (readiness(judged) !== 'True') markPodsNotReady(judged, world);
  const wait = taint(judged, world);
  if (conditionOf(judged, 'Ready')?.status === 'Unknown') return wait;
  return Math.min(wait ?? Infinity, untilNextLook(world.now + Math.max(0, GRACE - silent)) - world.now);
}

/** Looks are at whole multiples of the period. */
const untilNextLook = (at: number) => Math.ceil(at / PERIOD) * PERIOD;

function lastHeartbeat(node: Node, { api }: World): number {
  const renewed = api.get<Lease>('leases', `kube-node-lease/${node.metadata.name}`)?.spec?.renewTime;
  const posted = (conditionOf(node, 'Ready') as { lastHeartbeatTime?: string } | undefined)?.lastHeartbeatTime;
  return Math.max(...[renewed, posted, node.metadata.creationTimestamp].map((time) => Date.parse(time ?? '') || 0));
}

const known = (world: World) => world.cell<string>('node-lifecycle/known');

function greet(node: Node, world: World): void {
  const { name, uid } = node.metadata;
  if (known(world).get(name) === uid) return;
  known(world).set(name, uid);
  world.record(node, 'Normal', 'RegisteredNode', `Node ${name} event: Registered Node ${name} in Controller`, SOURCE);
}

function forget(name: string, world: World): void {
  const uid = known(world).get(name);
  if (!known(world).delete(name)) return;
  const gone = { apiVersion: 'v1', kind: 'Node', metadata: { name, uid: uid!, resourceVersion: '', creationTimestamp: '' } };
  world.record(gone, 'Normal', 'RemovingNode', `Node ${name} event: Removing Node ${name} from Controller`, SOURCE);
}

const JUDGED = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

/** Source: tryUpdateNodeHealth */
function markUnknown(node: Node, world: World): Node {
  const before = node.status.conditions ?? [];
  const now = { status: 'Unknown', lastTransitionTime: world.timestamp } as const;
  const silent = { ...now, reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' };
  const never = { ...now, reason: 'NodeStatusNeverUpdated', message: 'Kubelet never posted node status.' };
  const judged = before.map((one) => (JUDGED.includes(one.type) && one.status !== 'Unknown' ? { ...one, ...silent } : one));
  const missing = JUDGED.filter((type) => !before.some((one) => one.type === type)).map((type): Condition => ({ type, ...never }));
  const wasReady = readiness(node) === 'True';
  const status = { ...node.status, conditions: [...judged, ...missing] };
  const marked = world.api.updateStatus<Node>('nodes', { ...node, status });
  const { name } = node.metadata;
  if (wasReady) world.record(marked, 'Normal', 'NodeNotReady', `Node ${name} status is now: NodeNotReady`, SOURCE);
  return marked;
}

/** Nobody can tell how they are, so no traffic goes to them. Source: controller_utils.go MarkPodsNotReady */
function markPodsNotReady(node: Node, world: World): void {
  for (const pod of world.api.podsOn<Pod>(node.metadata.name)) {
    const ready = pod.status.conditions?.find(({ type }) => type === 'Ready');
    if (ready?.status !== 'True') continue;
    const conditions = pod.status.conditions!.map((one) =>
      one === ready ? ({ ...one, status: 'False', lastTransitionTime: world.timestamp } as const) : one,
    );
    const marked = world.api.updateStatus<Pod>('pods', { ...pod, status: { ...pod.status, conditions } });
    world.record(marked, 'Warning', 'NodeNotReady', 'Node is not ready', SOURCE);
  }
}

const OURS = new Set([NOT_READY, UNREACHABLE, UNSCHEDULABLE, ...Object.values(PRESSURES)]);

/** Give the node the taints of its conditions. @returns ms until more may be done */
function taint(node: Node, world: World): number | undefined {
  const { evict, wait } = mayEvict(node, world);
  const before = node.spec.taints ?? [];
  const lost = lostTaint(node);
  const wanted: Taint[] = [
    ...noScheduleKeys(node, lost).map((key) => ({ key, effect: 'NoSchedule' })),
    ...(lost && evict ? [{ key: lost, effect: 'NoExecute', timeAdded: world.timestamp }] : []),
  ];
  const kept = before.filter((one) => !OURS.has(one.key) || wanted.some((other) => alike(one, other)));
  const added = wanted.filter((one) => !before.some((other) => alike(one, other)));
  if (!added.length && kept.length === before.length) return wait;
  const { taints: _, ...spec } = node.spec;
  const taints = [...kept, ...added];
  world.api.update<Node>('nodes', { ...node, spec: { ...spec, ...(taints.length && { taints }) } }, { trusted: true });
  return wait;
}

const alike = (a: Taint, b: Taint) => a.key === b.key && a.effect === b.effect;

function noScheduleKeys(node: Node, lost: string | undefined): string[] {
  const pressures = Object.keys(PRESSURES).filter((type) => conditionOf(node, type)?.status === 'True');
  return [...(lost ? [lost] : []), ...pressures.map((type) => PRESSURES[type]!), ...(node.spec.unschedulable ? [UNSCHEDULABLE] : [])];
}

/** May the pods of a lost node be evicted now? One node of a zone after another. */
function mayEvict(node: Node, world: World): { readonly evict: boolean; readonly wait?: number } {
  const lost = lostTaint(node);
  if (!lost) return { evict: false };
  const zone = zoneOf(node);
  const between = pace(world, zone);
  if (between === undefined) return { evict: false, wait: PERIOD };
  if (node.spec.taints?.some(({ key, effect }) => key === lost && effect === 'NoExecute')) return { evict: true };
  // The pace is that of now: a zone may have fallen ill since.
  const last = world.cell<number>('node-lifecycle/last-eviction');
  const from = (last.get(zone) ?? -Infinity) + between;
  if (from > world.now) return { evict: false, wait: from - world.now };
  last.set(zone, world.now);
  return { evict: true };
}
