import type { Change } from '../../kube/api';
import type { Deployment } from '../../kube/kinds/deployment';
import type { Pod } from '../../kube/kinds/pod';
import type { ReplicaSet } from '../../kube/kinds/replica-set';
import { controllerOf, keyOf } from '../../kube/object';
import type { Reconciler, World } from '../component';
import { claim } from './ownership';
import { cleanUp, ensureNewReplicaSet, isNew, scaleProportionally } from './deployment-replica-sets';
import { rollOut, recreate } from './deployment-rollout';
import { syncStatus } from './deployment-status';

/** Moves a Deployment from one template to the next, by two ReplicaSets.
 *  MODELS rolling update with maxSurge and maxUnavailable, Recreate, pause, proportional scaling, revision history,
 *  conditions and the progress deadline.
 *  OMITS the deprecated rollbackTo.
 *  Source: pkg/controller/deployment/deployment_controller.go syncDeployment */
export const deploymentController: Reconciler = {
  name: 'deployment-controller',
  resource: 'deployments',
  watches: {
    replicasets: ({ object, old }: Change) => {
      const owners = [controllerOf(object), old && controllerOf(old)].filter((owner) => owner?.kind === 'Deployment');
      return [...new Set(owners.map((owner) => `${object.metadata.namespace}/${owner!.name}`))];
    },
    // Recreate waits until the last old pod is gone.
    pods: ({ type, object }: Change, world: World) => (type === 'DELETED' ? deploymentOf(object as unknown as Pod, world) : []),
  },
  reconcile(key, world) {
    const deployment = world.api.get<Deployment>('deployments', key);
    if (!deployment) return;
    const replicaSets = claim<ReplicaSet>(world, 'replicasets', deployment, deployment.spec.selector);
    if (deployment.metadata.deletionTimestamp)
      return syncStatus(
        world,
        deployment,
        replicaSets,
        replicaSets.find((one) => isNew(deployment, one)),
      );
    if (deployment.spec.paused) return pausedOrScaled(world, deployment, replicaSets);
    if (isScaling(deployment, replicaSets)) return pausedOrScaled(world, deployment, replicaSets);
    return deployment.spec.strategy.type === 'Recreate'
      ? recreate(world, deployment, replicaSets)
      : rollOut(world, deployment, replicaSets);
  },
};

function deploymentOf(pod: Pod, world: World): string[] {
  const owner = controllerOf(pod);
  const replicaSet =
    owner?.kind === 'ReplicaSet' ? world.api.get<ReplicaSet>('replicasets', `${pod.metadata.namespace}/${owner.name}`) : undefined;
  const above = replicaSet && controllerOf(replicaSet);
  return above?.kind === 'Deployment' ? [`${pod.metadata.namespace}/${above.name}`] : [];
}

/** Has the number of replicas changed since the ReplicaSets were last told? Source: isScalingEvent */
function isScaling(deployment: Deployment, replicaSets: readonly ReplicaSet[]): boolean {
  return replicaSets.some(({ spec, metadata }) => {
    const told = metadata.annotations?.['deployment.kubernetes.io/desired-replicas'];
    return spec.replicas > 0 && told !== undefined && Number(told) !== deployment.spec.replicas;
  });
}

/** Source: sync */
function pausedOrScaled(world: World, deployment: Deployment, replicaSets: readonly ReplicaSet[]): number | undefined {
  const { newest, old } = ensureNewReplicaSet(world, deployment, replicaSets, !deployment.spec.paused);
  const all = scaleProportionally(world, deployment, newest, old);
  if (deployment.spec.paused && newest) cleanUp(world, deployment, old);
  const fresh = world.api.get<Deployment>('deployments', keyOf(deployment.metadata)) ?? deployment;
  return syncStatus(world, fresh, all, newest && all.find((one) => one.metadata.uid === newest.metadata.uid));
}
