import type { PersistentVolume } from '../../kube/kinds/persistent-volume';
import type { PersistentVolumeClaim } from '../../kube/kinds/persistent-volume-claim';
import type { World } from '../component';
import { BIND_COMPLETED, BOUND_BY_CONTROLLER, hasMark, PROVISIONER, PROVISIONER_BETA } from './annotations';
import { classOf, podsUsing, volumeOf, waitsForConsumer } from './claims';
import { bestMatch, isFor, misfit } from './matching';

/** What becomes of a claim. Source: pv_controller.go syncClaim, syncUnboundClaim, syncBoundClaim, bind */

export const SOURCE = { component: 'persistentvolume-controller' };

/** ms after which a claim that waits is looked at again. Source: --pvclaimbinder-sync-period */
const RESYNC = 15_000;

/** @returns ms until the next look, while the claim waits */
export function reconcileClaim(key: string, world: World): number | undefined {
  const claim = world.api.get<PersistentVolumeClaim>('persistentvolumeclaims', key);
  if (!claim) return undefined;
  if (hasMark(claim, BIND_COMPLETED)) return void keepBound(world, claim);
  return claim.spec.volumeName ? bindNamed(world, claim) : bindAny(world, claim);
}

/** Nobody said which volume it should be. */
function bindAny(world: World, claim: PersistentVolumeClaim): number | undefined {
  const waits = waitsForConsumer(world, claim);
  const volume = bestMatch(world.api.list<PersistentVolume>('persistentvolumes'), claim, { reserved: waits });
  if (volume) return void bind(world, volume, claim);
  if (waits) tellWhatItWaitsFor(world, claim);
  else if (claim.spec.storageClassName) provision(world, claim);
  else {
    const message = 'no persistent volumes available for this claim and no storage class is set';
    world.record(claim, 'Normal', 'FailedBinding', message, SOURCE);
  }
  return claim.metadata.deletionTimestamp ? undefined : RESYNC;
}

/** Source: emitEventForUnboundDelayBindingClaim */
function tellWhatItWaitsFor(world: World, claim: PersistentVolumeClaim): void {
  const pods = podsUsing(world, claim)
    .filter(({ spec }) => !spec.nodeName)
    .map(({ metadata }) => metadata.name)
    .sort();
  if (!pods.length)
    return world.record(claim, 'Normal', 'WaitForFirstConsumer', 'waiting for first consumer to be created before binding', SOURCE);
  const message = `waiting for ${pods.length > 1 ? 'pods' : 'pod'} ${pods.join(',')} to be scheduled`;
  world.record(claim, 'Normal', 'WaitForPodScheduled', message, SOURCE);
}

/** In-tree names and the CSI drivers that took their work over. Source: csi-translation-lib */
const MIGRATED: Readonly<Record<string, string>> = {
  'kubernetes.io/aws-ebs': 'ebs.csi.aws.com',
  'kubernetes.io/azure-disk': 'disk.csi.azure.com',
  'kubernetes.io/azure-file': 'file.csi.azure.com',
  'kubernetes.io/cinder': 'cinder.csi.openstack.org',
  'kubernetes.io/gce-pd': 'pd.csi.storage.gke.io',
  'kubernetes.io/portworx-volume': 'pxd.portworx.com',
  'kubernetes.io/vsphere-volume': 'csi.vsphere.vmware.com',
};

/** Call for the provisioner that the class names. Source: provisionClaim, provisionClaimOperationExternal */
function provision(world: World, claim: PersistentVolumeClaim): void {
  const storageClass = classOf(world, claim);
  if (!storageClass) {
    const missing = `storageclass.storage.k8s.io "${claim.spec.storageClassName}" not found`;
    return world.record(claim, 'Warning', 'ProvisioningFailed', missing, SOURCE);
  }
  const { provisioner } = storageClass;
  // Such a class is for volumes that people make.
  if (provisioner === 'kubernetes.io/no-provisioner') return;
  const driver = MIGRATED[provisioner] ?? provisioner;
  const called = annotate(claim, { [PROVISIONER_BETA]: driver, [PROVISIONER]: driver });
  if (!hasMark(claim, PROVISIONER)) world.api.update('persistentvolumeclaims', called, { trusted: true });
  const message = `Waiting for a volume to be created either by the external provisioner '${driver}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`;
  world.record(claim, 'Normal', 'ExternalProvisioning', message, SOURCE);
}

