import type * as core from 'kubernetes-types/core/v1';
import type * as storage from 'kubernetes-types/storage/v1';
import type { KubeObject } from '../../kube/object';
import { canonicalQuantity } from '../../kube/quantity';
import {
  accessModes,
  column,
  formatLabels,
  goList,
  identity,
  marks,
  NONE,
  rfc1123,
  statusOr,
  table,
  trueOrFalse,
  UNSET,
  type Description,
} from './common';
import type { Around, Describer } from './describer';
import { sourceLines } from './volumes';

/** Volumes, claims and classes. Source: describe.go describePersistentVolume, printPersistentVolumeClaim, describeStorageClass */

type PersistentVolume = KubeObject & { readonly spec: core.PersistentVolumeSpec; readonly status?: core.PersistentVolumeStatus };
type Claim = KubeObject & { readonly spec: core.PersistentVolumeClaimSpec; readonly status?: core.PersistentVolumeClaimStatus };

const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';

const classOf = ({ metadata, spec }: PersistentVolume | Claim): string => metadata.annotations?.[BETA_CLASS] ?? spec.storageClassName ?? '';

const amount = (list: Readonly<Record<string, string>> | undefined): string => canonicalQuantity(list?.['storage'] ?? '0');

export const persistentVolume: Describer = {
  resource: 'persistentvolumes',
  lines(out, object: PersistentVolume, { now }) {
    const { metadata, spec, status } = object;
    identity(out, object);
    out.line(0, `Finalizers:\t${goList(metadata.finalizers)}`);
    out.line(0, `StorageClass:\t${classOf(object)}`);
    out.line(0, `Status:\t${statusOr(object, status?.phase, now)}`);
    out.line(0, `Claim:\t${spec.claimRef ? `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}` : ''}`);
    out.line(0, `Reclaim Policy:\t${spec.persistentVolumeReclaimPolicy ?? ''}`);
    out.line(0, `Access Modes:\t${accessModes(spec.accessModes)}`);
    if (spec.volumeMode) out.line(0, `VolumeMode:\t${spec.volumeMode}`);
    out.line(0, `Capacity:\t${amount(spec.capacity)}`);
    affinity(out, spec.nodeAffinity);
    out.line(0, `Message:\t${status?.message ?? ''}`);
    out.line(0, 'Source:');
    sourceLines(out, spec);
  },
};

function affinity(out: Description, { required }: core.VolumeNodeAffinity = {}): void {
  if (!required) return out.line(0, `Node Affinity:\t${NONE}`);
  out.line(0, 'Node Affinity:\t');
  out.line(1, `Required Terms:\t${required.nodeSelectorTerms.length ? '' : NONE}`);
  required.nodeSelectorTerms.forEach(({ matchExpressions = [] }, i) => column(out, 2, `Term ${i}`, matchExpressions.map(expression)));
}

const expression = ({ key, operator, values = [] }: core.NodeSelectorRequirement): string =>
  `${key} ${operator.toLowerCase()}${values.length ? ` [${values.join(', ')}]` : ''}`;

export const persistentVolumeClaim: Describer = {
  resource: 'persistentvolumeclaims',
  async lines(out, object: Claim, around) {
    const { metadata, spec, status } = object;
    const bound = Boolean(spec.volumeName);
    out.line(0, `Name:\t${metadata.name}`);
    out.line(0, `Namespace:\t${metadata.namespace}`);
    out.line(0, `StorageClass:\t${classOf(object)}`);
    out.line(0, `Status:\t${statusOr(object, status?.phase, around.now)}`);
    out.line(0, `Volume:\t${spec.volumeName ?? ''}`);
    marks(out, metadata);
    out.line(0, `Finalizers:\t${goList(metadata.finalizers)}`);
    out.line(0, `Capacity:\t${bound ? amount(status?.capacity) : ''}`);
    out.line(0, `Access Modes:\t${bound ? accessModes(status?.accessModes) : ''}`);
    if (spec.volumeMode) out.line(0, `VolumeMode:\t${spec.volumeMode}`);
    if (spec.dataSource) dataSource(out, spec.dataSource);
    column(out, 0, 'Used By', await usersOf(object, around));
    claimConditions(out, status?.conditions);
  },
};

function dataSource(out: Description, { apiGroup, kind, name }: core.TypedLocalObjectReference): void {
  out.line(0, 'DataSource:');
  if (apiGroup) out.line(1, `APIGroup:\t${apiGroup}`);
  out.line(1, `Kind:\t${kind}`);
  out.line(1, `Name:\t${name}`);
}

/** Pods that mount it. Source: getPodsForPVC */
async function usersOf({ metadata }: Claim, around: Around): Promise<string[]> {
  const pods = ((await around.list('pods', { namespace: metadata.namespace! })) ?? []) as readonly (KubeObject & core.Pod)[];
  const mounts = ({ spec }: core.Pod) => spec?.volumes?.some((volume) => volume.persistentVolumeClaim?.claimName === metadata.name);
  const owns = ({ metadata: { uid } }: KubeObject) => metadata.ownerReferences?.some((owner) => owner.kind === 'Pod' && owner.uid === uid);
  return pods
    .filter((pod) => mounts(pod) || owns(pod))
    .map((pod) => pod.metadata.name)
    .sort();
}

function claimConditions(out: Description, conditions: readonly core.PersistentVolumeClaimCondition[] = []): void {
  if (!conditions.length) return;
  out.line(0, 'Conditions:');
  const time = (at: string | undefined) => rfc1123(at ?? '0001-01-01T00:00:00Z');
  table(
    out,
    1,
    ['Type', 'Status', 'LastProbeTime', 'LastTransitionTime', 'Reason', 'Message'],
    conditions.map((one) => [
      `${one.type} `,
      `${one.status} `,
      `${time(one.lastProbeTime)} `,
      `${time(one.lastTransitionTime)} `,
      `${one.reason ?? ''} `,
      one.message ?? '',
    ]),
  );
}

const DEFAULT_CLASS = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];

export const storageClass: Describer = {
  resource: 'storageclasses',
  lines(out, object: KubeObject & storage.StorageClass) {
    const { metadata, parameters, mountOptions = [] } = object;
    out.line(0, `Name:\t${metadata.name}`);
    out.line(0, `IsDefaultClass:\t${DEFAULT_CLASS.some((key) => metadata.annotations?.[key] === 'true') ? 'Yes' : 'No'}`);
    out.line(0, `Annotations:\t${formatLabels(metadata.annotations)}`);
    out.line(0, `Provisioner:\t${object.provisioner}`);
    out.line(0, `Parameters:\t${formatLabels(parameters)}`);
    out.line(0, `AllowVolumeExpansion:\t${object.allowVolumeExpansion === undefined ? UNSET : trueOrFalse(object.allowVolumeExpansion)}`);
    out.line(0, mountOptions.length ? 'MountOptions:' : `MountOptions:\t${NONE}`);
    for (const option of mountOptions) out.line(1, option);
    if (object.reclaimPolicy) out.line(0, `ReclaimPolicy:\t${object.reclaimPolicy}`);
    if (object.volumeBindingMode) out.line(0, `VolumeBindingMode:\t${object.volumeBindingMode}`);
  },
};
