import type { Change } from '../../kube/api';
import type { PersistentVolume } from '../../kube/kinds/persistent-volume';
import type { PersistentVolumeClaim } from '../../kube/kinds/persistent-volume-claim';
import type { Pod } from '../../kube/kinds/pod';
import type { Condition } from '../../kube/object';
import { compareQuantities } from '../../kube/quantity';
import type { Reconciler, World } from '../component';
import { PROVISIONED_BY, SIMULATED_DISK } from './annotations';
import { claimKeys, isBound, podsUsing, volumeOf } from './claims';

/** Lets a bound claim grow: first the disk, then the file system on it, which needs a node that has it mounted.
 *  MODELS the events and conditions of the expand controller, external-resizer and the kubelet.
 *  OMITS failures of the provider and their recovery (allocatedResources).
 *  Source: pkg/controller/volume/expand; kubernetes-csi/external-resizer; kubelet's node expansion */
export const volumeExpansion: Reconciler = {
  name: 'volume-expand',
  resource: 'persistentvolumeclaims',
  watches: { pods: ({ type, object }: Change) => (type === 'MODIFIED' ? claimKeys(object as unknown as Pod) : []) },
  reconcile(key, world) {
    const claim = world.api.get<PersistentVolumeClaim>('persistentvolumeclaims', key);
    const volume = claim && isBound(claim) ? volumeOf(world, claim) : undefined;
    if (!claim || !volume || !grows(claim)) return;
    return compareQuantities(size(volume), wanted(claim)) < 0 ? growDisk(world, claim, volume) : growFileSystem(world, claim, volume);
  },
};

const RESIZER = { component: `external-resizer ${SIMULATED_DISK}` };
/** ms that the provider needs. */
const GROWING = 1_500;

const wanted = ({ spec }: PersistentVolumeClaim) => spec.resources?.requests?.['storage'] ?? '0';
const size = ({ spec }: PersistentVolume) => spec.capacity?.['storage'] ?? '0';
const grows = (claim: PersistentVolumeClaim) => compareQuantities(claim.status.capacity?.['storage'] ?? '0', wanted(claim)) < 0;

const condition = (world: World, type: string, message?: string): Condition => ({
  type,
  status: 'True',
  lastProbeTime: null,
  lastTransitionTime: world.timestamp,
  ...(message && { message }),
});

const has = ({ status }: PersistentVolumeClaim, type: string) => status.conditions?.some((one) => one.type === type) ?? false;

function setStatus(world: World, claim: PersistentVolumeClaim, more: Partial<PersistentVolumeClaim['status']>): void {
  world.api.updateStatus('persistentvolumeclaims', { ...claim, status: { ...claim.status, ...more } });
}

function growDisk(world: World, claim: PersistentVolumeClaim, volume: PersistentVolume): number | void {
  const { name } = volume.metadata;
  if (!has(claim, 'Resizing')) {
    const waits = 'waiting for an external controller to expand this PVC';
    world.record(claim, 'Normal', 'ExternalExpanding', waits, { component: 'volume_expand' });
    if (volume.metadata.annotations?.[PROVISIONED_BY] !== SIMULATED_DISK) return;
    world.record(claim, 'Normal', 'Resizing', `External resizer is resizing volume ${name}`, RESIZER);
    setStatus(world, claim, { conditions: [condition(world, 'Resizing')] });
    return GROWING;
  }
  const since = Date.parse(claim.status.conditions!.find(({ type }) => type === 'Resizing')!.lastTransitionTime!);
  // Times in objects have whole seconds: a second more is sure to be over.
  if (world.now < since + GROWING) return since + GROWING - world.now;
  const capacity = { ...volume.spec.capacity, storage: wanted(claim) };
  world.api.update('persistentvolumes', { ...volume, spec: { ...volume.spec, capacity } }, { trusted: true });
  world.record(claim, 'Normal', 'FileSystemResizeRequired', 'Require file system resize of volume on node', RESIZER);
  const message = 'Waiting for user to (re-)start a pod to finish file system resize of volume on node.';
  setStatus(world, claim, { conditions: [condition(world, 'FileSystemResizePending', message)] });
}

function growFileSystem(world: World, claim: PersistentVolumeClaim, volume: PersistentVolume): void {
  const pod = podsUsing(world, claim).find(({ status }) => status.phase === 'Running');
  if (!pod) return;
  const node = pod.spec.nodeName!;
  const { name } = volume.metadata;
  const message = `MountVolume.NodeExpandVolume succeeded for volume "${name}" ${node}`;
  for (const object of [pod, claim])
    world.record(object, 'Normal', 'FileSystemResizeSuccessful', message, { component: 'kubelet', host: node });
  const { conditions: _, ...status } = claim.status;
  world.api.updateStatus('persistentvolumeclaims', {
    ...claim,
    status: { ...status, capacity: { ...status.capacity, storage: wanted(claim) } },
  });
}
