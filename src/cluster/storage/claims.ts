import type { PersistentVolume } from '../../kube/kinds/persistent-volume';
import type { PersistentVolumeClaim } from '../../kube/kinds/persistent-volume-claim';
import type { Pod, Volume } from '../../kube/kinds/pod';
import type { StorageClass } from '../../kube/kinds/storage-class';
import { keyOf } from '../../kube/object';
import type { World } from '../component';
import { hasMark, SELECTED_NODE } from './annotations';

/** Claims, their volumes and the pods that use them. */

/** The name of the claim behind a volume of a pod. An ephemeral volume has a claim of its own. */
export function claimName(pod: Pod, { name, persistentVolumeClaim, ephemeral }: Volume): string | undefined {
  return persistentVolumeClaim?.claimName ?? (ephemeral ? `${pod.metadata.name}-${name}` : undefined);
}

/** Names of all the claims that a pod mounts. */
export function claimNames(pod: Pod): readonly string[] {
  let names: string[] | undefined;
  for (const volume of pod.spec.volumes ?? []) {
    const name = claimName(pod, volume);
    if (name !== undefined) (names ??= []).push(name);
  }
  return names ?? NONE;
}
const NONE: readonly string[] = [];

export const claimCalled = (world: World, namespace: string, name: string) =>
  world.api.get<PersistentVolumeClaim>('persistentvolumeclaims', `${namespace}/${name}`);

/** Bound to a volume, both ways. Source: binder.go isPVCFullyBound */
export const isBound = ({ spec, status }: PersistentVolumeClaim): boolean => Boolean(spec.volumeName) && status.phase === 'Bound';

export const volumeOf = (world: World, { spec }: PersistentVolumeClaim) =>
  spec.volumeName ? world.api.get<PersistentVolume>('persistentvolumes', spec.volumeName) : undefined;

export const classOf = (world: World, { spec }: PersistentVolumeClaim) =>
  spec.storageClassName ? world.api.get<StorageClass>('storageclasses', spec.storageClassName) : undefined;

/** Pods that name a claim, whatever their phase. */
export function podsUsing(world: World, claim: PersistentVolumeClaim): Pod[] {
  const { namespace, name } = claim.metadata;
  return world.api.list<Pod>('pods', namespace).filter((pod) => claimNames(pod).includes(name));
}

/** Keys of the claims that a pod names. */
export const claimKeys = (pod: Pod): string[] => claimNames(pod).map((name) => keyOf({ namespace: pod.metadata.namespace!, name }));

/** Must the claim wait until a pod that uses it has a node? Source: pv_controller.go shouldDelayBinding */
export function waitsForConsumer(world: World, claim: PersistentVolumeClaim): boolean {
  return !hasMark(claim, SELECTED_NODE) && classOf(world, claim)?.volumeBindingMode === 'WaitForFirstConsumer';
}
