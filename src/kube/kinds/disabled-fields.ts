import type * as core from 'kubernetes-types/core/v1';
import { everyContainer } from './pod-containers';

/** Fields of a pod spec that 1.32 has behind feature gates which are off: a manifest may name them, and they are not
 *  kept. MODELS ImageVolume, PodLevelResources, SupplementalGroupsPolicy, SELinuxChangePolicy,
 *  DynamicResourceAllocation, UserNamespacesSupport, InPlacePodVerticalScaling, ProcMountType,
 *  ClusterTrustBundleProjection and VolumeAttributesClass.
 *  Source: pkg/api/pod/util.go DropDisabledPodFields, pkg/features/versioned_kube_features.go */
export function dropDisabledFields(spec: core.PodSpec): void {
  drop(spec, 'resources', 'resourceClaims', 'hostUsers');
  if (spec.securityContext) drop(spec.securityContext, 'seLinuxChangePolicy', 'supplementalGroupsPolicy');
  for (const container of everyContainer(spec)) dropOfContainer(container);
  dropImages(spec);
  for (const volume of spec.volumes ?? []) {
    for (const source of volume.projected?.sources ?? []) drop(source, 'clusterTrustBundle');
    if (volume.ephemeral?.volumeClaimTemplate?.spec) dropOfClaim(volume.ephemeral.volumeClaimTemplate.spec);
  }
}

/** The gate VolumeAttributesClass is off. Source: pkg/api/persistentvolumeclaim/util.go DropDisabledFields */
export const dropOfClaim = (spec: core.PersistentVolumeClaimSpec): void => drop(spec, 'volumeAttributesClassName');

type Loose = Record<string, unknown>;

function drop(object: object, ...fields: readonly string[]): void {
  for (const field of fields) if (field in object) delete (object as Loose)[field];
}

function dropOfContainer(container: core.Container): void {
  drop(container, 'resizePolicy');
  if (container.resources) drop(container.resources, 'claims');
  if (container.securityContext?.procMount) container.securityContext.procMount = 'Default';
}

/** With the volume go its mounts. */
function dropImages(spec: core.PodSpec): void {
  const images = new Set(spec.volumes?.filter((volume) => 'image' in volume).map(({ name }) => name));
  if (!images.size) return;
  spec.volumes = spec.volumes!.filter(({ name }) => !images.has(name));
  for (const container of everyContainer(spec))
    if (container.volumeMounts) container.volumeMounts = container.volumeMounts.filter(({ name }) => !images.has(name));
}
