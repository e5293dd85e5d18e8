import { controllerOf, type ApiObject, type KubeObject, type LabelSelector, type OwnerReference } from '../../kube/object';
import type { World } from '../component';

/** Objects that a controller owns or may adopt. Source: controller_ref_manager.go */

type Owner = ApiObject<any, any>;

/** The reference that makes `owner` the controller of what it creates. */
export function ownerReference({ apiVersion, kind, metadata }: Owner): OwnerReference {
  return { apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true, blockOwnerDeletion: true };
}

/** What `owner` controls and still selects. Orphans that match are adopted on the way, owned objects that no
 *  longer match are released. */
export function claim<T extends KubeObject | ApiObject<any, any>>(
  world: World,
  resource: string,
  owner: Owner,
  selector: LabelSelector | undefined,
): T[] {
  const { api } = world;
  const owned = api.ownedBy<KubeObject>(resource, owner.metadata.uid);
  const kept = owned.filter((object) => api.matches(selector, object.metadata.labels) || !release(world, resource, object, owner));
  if (owner.metadata.deletionTimestamp) return kept as unknown as T[];
  return [...kept, ...adopt(world, resource, owner, selector)] as unknown as T[];
}

function release(world: World, resource: string, object: KubeObject, owner: Owner): boolean {
  if (object.metadata.deletionTimestamp) return false;
  const ownerReferences = (object.metadata.ownerReferences ?? []).filter(({ uid }) => uid !== owner.metadata.uid);
  world.api.update(resource, { ...object, metadata: { ...object.metadata, ownerReferences } }, { trusted: true });
  return true;
}

function adopt(world: World, resource: string, owner: Owner, selector: LabelSelector | undefined): KubeObject[] {
  const { api } = world;
  const orphans = world.cell<true>('orphans');
  if (!orphans.size) return [];
  const adopted: KubeObject[] = [];
  for (const key of orphans.keys()) {
    const [of, ...rest] = key.split('|');
    if (of !== resource) continue;
    const object = api.get(resource, rest.join('|'));
    if (!object || controllerOf(object) || object.metadata.deletionTimestamp || object.metadata.namespace !== owner.metadata.namespace)
      continue;
    if (!api.matches(selector, object.metadata.labels)) continue;
    const ownerReferences = [...(object.metadata.ownerReferences ?? []), ownerReference(owner)];
    adopted.push(api.update(resource, { ...object, metadata: { ...object.metadata, ownerReferences } }, { trusted: true }));
  }
  return adopted;
}
