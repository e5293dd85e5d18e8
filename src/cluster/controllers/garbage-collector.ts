import type { Change } from '../../kube/api';
import { kinds } from '../../kube/kinds';
import { tableOf } from '../../kube/kinds/kind';
import { controllerOf, keyOf, type KubeObject, type OwnerReference } from '../../kube/object';
import { StatusError } from '../../kube/status';
import { EVERY_CUSTOM, type ClusterEvent, type Component, type World } from '../component';

const WATCHED = kinds.filter(({ resource }) => resource !== 'events').map(({ resource }) => resource);

/** Deletes what nobody owns any more.
 *  MODELS background deletion (dependents after the owner), foreground (`foregroundDeletion`: blocking dependents
 *  before the owner), orphaning (`orphan`: references removed first), owners that never existed.
 *  OMITS the graph of upstream: dependents are found by the store's index of controllers, and by a cell from owner uid
 *  to keys for the few that name an owner which is not their controller.
 *  Source: pkg/controller/garbagecollector */
export const garbageCollector: Component = {
  name: 'garbage-collector-controller',
  watches: [EVERY_CUSTOM, ...WATCHED],
  changed,
  handle,
};

const LATENCY = 60;
/** owner uid → `resource|key` of its dependents that have another controller, or none. */
const DEPENDENTS = 'garbage/dependents';

function changed(change: Change, world: World): void {
  const { object, old, type } = change;
  if (old?.metadata.ownerReferences !== object.metadata.ownerReferences || type === 'DELETED') {
    for (const { uid } of old?.metadata.ownerReferences ?? [])
      if (type === 'DELETED' || !owns(object, uid)) forget(uid, dependent(change), world);
  }
  if (type === 'DELETED') {
    if (hasDependents(object.metadata.uid, world))
      world.schedule('garbage-collector-controller', object.metadata.uid, 'OWNER_GONE', LATENCY);
    return;
  }
  for (const owner of object.metadata.ownerReferences ?? []) {
    if (!owner.controller) remember(owner.uid, dependent(change), world);
    if (old || stands(object, owner, world)) continue;
    world.schedule('garbage-collector-controller', owner.uid, 'OWNER_GONE', LATENCY);
    tellOfStranger(object, owner, world);
  }
  if (object.metadata.deletionTimestamp && object.metadata.finalizers?.some(ours))
    world.schedule('garbage-collector-controller', dependent(change), 'FINALIZE', LATENCY);
}

const dependent = ({ resource, key }: Change) => `${resource}|${key}`;

const ours = (finalizer: string) => finalizer === 'foregroundDeletion' || finalizer === 'orphan';
const owns = (object: KubeObject | undefined, uid: string) => object?.metadata.ownerReferences?.some((owner) => owner.uid === uid) ?? false;

/** Is an owner there? One of a kind that is not served cannot be looked for, and counts as being there.
 *  Source: garbagecollector.go attemptToDeleteItem, restMapping */
function stands(object: KubeObject, { apiVersion, kind, name, uid }: OwnerReference, world: World): boolean {
  const table = tableFor(apiVersion, kind, world);
  if (table === undefined) return true;
  const found = world.api.get(table, `${object.metadata.namespace}/${name}`) ?? world.api.get(table, name);
  return found?.metadata.uid === uid;
}

function tableFor(apiVersion: string, kind: string, world: World): string | undefined {
  const found = world.api.resourceFor(apiVersion, kind);
  return found && tableOf(found);
}

/** An owner lives in another namespace, where it does not count. Source: graph_builder.go reportInvalidNamespaceOwnerRef */
function tellOfStranger(object: KubeObject, { apiVersion, kind, name, uid }: OwnerReference, world: World): void {
  const resource = tableFor(apiVersion, kind, world);
  if (!resource || !world.api.list(resource).some(({ metadata }) => metadata.uid === uid)) return;
  const { namespace = '' } = object.metadata;
  const message = `ownerRef [${apiVersion}/${kind}, namespace: ${namespace}, name: ${name}, uid: ${uid}] does not exist in namespace "${namespace}"`;
  world.record(object, 'Warning', 'OwnerRefInvalidNamespace', message, { component: 'garbage-collector-controller' });
}

function remember(uid: string, self: string, world: World): void {
  const dependents = world.cell<readonly string[]>(DEPENDENTS);
  const known = dependents.get(uid) ?? [];
  if (!known.includes(self)) dependents.set(uid, [...known, self]);
}

