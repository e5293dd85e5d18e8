import type { Api, ApiWriteOptions, Change } from './api';
import type {
  ApiResource,
  DeleteOptions,
  KubeList,
  ListOptions,
  ObjectRef,
  PatchType,
  ResourceRef,
  Table,
  WatchEvent,
  WatchOptions,
} from './cluster';
import { admitMeta, carryMeta, validateName } from './metadata';
import { kinds as allKinds } from './kinds';
import type { Draft, KindDefinition, Surroundings } from './kinds/kind';
import { keyOf, type KubeObject, type LabelSelector, type Manifest } from './object';
import { applyPatch } from './patch';
import { readScale, writeScale } from './scale';
import { checkFields } from './schema-check';
import { matches, parseFieldSelector, parseLabelSelector } from './selectors';
import { alreadyExists, badRequest, conflict, forbidden, invalid, modified, notFound, statusError } from './status';
import { freeze, same } from './plain-data';
import { Store, type StoreState } from './store';
import type { View } from './view';

export type ApiState = StoreState;

interface Chance {
  int(below: number): number;
  suffix(length?: number): string;
  uuid(): string;
  save(): unknown;
  load(state: never): void;
}

export interface ApiServerOptions {
  /** ms since the Unix epoch. */
  now(): number;
  readonly random: Chance;
  readonly kinds?: readonly KindDefinition[];
}

/** The API server: decides what may be stored, completes it, and stores it. One door to write.
 *  MODELS registry strategies (defaults, validation, status apart from spec, generation), optimistic concurrency,
 *  graceful deletion, finalizers, dry run, field validation, server-side tables.
 *  OMITS authentication and authorisation (everybody is admin), API versions other than the preferred one,
 *  server-side apply, and managedFields. */
export class ApiServer implements Api {
  readonly #store = new Store();
  readonly #kinds: readonly KindDefinition[];
  readonly #byResource: ReadonlyMap<string, KindDefinition>;
  readonly #random: Chance;
  readonly #now: () => number;

  constructor(options: ApiServerOptions) {
    this.#now = () => options.now();
    this.#random = options.random;
    this.#kinds = options.kinds ?? allKinds;
    this.#byResource = new Map(this.#kinds.map((kind) => [kind.resource, kind]));
  }

  onChange(listener: (change: Change) => void): () => void {
    return this.#store.onChange(listener);
  }
  save(): ApiState {
    return this.#store.save();
  }
  load(state: ApiState): void {
    this.#store.load(state);
  }
  weight(): number {
    return this.#store.weight();
  }
  matches(selector: LabelSelector | undefined, labels: Readonly<Record<string, string>> | undefined): boolean {
    return matches(selector, labels);
  }

  view(): View {
    const store = this.#store;
    return {
      now: this.#now(),
      version: store.version,
      list: (resource) => store.list(resource),
      get: (resource, key) => store.get(resource, key),
    };
  }

  /** @throws StatusError 404 for a resource that this cluster does not serve */
  kind(resource: string): KindDefinition {
    const kind = this.#byResource.get(resource);
    if (!kind) throw statusError(404, 'NotFound', 'the server could not find the requested resource');
    return kind;
  }

  resources(): ApiResource[] {
    return this.#kinds.map(resourceOf);
  }

  /** The resource of a kind. @throws StatusError in the words of kubectl's REST mapper */
  resourceOf(apiVersion: string, kind: string): ApiResource {
    const found = this.#kinds.find((one) => one.kind === kind && groupVersion(one) === apiVersion);
    if (!found) throw statusError(404, 'NotFound', `no matches for kind "${kind}" in version "${apiVersion}"`);
    return resourceOf(found);
  }

  get<T extends KubeObject>(resource: string, key: string): T | undefined {
    return this.#store.get(resource, key) as T | undefined;
  }
  list<T extends KubeObject>(resource: string, namespace?: string): readonly T[] {
    return this.#store.list(resource, namespace) as readonly T[];
  }
  ownedBy<T extends KubeObject>(resource: string, ownerUid: string): readonly T[] {
    return this.#store.ownedBy(resource, ownerUid) as readonly T[];
  }
  podsOn<T extends KubeObject>(node: string): readonly T[] {
    return this.#store.podsOn(node) as readonly T[];
  }

  /** One object, or its scale. @throws StatusError 404 */
  read(ref: ObjectRef, subresource?: string): KubeObject {
    const kind = this.kind(ref.resource);
    const object = this.#found(kind, keyOf(ref));
    return subresource === 'scale' ? readScale(kind, object) : object;
  }

