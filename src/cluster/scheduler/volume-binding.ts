import type { Node } from '../../kube/kinds/node';
import type { PersistentVolume } from '../../kube/kinds/persistent-volume';
import type { PersistentVolumeClaim } from '../../kube/kinds/persistent-volume-claim';
import type { Pod } from '../../kube/kinds/pod';
import type { World } from '../component';
import { hasMark, SELECTED_NODE } from '../storage/annotations';
import { annotate, phase, withClaim } from '../storage/claim-binding';
import { claimCalled, claimName, claimNames, classOf, isBound, volumeOf, waitsForConsumer } from '../storage/claims';
import { bestMatch, reaches } from '../storage/matching';

/** A pod goes only where its volumes are, or can be made.
 *  MODELS PreFilter, Filter, Reserve and PreBind of the VolumeBinding plugin, and ReadWriteOncePod of VolumeRestrictions.
 *  OMITS storage capacity and the limits of volumes on a node.
 *  Source: plugins/volumebinding/{volume_binding,binder}.go, plugins/volumerestrictions */

type Fit = readonly string[];
const fine: Fit = [];

function claimsOf(world: World, pod: Pod): PersistentVolumeClaim[] {
  return claimNames(pod).flatMap((name) => claimCalled(world, pod.metadata.namespace!, name) ?? []);
}

/** What no node can help with, in the plugin's words. */
export function volumesNotReady(pod: Pod, world: World): string | undefined {
  for (const volume of pod.spec.volumes ?? []) {
    const name = claimName(pod, volume);
    const problem = name === undefined ? undefined : claimProblem(world, pod, name, volume.ephemeral !== undefined);
    if (problem !== undefined) return problem;
  }
  const unbound = claimsOf(world, pod).some(
    (claim) => !isBound(claim) && !hasMark(claim, SELECTED_NODE) && !waitsForConsumer(world, claim),
  );
  return unbound ? 'pod has unbound immediate PersistentVolumeClaims' : undefined;
}

function claimProblem(world: World, pod: Pod, name: string, ephemeral: boolean): string | undefined {
  const claim = claimCalled(world, pod.metadata.namespace!, name);
  if (!claim && ephemeral) return `waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"`;
  if (!claim) return `persistentvolumeclaim "${name}" not found`;
  if (claim.metadata.deletionTimestamp) return `persistentvolumeclaim "${name}" is being deleted`;
  if (claim.status.phase === 'Lost')
    return `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec.volumeName}"`;
  return undefined;
}

/** Are the bound volumes within the node's reach, and can the others be found or made there? */
export function volumesFit(pod: Pod, node: Node, world: World): Fit {
  const claims = claimsOf(world, pod);
  if (!claims.length) return fine;
  if (claims.some((claim) => isHeld(world, pod, claim)))
    return ['node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode'];
  const bound = claims.filter(isBound).flatMap((claim) => volumeOf(world, claim) ?? []);
  if (bound.some((volume) => !reaches(volume, node))) return ['node(s) had volume node affinity conflict'];
  return choices(world, pod, node) ? fine : ["node(s) didn't find available persistent volumes to bind"];
}

/** A ReadWriteOncePod claim that another pod has. */
function isHeld(world: World, pod: Pod, { metadata, spec }: PersistentVolumeClaim): boolean {
  if (!spec.accessModes?.includes('ReadWriteOncePod')) return false;
  return world.api
    .list<Pod>('pods', metadata.namespace)
    .some((other) => other.metadata.uid !== pod.metadata.uid && other.spec.nodeName && claimNames(other).includes(metadata.name));
}

/** What is to be done for a claim on a node: bind this volume, or (without one) have a volume made. */
interface Choice {
  readonly claim: PersistentVolumeClaim;
  readonly volume?: PersistentVolume;
}

/** @returns undefined when one of the claims can have nothing there */
function choices(world: World, pod: Pod, node: Node): Choice[] | undefined {
  const volumes = world.api.list<PersistentVolume>('persistentvolumes');
  const taken = new Set<string>();
  const chosen: Choice[] = [];
  for (const claim of claimsOf(world, pod)) {
    if (isBound(claim)) continue;
    const selected = claim.metadata.annotations?.[SELECTED_NODE];
    if (selected !== undefined && selected !== node.metadata.name) return undefined;
    const volume = bestMatch(volumes, claim, { node, taken });
    if (!volume && classOf(world, claim)?.provisioner === 'kubernetes.io/no-provisioner') return undefined;
    if (!volume && !classOf(world, claim)) return undefined;
    if (volume) taken.add(volume.metadata.name);
    chosen.push({ claim, ...(volume && { volume }) });
  }
  return chosen;
}

/** Ask for everything that the pod needs on its node. @returns true when all of it is bound already */
export function bindVolumes(pod: Pod, node: Node, world: World): boolean {
  const wanted = choices(world, pod, node) ?? [];
  for (const { claim, volume } of wanted) {
    if (volume) {
      const kept = world.api.update('persistentvolumes', withClaim(volume, claim), { trusted: true });
      world.api.updateStatus('persistentvolumes', { ...kept, status: phase(world, kept, 'Bound') });
    } else if (!hasMark(claim, SELECTED_NODE))
      world.api.update('persistentvolumeclaims', annotate(claim, { [SELECTED_NODE]: node.metadata.name }), { trusted: true });
  }
  return wanted.length === 0;
}

export const volumesAreBound = (pod: Pod, world: World): boolean => claimsOf(world, pod).every(isBound);

/** The pod goes elsewhere after all: volumes that were to be made for its node are not. Source: provisioner's rescheduling */
export function forgetNode(pod: Pod, world: World): void {
  for (const claim of claimsOf(world, pod)) {
    if (isBound(claim) || !hasMark(claim, SELECTED_NODE)) continue;
    const { [SELECTED_NODE]: _, ...annotations } = claim.metadata.annotations!;
    world.api.update('persistentvolumeclaims', { ...claim, metadata: { ...claim.metadata, annotations } }, { trusted: true });
  }
}
