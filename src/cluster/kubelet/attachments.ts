import type { PersistentVolume } from '../../kube/kinds/persistent-volume';
import type { Pod } from '../../kube/kinds/pod';
import type { World } from '../component';
import { claimCalled, claimNames, podsUsing, volumeOf } from '../storage/claims';
import { running } from './node-records';

/** Disks are attached to a node before they are mounted, and to one node at a time when their access mode says so.
 *  MODELS attach, detach when no pod on the old node uses the disk, and the forced detach from a node that does not
 *  answer. Source: pkg/controller/volume/attachdetach/reconciler */

interface Attachment {
  readonly node: string;
  /** ms since the Unix epoch: nobody there uses it any more, but the node does not answer. */
  readonly unusedSince?: number;
}

const attachments = (world: World) => world.cell<Attachment>('kubelet/attachments');

/** ms that the controller waits for a node that does not answer. Source: maxWaitForUnmountDuration */
const FORCE_AFTER = 360_000;
/** ms that attaching takes. */
const ATTACHING: readonly [number, number] = [700, 1_300];

const SOURCE = { component: 'attachdetach-controller' };

/** Only disks are attached: directories and shares are there already. */
const isDisk = ({ spec }: PersistentVolume) => !spec.hostPath && !spec.local && !spec.nfs;
const isShared = ({ spec }: PersistentVolume) => spec.accessModes?.some((mode) => mode.endsWith('Many')) ?? false;

/** Attach what the pod's claims are bound to.
 *  @returns how long that takes, ms; undefined when a disk is still at another node (the event says so) */
export function attachVolumes(world: World, pod: Pod): number | undefined {
  const disks = claimNames(pod).flatMap((name) => diskOf(world, pod, name) ?? []);
  let took = 0;
  for (const disk of disks) {
    const { name } = disk.metadata;
    const now = attachments(world).get(name)?.node;
    if (now === pod.spec.nodeName) continue;
    if (now !== undefined && !isShared(disk) && !detached(world, pod, disk, now)) return undefined;
    attachments(world).set(name, { node: pod.spec.nodeName! });
    world.record(pod, 'Normal', 'SuccessfulAttachVolume', `AttachVolume.Attach succeeded for volume "${name}"`, SOURCE);
    took = world.random.between(...ATTACHING);
  }
  return took;
}

function diskOf(world: World, pod: Pod, claim: string): PersistentVolume | undefined {
  const found = claimCalled(world, pod.metadata.namespace!, claim);
  const volume = found && volumeOf(world, found);
  return volume && isDisk(volume) ? volume : undefined;
}

/** Let go of the node it is at, if that is safe. */
function detached(world: World, pod: Pod, disk: PersistentVolume, node: string): boolean {
  const { name } = disk.metadata;
  const users = usersOn(world, pod, disk, node);
  if (users.length) {
    const message = `Multi-Attach error for volume "${name}" Volume is already used by pod(s) ${users.join(', ')}`;
    world.record(pod, 'Warning', 'FailedAttachVolume', message, SOURCE);
    return false;
  }
  if (running(world, node) || !world.api.get('nodes', node)) return true;
  const since = attachments(world).get(name)?.unusedSince ?? world.now;
  if (world.now - since >= FORCE_AFTER) return true;
  attachments(world).set(name, { node, unusedSince: since });
  const message = `Multi-Attach error for volume "${name}" Volume is already exclusively attached to one node and can't be attached to another`;
  world.record(pod, 'Warning', 'FailedAttachVolume', message, SOURCE);
  return false;
}

function usersOn(world: World, pod: Pod, { spec: { claimRef } }: PersistentVolume, node: string): string[] {
  const claim = claimCalled(world, claimRef!.namespace!, claimRef!.name!);
  const others = claim ? podsUsing(world, claim) : [];
  const active = others.filter(({ status }) => status.phase !== 'Succeeded' && status.phase !== 'Failed');
  return active
    .filter(({ metadata, spec }) => metadata.uid !== pod.metadata.uid && spec.nodeName === node)
    .map(({ metadata }) => metadata.name);
}