/** A dependent is gone: an owner that waited for it may go on. */
function forget(uid: string, self: string, world: World): void {
  const dependents = world.cell<readonly string[]>(DEPENDENTS);
  const rest = dependents.get(uid)?.filter((one) => one !== self);
  if (rest?.length) dependents.set(uid, rest);
  else if (rest) dependents.delete(uid);
  const waiting = world.cell<string>('garbage/waiting').get(uid);
  if (waiting) world.schedule('garbage-collector-controller', waiting, 'FINALIZE', LATENCY);
}

function handle(event: ClusterEvent, world: World): void {
  if (event.type === 'OWNER_GONE') collect(event.key, world);
  else if (event.type === 'FINALIZE') finalize(event.key, world);
}

/** The owner with this uid is gone: delete dependents that no other owner keeps. */
function collect(uid: string, world: World): void {
  for (const [resource, key, object] of dependentsOf(uid, world)) {
    // The kind of the owner that is gone may be gone as well.
    const wentWithItsKind = (owner: OwnerReference) => owner.uid === uid && tableFor(owner.apiVersion, owner.kind, world) === undefined;
    const kept = (object.metadata.ownerReferences ?? []).filter((owner) => !wentWithItsKind(owner) && stands(object, owner, world));
    if (!kept.length)
      gone(() => world.api.delete(resource, key, { propagationPolicy: 'Background', preconditions: { uid: object.metadata.uid } }));
    else world.api.update(resource, { ...object, metadata: { ...object.metadata, ownerReferences: kept } }, { trusted: true });
  }
}

function dependentsOf(uid: string, world: World): [string, string, KubeObject][] {
  const controlled = tables(world).flatMap((resource) =>
    world.api.ownedBy(resource, uid).map((object): [string, string, KubeObject] => [resource, keyOf(object.metadata), object]),
  );
  const others = (world.cell<readonly string[]>(DEPENDENTS).get(uid) ?? []).flatMap((self): [string, string, KubeObject][] => {
    const [resource, key] = self.split('|') as [string, string];
    const object = world.api.get(resource, key);
    return object && owns(object, uid) && controllerOf(object)?.uid !== uid ? [[resource, key, object]] : [];
  });
  return [...controlled, ...others];
}

/** Where dependents may be; a definition is called as its objects' table. */
function tables(world: World): readonly string[] {
  const definitions = world.api.list('customresourcedefinitions');
  return definitions.length ? [...WATCHED, ...definitions.map(({ metadata }) => metadata.name)] : WATCHED;
}

const hasDependents = (uid: string, world: World): boolean =>
  world.cell(DEPENDENTS).has(uid) || tables(world).some((resource) => world.api.ownedBy(resource, uid).length);

/** An owner that waits for us: orphan or delete its dependents, then take our finalizer off. */
function finalize(self: string, world: World): void {
  const [resource, key] = self.split('|') as [string, string];
  const owner = world.api.get(resource, key);
  if (!owner?.metadata.deletionTimestamp) return;
  const { uid, finalizers = [] } = owner.metadata;
  if (finalizers.includes('orphan')) orphan(uid, world);
  else if (!deleteDependents(uid, self, world)) return;
  world.cell<string>('garbage/waiting').delete(uid);
  const now = world.api.get(resource, key);
  if (now)
    world.api.update(
      resource,
      { ...now, metadata: { ...now.metadata, finalizers: finalizers.filter((one) => !ours(one)) } },
      { trusted: true },
    );
}

function orphan(uid: string, world: World): void {
  for (const [resource, , object] of dependentsOf(uid, world)) {
    const ownerReferences = (object.metadata.ownerReferences ?? []).filter((one) => one.uid !== uid);
    world.api.update(resource, { ...object, metadata: { ...object.metadata, ownerReferences } }, { trusted: true });
  }
}

/** @returns true when no dependent blocks the owner any more */
function deleteDependents(uid: string, self: string, world: World): boolean {
  let blocking = 0;
  for (const [resource, key, object] of dependentsOf(uid, world)) {
    if (!object.metadata.deletionTimestamp) gone(() => world.api.delete(resource, key, { propagationPolicy: 'Foreground' }));
    const blocks = object.metadata.ownerReferences?.some((one) => one.uid === uid && one.blockOwnerDeletion);
    if (blocks && world.api.get(resource, keyOf(object.metadata))) blocking++;
  }
  if (blocking) world.cell<string>('garbage/waiting').set(uid, self);
  return blocking === 0;
}

/** What has gone meanwhile is no error. */
function gone(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof StatusError) || (error.reason !== 'NotFound' && error.reason !== 'Conflict')) throw error;
  }
}
