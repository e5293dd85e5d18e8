import type { Node } from '../../kube/kinds/node';
import type { PersistentVolume } from '../../kube/kinds/persistent-volume';
import type { PersistentVolumeClaim } from '../../kube/kinds/persistent-volume-claim';
import { compareQuantities } from '../../kube/quantity';
import { matches } from '../../kube/selectors';
import { matchesTerm } from '../scheduler/node-affinity';

/** Which volume suits which claim. Source: component-helpers/storage/volume/pv_helpers.go */

const storageOf = (amounts: Readonly<Record<string, string>> | undefined) => amounts?.['storage'] ?? '0';

/** Why a volume cannot serve a claim that asks for it by name, in upstream's words.
 *  Source: pv_controller.go checkVolumeSatisfyClaim */
export function misfit({ spec: volume }: PersistentVolume, { spec: claim }: PersistentVolumeClaim): string | undefined {
  if (compareQuantities(storageOf(volume.capacity), storageOf(claim.resources?.requests)) < 0) return 'requested PV is too small';
  if ((volume.storageClassName ?? '') !== (claim.storageClassName ?? '')) return 'storageClassName does not match';
  if ((volume.volumeMode ?? 'Filesystem') !== (claim.volumeMode ?? 'Filesystem')) return 'incompatible volumeMode';
  const offered = volume.accessModes ?? [];
  return (claim.accessModes ?? []).every((mode) => offered.includes(mode)) ? undefined : 'incompatible accessMode';
}

/** Can a pod on this node reach the volume? Source: CheckNodeAffinity */
export function reaches({ spec }: PersistentVolume, node: Node): boolean {
  const required = spec.nodeAffinity?.required;
  return !required || required.nodeSelectorTerms.some((term) => matchesTerm(term, node));
}

/** Is the volume kept for this claim? By name, and by uid once it is bound. Source: IsVolumeBoundToClaim */
export function isFor({ spec: { claimRef } }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  if (claimRef?.name !== metadata.name || claimRef.namespace !== metadata.namespace) return false;
  return !claimRef.uid || claimRef.uid === metadata.uid;
}

/** The smallest volume that suits a claim; one that is kept for it goes first.
 *  @param node  where the pod would be; absent when nobody asks
 *  @param reserved  only a volume that is kept for this claim will do: it waits for its first consumer
 *  Source: FindMatchingVolume */
export function bestMatch(
  volumes: readonly PersistentVolume[],
  claim: PersistentVolumeClaim,
  { node, reserved = false, taken = new Set() }: { node?: Node; reserved?: boolean; taken?: ReadonlySet<string> } = {},
): PersistentVolume | undefined {
  const free = volumes.filter(
    (one) => !one.metadata.deletionTimestamp && !taken.has(one.metadata.name) && misfit(one, claim) === undefined,
  );
  const kept = free.find((one) => isFor(one, claim));
  if (kept) return !node || reaches(kept, node) ? kept : undefined;
  if (reserved) return undefined;
  return free
    .filter((one) => !one.spec.claimRef && one.status.phase === 'Available')
    .filter((one) => (!claim.spec.selector || matches(claim.spec.selector, one.metadata.labels)) && (!node || reaches(one, node)))
    .reduce<PersistentVolume | undefined>((best, one) => (best && !smaller(one, best) ? best : one), undefined);
}

const smaller = (a: PersistentVolume, b: PersistentVolume) => compareQuantities(storageOf(a.spec.capacity), storageOf(b.spec.capacity)) < 0;
