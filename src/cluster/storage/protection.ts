import type { Change } from '../../kube/api';
import type { PersistentVolume } from '../../kube/kinds/persistent-volume';
import type { PersistentVolumeClaim } from '../../kube/kinds/persistent-volume-claim';
import type { Pod } from '../../kube/kinds/pod';
import type { Reconciler, World } from '../component';
import { claimKeys, podsUsing } from './claims';

/** Keeps claims that pods use, and volumes that claims use: a deletion waits.
 *  Source: pkg/controller/volume/pvcprotection, pkg/controller/volume/pvprotection */

const CLAIM_FINALIZER = 'kubernetes.io/pvc-protection';
const VOLUME_FINALIZER = 'kubernetes.io/pv-protection';

type Protected = PersistentVolumeClaim | PersistentVolume;

const isLeaving = ({ metadata }: Protected, finalizer: string) =>
  metadata.deletionTimestamp !== undefined && (metadata.finalizers?.includes(finalizer) ?? false);

function letGo(world: World, resource: string, object: Protected, finalizer: string): void {
  const finalizers = object.metadata.finalizers!.filter((one) => one !== finalizer);
  world.api.update(resource, { ...object, metadata: { ...object.metadata, finalizers } }, { trusted: true });
}

/** A pod without a node does not count: no kubelet will let it start with a claim that is going. */
export const claimProtection: Reconciler = {
  name: 'persistentvolumeclaim-protection-controller',
  resource: 'persistentvolumeclaims',
  watches: { pods: ({ type, object }: Change) => (type === 'DELETED' ? claimKeys(object as unknown as Pod) : []) },
  reconcile(key, world) {
    const claim = world.api.get<PersistentVolumeClaim>('persistentvolumeclaims', key);
    if (!claim || !isLeaving(claim, CLAIM_FINALIZER)) return;
    if (podsUsing(world, claim).some(({ spec }) => spec.nodeName)) return;
    letGo(world, 'persistentvolumeclaims', claim, CLAIM_FINALIZER);
  },
};

export const volumeProtection: Reconciler = {
  name: 'persistentvolume-protection-controller',
  resource: 'persistentvolumes',
  reconcile(key, world) {
    const volume = world.api.get<PersistentVolume>('persistentvolumes', key);
    if (volume && isLeaving(volume, VOLUME_FINALIZER) && volume.status.phase !== 'Bound')
      letGo(world, 'persistentvolumes', volume, VOLUME_FINALIZER);
  },
};
