import type { Change } from '../../kube/api';
import type { Pod } from '../../kube/kinds/pod';
import { isActive, isReady } from '../../kube/kinds/pod-status';
import type { ReplicaSet } from '../../kube/kinds/replica-set';
import { controllerOf, keyOf } from '../../kube/object';
import type { Component, World } from '../component';

/** How the pods of each ReplicaSet stand, kept as they change: so that a ReplicaSet of a hundred thousand pods need
 *  not look at each of them whenever one becomes ready. */

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

export function tallyOf(world: World, replicaSet: ReplicaSet): Tally {
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
  watches: ['pods', 'replicasets'],
  changed(change: Change, world: World) {
    if (change.resource === 'replicasets') return forget(change, world);
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
  const labels = (one: Change['object'] | undefined) => (one as unknown as ReplicaSet | undefined)?.spec.template.metadata?.labels;
  if (type === 'DELETED' || (old && labels(object) !== labels(old))) tallies(world).delete(object.metadata.uid);
}

function add(world: World, pod: Pod, sign: 1 | -1): void {
  const owner = controllerOf(pod);
  const tally = owner?.kind === 'ReplicaSet' ? tallies(world).get(owner.uid) : undefined;
  if (!tally) return;
  const replicaSet = world.api.get<ReplicaSet>('replicasets', keyOf({ namespace: pod.metadata.namespace!, name: owner!.name }));
  if (replicaSet?.metadata.uid === owner!.uid) tallies(world).set(owner!.uid, plus(tally, shareOf(world, replicaSet, pod), sign));
}

function shareOf(world: World, { spec }: ReplicaSet, pod: Pod): Tally {
  const { labels } = pod.metadata;
  const strangers = !pod.metadata.deletionTimestamp && !world.api.matches(spec.selector, labels) ? 1 : 0;
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
