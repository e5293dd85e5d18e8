import { admitToPolicies, type Door } from './admission/policies';
import type { Attributes } from './admission/match';
import type { Api, ApiDeleteOptions, ApiWriteOptions, Change } from './api';
import type {
  ApiResource,
  KubeList,
  ListMeta,
  ListOptions,
  ObjectRef,
  PatchType,
  ResourceRef,
  Table,
  WatchEvent,
  WatchOptions,
} from './cluster';
import { apiVersionOf } from './api-version';
import { customKinds, isServed } from './custom';
import { faceOf } from './decode';
import { planDeletion, released, rfc3339 } from './deletion';
import { draftOf, finishNew, finishStatus, finishUpdate, finishWrittenStatus, guard, type Identity } from './drafting';
import { checkPatched, decodeBody } from './field-validation';
import { kinds as allKinds } from './kinds';
import type { CustomResourceDefinition } from './kinds/custom-resource-definition';
import { tableOf, type Draft, type KindDefinition, type Surroundings } from './kinds/kind';
import { admitQuota } from './quota/admission';
import { generatedBase } from './names';
import { admitToNamespace, namespaceFor } from './namespaces';
import { keyOf, type KubeObject, type LabelSelector, type Manifest } from './object';
import { applied } from './managed/apply';
import { tracked, withEntries } from './managed/managers';
import { applyPatch } from './patch';
import { flat, freeze, same, share } from './plain-data';
import { bound, evict, SUCCESS } from './pod-requests';
import type { Random } from '../sim/random';
import { Registry } from './registry';
import { scaled, scaleOf } from './scale';
import { requestedToken, UNSIGNED } from './service-account-token';
import { selection } from './selection';
import { matches } from './selectors';
import { alreadyExists, badRequest, modified, notFound, statusError } from './status';
import { Store, type StoreState } from './store';
import { asked, outlived, pageOf } from './paging';
import { printTable } from './tables';
import type { View } from './view';
import { Watches } from './watch';

/** Everything the API server holds, as plain data. */
export type ApiState = StoreState;

export interface ApiServerOptions {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Names, uids and addresses are drawn from it. */
  readonly random: Pick<Random, 'int' | 'suffix' | 'uuid' | 'save' | 'load'>;
  readonly kinds?: readonly KindDefinition[];
}

/** Attempts at a generated name that is free. Source: registry/generic/registry/store.go, RetryGenerateName (1.32) */
const NAME_ATTEMPTS = 8;

/** The API server: the one door to the store. What goes in is decoded, defaulted, admitted and validated as
 *  upstream does it, each step by its kind; what comes out is frozen and shared.
 *  MODELS registry/generic/registry/store.go and the handlers before it: names, namespaces, defaults, strategies,
 *  status apart from spec, generation, optimistic concurrency, deletion, dry run, field validation, watches, tables.
 *  OMITS authentication and authorisation (everybody is admin), versions other than the preferred one (but for faces of
 *  a kind, and the versions of a custom one). */
export class ApiServer implements Api {
  readonly #store = new Store();
  readonly #watches = new Watches(this.#store);
  readonly #builtIn: Registry;
  /** The registry with what those definitions declare: they are stored objects, so it follows them through time. */
  #known: { readonly definitions: readonly KubeObject[]; readonly registry: Registry };
  readonly #options: ApiServerOptions;
  readonly #around: Surroundings;
  readonly #ordered = new WeakMap<readonly KubeObject[], readonly KubeObject[]>();
  /** Never saved: pictures taken before and after a seek must differ. */
  #edition = 0;

  constructor(options: ApiServerOptions) {
    this.#options = options;
    this.#builtIn = new Registry(options.kinds ?? allKinds);
    this.#known = { definitions: [], registry: this.#builtIn };
    this.#around = this.#surroundings();
    this.#store.onChange(() => this.#edition++);
  }

  get #registry(): Registry {
    const definitions = this.#store.list('customresourcedefinitions');
    if (definitions !== this.#known.definitions) this.#known = { definitions, registry: this.#registryWith(definitions) };
    return this.#known.registry;
  }

