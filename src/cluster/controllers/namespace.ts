import { keyOf } from '../../kube/object';
import type { Namespace } from '../../kube/kinds/namespace';
import { kinds } from '../../kube/kinds';
import type { Reconciler, World } from '../component';

/** Empties a namespace that is being deleted, then lets it go.
 *  MODELS content first, the finalizer last, the status Terminating meanwhile.
 *  Source: pkg/controller/namespace/deletion/namespaced_resources_deleter.go */
export const namespaceController: Reconciler = {
  name: 'namespace-controller',
  resource: 'namespaces',
  watches: Object.fromEntries(
    kinds
      .filter(({ namespaced }) => namespaced)
      .map(({ resource }) => [
        resource,
        ({ type, object }) => (type === 'DELETED' && object.metadata.namespace ? [object.metadata.namespace] : []),
      ]),
  ),
  reconcile(key, world) {
    const namespace = world.api.get<Namespace>('namespaces', key);
    if (!namespace?.metadata.deletionTimestamp || !namespace.spec.finalizers?.length) return;
    if (emptied(namespace.metadata.name, world))
      world.api.update('namespaces', { ...namespace, spec: { finalizers: [] } }, { trusted: true });
  },
};

/** Ask everything in it to go. @returns true when nothing is left */
function emptied(name: string, world: World): boolean {
  let left = 0;
  for (const { resource, namespaced } of kinds) {
    if (!namespaced) continue;
    for (const object of world.api.list(resource, name)) {
      if (!object.metadata.deletionTimestamp) world.api.delete(resource, keyOf(object.metadata), { propagationPolicy: 'Background' });
      if (world.api.get(resource, keyOf(object.metadata))) left++;
    }
  }
  return left === 0;
}
