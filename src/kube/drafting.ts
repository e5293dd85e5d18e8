import type { ApiWriteOptions } from './api';
import { apiVersionOf } from './api-version';
import { decodeBody } from './field-validation';
import { tableOf, type Draft, type KindDefinition, type Surroundings } from './kinds/kind';
import { validateMetadata, validateMetadataUpdate } from './metadata-validation';
import type { KubeObject, Manifest, ObjectMeta } from './object';
import { reuse, thaw } from './plain-data';
import { invalid, modified, conflict, type StatusCause } from './status';

/** From a request to the object that would be stored. Nothing here touches the store.
 *  MODELS apiserver/pkg/registry/rest create.go and update.go (BeforeCreate, BeforeUpdate). */

/** Metadata of a new object that the API server itself fills in. */
export interface Identity {
  readonly name: string;
  readonly namespace?: string;
  readonly uid: string;
  readonly creationTimestamp: string;
}

/** Kinds with a status have a spec as well: absent ones are empty, as Go's zero values are. */
function complete(kind: KindDefinition, draft: Draft): void {
  if (kind.custom || !kind.subresources?.includes('status')) return;
  draft['spec'] ??= {};
  draft['status'] ??= {};
}

/** A mutable object with the kind's apiVersion, from a request body. Our own controllers' objects are only copied:
 *  no deeper than the kind may write into them. */
export function draftOf(kind: KindDefinition, manifest: Manifest, options: ApiWriteOptions): Draft {
  const writes = kind.defaults ?? kind.prepareForCreate ?? kind.prepareForUpdate;
  const copied = () => (writes ? thaw(manifest) : options.given ? manifest : { ...manifest }) as Draft;
  const draft = options.trusted ? copied() : decodeBody(kind, manifest, options);
  draft.apiVersion = apiVersionOf(kind);
  draft.kind = kind.kind;
  draft.metadata ??= {} as ObjectMeta;
  complete(kind, draft);
  return draft;
}

/** Only nodes bring a status of their own: the kubelet registers with it. Source: each registry's strategy.go PrepareForCreate */
const clearsStatus = (kind: KindDefinition) => tableOf(kind) !== 'nodes' && kind.subresources?.includes('status');

/** What has no status yet has an empty one; a custom object has none at all. */
function setStatus(kind: KindDefinition, draft: Draft, status: unknown): void {
  if (kind.custom && status === undefined) delete draft['status'];
  else draft['status'] = status;
}

/** A new object: identity, defaults, strategy, validation. */
export function finishNew(
  kind: KindDefinition,
  draft: Draft,
  identity: Identity,
  around: Surroundings,
  options: ApiWriteOptions,
): KubeObject {
  draft.metadata = newMetadata(kind, draft.metadata, identity);
  if (clearsStatus(kind)) setStatus(kind, draft, kind.custom ? undefined : {});
  kind.defaults?.(draft);
  kind.prepareForCreate?.(draft, around);
  if (!options.trusted) refuse(kind, draft, [...validateMetadata(kind, draft.metadata), ...(kind.validate?.(draft) ?? [])]);
  if (!options.trusted) warn(kind, draft, options);
  return draft;
}

function newMetadata(kind: KindDefinition, given: ObjectMeta, identity: Identity): ObjectMeta {
  const { name, namespace, uid, creationTimestamp } = identity;
  const { generateName, labels, annotations, ownerReferences, finalizers } = given;
  // What there is most of by far, Events and the pods of controllers, is written out: an object that is put together
  // piece by piece takes twice the memory and the time.
  if (namespace && kind.generation === false && !isFull(annotations) && !finalizers?.length) {
    const resourceVersion = '';
    const [labelled, owned] = [isFull(labels), ownerReferences?.length];
    if (!generateName && !labelled && !owned) return { name, namespace, uid, resourceVersion, creationTimestamp };
    if (generateName && labelled && owned)
      return { name, generateName, namespace, uid, resourceVersion, creationTimestamp, labels: labels!, ownerReferences };
  }
  return {
    name,
    ...(generateName && { generateName }),
    ...(namespace && { namespace }),
    uid,
    resourceVersion: '',
    ...(kind.generation !== false && { generation: 1 }),
    creationTimestamp,
    ...kept({ labels, annotations, ownerReferences, finalizers }),
  };
}

type Free = Partial<Pick<ObjectMeta, 'labels' | 'annotations' | 'ownerReferences' | 'finalizers'>>;

/** The part of metadata that clients own; empty ones are not stored (Go's omitempty). */
function kept({ labels, annotations, ownerReferences, finalizers }: Free): Free {
  return {
    ...(isFull(labels) && { labels }),
    ...(isFull(annotations) && { annotations }),
    ...(ownerReferences?.length && { ownerReferences }),
    ...(finalizers?.length && { finalizers }),
  };
}