/** The claim asks for one volume by its name. */
function bindNamed(world: World, claim: PersistentVolumeClaim): number | undefined {
  const volume = volumeOf(world, claim);
  if (volume && (!volume.spec.claimRef || isFor(volume, claim))) {
    const problem = volume.spec.claimRef ? undefined : misfit(volume, claim);
    if (problem === undefined) return void bind(world, volume, claim);
    world.record(claim, 'Warning', 'VolumeMismatch', `Cannot bind to requested volume "${volume.metadata.name}": ${problem}`, SOURCE);
  }
  return RESYNC;
}

/** Once bound, a claim stays with its volume, or is lost. */
function keepBound(world: World, claim: PersistentVolumeClaim): void {
  const volume = volumeOf(world, claim);
  if (!claim.spec.volumeName)
    return lose(world, claim, 'ClaimLost', 'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!');
  if (!volume) return lose(world, claim, 'ClaimLost', 'Bound claim has lost its PersistentVolume. Data on the volume is lost!');
  if (volume.spec.claimRef && !isFor(volume, claim))
    return lose(world, claim, 'ClaimMisbound', 'Two claims are bound to the same volume, this one is bound incorrectly');
  bind(world, volume, claim);
}

function lose(world: World, claim: PersistentVolumeClaim, reason: string, message: string): void {
  if (claim.status.phase === 'Lost') return;
  world.api.updateStatus('persistentvolumeclaims', { ...claim, status: { ...claim.status, phase: 'Lost' } });
  world.record(claim, 'Warning', reason, message, SOURCE);
}

/** Both directions, volume first: whoever comes between finds a half that can be completed. */
function bind(world: World, volume: PersistentVolume, claim: PersistentVolumeClaim): void {
  const owned = world.api.update('persistentvolumes', withClaim(volume, claim), { trusted: true });
  world.api.updateStatus('persistentvolumes', { ...owned, status: phase(world, owned, 'Bound') });
  const { name } = volume.metadata;
  const marks = { [BIND_COMPLETED]: 'yes', ...(claim.spec.volumeName ? {} : { [BOUND_BY_CONTROLLER]: 'yes' }) };
  const next = world.api.update(
    'persistentvolumeclaims',
    { ...annotate(claim, marks), spec: { ...claim.spec, volumeName: name } },
    { trusted: true },
  );
  // A volume that has grown shows its size only when its file system has grown too: `expansion.ts`.
  const capacity = claim.status.capacity ?? volume.spec.capacity;
  world.api.updateStatus('persistentvolumeclaims', {
    ...next,
    status: { ...next.status, phase: 'Bound', accessModes: volume.spec.accessModes as never, ...(capacity && { capacity }) },
  });
}

/** The volume with a claim's reference in it. Source: GetBindVolumeToClaim */
export function withClaim(volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
  const { name, namespace, uid, resourceVersion } = claim.metadata;
  if (volume.spec.claimRef?.uid === uid) return volume;
  const claimRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace: namespace!, resourceVersion, uid };
  // A claim that stood there before it had a uid was written by a person.
  const marked = volume.spec.claimRef ? volume : annotate(volume, { [BOUND_BY_CONTROLLER]: 'yes' });
  return { ...marked, spec: { ...volume.spec, claimRef } };
}

export function annotate<T extends PersistentVolume | PersistentVolumeClaim>(object: T, more: Readonly<Record<string, string>>): T {
  return { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, ...more } } };
}

export function phase(world: World, { status }: PersistentVolume, name: PersistentVolume['status']['phase'], message?: string) {
  if (status.phase === name && status.message === message) return status;
  return { phase: name, lastPhaseTransitionTime: world.timestamp, ...(message && { message }) };
}
