import { keyOf } from '../../kube/object';
import type { Namespace } from '../../kube/kinds/namespace';
import { kinds } from '../../kube/kinds';
import { tableOf } from '../../kube/kinds/kind';
import { EVERY_CUSTOM, type Reconciler, type World } from '../component';
import { deletionConditions, type Left } from './namespace-conditions';

/** Empties a namespace that is being deleted, then lets it go.
 *  MODELS content first, the finalizer last, the status Terminating and its conditions meanwhile.
 *  Source: pkg/controller/namespace/deletion/namespaced_resources_deleter.go */
export const namespaceController: Reconciler = {
  name: 'namespace-controller',
  resource: 'namespaces',
  watches: Object.fromEntries(
    [EVERY_CUSTOM, ...kinds.filter(({ namespaced }) => namespaced).map(({ resource }) => resource)].map((resource) => [
      resource,
      ({ type, object }) => (type === 'DELETED' && object.metadata.namespace ? [object.metadata.namespace] : []),
    ]),
  ),
  reconcile(key, world) {
    const namespace = world.api.get<Namespace>('namespaces', key);
    if (!namespace?.metadata.deletionTimestamp || !namespace.spec.finalizers?.length) return;
    const left = emptied(key, world);
    const conditions = deletionConditions(namespace, left, world.timestamp);
    const told = world.api.updateStatus<Namespace>('namespaces', { ...namespace, status: { ...namespace.status, conditions } });
    if (!left.length) world.api.update('namespaces', { ...told, spec: { finalizers: [] } }, { trusted: true });
  },
};

/** Ask everything in it to go. @returns what is left */
function emptied(name: string, world: World): Left[] {
  const left: Left[] = [];
  for (const kind of world.api.kinds()) {
    const table = tableOf(kind);
    if (!kind.namespaced) continue;
    for (const object of world.api.list(table, name)) {
      if (!object.metadata.deletionTimestamp) world.api.delete(table, keyOf(object.metadata), { propagationPolicy: 'Background' });
      const still = world.api.get(table, keyOf(object.metadata));
      if (still) left.push({ resource: `${kind.resource}.${kind.group}`, object: still });
    }
  }
  return left;
}
