import type { Taint } from 'kubernetes-types/core/v1';
import type { Change } from '../../kube/api';
import type { Node } from '../../kube/kinds/node';
import type { Pod, Toleration } from '../../kube/kinds/pod';
import { keyOf } from '../../kube/object';
import type { Reconciler, World } from '../component';
import { covers } from '../scheduler/taints';

/** Deletes pods from nodes whose NoExecute taints they do not tolerate, or no longer.
 *  MODELS the shortest tolerationSeconds counted from the first taint, deletions called off, the pod's condition.
 *  Keys: the node. Source: pkg/controller/tainteviction/taint_eviction.go */
export const taintEvictionController: Reconciler = {
  name: 'taint-eviction-controller',
  resource: 'nodes',
  hears: ({ type, object, old }) => type !== 'MODIFIED' || (object as unknown as Node).spec.taints !== (old as unknown as Node).spec.taints,
  watches: { pods: tainted },
  reconcile(name, world) {
    const taints = noExecute(world.api.get<Node>('nodes', name));
    let next = Infinity;
    for (const pod of world.api.podsOn<Pod>(name)) next = Math.min(next, judge(pod, taints, world) ?? Infinity);
    return next === Infinity ? undefined : next;
  },
};

const SOURCE = { component: 'taint-eviction-controller' };

const noExecute = (node: Node | undefined): readonly Taint[] => node?.spec.taints?.filter(({ effect }) => effect === 'NoExecute') ?? [];

/** Pods that come to a tainted node, or tolerate other things than before. */
function tainted({ type, object, old }: Change, world: World): string[] {
  const { nodeName, tolerations } = (object as unknown as Pod).spec;
  const before = (old as unknown as Pod | undefined)?.spec;
  if (type === 'DELETED') waiting(world).delete(object.metadata.uid);
  if (type === 'DELETED' || !nodeName || (before?.nodeName && before.tolerations === tolerations)) return [];
  return noExecute(world.api.get<Node>('nodes', nodeName)).length ? [nodeName] : [];
}

/** uid of a pod that will be deleted → since when it waits, ms since the Unix epoch. */
const waiting = (world: World) => world.cell<number>('taint-eviction/waiting');

/** @returns ms until the pod must go, if it must one day */
function judge(pod: Pod, taints: readonly Taint[], world: World): number | undefined {
  const { uid, deletionTimestamp } = pod.metadata;
  if (deletionTimestamp) {
    waiting(world).delete(uid);
    return undefined;
  }
  const patience = taints.length ? tolerated(pod.spec.tolerations ?? [], taints) : Infinity;
  if (patience === Infinity) return callOff(pod, world);
  const since = waiting(world).get(uid) ?? world.now;
  waiting(world).set(uid, since);
  if (since + patience > world.now) return since + patience - world.now;
  waiting(world).delete(uid);
  evict(pod, world);
  return undefined;
}

/** ms that a pod endures these taints; 0 when one is not tolerated at all. Source: getMinTolerationTime */
export function tolerated(tolerations: readonly Toleration[], taints: readonly Taint[]): number {
  const used = taints.map((taint) => tolerations.filter((one) => covers(one, taint)));
  if (used.some((some) => !some.length)) return 0;
  // Upstream takes, for each taint, the first toleration that covers it.
  const seconds = used.flatMap(([first]) => first!.tolerationSeconds ?? []);
  return seconds.length ? Math.max(0, Math.min(...seconds)) * 1_000 : Infinity;
}

function callOff(pod: Pod, world: World): undefined {
  if (waiting(world).delete(pod.metadata.uid))
    world.record(pod, 'Normal', 'TaintManagerEviction', `Cancelling deletion of Pod ${keyOf(pod.metadata)}`, SOURCE);
}

function evict(pod: Pod, world: World): void {
  const key = keyOf(pod.metadata);
  world.record(pod, 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${key}`, SOURCE);
  disrupt(world, pod, 'DeletionByTaintManager', 'Taint manager: deleting due to NoExecute taint');
  world.api.delete('pods', key);
}

/** Write into the pod why it was not its own fault. Source: DisruptionTarget */
export function disrupt(world: World, pod: Pod, reason: string, message: string, more: Partial<Pod['status']> = {}): Pod {
  const others = (pod.status.conditions ?? []).filter(({ type }) => type !== 'DisruptionTarget');
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: world.timestamp,
    reason,
    message,
  } as const;
  return world.api.updateStatus<Pod>('pods', { ...pod, status: { ...pod.status, ...more, conditions: [...others, condition] } });
}
