import type { ApiResource } from '../../kube/cluster';
import type { EndpointSlice } from '../../kube/kinds/endpoint-slice';
import type { Pod } from '../../kube/kinds/pod';
import type { ReplicaSet } from '../../kube/kinds/replica-set';
import { controllerOf, type KubeObject } from '../../kube/object';
import type { KubectlEnv } from '../env';
import { KubectlError } from '../errors';
import { findResource } from '../resources';
import { describePod } from './pod';
import { describeService } from './service';
import { align } from './tabwriter';
import { describeDeployment, describeReplicaSet } from './workloads';

/** @returns what `kubectl describe` prints for one object */
export async function describe(env: KubectlEnv, resource: ApiResource, object: KubeObject): Promise<string> {
  const { namespace, name, uid } = object.metadata;
  const list = async (kind: string, labelSelector?: string) =>
    (
      await env.cluster.list(await findResource(env.cluster, kind), {
        ...(namespace && { namespace }),
        ...(labelSelector && { labelSelector }),
      })
    ).items;
  const fieldSelector = `involvedObject.uid=${uid}`;
  const events = (await env.cluster.list(await findResource(env.cluster, 'events'), { namespace: namespace ?? 'default', fieldSelector }))
    .items;
  const now = env.cluster.clock.now();
  const owned = (objects: readonly KubeObject[]) => objects.filter((one) => controllerOf(one)?.uid === uid);
  switch (resource.resource) {
    case 'pods':
      return align(describePod(object, events, now));
    case 'deployments':
      return align(describeDeployment(object, owned(await list('replicasets')) as unknown as ReplicaSet[], events, now));
    case 'replicasets':
      return align(describeReplicaSet(object, owned(await list('pods')) as unknown as Pod[], events, now));
    case 'services':
      return align(
        describeService(
          object,
          (await list('endpointslices', `kubernetes.io/service-name=${name}`)) as unknown as EndpointSlice[],
          events,
          now,
        ),
      );
    default:
      throw new KubectlError(
        `Podplay's kubectl cannot describe ${resource.resource} yet: kubectl get ${resource.singular} ${name} -o yaml shows all of it`,
      );
  }
}