  listObjects(ref: ResourceRef, options: ListOptions = {}): KubeList {
    const kind = this.kind(ref.resource);
    const wanted = this.#filter(kind, options);
    const items = this.#store.list(ref.resource, options.namespace).filter(wanted);
    // etcd lists in the order of keys.
    const sorted = [...items].sort((a, b) => compare(keyOf(a.metadata), keyOf(b.metadata)));
    return {
      apiVersion: groupVersion(kind),
      kind: `${kind.kind}List`,
      metadata: { resourceVersion: String(this.#store.version) },
      items: sorted,
    };
  }

  table(resource: string, objects: readonly KubeObject[]): Table {
    const { columns } = this.kind(resource);
    const now = this.#now();
    return {
      columns: columns.map(({ cell: _, ...column }) => ({ ...column, priority: column.priority ?? 0 })),
      rows: objects.map((object) => ({ cells: columns.map((column) => column.cell(object, now)), object })),
      resourceVersion: String(this.#store.version),
    };
  }

  /** Push what there is (unless resuming) and then every change that concerns the selection. @returns stop
   *  @throws StatusError 410 when the version to resume from is no longer held */
  watchFrom(ref: ResourceRef, options: WatchOptions, push: (event: WatchEvent) => void): () => void {
    const kind = this.kind(ref.resource);
    const wanted = this.#filter(kind, options);
    const selected = (object: KubeObject | undefined) =>
      object !== undefined && (options.namespace === undefined || object.metadata.namespace === options.namespace) && wanted(object);
    const tell = (change: Change) => {
      const [before, after] = [selected(change.old), change.type !== 'DELETED' && selected(change.object)];
      if (after) push({ type: before ? 'MODIFIED' : 'ADDED', object: change.object });
      else if (before) push({ type: 'DELETED', object: change.object });
    };
    if (options.resourceVersion && options.resourceVersion !== '0')
      this.#store.since(ref.resource, Number(options.resourceVersion)).forEach(tell);
    else for (const object of this.listObjects(ref, options).items) push({ type: 'ADDED', object });
    return this.#store.onChange((change) => void (change.resource === ref.resource && tell(change)));
  }

  create<T extends KubeObject>(resource: string, manifest: Manifest, options: ApiWriteOptions = {}): T {
    const kind = this.kind(resource);
    if (options.subresource === 'binding') return this.#bind(manifest, options) as unknown as T;
    if (options.subresource === 'eviction') return this.#evict(manifest, options) as unknown as T;
    if (!options.trusted) this.#decode(kind, manifest, options);
    return this.#dry(options, () => {
      const draft = this.#draft(kind, manifest, options);
      kind.defaults?.(draft);
      kind.prepareForCreate?.(draft, this.#around());
      if (!options.trusted) this.#validate(kind, draft, undefined, options);
      if (this.#store.get(resource, keyOf(draft.metadata))) throw alreadyExists(kind, draft.metadata.name);
      return (options.dryRun ? freeze(draft) : this.#store.put(resource, draft)) as T;
    });
  }

  update<T extends KubeObject>(resource: string, object: T, options: ApiWriteOptions = {}): T {
    const kind = this.kind(resource);
    const old = this.#found(kind, keyOf(object.metadata));
    const expected = object.metadata.resourceVersion;
    if (expected && expected !== old.metadata.resourceVersion) throw modified(kind, old.metadata.name);
    return this.#dry(options, () => {
      const draft = carryMeta(old, options.trusted ? object : structuredClone(object)) as Draft;
      if (kind.subresources?.includes('status')) draft['status'] = old['status'];
      kind.defaults?.(draft);
      kind.prepareForUpdate?.(draft, old, this.#around());
      if (!options.trusted) this.#validate(kind, draft, old, options);
      return this.#commit(kind, old, draft, options) as T;
    });
  }

  updateStatus<T extends KubeObject>(resource: string, object: T): T {
    const kind = this.kind(resource);
    const old = this.#found(kind, keyOf(object.metadata));
    if (same(old['status'], object['status'])) return old as T;
    return this.#store.put<KubeObject>(resource, { ...old, status: object['status'] }) as T;
  }

  /** Replace an object or one of its subresources (PUT). */
  replace(ref: ObjectRef, manifest: Manifest, options: ApiWriteOptions = {}): KubeObject {
    const kind = this.kind(ref.resource);
    const old = this.#found(kind, keyOf(ref));
    if (options.subresource === 'scale') return this.#rescale(kind, old, manifest, options);
    if (!options.trusted) this.#decode(kind, manifest, options);
    const name = manifest.metadata?.name;
    if (name !== undefined && name !== ref.name)
      throw badRequest(`the name of the object (${name}) does not match the name on the URL (${ref.name})`);
    const metadata = { ...manifest.metadata, name: ref.name, ...(ref.namespace && { namespace: ref.namespace }) };
    const object = { ...manifest, apiVersion: groupVersion(kind), kind: kind.kind, metadata } as KubeObject;
    if (options.subresource !== 'status') return this.update(ref.resource, object, options);
    if (metadata.resourceVersion && metadata.resourceVersion !== old.metadata.resourceVersion) throw modified(kind, ref.name);
    return options.dryRun
      ? freeze({ ...old, status: object['status'] })
      : this.updateStatus(ref.resource, { ...old, status: object['status'] });
  }

  patch<T extends KubeObject>(ref: ObjectRef, type: PatchType, patch: unknown, options: ApiWriteOptions = {}): T {
    const kind = this.kind(ref.resource);
    const old = this.#found(kind, keyOf(ref));
    const before = options.subresource === 'scale' ? readScale(kind, old) : old;
    const patched = applyPatch(type, before, patch);
    const metadata = { ...(patched['metadata'] as object), resourceVersion: resourceVersionOf(patch) ?? old.metadata.resourceVersion };
    return this.replace(ref, { ...patched, metadata }, options) as T;
  }

  delete<T extends KubeObject>(resource: string, key: string, options: DeleteOptions = {}): T {
    const kind = this.kind(resource);
    const old = this.#found(kind, key);
    this.#checkPreconditions(kind, old, options);
    if (options.dryRun) return old as T;
    const least = kind.graceSeconds?.(old) ?? 0;
    const grace = least === 0 ? 0 : Math.max(0, options.gracePeriodSeconds ?? least);
    const finalizers = deletionFinalizers(old, options);
    if (old.metadata.deletionTimestamp) return this.#hasten(kind, old, grace, finalizers) as T;
    if (grace === 0 && !finalizers.length && !keepsContent(old)) return this.#store.remove(resource, old) as T;
    return this.#store.put(resource, terminating(old, this.#now(), grace, finalizers, kind)) as T;
  }

  /** A second delete may shorten the grace, never lengthen it. */
  #hasten(kind: KindDefinition, old: KubeObject, grace: number, finalizers: readonly string[]): KubeObject {
    const left = old.metadata.deletionGracePeriodSeconds ?? 0;
    if (grace === 0 && !finalizers.length && !keepsContent(old)) return this.#store.remove(kind.resource, old);
    if (grace >= left && same(finalizers, old.metadata.finalizers ?? [])) return old;
    return this.#store.put(kind.resource, terminating(old, this.#now(), Math.min(grace, left), finalizers, kind));
  }

  #checkPreconditions(kind: KindDefinition, old: KubeObject, { preconditions }: DeleteOptions): void {
    const { uid, resourceVersion, name } = old.metadata;
    const wrong = (field: string, wanted: string, is: string) =>
      conflict(kind, name, `Precondition failed: ${field} in precondition: ${wanted}, ${field} in object meta: ${is}`);
    if (preconditions?.uid && preconditions.uid !== uid) throw wrong('UID', preconditions.uid, uid);
    if (preconditions?.resourceVersion && preconditions.resourceVersion !== resourceVersion)
      throw wrong('ResourceVersion', preconditions.resourceVersion, resourceVersion);
  }

  #found(kind: KindDefinition, key: string): KubeObject {
    const object = this.#store.get(kind.resource, key);
    if (!object) throw notFound(kind, key.slice(key.indexOf('/') + 1));
    return object;
  }

