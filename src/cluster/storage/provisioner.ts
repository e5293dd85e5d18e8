import type { Node } from '../../kube/kinds/node';
import type { PersistentVolume, PersistentVolumeSpec } from '../../kube/kinds/persistent-volume';
import type { PersistentVolumeClaim } from '../../kube/kinds/persistent-volume-claim';
import type { StorageClass } from '../../kube/kinds/storage-class';
import type { Manifest } from '../../kube/object';
import type { Reconciler, World } from '../component';
import { PROVISIONED_BY, PROVISIONER, SELECTED_NODE, SIMULATED_DISK } from './annotations';
import { classOf } from './claims';

/** Makes disks for claims, and deletes them: the external provisioner of the cluster's own StorageClass.
 *  MODELS a disk in the zone of the node that was chosen, or of any node when nobody waits for one: every pod that
 *  uses it must run in that zone, as with the disks of clouds. A disk takes about a second to make.
 *  OMITS parameters, quotas of the provider, snapshots and clones.
 *  Keys: `namespace/name` of a claim; `volume:name`.
 *  Source: sig-storage-lib-external-provisioner/controller/controller.go; kubernetes-csi/external-provisioner */
export const volumeProvisioner: Reconciler = {
  name: 'csi-provisioner',
  resource: 'persistentvolumeclaims',
  watches: { persistentvolumes: ({ type, key }) => (type === 'DELETED' ? [] : [VOLUME + key]) },
  reconcile(key, world) {
    if (!key.startsWith(VOLUME)) return provision(key, world);
    deleteDisk(key.slice(VOLUME.length), world);
  },
};

const VOLUME = 'volume:';
const SOURCE = { component: `${SIMULATED_DISK}_csi-provisioner-0` };
const FINALIZER = 'external-provisioner.volume.kubernetes.io/finalizer';
const ZONE = 'topology.kubernetes.io/zone';

/** ms that a disk takes to be made. */
const MAKING: readonly [number, number] = [800, 1_400];

/** Disks in the making: claim uid → instant at which each is ready. */
const inTheMaking = (world: World) => world.cell<number>('csi-provisioner/making');

function provision(key: string, world: World): number | undefined {
  const claim = world.api.get<PersistentVolumeClaim>('persistentvolumeclaims', key);
  const storageClass = claim && isOurs(claim) ? classOf(world, claim) : undefined;
  if (!claim || !storageClass) return undefined;
  const { uid } = claim.metadata;
  const ready = inTheMaking(world).get(uid);
  if (ready !== undefined && ready <= world.now) return void finish(world, claim, storageClass);
  if (ready !== undefined) return ready - world.now;
  world.record(claim, 'Normal', 'Provisioning', `External provisioner is provisioning volume for claim "${key}"`, SOURCE);
  const takes = world.random.between(...MAKING);
  inTheMaking(world).set(uid, world.now + takes);
  return takes;
}

/** Source: shouldProvision */
function isOurs({ metadata, spec }: PersistentVolumeClaim): boolean {
  return metadata.annotations?.[PROVISIONER] === SIMULATED_DISK && !spec.volumeName && !metadata.deletionTimestamp;
}

function finish(world: World, claim: PersistentVolumeClaim, storageClass: StorageClass): void {
  inTheMaking(world).delete(claim.metadata.uid);
  const name = `pvc-${claim.metadata.uid}`;
  if (world.api.get('persistentvolumes', name)) return;
  world.api.create('persistentvolumes', manifest(world, claim, storageClass, name), { trusted: true });
  world.record(claim, 'Normal', 'ProvisioningSucceeded', `Successfully provisioned volume ${name}`, SOURCE);
}

function manifest(world: World, claim: PersistentVolumeClaim, storageClass: StorageClass, name: string): Manifest {
  const { metadata, spec } = claim;
  const { resourceVersion, uid, namespace } = metadata;
  const zone = zoneFor(world, claim);
  const volume: PersistentVolumeSpec = {
    accessModes: [...(spec.accessModes ?? [])],
    capacity: { storage: spec.resources?.requests?.['storage'] ?? '1Gi' },
    claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: metadata.name, namespace: namespace!, resourceVersion, uid },
    csi: { driver: SIMULATED_DISK, volumeHandle: `disk-${uid}` },
    ...(zone && { nodeAffinity: inZone(zone) }),
    persistentVolumeReclaimPolicy: storageClass.reclaimPolicy,
    storageClassName: storageClass.metadata.name,
    volumeMode: spec.volumeMode ?? 'Filesystem',
  };
  const annotations = { [PROVISIONED_BY]: SIMULATED_DISK };
  // Since 1.31 the provisioner keeps the volume until the disk itself is gone: HonorPVReclaimPolicy.
  return { metadata: { name, annotations, finalizers: [FINALIZER] }, spec: volume };
}

const inZone = (zone: string) => ({
  required: { nodeSelectorTerms: [{ matchExpressions: [{ key: ZONE, operator: 'In' as const, values: [zone] }] }] },
});

/** The zone of the chosen node; without one, that of the nodes in turn. */
function zoneFor(world: World, { metadata }: PersistentVolumeClaim): string | undefined {
  const chosen = metadata.annotations?.[SELECTED_NODE];
  if (chosen) return world.api.get<Node>('nodes', chosen)?.metadata.labels?.[ZONE];
  const zones = new Set(world.api.list<Node>('nodes').flatMap((node) => node.metadata.labels?.[ZONE] ?? []));
  const made = world.api.list('persistentvolumes').length;
  return [...zones][made % zones.size];
}

/** A disk that nobody claims any more, and whose policy is Delete. Source: shouldDelete, deleteVolumeOperation */
function deleteDisk(name: string, world: World): void {
  const volume = world.api.get<PersistentVolume>('persistentvolumes', name);
  if (volume?.metadata.annotations?.[PROVISIONED_BY] !== SIMULATED_DISK) return;
  const { status, spec, metadata } = volume;
  const doomed = spec.persistentVolumeReclaimPolicy === 'Delete' && (status.phase === 'Released' || status.phase === 'Failed');
  if (doomed) {
    world.cell('kubelet/volumes').delete(`disk/${metadata.uid}`);
    if (!metadata.deletionTimestamp) world.api.delete('persistentvolumes', name);
  }
  const current = world.api.get<PersistentVolume>('persistentvolumes', name);
  const going = current?.metadata.deletionTimestamp && status.phase !== 'Bound';
  if (going && current.metadata.finalizers?.includes(FINALIZER)) letGo(world, current);
}

function letGo(world: World, volume: PersistentVolume): void {
  const finalizers = volume.metadata.finalizers!.filter((one) => one !== FINALIZER);
  world.api.update('persistentvolumes', { ...volume, metadata: { ...volume.metadata, finalizers } }, { trusted: true });
}
