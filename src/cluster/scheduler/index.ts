import type { Change } from '../../kube/api';
import type { Node } from '../../kube/kinds/node';
import type { Pod } from '../../kube/kinds/pod';
import { keyOf, type Condition } from '../../kube/object';
import type { ClusterEvent, Component, World } from '../component';
import { canBeHelped } from './filters';
import { findings, type Finding } from './findings';
import { accountImages } from './image-locality';
import { forgetNomination, nominate } from './nominations';
import { accountAffinity } from './pod-affinity';
import { notEligible, preempt } from './preemption';
import { scores } from './scores';
import { account, accountZone, reserve } from './usage';
import { bindVolumes, forgetNode, volumesAreBound, volumesNotReady } from './volume-binding';

/** Gives every pod a node.
 *  MODELS filters and scores of the default profile, the condition and event of a pod that fits nowhere, its
 *  return to the queue when the cluster changes or five minutes have gone by, back-off of 1 to 10 s, preemption,
 *  scheduling gates.
 *  OMITS several profiles.
 *  Source: pkg/scheduler/schedule_one.go, internal/queue/scheduling_queue.go */
export const scheduler: Component = {
  name: 'default-scheduler',
  watches: ['pods', 'nodes', 'persistentvolumeclaims', 'persistentvolumes', 'storageclasses'],
  changed(change, world) {
    if (change.resource === 'pods') return podChanged(change, world);
    if (change.resource === 'persistentvolumeclaims') return claimChanged(world);
    if (change.resource === 'nodes') {
      accountZone(change, world);
      accountImages(change, world);
    }
    if (change.type !== 'DELETED' && (change.resource !== 'nodes' || couldHelp(change))) wakeAll(world);
  },
  handle(event, world) {
    if (event.type === 'SCHEDULE') scheduleOne(event, world);
    else if (event.type === 'FLUSH') flush(event.key, world);
  },
};

const NAME = 'default-scheduler';
/** One decision after the other takes time; also what lets a beginner see it. */
const LATENCY = 150;
const JITTER = 50;
const BACKOFF = 1000;
const LONGEST_BACKOFF = 10_000;
/** Source: DefaultPodMaxInUnschedulablePodsDuration, looked at every 30 s (flushUnschedulablePodsLeftover) */
const LONGEST_WAIT = 300_000;
const FLUSH_PERIOD = 30_000;

/** ms between a change of a claim and the look that sees it. */
const VOLUME_CHECK = 60;
/** Longest wait for volumes. Source: VolumeBindingArgs bindTimeoutSeconds */
const BIND_TIMEOUT = 600_000;

/** A pod that has its node, and waits for its volumes there. */
interface Binding {
  readonly node: string;
  /** ms since the Unix epoch. */
  readonly since: number;
  /** As it was when room was kept for it. */
  readonly pod: Pod;
}
const binding = (world: World) => world.cell<Binding>('scheduler/binding');

/** A pod that fits nowhere. */
interface Unschedulable {
  /** How often that was found. */
  readonly attempts: number;
  /** When it was found last, ms since the Unix epoch: the back-off counts from there. */
  readonly at: number;
}
const waiting = (world: World) => world.cell<Unschedulable>('scheduler/unschedulable');

function podChanged(change: Change, world: World): void {
  account(change, world);
  accountAffinity(change, world);
  const pod = change.object as unknown as Pod;
  if (change.type === 'DELETED') {
    waiting(world).delete(change.key);
    unreserve(change.key, world);
    forgetNomination(world, change.key);
    world.cancel(NAME, change.key, 'SCHEDULE');
    world.cancel(NAME, change.key, 'FLUSH');
  }
  const gates = (change.old as unknown as Pod | undefined)?.spec.schedulingGates;
  const isNew = change.type === 'ADDED' || (change.type === 'MODIFIED' && Boolean(gates?.length));
  if (isNew && !pod.spec.nodeName && pod.spec.schedulerName === NAME && !pod.spec.schedulingGates?.length)
    world.schedule(NAME, change.key, 'SCHEDULE', LATENCY + world.random.int(JITTER));
  // Room was made.
  const ended = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
  if (pod.spec.nodeName && (change.type === 'DELETED' || ended)) wakeAll(world);
}

/** A claim may have what a pod waits for: one that has its node, or one that has none. */
function claimChanged(world: World): void {
  for (const key of binding(world).keys()) world.schedule(NAME, key, 'SCHEDULE', VOLUME_CHECK);
  wakeAll(world);
}

