import type { Change } from '../../kube/api';
import type { PersistentVolume } from '../../kube/kinds/persistent-volume';
import type { PersistentVolumeClaim } from '../../kube/kinds/persistent-volume-claim';
import type { Pod } from '../../kube/kinds/pod';
import { keyOf } from '../../kube/object';
import type { Reconciler, World } from '../component';
import { claimKeys, isBound } from './claims';
import { reconcileClaim } from './claim-binding';
import { reconcileVolume } from './volume-phase';

/** Binds claims and volumes to each other, has volumes made, and says what becomes of those that are let go.
 *  MODELS binding of what is there (by size, class, access modes, mode, selector; reserved ones first), delayed
 *  binding, the call for a provisioner, lost and misbound claims, the phases of volumes, reclaim policies.
 *  OMITS in-tree plugins (a class of one waits for its CSI driver, as since migration), mount options and topologies.
 *  Keys: `namespace/name` of a claim; `volume:name`.
 *  Source: pkg/controller/volume/persistentvolume/pv_controller.go */
export const persistentVolumeController: Reconciler = {
  name: 'persistentvolume-controller',
  resource: 'persistentvolumeclaims',
  watches: {
    persistentvolumes: ofVolume,
    storageclasses: (_, world) => pendingClaims(world),
    persistentvolumeclaims: ({ object }) => volumeKeys(object as unknown as PersistentVolumeClaim),
    pods: ofPod,
  },
  reconcile(key, world) {
    if (!key.startsWith(VOLUME)) return reconcileClaim(key, world);
    reconcileVolume(key.slice(VOLUME.length), world);
  },
};

const VOLUME = 'volume:';

const volumeKeys = ({ spec }: PersistentVolumeClaim) => (spec.volumeName ? [VOLUME + spec.volumeName] : []);

/** The volume, its claim; and all who still look for one, when it can be had. */
function ofVolume({ type, object }: Change, world: World): string[] {
  const { metadata, spec, status } = object as unknown as PersistentVolume;
  const { claimRef } = spec;
  const claim = claimRef ? [keyOf({ namespace: claimRef.namespace!, name: claimRef.name! })] : [];
  return [...(type === 'DELETED' ? [] : [VOLUME + metadata.name]), ...claim, ...(status.phase === 'Available' ? pendingClaims(world) : [])];
}

function pendingClaims(world: World): string[] {
  const all = world.api.list<PersistentVolumeClaim>('persistentvolumeclaims');
  return all.filter((claim) => !isBound(claim)).map(({ metadata }) => keyOf(metadata));
}

/** A consumer has come: what the claim waits for is another thing now. */
function ofPod({ type, object }: Change): string[] {
  return type === 'ADDED' ? claimKeys(object as unknown as Pod) : [];
}