function isFull(map: object | undefined): boolean {
  for (const _ in map) return true;
  return false;
}

/** An object after an update of everything but its status.
 *  @returns `old` itself when nothing changes */
export function finishUpdate(
  kind: KindDefinition,
  draft: Draft,
  old: KubeObject,
  around: Surroundings,
  options: ApiWriteOptions,
): KubeObject {
  guard(kind, draft.metadata, old);
  const part = kind.parts?.[options.subresource ?? ''];
  const causes = options.trusted ? [] : validateMetadataUpdate(draft.metadata, old);
  const asked = (draft['spec'] as { finalizers?: unknown } | undefined)?.finalizers;
  const told = options.trusted ? undefined : draft.metadata.managedFields;
  draft.metadata = nextMetadata(draft.metadata, old.metadata);
  // A client may move fields from one manager to another: kubectl does when server-side apply follows the other one.
  if (told?.length) draft.metadata = { ...draft.metadata, managedFields: told };
  if (kind.subresources?.includes('status')) setStatus(kind, draft, old['status']);
  part?.keep(draft, old);
  kind.defaults?.(draft);
  kind.prepareForUpdate?.(draft, old, around);
  // Only /finalize may take `kubernetes` away; what the namespace controller writes goes through it.
  if ((options.trusted || options.subresource === 'finalize') && tableOf(kind) === 'namespaces')
    draft['spec'] = { ...draft['spec'], finalizers: asked ?? [] };
  const next = reuse(old, draft as KubeObject);
  if (next === old) return old;
  const found = () => (part ? part.validate(next, old) : kind.validate?.(next, old)) ?? [];
  if (!options.trusted) refuse(kind, next, [...causes, ...validateMetadata(kind, next.metadata), ...found()]);
  if (!options.trusted) warn(kind, next, options);
  return raiseGeneration(kind, next, old);
}

/** An object after an update of its status alone.
 *  @returns `old` itself when nothing changes */
export function finishStatus(kind: KindDefinition, status: unknown, old: KubeObject, options: ApiWriteOptions): KubeObject {
  const next = reuse(old['status'], status);
  if (next === old['status']) return old;
  const object: Draft = { ...old };
  setStatus(kind, object, next);
  if (!options.trusted) refuse(kind, object, kind.validate?.(object, old) ?? []);
  return object;
}

/** An object after a client has written its status: labels, annotations and the like go with it, unless the kind keeps
 *  its own. Source: the status strategies' PrepareForUpdate, which carry over no more than the spec */
export function finishWrittenStatus(kind: KindDefinition, draft: Draft, old: KubeObject, options: ApiWriteOptions): KubeObject {
  const next = finishStatus(kind, draft['status'], old, options);
  if (options.trusted) return next;
  const own = Object.fromEntries((kind.statusKeeps ?? []).map((field) => [field, old.metadata[field]]));
  const metadata = reuse(old.metadata, nextMetadata({ ...(draft.metadata as ObjectMeta), ...own }, old.metadata));
  if (metadata === old.metadata) return next;
  const object = { ...next, metadata };
  refuse(kind, object, [...validateMetadataUpdate(draft.metadata, old), ...validateMetadata(kind, metadata)]);
  return object;
}

/** @throws 409 when the request speaks of another version of the object, or of another object of that name */
export function guard(kind: KindDefinition, asked: Partial<ObjectMeta>, old: KubeObject): void {
  const { uid, resourceVersion } = old.metadata;
  if (asked.uid && asked.uid !== uid)
    throw conflict(kind, old.metadata.name, `Precondition failed: UID in precondition: ${asked.uid}, UID in object meta: ${uid}`);
  if (asked.resourceVersion && asked.resourceVersion !== resourceVersion) throw modified(kind, old.metadata.name);
}

/** What clients may not change stays as it was. */
function nextMetadata({ labels, annotations, ownerReferences, finalizers }: ObjectMeta, old: ObjectMeta): ObjectMeta {
  const { labels: _, annotations: __, ownerReferences: ___, finalizers: ____, ...system } = old;
  return { ...system, ...kept({ labels, annotations, ownerReferences, finalizers }) };
}

function raiseGeneration(kind: KindDefinition, next: KubeObject, old: KubeObject): KubeObject {
  const { generation } = kind;
  if (generation === false) return next;
  const raised = generation ? generation(next, old) : next['spec'] !== old['spec'];
  return raised ? { ...next, metadata: { ...next.metadata, generation: (old.metadata.generation ?? 0) + 1 } } : next;
}

function refuse(kind: KindDefinition, object: KubeObject, causes: readonly StatusCause[]): void {
  if (causes.length) throw invalid(kind, object.metadata.name, causes);
}

function warn(kind: KindDefinition, object: KubeObject, options: ApiWriteOptions): void {
  if (options.warn) for (const text of kind.warnings?.(object) ?? []) options.warn(text);
}
