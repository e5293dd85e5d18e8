/** The shapes every Kubernetes object shares. Kinds add their own in `kinds/`. */

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

/** Metadata of a stored object: the API server has filled in what it fills in. */
export interface ObjectMeta {
  name: string;
  /** Absent on cluster-scoped objects. */
  namespace?: string;
  uid: string;
  resourceVersion: string;
  /** RFC 3339, whole seconds, on the virtual clock. */
  creationTimestamp: string;
  generation?: number;
  generateName?: string;
  labels?: Readonly<Record<string, string>>;
  annotations?: Readonly<Record<string, string>>;
  ownerReferences?: readonly OwnerReference[];
  finalizers?: readonly string[];
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  managedFields?: readonly unknown[];
}

/** A stored object of kind-specific `Spec` and `Status`. Frozen and shared: never changed in place. */
export interface ApiObject<Spec = any, Status = any> {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<ObjectMeta>;
  readonly spec: Spec;
  readonly status: Status;
}

/** Any stored object; kinds without spec and status (ConfigMap, Event …) keep their fields at the top. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<ObjectMeta>;
  readonly [field: string]: any;
}

/** An object as a person wrote it, before the API server completed it. */
export interface Manifest {
  apiVersion?: string;
  kind?: string;
  metadata?: Partial<ObjectMeta>;
  [field: string]: any;
}

export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] }[];
}

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
  readonly lastUpdateTime?: string;
  readonly lastProbeTime?: string | null;
  readonly observedGeneration?: number;
}

/** The controller among an object's owners, if it has one. */
export function controllerOf(object: KubeObject | ApiObject): OwnerReference | undefined {
  const { ownerReferences } = object.metadata;
  if (ownerReferences) for (const owner of ownerReferences) if (owner.controller) return owner;
  return undefined;
}

/** Asked again and again of the same object. */
let last = { namespace: '', name: '', key: '' };

/** `namespace/name`, or `name` for cluster-scoped objects: the key of stores and work queues. */
export function keyOf({ namespace, name }: { readonly namespace?: string; readonly name: string }): string {
  if (!namespace) return name;
  if (last.name !== name || last.namespace !== namespace) last = { namespace, name, key: `${namespace}/${name}` };
  return last.key;
}
