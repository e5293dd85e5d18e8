import type { PersistentVolumeClaim } from '../../kube/kinds/persistent-volume-claim';
import type { Pod } from '../../kube/kinds/pod';
import { ownerReference } from '../controllers/ownership';
import type { Reconciler } from '../component';
import { claimCalled, claimName } from './claims';

/** Makes the claims of generic ephemeral volumes: each belongs to its pod and goes with it.
 *  Source: pkg/controller/volume/ephemeral/controller.go */
export const ephemeralVolumeController: Reconciler = {
  name: 'ephemeral-volume-controller',
  resource: 'pods',
  hears: ({ type, object }) => type === 'ADDED' && (object as unknown as Pod).spec.volumes?.some(({ ephemeral }) => ephemeral) === true,
  reconcile(key, world) {
    const pod = world.api.get<Pod>('pods', key);
    if (!pod || pod.metadata.deletionTimestamp) return;
    const namespace = pod.metadata.namespace!;
    for (const volume of pod.spec.volumes ?? []) {
      const template = volume.ephemeral?.volumeClaimTemplate;
      if (!template) continue;
      const name = claimName(pod, volume)!;
      if (claimCalled(world, namespace, name)) continue;
      const { labels, annotations } = template.metadata ?? {};
      const metadata = { name, ...(labels && { labels }), ...(annotations && { annotations }), ownerReferences: [ownerReference(pod)] };
      world.api.create<PersistentVolumeClaim>('persistentvolumeclaims', { metadata, spec: template.spec }, { trusted: true, namespace });
    }
  },
};
