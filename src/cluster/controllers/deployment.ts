import type { Change } from '../../kube/api';
import type { Deployment } from '../../kube/kinds/deployment';
import type { Pod } from '../../kube/kinds/pod';
import type { ReplicaSet } from '../../kube/kinds/replica-set';
import { controllerOf } from '../../kube/object';
import type { Reconciler, World } from '../component';
import { claim } from './ownership';
import { notePause } from './deployment-conditions';
import { findNew } from './deployment-replica-sets';
import { pausedOrScaled, recreate, rollOut } from './deployment-rollout';
import { DESIRED } from './deployment-sizes';
import { syncStatusOnly } from './deployment-status';

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
    if (!Object.keys(deployment.spec.selector).length) return selectsAll(world, deployment);
    const replicaSets = claim<ReplicaSet>(world, 'replicasets', deployment, deployment.spec.selector);
    if (deployment.metadata.deletionTimestamp) return syncStatusOnly(world, deployment, replicaSets, findNew(deployment, replicaSets));
    notePause(world, deployment);
    const noted = world.api.get<Deployment>('deployments', key)!;
    if (noted.spec.paused || isScaling(noted, replicaSets)) return pausedOrScaled(world, noted, replicaSets);
    return noted.spec.strategy.type === 'Recreate' ? recreate(world, noted, replicaSets) : rollOut(world, noted, replicaSets);
  },
};

function selectsAll(world: World, deployment: Deployment): void {
  const text = 'This deployment is selecting all pods. A non-empty selector is required.';
  world.record(deployment, 'Warning', 'SelectingAll', text, { component: 'deployment-controller' });
}

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
    const told = metadata.annotations?.[DESIRED];
    return spec.replicas > 0 && told !== undefined && Number(told) !== deployment.spec.replicas;
  });
}
