import type { Change } from '../../kube/api';
import type { Pod } from '../../kube/kinds/pod';
import { isActive, isReady } from '../../kube/kinds/pod-status';
import type { ReplicaSet } from '../../kube/kinds/replica-set';
import type { ReplicationController } from '../../kube/kinds/replication-controller';
import { controllerOf, keyOf, type LabelSelector } from '../../kube/object';
import type { Component, World } from '../component';

/** How the pods of each ReplicaSet stand, kept as they change: so that a ReplicaSet of a hundred thousand pods need
 *  not look at each of them whenever one becomes ready. */

export type Replicator = ReplicaSet | ReplicationController;
export type ReplicatorKind = 'ReplicaSet' | 'ReplicationController';

export const RESOURCES: Readonly<Record<ReplicatorKind, string>> = {
  ReplicaSet: 'replicasets',
  ReplicationController: 'replicationcontrollers',
};

/** A ReplicationController's is a plain map of labels. Cached: objects of the store are frozen, and this is asked at every change. */
export function selectorOf(owner: Replicator): LabelSelector | undefined {
  if (owner.kind !== 'ReplicationController') return owner.spec.selector;
  let selector = selectors.get(owner);
  if (!selector) selectors.set(owner, (selector = { matchLabels: owner.spec.selector as Readonly<Record<string, string>> }));
  return selector;
}

const selectors = new WeakMap<Replicator, LabelSelector>();

export interface Tally {
  readonly active: number;
  /** Active and ready. */
  readonly ready: number;
  /** Active, with every label of the template. */
  readonly labelled: number;
  /** Owned, but no longer selected: to be released. */
  readonly strangers: number;
}

const NONE: Tally = { active: 0, ready: 0, labelled: 0, strangers: 0 };

/** By the uid of the ReplicaSet. */
const tallies = (world: World) => world.cell<Tally>('replicasets/tally');

export function tallyOf(world: World, replicaSet: Replicator): Tally {
  const { uid } = replicaSet.metadata;
  const held = tallies(world).get(uid);
  if (held) return held;
  const pods = world.api.ownedBy<Pod>('pods', uid);
  const tally = pods.reduce((sum, pod) => plus(sum, shareOf(world, replicaSet, pod), 1), NONE);
  tallies(world).set(uid, tally);
  return tally;
}

export const replicaSetTally: Component = {
  name: 'replica-set-tally',
  watches: ['pods', 'replicasets', 'replicationcontrollers'],
  changed(change: Change, world: World) {
    if (change.resource !== 'pods') return forget(change, world);
    const before = change.old as unknown as Pod | undefined;
    const after = change.type === 'DELETED' ? undefined : (change.object as unknown as Pod);
    if (before && after && counted(before, after)) return;
    if (before) add(world, before, -1);
    if (after) add(world, after, 1);
  },
  handle() {},
};

/** Is it counted as before? */
const counted = (a: Pod, b: Pod) =>
  isActive(a) === isActive(b) &&
  isReady(a) === isReady(b) &&
  a.metadata.labels === b.metadata.labels &&
  a.metadata.ownerReferences === b.metadata.ownerReferences;

/** What is asked of the labels has changed: count anew when next asked. */
function forget({ type, object, old }: Change, world: World): void {
  const spec = (one: Change['object']) => (one as unknown as Replicator).spec;
  const asks = (one: Change['object']) => [spec(one).template.metadata?.labels, spec(one).selector];
  if (type === 'DELETED' || (old && asks(object).some((part, i) => part !== asks(old)[i]))) tallies(world).delete(object.metadata.uid);
}

function add(world: World, pod: Pod, sign: 1 | -1): void {
  const owner = controllerOf(pod);
  const resource = owner && Object.hasOwn(RESOURCES, owner.kind) ? RESOURCES[owner.kind as ReplicatorKind] : undefined;
  const tally = resource && tallies(world).get(owner!.uid);
  if (!tally) return;
  const replicaSet = world.api.get<Replicator>(resource, keyOf({ namespace: pod.metadata.namespace!, name: owner!.name }));
  if (replicaSet?.metadata.uid === owner!.uid) tallies(world).set(owner!.uid, plus(tally, shareOf(world, replicaSet, pod), sign));
}

function shareOf(world: World, owner: Replicator, pod: Pod): Tally {
  const { spec } = owner;
  const { labels } = pod.metadata;
  const strangers = !pod.metadata.deletionTimestamp && !world.api.matches(selectorOf(owner), labels) ? 1 : 0;
  if (!isActive(pod) || strangers) return { ...NONE, strangers };
  return { active: 1, ready: isReady(pod) ? 1 : 0, labelled: bears(labels, spec.template.metadata?.labels) ? 1 : 0, strangers };
}

function bears(labels: Readonly<Record<string, string>> | undefined, wanted: Readonly<Record<string, string>> | undefined): boolean {
  for (const key in wanted) if (labels?.[key] !== wanted[key]) return false;
  return true;
}

const plus = (a: Tally, b: Tally, sign: 1 | -1): Tally => ({
  active: a.active + sign * b.active,
  ready: a.ready + sign * b.ready,
  labelled: a.labelled + sign * b.labelled,
  strangers: a.strangers + sign * b.strangers,
});
