import type { DeleteOptions, ObjectRef, PatchType, ResourceRef, WriteOptions } from './cluster';
import type { Manager } from './managed/managers';
import type { KubeObject, LabelSelector, Manifest } from './object';
import type { KindDefinition } from './kinds/kind';

/** A change that the store has made; `object` is frozen. */
export interface Change<T extends KubeObject = KubeObject> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly resource: string;
  /** `namespace/name` or `name`. */
  readonly key: string;
  readonly object: T;
  /** Before the change; absent for ADDED. */
  readonly old?: T;
}

/** Options of the synchronous face. */
export interface ApiWriteOptions extends WriteOptions {
  readonly namespace?: string;
  /** From our own controllers, built from valid objects: skip schema and validation (defaults and strategy still run). */
  readonly trusted?: boolean;
  /** Nobody else has the object that is handed in: it need not be copied. */
  readonly given?: boolean;
  /** From server-side apply: who owns what once this is written. */
  readonly managers?: readonly Manager[];
  /** Hears the API server's warnings. */
  readonly warn?: (text: string) => void;
}

export interface ApiDeleteOptions extends DeleteOptions {
  /** From one of the cluster's own parts. */
  readonly trusted?: boolean;
  readonly warn?: (text: string) => void;
}

/** The synchronous face of the API server: what controllers, the scheduler and kubelets write through.
 *  The asynchronous `Cluster` of kubectl is a thin shell round it, so there is one door to write.
 *  Every method may throw a `StatusError`. Resources are named by their plural, `pods`; custom ones with their group,
 *  `crontabs.stable.example.com`: see `tableOf`. */
export interface Api {
  kind(resource: string): KindDefinition;
  /** Every kind whose objects are kept, custom ones as well. */
  kinds(): readonly KindDefinition[];
  /** The kind that an owner reference or a scale target names; undefined when it is not served. */
  resourceFor(apiVersion: string, kind: string): KindDefinition | undefined;
  get<T extends KubeObject = KubeObject>(resource: string, key: string): T | undefined;
  /** All objects of a resource in creation order; those of one namespace when given. */
  list<T extends KubeObject = KubeObject>(resource: string, namespace?: string): readonly T[];
  /** Objects whose controller ownerReference has this uid, in creation order. Indexed: cost is that of the result. */
  ownedBy<T extends KubeObject = KubeObject>(resource: string, ownerUid: string): readonly T[];
  /** Pods bound to a node. Indexed. */
  podsOn<T extends KubeObject = KubeObject>(node: string): readonly T[];
  create<T extends KubeObject = KubeObject>(resource: string | ResourceRef, object: Manifest, options?: ApiWriteOptions): T;
  update<T extends KubeObject = KubeObject>(resource: string, object: T, options?: ApiWriteOptions): T;
  /** Write only `.status` (the /status subresource). No-op when nothing differs. @param status  default: that of `object` */
  updateStatus<T extends KubeObject = KubeObject>(resource: string, object: T, status?: T['status']): T;
  patch<T extends KubeObject = KubeObject>(ref: ObjectRef, type: PatchType, patch: unknown, options?: ApiWriteOptions): T;
  delete<T extends KubeObject = KubeObject>(resource: string | ResourceRef, key: string, options?: ApiDeleteOptions): T;
  matches(selector: LabelSelector | undefined, labels: Readonly<Record<string, string>> | undefined): boolean;
}
