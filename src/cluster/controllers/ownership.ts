import { controllerOf, type ApiObject, type KubeObject, type LabelSelector, type OwnerReference } from '../../kube/object';
import type { Change } from '../../kube/api';
import type { World } from '../component';

/** Objects that a controller owns or may adopt. Source: controller_ref_manager.go */

type Owner = ApiObject<any, any>;

/** The reference that makes `owner` the controller of what it creates. */
export function ownerReference({ apiVersion, kind, metadata }: Owner): OwnerReference {
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true, blockOwnerDeletion: true };
}

/** Keys of the controllers of `kind` that an object has, and had before the change. */
export function ownersOf(kind: string): (change: Change) => readonly string[] {
  return (change) => {
    // Asked at every change by every controller: nearly always it is one owner, or none.
    if (last?.change !== change) last = lookAt(change);
    const { now, before } = last;
    const { namespace } = change.object.metadata;
    if (before?.kind !== kind || before.name === now?.name) return now?.kind === kind ? [`${namespace}/${now.name}`] : NOBODY;
    return now?.kind === kind ? [`${namespace}/${now.name}`, `${namespace}/${before.name}`] : [`${namespace}/${before.name}`];
  };
}

interface Owners {
  readonly change: Change;
  readonly now: OwnerReference | undefined;
  readonly before: OwnerReference | undefined;
}

let last: Owners | undefined;

const lookAt = (change: Change): Owners => ({
  change,
  now: controllerOf(change.object),
  before: change.old && controllerOf(change.old),
});

const NOBODY: readonly string[] = [];

/** Keys of the workloads that may adopt an object without a controller. */
export function adopters(resource: string, selectorOf = selectorIn): (change: Change, world: World) => readonly string[] {
  return ({ type, object }, { api }) => {
    if (type === 'DELETED' || controllerOf(object) || object.metadata.deletionTimestamp) return NOBODY;
    return api
      .list(resource, object.metadata.namespace)
      .filter((one) => api.matches(selectorOf(one), object.metadata.labels))
      .map((one) => `${one.metadata.namespace}/${one.metadata.name}`);
  };
}

const selectorIn = (object: KubeObject) => (object['spec'] as { selector?: LabelSelector }).selector;

/** What `owner` controls and still selects. Orphans that match are adopted on the way, owned objects that no
 *  longer match are released.
 *  @param belongs  what must hold besides the selector
 *  @param finalizers  that come and go with the ownership */
export function claim<T extends KubeObject>(
  world: World,
  resource: string,
  owner: Owner,
  selector: LabelSelector | undefined,
  belongs: (object: T) => boolean = () => true,
  finalizers: readonly string[] = [],
): T[] {
  const { api } = world;
  const matches = (object: T) => api.matches(selector, object.metadata.labels) && belongs(object);
  const owned = api.ownedBy<T>(resource, owner.metadata.uid);
  const kept = owned.filter((object) => matches(object) || !release(world, resource, object, owner, finalizers));
  if (owner.metadata.deletionTimestamp) return kept;
  return [...kept, ...adopt(world, resource, owner, matches, finalizers)];
}

/** @returns false when it stays ours: it is on its way out */
function release(world: World, resource: string, object: KubeObject, owner: Owner, dropped: readonly string[]): boolean {
  if (object.metadata.deletionTimestamp || owner.metadata.deletionTimestamp) return false;
  const ownerReferences = (object.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== owner.metadata.uid);
  const finalizers = (object.metadata.finalizers ?? []).filter((one) => !dropped.includes(one));
  world.api.update(resource, { ...object, metadata: { ...object.metadata, ownerReferences, finalizers } }, { trusted: true });
  return true;
}

/** Make orphans that match our own. @param added  finalizers that come with it */
export function adopt<T extends KubeObject>(
  world: World,
  resource: string,
  owner: Owner,
  matches: (object: T) => boolean,
  added: readonly string[] = [],
): T[] {
  const { api } = world;
  const adopted: T[] = [];
  for (const key of world.cell<true>(`orphans/${resource}`).keys()) {
    const object = api.get<T>(resource, key);
    if (!object || object.metadata.deletionTimestamp || object.metadata.namespace !== owner.metadata.namespace) continue;
    if (!matches(object)) continue;
    const ownerReferences = [...(object.metadata.ownerReferences ?? []), ownerReference(owner)];
    const finalizers = [...new Set([...(object.metadata.finalizers ?? []), ...added])];
    adopted.push(api.update(resource, { ...object, metadata: { ...object.metadata, ownerReferences, finalizers } }, { trusted: true }));
  }
  return adopted;
}