  #filter(kind: KindDefinition, { labelSelector, fieldSelector }: ListOptions): (object: KubeObject) => boolean {
    const labels = labelSelector ? parseLabelSelector(labelSelector) : undefined;
    const fields = fieldSelector ? parseFieldSelector(fieldSelector).map((one) => ({ ...one, read: fieldOf(kind, one.field) })) : [];
    return (object) =>
      (!labels || labels(object.metadata.labels ?? {})) && fields.every(({ read, equal, value }) => (read(object) === value) === equal);
  }

  #decode(kind: KindDefinition, manifest: Manifest, options: ApiWriteOptions): void {
    const apiVersion = manifest.apiVersion ?? groupVersion(kind);
    if (apiVersion !== groupVersion(kind) || (manifest.kind ?? kind.kind) !== kind.kind) {
      throw badRequest(`the API version in the data (${apiVersion}) does not match the expected API version (${groupVersion(kind)})`);
    }
    checkFields(kind, manifest, options.fieldValidation ?? 'Warn', options.warn);
  }

  /** The object in its first form: metadata completed, everything that defaults may touch unfrozen. */
  #draft(kind: KindDefinition, manifest: Manifest, options: ApiWriteOptions): Draft {
    const copy: Manifest = options.trusted
      ? { ...manifest, ...(manifest['spec'] && { spec: { ...manifest['spec'] } }) }
      : structuredClone(manifest);
    const metadata = admitMeta(kind, copy, options.namespace, this.#around());
    if (kind.namespaced) this.#checkNamespace(kind, metadata.name, metadata.namespace!);
    // A status that a client sends on creation is dropped: it has its own subresource.
    const { status, ...rest } = copy;
    return {
      ...rest,
      apiVersion: groupVersion(kind),
      kind: kind.kind,
      metadata,
      ...(kind.subresources?.includes('status') ? { status: {} } : status !== undefined && { status }),
    } as Draft;
  }

  #checkNamespace(kind: KindDefinition, name: string, namespace: string): void {
    const found = this.#store.get('namespaces', namespace);
    if (!found) throw notFound({ group: '', resource: 'namespaces' }, namespace);
    if (found.metadata.deletionTimestamp)
      throw forbidden(kind, name, `unable to create new content in namespace ${namespace} because it is being terminated`);
  }

  #validate(kind: KindDefinition, draft: Draft, old: KubeObject | undefined, options: ApiWriteOptions): void {
    const causes = [...(old ? [] : validateName(kind, draft)), ...(kind.validate?.(draft, old) ?? [])];
    if (causes.length) throw invalid(kind, draft.metadata.name, causes);
    if (options.warn) for (const text of kind.warnings?.(draft) ?? []) options.warn(text);
  }

  /** Store an update, unless nothing differs; remove what only waited for its finalizers. */
  #commit(kind: KindDefinition, old: KubeObject, draft: Draft, options: ApiWriteOptions): KubeObject {
    if (same(old, draft)) return old;
    if (raisesGeneration(kind, old, draft)) draft.metadata = { ...draft.metadata, generation: (old.metadata.generation ?? 0) + 1 };
    if (options.dryRun) return freeze(draft);
    const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = draft.metadata;
    const released = deletionTimestamp && !finalizers?.length && !deletionGracePeriodSeconds && !keepsContent(draft);
    return released ? this.#store.remove(kind.resource, draft) : this.#store.put(kind.resource, draft);
  }

  #rescale(kind: KindDefinition, old: KubeObject, scale: Manifest, options: ApiWriteOptions): KubeObject {
    const version = scale.metadata?.resourceVersion;
    const object = {
      ...writeScale(kind, old, scale),
      metadata: { ...old.metadata, resourceVersion: version ?? old.metadata.resourceVersion },
    } as KubeObject;
    return readScale(kind, this.update(kind.resource, object, options));
  }

  /** pods/binding: what the scheduler writes. Source: registry/core/pod/storage BindingREST */
  #bind(manifest: Manifest, options: ApiWriteOptions): KubeObject {
    const kind = this.kind('pods');
    const pod = this.#found(kind, `${options.namespace ?? manifest.metadata?.namespace ?? 'default'}/${manifest.metadata?.name ?? ''}`);
    const spec = pod['spec'] as { nodeName?: string };
    if (pod.metadata.deletionTimestamp)
      throw conflict(kind, pod.metadata.name, `pod ${pod.metadata.name} is being deleted, cannot be assigned to a host`);
    if (spec.nodeName) throw conflict(kind, pod.metadata.name, `pod ${pod.metadata.name} is already assigned to node "${spec.nodeName}"`);
    const nodeName = (manifest['target'] as { name: string }).name;
    const scheduled = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: timestamp(this.#now()) };
    const status = pod['status'] as { conditions?: readonly { type: string }[] };
    const conditions = [...(status.conditions ?? []).filter(({ type }) => type !== 'PodScheduled'), scheduled];
    return this.#store.put('pods', { ...pod, spec: { ...spec, nodeName }, status: { ...status, conditions } });
  }

  /** pods/eviction. Source: registry/core/pod/storage/eviction.go */
  #evict(manifest: Manifest, options: ApiWriteOptions): KubeObject {
    const namespace = options.namespace ?? manifest.metadata?.namespace ?? 'default';
    const pod = this.#found(this.kind('pods'), `${namespace}/${manifest.metadata?.name ?? ''}`);
    const guards = this.#store
      .list('poddisruptionbudgets', namespace)
      .filter((budget) => matches((budget['spec'] as { selector?: LabelSelector }).selector, pod.metadata.labels));
    for (const budget of guards) {
      const status = budget['status'] as { disruptionsAllowed?: number; currentHealthy?: number; desiredHealthy?: number };
      if ((status.disruptionsAllowed ?? 0) > 0) continue;
      const message = `The disruption budget ${budget.metadata.name} needs ${status.desiredHealthy ?? 0} healthy pods and has ${status.currentHealthy ?? 0} currently`;
      throw statusError(429, 'TooManyRequests', "Cannot evict pod as it would violate the pod's disruption budget.", {
        causes: [{ reason: 'DisruptionBudget', message }],
      });
    }
    for (const budget of guards) {
      const status = budget['status'] as { disruptionsAllowed: number };
      if (!options.dryRun)
        this.updateStatus('poddisruptionbudgets', { ...budget, status: { ...status, disruptionsAllowed: status.disruptionsAllowed - 1 } });
    }
    return this.delete('pods', keyOf(pod.metadata), {
      ...(manifest['deleteOptions'] as DeleteOptions | undefined),
      ...(options.dryRun && { dryRun: true }),
    });
  }

  /** A dry run leaves no trace, not even in the sequence of chance. */
  #dry<T>(options: ApiWriteOptions, act: () => T): T {
    if (!options.dryRun) return act();
    const chance = this.#random.save();
    try {
      return act();
    } finally {
      this.#random.load(chance as never);
    }
  }

  #around(): Surroundings {
    const now = this.#now();
    const store = this.#store;
    return {
      now,
      timestamp: timestamp(now),
      find: (resource, key) => store.get(resource, key),
      list: (resource) => store.list(resource),
      random: this.#random,
    };
  }
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** RFC 3339 in whole seconds. */
export const timestamp = (now: number): string => `${new Date(now).toISOString().slice(0, 19)}Z`;