/** A new node, or one with other labels, taints or room. A heartbeat helps nobody. */
function couldHelp({ object, old }: Change): boolean {
  if (!old) return true;
  const [after, before] = [object, old];
  return (
    after.spec !== before.spec || after.metadata.labels !== before.metadata.labels || after.status.allocatable !== before.status.allocatable
  );
}

function wakeAll(world: World): void {
  if (!waiting(world).size) return;
  // The more important one comes first. Source: plugins/queuesort
  const priority = (key: string) => world.api.get<Pod>('pods', key)?.spec.priority ?? 0;
  for (const [key, { attempts, at }] of [...waiting(world)].sort(([a], [b]) => priority(b) - priority(a))) {
    if (world.dueAt(NAME, key, 'SCHEDULE') !== undefined) continue;
    const until = at + Math.min(BACKOFF * 2 ** (attempts - 1), LONGEST_BACKOFF);
    world.schedule(NAME, key, 'SCHEDULE', Math.max(LATENCY, until - world.now));
  }
}

/** It has waited so long that it is tried again, whatever has happened. */
function flush(key: string, world: World): void {
  if (waiting(world).has(key) && world.dueAt(NAME, key, 'SCHEDULE') === undefined) world.schedule(NAME, key, 'SCHEDULE', LATENCY);
}

function scheduleOne(event: ClusterEvent, world: World): void {
  const { key } = event;
  const pod = world.api.get<Pod>('pods', key);
  if (!pod || pod.spec.nodeName || pod.metadata.deletionTimestamp) {
    unreserve(key, world);
    return void waiting(world).delete(key);
  }
  const held = binding(world).get(key);
  if (held) return awaitVolumes(key, pod, held, world);
  const nodes = world.api.list<Node>('nodes');
  const problem = volumesNotReady(pod, world);
  if (problem !== undefined) return fail(pod, nodes.length, [problem], world);
  const { fitting, reasons, helpable } = filter(pod, nodes, world);
  if (!fitting.length) return makeRoom(pod, nodes.length, reasons, helpable, world);
  const best = pick(pod, fitting, world);
  if (bindVolumes(pod, best, world)) return bind(pod, best.metadata.name, world);
  reserve(world, pod, best.metadata.name, 1);
  binding(world).set(key, { node: best.metadata.name, since: world.now, pod });
  world.schedule(NAME, key, 'SCHEDULE', BIND_TIMEOUT);
}

/** It fits nowhere as things are. Source: DefaultPreemption PostFilter */
function makeRoom(pod: Pod, total: number, reasons: ReadonlyMap<string, number>, helpable: readonly Node[], world: World): void {
  const refused = notEligible(pod, world);
  if (refused !== undefined || !total) return fail(pod, total, reasons, world, refused);
  const node = preempt(pod, helpable, world);
  if (node === undefined) return fail(pod, total, reasons, world, noVictims(total, helpable.length));
  const nominated = world.api.updateStatus<Pod>('pods', { ...pod, status: { ...pod.status, nominatedNodeName: node } });
  nominate(world, nominated, node);
  fail(nominated, total, reasons, world);
}

/** Source: framework/preemption, the FitError of nodes that cannot be helped */
function noVictims(total: number, helpable: number): string {
  const counts = [
    ...(helpable ? [`${helpable} No preemption victims found for incoming pod`] : []),
    ...(total > helpable ? [`${total - helpable} Preemption is not helpful for scheduling`] : []),
  ];
  return `0/${total} nodes are available: ${counts.sort().join(', ')}.`;
}

/** Its volumes are being bound or made. Source: VolumeBinding PreBind */
function awaitVolumes(key: string, pod: Pod, { node, since }: Binding, world: World): void {
  if (volumesAreBound(pod, world)) {
    unreserve(key, world);
    return bind(pod, node, world);
  }
  const over = world.now - since >= BIND_TIMEOUT;
  if (!over && world.api.get('nodes', node)) return world.schedule(NAME, key, 'SCHEDULE', since + BIND_TIMEOUT - world.now);
  unreserve(key, world);
  forgetNode(pod, world);
  fail(pod, world.api.list('nodes').length, ['binding volumes: timed out waiting for the condition'], world);
}

function unreserve(key: string, world: World): void {
  const held = binding(world).get(key);
  if (!held) return;
  reserve(world, held.pod, held.node, -1);
  binding(world).delete(key);
}

