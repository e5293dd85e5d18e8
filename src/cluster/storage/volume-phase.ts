import type { PersistentVolume } from '../../kube/kinds/persistent-volume';
import type { PersistentVolumeClaim } from '../../kube/kinds/persistent-volume-claim';
import type { World } from '../component';
import { BOUND_BY_CONTROLLER, hasMark, PROVISIONED_BY } from './annotations';
import { phase, SOURCE } from './claim-binding';
import { claimCalled } from './claims';
import { contentOfVolume } from './content';

/** What becomes of a volume. Source: pv_controller.go syncVolume, reclaimVolume */
export function reconcileVolume(name: string, world: World): void {
  const volume = world.api.get<PersistentVolume>('persistentvolumes', name);
  if (!volume) return;
  const { claimRef } = volume.spec;
  // Kept for a claim that has not come yet, or for nobody.
  if (!claimRef?.uid) return void setPhase(world, volume, 'Available');
  const claim = claimCalled(world, claimRef.namespace!, claimRef.name!);
  if (claim?.metadata.uid !== claimRef.uid) return release(world, volume);
  if (claim.spec.volumeName === name) return void setPhase(world, volume, 'Bound');
  if (claim.spec.volumeName) takeBack(world, volume, claim);
}

function setPhase(world: World, volume: PersistentVolume, name: PersistentVolume['status']['phase'], message?: string): PersistentVolume {
  const status = phase(world, volume, name, message);
  return status === volume.status ? volume : world.api.updateStatus('persistentvolumes', { ...volume, status });
}

/** Its claim is gone: the reclaim policy speaks. */
function release(world: World, volume: PersistentVolume): void {
  if (volume.status.phase === 'Failed') return;
  const released = setPhase(world, volume, 'Released');
  const policy = released.spec.persistentVolumeReclaimPolicy;
  if (policy === 'Delete') erase(world, released);
  else if (policy === 'Recycle') recycle(world, released);
}

/** Volumes of a provisioner are deleted by it (`provisioner.ts`); of others no plugin knows how. */
function erase(world: World, volume: PersistentVolume): void {
  if (hasMark(volume, PROVISIONED_BY) || volume.spec.csi) return;
  const { name } = volume.metadata;
  const message = `error getting deleter volume plugin for volume "${name}": no deletable volume plugin matched`;
  setPhase(world, volume, 'Failed', message);
  world.record(volume, 'Warning', 'VolumeFailedDelete', message, SOURCE);
}

/** Only plain directories can be emptied for the next claim. */
function recycle(world: World, volume: PersistentVolume): void {
  const { name } = volume.metadata;
  if (!volume.spec.hostPath && !volume.spec.nfs) {
    setPhase(world, volume, 'Failed', 'No recycler plugin found for the volume!');
    return world.record(volume, 'Warning', 'VolumeFailedRecycle', 'No recycler plugin found for the volume!', SOURCE);
  }
  for (const key of contentOfVolume(world, volume)) world.cell('kubelet/volumes').delete(key);
  world.record(volume, 'Normal', 'VolumeRecycled', 'Volume recycled', SOURCE);
  const { claimRef: _, ...spec } = volume.spec;
  const { [BOUND_BY_CONTROLLER]: __, ...annotations } = volume.metadata.annotations ?? {};
  const free = { ...volume, metadata: { ...volume.metadata, annotations }, spec };
  setPhase(world, world.api.update('persistentvolumes', free, { trusted: true }), 'Available');
  world.log({
    type: 'reconcile',
    object: { resource: 'persistentvolumes', kind: 'PersistentVolume', name },
    note: 'the volume was emptied',
  });
}

/** The claim was bound to another volume meanwhile. Source: unbindVolume */
function takeBack(world: World, volume: PersistentVolume, claim: PersistentVolumeClaim): void {
  if (hasMark(volume, PROVISIONED_BY) && volume.spec.persistentVolumeReclaimPolicy === 'Delete') return release(world, volume);
  const { claimRef, ...spec } = volume.spec;
  const kept = hasMark(volume, BOUND_BY_CONTROLLER)
    ? spec
    : { ...spec, claimRef: { name: claim.metadata.name, namespace: claimRef!.namespace! } };
  setPhase(world, world.api.update('persistentvolumes', { ...volume, spec: kept }, { trusted: true }), 'Available');
}
