import { isTrue, withCondition, type CustomResourceDefinition } from '../../../kube/kinds/custom-resource-definition';
import type { Reconciler } from '../../component';

/** Lets a CustomResourceDefinition be served once its names are accepted.
 *  Source: apiextensions-apiserver/pkg/controller/establish/establishing_controller.go */
export const establishingController: Reconciler = {
  name: 'crd-establishing-controller',
  resource: 'customresourcedefinitions',
  hears: ({ type, object }) => type !== 'DELETED' && isWaiting(object as unknown as CustomResourceDefinition),
  reconcile(key, world) {
    const definition = world.api.get<CustomResourceDefinition>('customresourcedefinitions', key);
    if (!definition || !isWaiting(definition)) return;
    const message = 'the initial names have been accepted';
    const established = { type: 'Established', status: 'True', reason: 'InitialNamesAccepted', message } as const;
    world.api.updateStatus('customresourcedefinitions', withCondition(definition, established, world.timestamp));
  },
};

const isWaiting = (definition: CustomResourceDefinition) => isTrue(definition, 'NamesAccepted') && !isTrue(definition, 'Established');
