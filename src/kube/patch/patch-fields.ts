import type { Shape } from '../schema/shape';

/** How a strategic merge patch treats a field. Lists are replaced whole and objects merged unless it is said here.
 *  Source: the patchStrategy and patchMergeKey tags of k8s.io/api types.go and of metav1.ObjectMeta. */
export interface PatchField {
  /** The field of an item that tells which item it is; lists of text have none. */
  readonly key?: string;
  /** All that tell items apart, where that is more than one. */
  readonly keys?: readonly string[];
  /** Owned and replaced as one. */
  readonly atomic?: boolean;
  /** Merge the list item by item. */
  readonly merge?: boolean;
  /** Take an object whole. */
  readonly replace?: boolean;
  /** What the patch does not name goes: a union, of which one member may be set. */
  readonly retainKeys?: boolean;
}

const by = (key: string): PatchField => ({ merge: true, key });
const byRetaining = (key: string): PatchField => ({ merge: true, key, retainKeys: true });
const asSet: PatchField = { merge: true };
const conditions = { conditions: by('type') };

const CONTAINER = { ports: by('containerPort'), env: by('name'), volumeMounts: by('mountPath'), volumeDevices: by('devicePath') };

/** By Go struct, then by field. */
const FIELDS: Readonly<Record<string, Readonly<Record<string, PatchField>>>> = {
  ObjectMeta: { ownerReferences: by('uid'), finalizers: asSet },
  PodSpec: {
    volumes: byRetaining('name'),
    initContainers: by('name'),
    containers: by('name'),
    ephemeralContainers: by('name'),
    imagePullSecrets: by('name'),
    hostAliases: by('ip'),
    topologySpreadConstraints: by('topologyKey'),
    schedulingGates: by('name'),
    resourceClaims: byRetaining('name'),
  },
  Container: CONTAINER,
  EphemeralContainer: CONTAINER,
  PodStatus: { ...conditions, podIPs: by('ip'), hostIPs: by('ip'), resourceClaimStatuses: byRetaining('name') },
  ServiceSpec: { ports: by('port') },
  ServiceStatus: conditions,
  ServiceAccount: { secrets: by('name') },
  NodeSpec: { podCIDRs: asSet },
  NodeStatus: { ...conditions, addresses: by('type') },
  NamespaceStatus: conditions,
  PersistentVolumeClaimStatus: conditions,
  ReplicationControllerStatus: conditions,
  DeploymentSpec: { strategy: { retainKeys: true } },
  DeploymentStatus: conditions,
  ReplicaSetStatus: conditions,
  StatefulSetStatus: conditions,
  DaemonSetStatus: conditions,
  JobStatus: conditions,
  MutatingWebhookConfiguration: { webhooks: by('name') },
  ValidatingWebhookConfiguration: { webhooks: by('name') },
  MutatingWebhook: { matchConditions: by('name') },
  ValidatingWebhook: { matchConditions: by('name') },
  ValidatingAdmissionPolicySpec: { matchConditions: by('name'), variables: by('name') },
  ValidatingAdmissionPolicyStatus: conditions,
  APIServiceStatus: conditions,
  HorizontalPodAutoscalerStatus: conditions,
  PodDisruptionBudgetSpec: { selector: { replace: true } },
  PodDisruptionBudgetStatus: conditions,
};

const PLAIN: PatchField = {};

/** A field of an object: how it is patched, and the shape of what it holds (of an item, for a list).
 *  @param shape of the object; undefined for what no schema describes */
export function patchField(shape: Shape | undefined, field: string): { readonly how: PatchField; readonly inner: Shape | undefined } {
  if (shape?.type === 'map') return { how: PLAIN, inner: shape.values };
  if (shape?.type !== 'object') return { how: PLAIN, inner: undefined };
  const found = shape.field(field);
  return { how: shape.merges?.(field) ?? FIELDS[shape.name]?.[field] ?? PLAIN, inner: found?.type === 'array' ? found.items : found };
}