  #registryWith(definitions: readonly KubeObject[]): Registry {
    const established = (definitions as readonly CustomResourceDefinition[]).filter(isServed);
    if (!established.length) return this.#builtIn;
    const custom = established.toSorted((a, b) => (groupFirst(a) < groupFirst(b) ? -1 : 1)).flatMap(customKinds);
    const served = custom.filter((kind) => kind.custom!.served);
    const stored = custom.filter((kind) => kind.custom!.storage);
    return new Registry([...(this.#options.kinds ?? allKinds), ...served], stored);
  }

  kind(resource: string): KindDefinition {
    return this.#registry.kind(resource);
  }

  /** The kinds whose objects are kept, those that definitions declare as well: one for each table. */
  kinds(): readonly KindDefinition[] {
    return this.#registry.kept;
  }

  /** What discovery lists, in its order. */
  resources(): readonly ApiResource[] {
    return this.#registry.resources;
  }

  /** @throws 404 `no matches for kind "Deployment" in version "extensions/v1beta1"` */
  resourceOf(apiVersion: string, kind: string): ApiResource {
    return this.#registry.resourceOf(apiVersion, kind);
  }

  resourceFor(apiVersion: string, kind: string): KindDefinition | undefined {
    return this.#registry.find(apiVersion, kind);
  }

  get<T extends KubeObject = KubeObject>(resource: string, key: string): T | undefined {
    return this.#store.get(resource, key) as T | undefined;
  }

  list<T extends KubeObject = KubeObject>(resource: string, namespace?: string): readonly T[] {
    return this.#store.list(resource, namespace) as readonly T[];
  }

  ownedBy<T extends KubeObject = KubeObject>(resource: string, ownerUid: string): readonly T[] {
    return this.#store.ownedBy(resource, ownerUid) as readonly T[];
  }

  podsOn<T extends KubeObject = KubeObject>(node: string): readonly T[] {
    return this.#store.podsOn(node) as readonly T[];
  }

  matches(selector: LabelSelector | undefined, labels: Readonly<Record<string, string>> | undefined): boolean {
    return matches(selector, labels);
  }

  /** One object, or its `scale`. @throws 404 */
  read(ref: ObjectRef, subresource?: string): KubeObject {
    const kind = this.#served(ref);
    const object = this.#held(kind, this.#key(kind, ref));
    return subresource === 'scale' ? scaleOf(kind, this.shown(ref, object)) : this.shown(ref, object);
  }

  holds(ref: ObjectRef): boolean {
    const kind = this.#served(ref);
    return this.#store.get(tableOf(kind), this.#key(kind, ref)) !== undefined;
  }

  /** An object in the version that was asked for. */
  shown(ref: ResourceRef, object: KubeObject): KubeObject {
    const kind = this.#registry.at(ref);
    if (object.kind !== kind.kind) return object;
    if (kind.custom) return kind.custom.show(object);
    const face = faceOf(kind, apiVersionOf(ref));
    return face ? face.show(object) : object;
  }

  /** In the order of etcd: by namespace, then name. */
  listObjects(ref: ResourceRef, options: ListOptions = {}): KubeList {
    const kind = this.#served(ref);
    const version = asked(options, this.#store.version);
    const items = this.#selected(kind, options, version);
    const page = pageOf(items, options, version ?? this.#store.version);
    const shown = kind.faces || kind.custom ? page.items.map((object) => this.shown(ref, object)) : page.items;
    return { apiVersion: apiVersionOf(ref), kind: kind.custom?.listKind ?? `${kind.kind}List`, ...page, items: shown };
  }

  /** Objects as the API server prints them. @param meta of their list; absent for a single object */
  table(resource: string | ResourceRef, objects: readonly KubeObject[], meta?: ListMeta): Table {
    const version = meta?.resourceVersion ?? objects[0]?.metadata.resourceVersion ?? String(this.#store.version);
    return {
      ...printTable(
        typeof resource === 'string' ? this.kind(resource) : this.#registry.at(resource),
        objects,
        version,
        this.#options.now(),
      ),
      ...meta,
    };
  }

  /** A picture of the present instant: read it before the world moves on. */
  view(): View {
    const { now } = this.#around;
    return { now, version: this.#edition, list: (resource) => this.list(resource), get: (resource, key) => this.get(resource, key) };
  }

  /** Hear of every change, in order, once it is stored. @returns stop */
  onChange(listener: (change: Change) => void): () => void {
    return this.#store.onChange(listener);
  }

  /** See `Watches.open`. @returns stop */
  watchFrom(ref: ResourceRef, options: WatchOptions, push: (event: WatchEvent) => void): () => void {
    const kind = this.#served(ref);
    const show = (event: WatchEvent) =>
      push({ ...event, object: event.type === 'BOOKMARK' ? event.object : this.shown(ref, event.object) });
    return this.#watches.open(kind, options, () => this.#selected(kind, options), kind.faces || kind.custom ? show : push);
  }

  /** What a watch that asked for bookmarks hears from time to time. */
  bookmark(ref: ResourceRef): WatchEvent {
    return this.#watches.bookmark(this.#registry.at(ref));
  }

  create<T extends KubeObject = KubeObject>(resource: string | ResourceRef, object: Manifest, options: ApiWriteOptions = {}): T {
    const kind = typeof resource === 'string' ? this.kind(resource) : this.#served(resource);
    const namespace = namespaceFor(kind, object, options.namespace);
    if (options.subresource) return this.#request(kind, object, namespace, options) as T;
    return this.#tentatively(options, () => this.#create(kind, object, namespace, options)) as T;
  }

  update<T extends KubeObject = KubeObject>(resource: string, object: T, options: ApiWriteOptions = {}): T {
    const { namespace, name } = object.metadata;
    const { group, version } = this.kind(resource);
    return this.replace({ group, version, resource, name, ...(namespace && { namespace }) }, object, options) as T;
  }

  updateStatus<T extends KubeObject = KubeObject>(resource: string, object: T, status: unknown = object['status']): T {
    const kind = this.kind(resource);
    const old = this.#held(kind, keyOf(object.metadata));
    // Only the object itself must be the same one: a status is written whole, by the one who owns it.
    guard(kind, { uid: object.metadata.uid }, old);
    const next = finishStatus(kind, status, old, { trusted: true });
    this.#admitToPolicies(kind, { operation: 'UPDATE', object: next, old }, STATUS);
    return this.#put(kind, old, next, STATUS) as T;
  }

  /** PUT, of the object or of its `status` or `scale`. @throws 404, 409, 422 */
  replace(ref: ObjectRef, manifest: Manifest, options: ApiWriteOptions = {}): KubeObject {
    const kind = this.#served(ref);
    const old = this.shown(ref, this.#held(kind, this.#key(kind, ref)));
    const name = manifest.metadata?.name;
    if (name && name !== ref.name) throw badRequest(`the name of the object (${name}) does not match the name on the URL (${ref.name})`);
    namespaceFor(kind, manifest, old.metadata.namespace);
    if (options.subresource === 'scale') {
      // A custom object may be of any size that its schema allows.
      const how = kind.custom ? ({ ...options, trusted: false, fieldValidation: 'Ignore' } as const) : { ...options, trusted: true };
      const next = this.#tentatively(options, () => this.#replace(kind, old, scaled(kind, old, manifest), how));
      return scaleOf(kind, next);
    }
    return this.#tentatively(options, () => this.#replace(kind, old, manifest, options));
  }

  patch<T extends KubeObject = KubeObject>(ref: ObjectRef, type: PatchType, patch: unknown, options: ApiWriteOptions = {}): T {
    const kind = this.#served(ref);
    if (type === 'application/apply-patch+yaml' && options.subresource !== 'scale')
      return this.#apply(kind, ref, patch as Manifest, options) as T;
    const current = this.read(ref, options.subresource === 'scale' ? 'scale' : undefined);
    const patched = applyPatch(kind, current, type, patch);
    const typed = !options.trusted && options.subresource !== 'scale';
    if (typed) checkPatched(kind, patched, patch, type === 'application/strategic-merge-patch+json', options);
    return this.replace(this.#refTo(kind, current), patched, { ...options, ...(typed && { fieldValidation: 'Ignore' }) }) as T;
  }

  delete<T extends KubeObject = KubeObject>(resource: string | ResourceRef, key: string, options: ApiDeleteOptions = {}): T {
    const kind = typeof resource === 'string' ? this.kind(resource) : this.#served(resource);
    // A client may name a namespace where the kind has none.
    const old = this.#held(kind, kind.namespaced ? key : key.slice(key.indexOf('/') + 1));
    this.#admitToPolicies(kind, { operation: 'DELETE', old }, options);
    const { object, remove } = planDeletion(kind, old, options, this.#options.now());
    if (options.dryRun) return freeze(object) as T;
    if (remove) return this.#store.remove(tableOf(kind), object) as T;
    return (object === old ? old : this.#store.put(tableOf(kind), object)) as T;
  }

  weight(): number {
    return this.#store.weight();
  }

  save(): ApiState {
    return this.#store.save();
  }

  load(state: ApiState): void {
    this.#store.load(state);
    this.#edition++;
  }

  #create(kind: KindDefinition, object: Manifest, namespace: string | undefined, options: ApiWriteOptions): KubeObject {
    const { name, generateName } = object.metadata ?? {};
    if (namespace) admitToNamespace(kind, name ?? generateName ?? '', namespace, this.#store.get('namespaces', namespace));
    if (kind.custom?.terminating) throw terminating();
    const draft = draftOf(kind, object, options);
    if (draft.metadata.resourceVersion) throw statusError(500, '', 'resourceVersion should not be set on objects to be created');
    const finished = finishNew(kind, draft, this.#identity(kind, draft, namespace), this.#around, options);
    this.#admitToPolicies(kind, { operation: 'CREATE', object: finished }, options);
    const key = flat(keyOf(finished.metadata));
    if (this.#store.get(tableOf(kind), key)) throw alreadyExists(kind, finished.metadata.name);
    this.#admitToQuotas(kind, finished, undefined, options);
    const last = UNLIKE.has(tableOf(kind)) ? undefined : this.#store.last(tableOf(kind));
    const managed = this.#managed(kind, undefined, finished, options);
    const stored = kind.custom?.store(managed) ?? managed;
    const shared = last ? share(last, stored) : stored;
    return options.dryRun ? freeze(shared) : this.#store.put(tableOf(kind), shared, key);
  }

  #admitToPolicies(
    kind: KindDefinition,
    { operation, object, old }: Pick<Attributes, 'operation' | 'object' | 'old'>,
    { subresource, dryRun = false, trusted = operation === 'DELETE', warn }: ApiWriteOptions,
  ): void {
    if (!this.#store.list('validatingadmissionpolicybindings').length) return;
    const face = (one: KubeObject) => (subresource === 'scale' ? scaleOf(kind, one) : one);
    const [next, before] = [object && face(object), old && face(old)];
    const shown = { ...(next && { object: next }), ...(before && { old: before }) };
    admitToPolicies(this.#door, { operation, kind, subresource: subresource ?? '', dryRun, trusted, ...shown }, warn);
  }

  get #door(): Door {
    const registry = this.#registry;
    return {
      list: (resource) => this.#store.list(resource),
      find: (resource, key) => this.#store.get(resource, key),
      kindOf: (apiVersion, kind) => registry.find(apiVersion, kind),
      versionsOf: ({ group, resource, version }) => {
        const all = registry.resources.filter((one) => one.group === group && one.resource === resource);
        return [version, ...all.map((one) => one.version).filter((one) => one !== version)];
      },
      shown: ({ group, resource }, version, object) => this.shown({ group, version, resource }, object),
      objectsOf: (kind) => this.#store.list(tableOf(kind)),
    };
  }

  /** What is used is counted before the object is stored, so that two cannot take the same room. */
  #admitToQuotas(kind: KindDefinition, next: KubeObject, old: KubeObject | undefined, { dryRun }: ApiWriteOptions): void {
    const { namespace } = next.metadata;
    if (!namespace || tableOf(kind) === 'events') return;
    const quotas = this.#store.list('resourcequotas', namespace);
    if (!quotas.length) return;
    const raised = admitQuota(quotas, kind, next, old);
    if (!dryRun) for (const quota of raised) this.#store.put('resourcequotas', quota);
  }

  #identity(kind: KindDefinition, draft: Draft, namespace: string | undefined): Identity {
    const uid = this.#options.random.uuid();
    const name = draft.metadata.name || this.#generated(kind, draft.metadata.generateName, namespace);
    return { name, uid, creationTimestamp: this.#around.timestamp, ...(namespace && { namespace }) };
  }

  #generated(kind: KindDefinition, generateName: string | undefined, namespace: string | undefined): string {
    if (!generateName) return '';
    let name = '';
    for (let attempt = 0; attempt < NAME_ATTEMPTS; attempt++) {
      name = flat(generatedBase(generateName) + this.#options.random.suffix());
      if (!this.#store.get(kind.resource, keyOf({ name, ...(namespace && { namespace }) }))) break;
    }
    return name;
  }

  /** What is asked of an object: pods/binding, pods/eviction, serviceaccounts/token. */
  #request(kind: KindDefinition, object: Manifest, namespace = 'default', options: ApiWriteOptions): KubeObject {
    const { timestamp } = this.#around;
    if (tableOf(kind) === 'pods' && options.subresource === 'eviction') return evict(this, object, namespace, timestamp, !!options.dryRun);
    if (tableOf(kind) === 'serviceaccounts' && options.subresource === 'token') {
      options.warn?.(UNSIGNED);
      return requestedToken(this, object, namespace, this.#around.now, () => this.#options.random.uuid());
    }
    if (tableOf(kind) !== 'pods' || options.subresource !== 'binding')
      throw statusError(404, 'NotFound', 'the server could not find the requested resource');
    const pod = bound(this, object, namespace, timestamp);
    this.#put(kind, this.#held(kind, keyOf(pod.metadata)), pod, options);
    return SUCCESS;
  }

  /** Server-side apply: of an object that may not be there yet. */
  #apply(kind: KindDefinition, ref: ObjectRef, config: Manifest, options: ApiWriteOptions): KubeObject {
    const { name, namespace } = ref;
    const said = decodeBody(kind, config, options);
    const { fieldManager = '', subresource } = options;
    const writer = { manager: fieldManager, time: this.#around.timestamp, ...(subresource && { subresource }) };
    const held = this.#store.get(tableOf(kind), this.#key(kind, ref));
    const live = held && this.shown(ref, held);
    if (!live && subresource) throw notFound(kind, name);
    const { object, managers } = applied(kind, live, said, writer, options.force ?? false);
    const rest = { ...options, managers, fieldValidation: 'Ignore' } as const;
    if (live) return this.replace(this.#refTo(kind, live), object, rest);
    if (object.metadata?.uid) throw modified(kind, name);
    return this.create(
      this.#refTo(kind, { metadata: { name } }),
      { ...object, metadata: { ...object.metadata, name } },
      { ...rest, ...(namespace && { namespace }) },
    );
  }

  /** An object with its managers told, where a client has written it. */
  #managed(kind: KindDefinition, old: KubeObject | undefined, next: KubeObject, options: ApiWriteOptions): KubeObject {
    const { managers, fieldManager, trusted, subresource } = options;
    if (managers) return withEntries(next, managers, kind);
    const unnamed = old?.metadata.managedFields && (trusted ? 'kube-controller-manager' : 'unknown');
    const manager = fieldManager ?? unnamed;
    if (!manager) return next;
    return tracked(kind, old, next, { manager, time: this.#around.timestamp, ...(subresource && { subresource }) });
  }

  #replace(kind: KindDefinition, old: KubeObject, manifest: Manifest, options: ApiWriteOptions): KubeObject {
    const draft = draftOf(kind, manifest, options);
    if (options.subresource === 'status') {
      guard(kind, draft.metadata, old);
      const written = finishWrittenStatus(kind, draft, old, options);
      this.#admitToPolicies(kind, { operation: 'UPDATE', object: written, old }, options);
      return this.#put(kind, old, written, options);
    }
    const next = finishUpdate(kind, draft, old, this.#around, options);
    this.#admitToPolicies(kind, { operation: 'UPDATE', object: next, old }, options);
    if (RESIZED.has(tableOf(kind)) && next !== old) this.#admitToQuotas(kind, next, old, options);
    return this.#put(kind, old, next, options);
  }

  /** Store the next version of an object; the last one, when a deletion waited only for this. */
  #put(kind: KindDefinition, old: KubeObject, next: KubeObject, options: ApiWriteOptions): KubeObject {
    if (next === old && !options.managers) return old;
    const managed = this.#managed(kind, old, next, options);
    if (options.managers && same(managed, old)) return old;
    const stored = kind.custom?.store(managed) ?? managed;
    if (options.dryRun) return freeze(stored);
    return released(kind, stored) ? this.#store.remove(tableOf(kind), stored) : this.#store.put(tableOf(kind), stored);
  }

  /** A dry run draws its names and addresses, and then nothing was drawn. */
  #tentatively<T>({ dryRun }: ApiWriteOptions, act: () => T): T {
    if (!dryRun) return act();
    const before = this.#options.random.save();
    try {
      return act();
    } finally {
      this.#options.random.load(before);
    }
  }

  /** @param version of an earlier state; undefined: now */
  #selected(kind: KindDefinition, options: ListOptions, version?: number): readonly KubeObject[] {
    const selects = selection(kind, options);
    const namespace = kind.namespaced && options.namespace ? options.namespace : undefined;
    const held = version === undefined ? this.#store.list(tableOf(kind), namespace) : this.#earlier(kind, options, version);
    return this.#inOrder(held).filter(selects);
  }

  /** A list that is asked for in pieces is put in order once: as long as nothing changes, it is the same array. */
  #inOrder(held: readonly KubeObject[]): readonly KubeObject[] {
    let ordered = this.#ordered.get(held);
    if (!ordered) this.#ordered.set(held, (ordered = held.toSorted(inKeyOrder)));
    return ordered;
  }

  #earlier(kind: KindDefinition, options: ListOptions, version: number): readonly KubeObject[] {
    try {
      return this.#store.listAt(tableOf(kind), version);
    } catch (error) {
      throw outlived(error, options);
    }
  }

  /** @throws 404 when the resource is not served at that group and version */
  #served(ref: ResourceRef): KindDefinition {
    return this.#registry.at(ref);
  }

  #held(kind: KindDefinition, key: string): KubeObject {
    const object = this.#store.get(tableOf(kind), key);
    if (!object) throw notFound(kind, key.slice(key.indexOf('/') + 1));
    return object;
  }

  #key(kind: KindDefinition, { namespace, name }: ObjectRef): string {
    return kind.namespaced ? `${namespace ?? 'default'}/${name}` : name;
  }

  #refTo(
    { group, version, resource }: KindDefinition,
    { metadata: { name, namespace } }: { readonly metadata: Pick<KubeObject['metadata'], 'name' | 'namespace'> },
  ): ObjectRef {
    return { group, version, resource, name, ...(namespace && { namespace }) };
  }

  #surroundings(): Surroundings {
    const { random } = this.#options;
    const now = () => this.#options.now();
    const store = this.#store;
    let [second, text] = [-1, ''];
    return {
      get now() {
        return now();
      },
      get timestamp() {
        const current = Math.floor(now() / 1000);
        if (current !== second) [second, text] = [current, rfc3339(current * 1000)];
        return text;
      },
      find: (resource, key) => store.get(resource, key),
      list: (resource) => store.list(resource),
      random,
    };
  }
}

/** Source: apiextensions-apiserver/pkg/apiserver/customresource_handler.go */
const terminating = () => statusError(405, 'MethodNotAllowed', 'create not allowed while custom resource definition is terminating');

const groupFirst = ({ spec }: CustomResourceDefinition) => `${spec.group} ${spec.names.plural}`;

const STATUS: ApiWriteOptions = { trusted: true, subresource: 'status' };

/** No two of these have much in common. */
const UNLIKE = new Set(['events']);

/** What may take more of a quota than it took when it was created. */
const RESIZED = new Set(['services', 'persistentvolumeclaims']);

/** Namespaces compare before names: `/` sorts before every character that either may hold, but `-` and `.`. */
function inKeyOrder(a: KubeObject, b: KubeObject): number {
  const [left, right] = [a.metadata, b.metadata];
  if (left.namespace !== right.namespace) return (left.namespace ?? '') < (right.namespace ?? '') ? -1 : 1;
  return left.name < right.name ? -1 : left.name > right.name ? 1 : 0;
}
