import type { Change } from '../../kube/api';
import type { DaemonSet } from '../../kube/kinds/daemon-set';
import type { Node } from '../../kube/kinds/node';
import type { Pod } from '../../kube/kinds/pod';
import { isAvailable, isReady, isTerminal } from '../../kube/kinds/pod-status';
import { keyOf, type KubeObject } from '../../kube/object';
import { same } from '../../kube/plain-data';
import { StatusError } from '../../kube/status';
import type { Reconciler, World } from '../component';
import { ensureRevision, HASH_LABEL as REVISION_HASH, revisionsOf, truncateHistory } from './controller-revisions';
import { placed, verdict } from './daemon-set-placement';
import { oldestFirst, planPlacement, podsByNode } from './daemon-set-pods';
import { HASH_LABEL, planUpdate, type Plan } from './daemon-set-update';
import { adopters, claim, ownersOf } from './ownership';
import { createPod, deletePod, namespaceEnds, slowStart, untilAvailable } from './pod-control';

/** Keeps one pod on every node that should have one.
 *  MODELS eligibility by selector, affinity and taints, tolerations of daemons, rolling update with maxUnavailable
 *  or maxSurge, OnDelete, revisions, replacement of ended pods, status.
 *  Source: pkg/controller/daemon/daemon_controller.go */
export const daemonSetController: Reconciler = {
  name: 'daemonset-controller',
  resource: 'daemonsets',
  watches: {
    pods: (change, world) => {
      const owners = owned(change);
      return owners.length ? owners : adopting(change, world);
    },
    nodes: (change, { api }) => (concerns(change) ? api.list('daemonsets').map(({ metadata }) => keyOf(metadata)) : []),
  },
  reconcile(key, world) {
    const set = world.api.get<DaemonSet>('daemonsets', key);
    if (!set) return;
    if (!Object.keys(set.spec.selector).length) return selectsAll(world, set);
    const revisions = revisionsOf(world, set);
    if (set.metadata.deletionTimestamp) return;
    const revision = ensureRevision(world, set, revisions);
    const hash = revision.metadata.labels![REVISION_HASH]!;
    const { wait, failure } = manage(world, set, hash);
    const pods = podsOf(world, set);
    writeStatus(world, set, pods, hash);
    truncateHistory(world, set, revisions, new Set([revision.metadata.name, ...pods.map((pod) => revisionName(set, pod))]));
    if (failure && !namespaceEnds(failure)) throw failure;
    return earliest(wait, untilAvailable(pods, set.spec.minReadySeconds ?? 0, world.now));
  },
};

const owned = ownersOf('DaemonSet');
const adopting = adopters('daemonsets');
const NAME = 'daemonset-controller';
const BURST = 250;

const revisionName = (set: DaemonSet, pod: Pod) => `${set.metadata.name}-${pod.metadata.labels?.[HASH_LABEL]}`;
const podsOf = (world: World, set: DaemonSet) => claim<Pod>(world, 'pods', set, set.spec.selector);
const earliest = (a: number | undefined, b: number | undefined) => (a === undefined || b === undefined ? (a ?? b) : Math.min(a, b));

/** Heartbeats and room concern nobody here. */
function concerns({ type, object, old }: Change<KubeObject>): boolean {
  if (type !== 'MODIFIED' || !old) return true;
  const relevant = ({ metadata, spec }: KubeObject) => [metadata.labels, (spec as Node['spec']).taints];
  return !same(relevant(object), relevant(old));
}

function selectsAll(world: World, set: DaemonSet): void {
  const text = 'This daemon set is selecting all pods. A non-empty selector is required.';
  world.record(set, 'Warning', 'SelectingAll', text, { component: NAME });
}

/** @returns ms after which to look again, and why a pod could not be made */
function manage(world: World, set: DaemonSet, hash: string): { wait: number | undefined; failure: StatusError | undefined } {
  const nodes = world.api.list<Node>('nodes');
  let wait: number | undefined;
  const after = (ms: number) => (wait = earliest(wait, ms));
  let failure = carryOut(world, set, hash, planPlacement(world, set, nodes, podsByNode(podsOf(world, set)), hash, after));
  if (set.spec.updateStrategy.type === 'RollingUpdate') {
    const byNode = podsByNode(podsOf(world, set).filter((pod) => !isTerminal(pod)));
    const wanted = nodes.filter((node) => verdict(set, node).shouldRun).map(({ metadata }) => metadata.name);
    const plan = planUpdate(set, new Map(wanted.map((name) => [name, byNode.get(name) ?? []])), hash, world.now);
    failure ??= carryOut(world, set, hash, plan);
  }
  return { wait, failure };
}

/** Source: syncNodes */
function carryOut(world: World, set: DaemonSet, hash: string, { creating, deleting }: Plan): StatusError | undefined {
  const generation = set.metadata.annotations?.['deprecated.daemonset.template.generation'];
  const labels = { [HASH_LABEL]: hash, ...(generation && { 'pod-template-generation': generation }) };
  const nodes = creating.slice(0, BURST);
  const { failure } = slowStart(nodes.length, (i) => createPod(world, set, placed(set.spec.template, nodes[i]!), NAME, { labels }));
  for (const pod of deleting.slice(0, BURST)) deletePod(world, set, pod, NAME);
  // The status is written all the same.
  return failure;
}

/** Source: updateDaemonSetStatus */
function writeStatus(world: World, set: DaemonSet, pods: readonly Pod[], hash: string): void {
  const byNode = podsByNode(pods);
  const counts = { desired: 0, current: 0, misscheduled: 0, ready: 0, updated: 0, available: 0 };
  for (const node of world.api.list<Node>('nodes')) {
    const [pod] = oldestFirst(byNode.get(node.metadata.name) ?? []);
    const { shouldRun } = verdict(set, node);
    if (shouldRun) counts.desired++;
    if (!pod) continue;
    if (!shouldRun) {
      counts.misscheduled++;
      continue;
    }
    counts.current++;
    if (isReady(pod)) counts.ready++;
    if (isAvailable(pod, set.spec.minReadySeconds ?? 0, world.now)) counts.available++;
    if (pod.metadata.labels?.[HASH_LABEL] === hash) counts.updated++;
  }
  world.api.updateStatus('daemonsets', { ...set, status: statusOf(set, counts) });
}

function statusOf(
  { metadata }: DaemonSet,
  counts: Record<'desired' | 'current' | 'misscheduled' | 'ready' | 'updated' | 'available', number>,
) {
  const unavailable = counts.desired - counts.available;
  return {
    currentNumberScheduled: counts.current,
    numberMisscheduled: counts.misscheduled,
    desiredNumberScheduled: counts.desired,
    numberReady: counts.ready,
    observedGeneration: metadata.generation ?? 1,
    ...(counts.updated && { updatedNumberScheduled: counts.updated }),
    ...(counts.available && { numberAvailable: counts.available }),
    ...(unavailable && { numberUnavailable: unavailable }),
  };
}