/** `apps/v1`, `v1`. */
export const groupVersion = (kind: { readonly group: string; readonly version: string }): string =>
  kind.group ? `${kind.group}/${kind.version}` : kind.version;

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

function resourceOf(kind: KindDefinition): ApiResource {
  const { group, version, resource, singular, namespaced, shortNames = [], categories = [], subresources = [] } = kind;
  return { group, version, kind: kind.kind, resource, singular, shortNames, categories, namespaced, verbs: VERBS, subresources };
}

function fieldOf(kind: KindDefinition, field: string): (object: KubeObject) => string {
  if (field === 'metadata.name') return (object) => object.metadata.name;
  if (field === 'metadata.namespace') return (object) => object.metadata.namespace ?? '';
  const read = kind.selectableFields?.[field];
  if (!read)
    throw badRequest(
      `Unable to find "${groupVersion(kind)}, Resource=${kind.resource}" that match label selector "", field selector "${field}": field label not supported: ${field}`,
    );
  return read;
}

/** A namespace stays until its controller has emptied it: spec.finalizers. */
function keepsContent(object: KubeObject): boolean {
  return object.kind === 'Namespace' && ((object['spec'] as { finalizers?: readonly string[] } | undefined)?.finalizers?.length ?? 0) > 0;
}

function deletionFinalizers(object: KubeObject, { propagationPolicy }: DeleteOptions): readonly string[] {
  const present = object.metadata.finalizers ?? [];
  if (!propagationPolicy) return present;
  const kept = present.filter((one) => one !== 'orphan' && one !== 'foregroundDeletion');
  if (propagationPolicy === 'Foreground') return [...kept, 'foregroundDeletion'];
  return propagationPolicy === 'Orphan' ? [...kept, 'orphan'] : kept;
}

function terminating(old: KubeObject, now: number, grace: number, finalizers: readonly string[], kind: KindDefinition): KubeObject {
  const { finalizers: _, ...meta } = old.metadata;
  const generation = kind.generation === false || meta.deletionTimestamp ? {} : { generation: (meta.generation ?? 0) + 1 };
  const metadata = {
    ...meta,
    ...generation,
    deletionTimestamp: timestamp(now + grace * 1000),
    deletionGracePeriodSeconds: grace,
    ...(finalizers.length && { finalizers }),
  };
  return { ...old, metadata, ...(old.kind === 'Namespace' && { status: { ...(old['status'] as object), phase: 'Terminating' } }) };
}

function raisesGeneration(kind: KindDefinition, old: KubeObject, draft: KubeObject): boolean {
  if (kind.generation === false) return false;
  return kind.generation ? kind.generation(draft, old) : !same(old['spec'], draft['spec']);
}

function resourceVersionOf(patch: unknown): string | undefined {
  return Array.isArray(patch) ? undefined : (patch as { metadata?: { resourceVersion?: string } } | null)?.metadata?.resourceVersion;
}
