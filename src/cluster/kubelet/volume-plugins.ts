import type { Volume } from '../../kube/kinds/pod';

/** Kinds of volumes that this cluster's nodes have no plugin or driver for.
 *  MODELS in-tree plugins that are gone from Kubernetes by 1.32, and those whose work went to a CSI driver that
 *  nobody installed here. OMITS the attach step: a driver that is missing is noticed when the kubelet mounts.
 *  Source: pkg/volume/plugins.go FindPluginBySpec, csi-translation-lib, pkg/volume/csi/csi_client.go */

/** Removed, or a driver that has to be put on each node. */
const GONE = ['cephfs', 'rbd', 'glusterfs', 'flocker', 'quobyte', 'storageos', 'scaleIO', 'photonPersistentDisk', 'flexVolume'];

const MIGRATED: Readonly<Record<string, string>> = {
  awsElasticBlockStore: 'ebs.csi.aws.com',
  azureDisk: 'disk.csi.azure.com',
  azureFile: 'file.csi.azure.com',
  cinder: 'cinder.csi.openstack.org',
  gcePersistentDisk: 'pd.csi.storage.gke.io',
  portworxVolume: 'pxd.portworx.com',
  vsphereVolume: 'csi.vsphere.vmware.com',
};

/** @returns why this volume can never be mounted here, in the words of its FailedMount event */
export function pluginProblem(volume: Volume): string | undefined {
  const { name, csi } = volume as Volume & { readonly csi?: { readonly driver: string } };
  if (GONE.some((kind) => kind in volume))
    return `Unable to attach or mount volumes: unmounted volumes=[${name}], unattached volumes=[], failed to process volumes=[${name}]: failed to get Plugin from volumeSpec for volume "${name}" err=no volume plugin matched`;
  const driver = csi?.driver ?? Object.entries(MIGRATED).find(([kind]) => kind in volume)?.[1];
  if (driver === undefined) return undefined;
  return `MountVolume.MountDevice failed for volume "${name}" : kubernetes.io/csi: attacher.MountDevice failed to create newCsiDriverClient: driver name ${driver} not found in the list of registered CSI drivers`;
}
