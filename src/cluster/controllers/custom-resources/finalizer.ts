import { CLEANUP, isTrue, withCondition, type CustomResourceDefinition } from '../../../kube/kinds/custom-resource-definition';
import { keyOf, type Condition } from '../../../kube/object';
import type { Reconciler, World } from '../../component';

/** Deletes every object of a CustomResourceDefinition that is on its way out, then lets it go.
 *  OMITS giving up after a minute: what waits for its finalizers is waited for.
 *  Source: apiextensions-apiserver/pkg/controller/finalizer/crd_finalizer.go */
export const customResourceFinalizer: Reconciler = {
  name: 'crd-finalizer',
  resource: 'customresourcedefinitions',
  hears: ({ type, object }) => type !== 'DELETED' && object.metadata.deletionTimestamp !== undefined,
  reconcile(key, world) {
    const definition = world.api.get<CustomResourceDefinition>('customresourcedefinitions', key);
    if (!definition?.metadata.deletionTimestamp || !definition.metadata.finalizers?.includes(CLEANUP)) return undefined;
    if (!isTrue(definition, 'Established')) return release(definition, 'NeverEstablished', 'resource was never established', world);
    const begun = tell(definition, 'True', 'InstanceDeletionInProgress', 'CustomResource deletion is in progress', world);
    if (instancesLeft(definition, world) > 0) return POLL;
    return release(begun, 'InstanceDeletionCompleted', 'removed all instances', world);
  },
};

/** How often is looked whether all are gone. */
const POLL = 5_000;

function tell(definition: CustomResourceDefinition, status: Condition['status'], reason: string, message: string, world: World) {
  const told = withCondition(definition, { type: 'Terminating', status, reason, message }, world.timestamp);
  return world.api.updateStatus('customresourcedefinitions', told);
}

function instancesLeft({ metadata: { name: table } }: CustomResourceDefinition, world: World): number {
  for (const { metadata } of world.api.list(table)) if (!metadata.deletionTimestamp) world.api.delete(table, keyOf(metadata));
  return world.api.list(table).length;
}

function release(definition: CustomResourceDefinition, reason: string, message: string, world: World): undefined {
  const told = tell(definition, 'False', reason, message, world);
  const finalizers = (told.metadata.finalizers ?? []).filter((one) => one !== CLEANUP);
  world.api.update('customresourcedefinitions', { ...told, metadata: { ...told.metadata, finalizers } }, { trusted: true });
  return undefined;
}