function bind(pod: Pod, node: string, world: World): void {
  world.cancel(NAME, keyOf(pod.metadata), 'FLUSH');
  waiting(world).delete(keyOf(pod.metadata));
  forgetNomination(world, keyOf(pod.metadata));
  const binding = {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name: pod.metadata.name },
    target: { apiVersion: 'v1', kind: 'Node', name: node },
  };
  world.api.create('pods', binding, { subresource: 'binding', trusted: true, namespace: pod.metadata.namespace! });
  world.record(pod, 'Normal', 'Scheduled', `Successfully assigned ${keyOf(pod.metadata)} to ${node}`, { component: NAME });
}

/** In a large cluster not all nodes are looked at: the search goes on where the last one ended, until enough fit.
 *  Source: findNodesThatPassFilters */
function filter(pod: Pod, nodes: readonly Node[], world: World) {
  const reasons = new Map<string, number>();
  const finding = findings(pod, nodes, world);
  const fitting: Finding[] = [];
  const helpable: Node[] = [];
  const enough = enoughOf(nodes.length);
  const cursor = world.cell<number>('scheduler/cursor');
  const start = enough < nodes.length ? (cursor.get('next') ?? 0) % nodes.length : 0;
  let looked = 0;
  for (; looked < nodes.length && fitting.length < enough; looked++) {
    const found = finding((start + looked) % nodes.length);
    const { node, refused } = found;
    if (!refused.length) {
      fitting.push(found);
      continue;
    }
    for (const reason of refused) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    if (refused.every(canBeHelped)) helpable.push(node);
  }
  if (enough < nodes.length) cursor.set('next', (start + looked) % nodes.length);
  return { fitting, reasons, helpable };
}

/** Source: numFeasibleNodesToFind: half of the nodes less one per cent for every 125, at least 5 % and 100 nodes */
export function enoughOf(nodes: number): number {
  if (nodes < 100) return nodes;
  const percent = Math.max(5, 50 - Math.floor(nodes / 125));
  return Math.max(100, Math.floor((nodes * percent) / 100));
}

/** The best node; among equals, one by seeded chance. */
function pick(pod: Pod, found: readonly Finding[], world: World): Node {
  const points = scores(pod, found, world);
  let best: Node[] = [];
  let highest = -Infinity;
  for (let i = 0; i < found.length; i++) {
    const own = points[i]!;
    if (own < highest) continue;
    if (own > highest) best = [];
    highest = own;
    best.push(found[i]!.node);
  }
  return world.random.pick(best)!;
}

/** Source: framework.FitError, handleSchedulingFailure
 *  @param preemption  what came of making room; nothing when room is being made */
function fail(pod: Pod, total: number, reasons: ReadonlyMap<string, number> | readonly string[], world: World, preemption?: string): void {
  const message = explain(total, reasons, preemption);
  const key = keyOf(pod.metadata);
  waiting(world).set(key, { attempts: (waiting(world).get(key)?.attempts ?? 0) + 1, at: world.now });
  world.schedule(NAME, key, 'FLUSH', Math.ceil((world.now + LONGEST_WAIT) / FLUSH_PERIOD) * FLUSH_PERIOD - world.now);
  world.record(pod, 'Warning', 'FailedScheduling', message, { component: NAME });
  const condition: Condition = {
    type: 'PodScheduled',
    status: 'False',
    lastProbeTime: null,
    lastTransitionTime: world.timestamp,
    reason: 'Unschedulable',
    message,
  };
  const before = pod.status.conditions?.find(({ type }) => type === 'PodScheduled');
  if (before?.status === 'False' && before.message === message) return;
  const others = (pod.status.conditions ?? []).filter(({ type }) => type !== 'PodScheduled');
  world.api.updateStatus('pods', {
    ...pod,
    status: {
      ...pod.status,
      conditions: [...others, before ? { ...condition, lastTransitionTime: before.lastTransitionTime! } : condition],
    },
  });
}

/** @param reasons  of how many nodes each; or what no node can help with */
function explain(total: number, reasons: ReadonlyMap<string, number> | readonly string[], preemption?: string): string {
  if (total === 0) return 'no nodes available to schedule pods';
  const all =
    reasons instanceof Map ? [...reasons].map(([reason, count]) => `${count} ${reason}`).sort() : [...(reasons as readonly string[])];
  const said = reasons instanceof Map ? preemption : noVictims(total, 0);
  return `0/${total} nodes are available: ${all.join(', ')}.${said === undefined ? '' : ` preemption: ${said}`}`;
}
