import type { DaemonSet } from '../../kube/kinds/daemon-set';
import type { Node } from '../../kube/kinds/node';
import type { Pod } from '../../kube/kinds/pod';
import { isAvailable, isReady, isTerminal } from '../../kube/kinds/pod-status';
import { keyOf } from '../../kube/object';
import type { World } from '../component';
import { targetNode, verdict } from './daemon-set-placement';
import { HASH_LABEL, type Plan } from './daemon-set-update';

/** Which nodes need a pod of the set, and which pods have no place.
 *  Source: daemon_controller.go manage, podsShouldBeOnNode */

const SOURCE = { component: 'daemonset-controller' };

/** The set's pods by the node they are on or meant for; nodes in the order of their pods' creation.
 *  Those that are deleted and have ended no longer count. */
export function podsByNode(pods: readonly Pod[]): Map<string, Pod[]> {
  const byNode = new Map<string, Pod[]>();
  for (const pod of pods) {
    const node = targetNode(pod.spec);
    if (!node || (pod.metadata.deletionTimestamp && isTerminal(pod))) continue;
    const there = byNode.get(node);
    if (there) there.push(pod);
    else byNode.set(node, [pod]);
  }
  return byNode;
}

/** Those on a node first, then the oldest. Source: podByCreationTimestampAndPhase */
export function oldestFirst(pods: readonly Pod[]): Pod[] {
  const bound = ({ spec }: Pod) => (spec.nodeName ? 0 : 1);
  return [...pods].sort(
    (a, b) => bound(a) - bound(b) || Date.parse(a.metadata.creationTimestamp) - Date.parse(b.metadata.creationTimestamp),
  );
}

/** @param after  hears of a failed pod that must wait: ms */
export function planPlacement(
  world: World,
  set: DaemonSet,
  nodes: readonly Node[],
  byNode: ReadonlyMap<string, readonly Pod[]>,
  hash: string,
  after: (ms: number) => void,
): Plan {
  const creating: string[] = [];
  const deleting = strays(nodes, byNode);
  for (const node of nodes) {
    const there = byNode.get(node.metadata.name) ?? [];
    const { shouldRun, mayStay } = verdict(set, node);
    const staying = there.filter(({ metadata }) => !metadata.deletionTimestamp);
    if (shouldRun && !there.length) creating.push(node.metadata.name);
    else if (!mayStay) deleting.push(...staying);
    else deleting.push(...ended(world, set, node, staying, after), ...surplus(world, set, staying, hash));
  }
  return { creating, deleting };
}

/** Pods that wait for a node which does not exist. Source: getUnscheduledPodsWithoutNode */
function strays(nodes: readonly Node[], byNode: ReadonlyMap<string, readonly Pod[]>): Pod[] {
  const names = new Set(nodes.map(({ metadata }) => metadata.name));
  const lost = [...byNode].filter(([name]) => !names.has(name)).flatMap(([, pods]) => pods);
  return lost.filter(({ spec, metadata }) => !spec.nodeName && !metadata.deletionTimestamp);
}

/** Pods that have ended make room for others; the failed ones not too fast. */
function ended(world: World, set: DaemonSet, { metadata: { name } }: Node, pods: readonly Pod[], after: (ms: number) => void): Pod[] {
  return pods.filter((pod) => {
    if (pod.status.phase === 'Succeeded') {
      const text = `Found succeeded daemon pod ${keyOf(pod.metadata)} on node ${name}, will try to delete it`;
      world.record(set, 'Normal', 'SucceededDaemonPod', text, SOURCE);
      return true;
    }
    if (pod.status.phase !== 'Failed') return false;
    const wait = backOff(world, set, name);
    if (wait > 0) {
      after(wait);
      return false;
    }
    const text = `Found failed daemon pod ${keyOf(pod.metadata)} on node ${name}, will try to kill it`;
    world.record(set, 'Warning', 'FailedDaemonPod', text, SOURCE);
    return true;
  });
}

interface BackOff {
  readonly since: number;
  readonly delay: number;
}

const FIRST = 1000;
const LONGEST = 15 * 60_000;

/** @returns ms still to wait before a failed pod on this node may be replaced; 0 starts the next, longer wait */
function backOff(world: World, { metadata: { uid } }: DaemonSet, node: string): number {
  const cell = world.cell<BackOff>('daemonset/back-off');
  const key = `${uid}/${node}`;
  const held = cell.get(key);
  const wait = held ? held.since + held.delay - world.now : 0;
  if (wait > 0) return wait;
  const forgotten = !held || world.now - held.since > 2 * LONGEST;
  cell.set(key, { since: world.now, delay: forgotten ? FIRST : Math.min(held.delay * 2, LONGEST) });
  return 0;
}

/** One pod a node; while surging, an old ready one and a new one that is not yet available. */
function surplus(world: World, set: DaemonSet, pods: readonly Pod[], hash: string): Pod[] {
  const running = oldestFirst(pods.filter((pod) => !isTerminal(pod)));
  if (running.length <= 1) return [];
  if (!set.spec.updateStrategy.rollingUpdate?.maxSurge) return running.slice(1);
  const fresh = running.find(({ metadata }) => metadata.labels?.[HASH_LABEL] === hash);
  const old = running.find(({ metadata }) => metadata.labels?.[HASH_LABEL] !== hash);
  const extra = running.filter((pod) => pod !== fresh && pod !== old);
  if (!fresh || !old) return extra;
  const done = !isReady(old) || isAvailable(fresh, set.spec.minReadySeconds ?? 0, world.now);
  return done ? [...extra, old] : extra;
}
