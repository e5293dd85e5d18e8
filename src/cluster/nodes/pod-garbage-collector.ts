import type { Change } from '../../kube/api';
import type { Node } from '../../kube/kinds/node';
import type { Pod } from '../../kube/kinds/pod';
import { isTerminal } from '../../kube/kinds/pod-status';
import { keyOf, type KubeObject } from '../../kube/object';
import type { Reconciler, World } from '../component';
import { OUT_OF_SERVICE, readiness } from './conditions';
import { disrupt } from './taint-eviction';

/** Removes pods that no kubelet will remove: those of nodes that are gone, and of nodes declared out of service; and of
 *  those that have ended, what goes beyond 12,500.
 *  MODELS the look every 20 s, and the 40 s in which a node that is gone may come back.
 *  Keys: the node; ENDED.
 *  Source: pkg/controller/podgc/gc_controller.go */
export const podGarbageCollector: Reconciler = {
  name: 'pod-garbage-collector-controller',
  resource: 'nodes',
  hears: ({ type, object, old }) => type !== 'MODIFIED' || (object as unknown as Node).spec.taints !== (old as unknown as Node).spec.taints,
  watches: { pods: (change, world) => (countEnded(change, world) ? [...ofLostNodes(change, world), ENDED] : ofLostNodes(change, world)) },
  reconcile(name, world) {
    if (name === ENDED) return collectEnded(world);
    if (!world.api.podsOn(name).length) return void quarantine(world).delete(name);
    const node = world.api.get<Node>('nodes', name);
    if (!node) return collect(name, world);
    quarantine(world).delete(name);
    if (isOutOfService(node)) return until(collectTerminating(name, world), world);
  },
};

const PERIOD = 20_000;
const QUARANTINE = 40_000;

const isOutOfService = (node: Node) => readiness(node) !== 'True' && (node.spec.taints?.some(({ key }) => key === OUT_OF_SERVICE) ?? false);

/** Pods that get a node, or are deleted, where that node is none. */
function ofLostNodes({ type, object, old }: Change, world: World): string[] {
  const { nodeName } = (object as unknown as Pod).spec;
  if (type === 'DELETED' || !nodeName) return [];
  const node = world.api.get<Node>('nodes', nodeName);
  if (!node) return (old as unknown as Pod | undefined)?.spec.nodeName ? [] : [nodeName];
  return object.metadata.deletionTimestamp && isOutOfService(node) ? [nodeName] : [];
}

/** Node that is gone → since when, ms since the Unix epoch. */
const quarantine = (world: World) => world.cell<number>('pod-garbage-collector/quarantine');

const nextLook = (from: number) => Math.ceil(from / PERIOD) * PERIOD;
const until = (again: boolean, world: World) => (again ? nextLook(world.now + 1) - world.now : undefined);

/** Source: gcOrphaned */
function collect(name: string, world: World): number | undefined {
  const since = quarantine(world).get(name) ?? world.now;
  quarantine(world).set(name, since);
  const due = nextLook(since + QUARANTINE);
  if (due > world.now) return due - world.now;
  quarantine(world).delete(name);
  for (const pod of world.api.podsOn<Pod>(name)) remove(pod, 'PodGC: node no longer exists', world);
  return undefined;
}

/** Source: gcTerminating. @returns whether to look again */
function collectTerminating(name: string, world: World): boolean {
  const going = world.api.podsOn<Pod>(name).filter(({ metadata }) => metadata.deletionTimestamp);
  for (const pod of going) remove(pod, 'PodGC: node is out of service', world);
  return world.api.podsOn(name).length > 0;
}

/** No node has such a name. */
const ENDED = '(ended pods)';
/** --terminated-pod-gc-threshold */
const MOST = 12_500;

const ended = (world: World) => world.cell<number>('pod-garbage-collector/ended');

/** Keep count of those that have ended. @returns whether that has just become, or stays, too many */
function countEnded({ type, object, old }: Change, world: World): boolean {
  const counts = (one: KubeObject | undefined) => Number(one !== undefined && isTerminal(one as unknown as Pod));
  const change = (type === 'DELETED' ? 0 : counts(object)) - counts(old ?? (type === 'DELETED' ? object : undefined));
  if (!change) return false;
  const count = (ended(world).get('count') ?? 0) + change;
  ended(world).set('count', count);
  return change > 0 && count > MOST;
}

/** The evicted go first, then the oldest. Source: gcTerminated, byEvictionAndCreationTimestamp */
function collectEnded(world: World): number | undefined {
  const due = ended(world).get('due') ?? nextLook(world.now + 1);
  ended(world).set('due', due);
  if (due > world.now) return due - world.now;
  ended(world).delete('due');
  const pods = world.api.list<Pod>('pods').filter(isTerminal);
  const staying = ({ status }: Pod) => Number(status.reason !== 'Evicted');
  const age = ({ metadata }: Pod) => Date.parse(metadata.creationTimestamp);
  const order = [...pods].sort((a, b) => staying(a) - staying(b) || age(a) - age(b) || (a.metadata.name < b.metadata.name ? -1 : 1));
  for (const pod of order.slice(0, Math.max(0, pods.length - MOST))) remove(pod, '', world);
  return undefined;
}

/** Source: markFailedAndDeletePodWithCondition */
function remove(pod: Pod, message: string, world: World): void {
  if (!isTerminal(pod)) disrupt(world, pod, 'DeletionByPodGC', message, { phase: 'Failed' });
  world.api.delete('pods', keyOf(pod.metadata), { gracePeriodSeconds: 0 });
}
