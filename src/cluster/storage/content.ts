import type { PersistentVolume } from '../../kube/kinds/persistent-volume';
import type { World } from '../component';

/** Where the data of a volume is: names of entries in the kubelets' cell `kubelet/volumes`. Two volumes that name the
 *  same directory or the same share have the same data; a disk has its own. */
export function contentKey({ metadata, spec }: PersistentVolume, node: string): string {
  if (spec.hostPath) return hostKey(node, spec.hostPath.path);
  if (spec.local) return hostKey(node, spec.local.path);
  if (spec.nfs) return `nfs/${spec.nfs.server}${spec.nfs.path}`;
  return `disk/${metadata.uid}`;
}

export const hostKey = (node: string, path: string) => `host/${node}${path}`;

/** Every entry that holds data of a volume: for a directory of a host, one for each host. */
export function contentOfVolume(world: World, volume: PersistentVolume): string[] {
  const held = world.cell('kubelet/volumes');
  const nodes = world.api.list('nodes').map(({ metadata }) => metadata.name);
  return [...new Set(nodes.map((node) => contentKey(volume, node)))].filter((key) => held.has(key));
}
