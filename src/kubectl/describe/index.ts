import type { ApiResource } from '../../kube/cluster';
import { isBuiltIn } from '../../kube/kinds';
import type { KubeObject } from '../../kube/object';
import type { KubectlEnv } from '../env';
import { isNotFound, objectRef } from '../resources';
import { horizontalPodAutoscaler } from './autoscaler';
import { cronJob, job } from './batch';
import { description } from './common';
import { configMap, secret, serviceAccount } from './configuration';
import type { Around, Describer } from './describer';
import { eventLines } from './events';
import { generic } from './generic';
import { limitRange, namespace, resourceQuota } from './namespace';
import { endpoints, endpointSlice, service } from './network';
import { ingress, ingressClass, networkPolicy } from './networking';
import { node } from './node';
import { pod } from './pod';
import { podDisruptionBudget, priorityClass } from './policy';
import { clusterRole, clusterRoleBinding, role, roleBinding } from './rbac';
import { persistentVolume, persistentVolumeClaim, storageClass } from './storage';
import { align } from './tabwriter';
import { daemonSet, deployment, replicaSet, replicationController, statefulSet } from './workloads';

/** Kinds with a description of their own; all others are told field by field. */
const describers: readonly Describer[] = [
  clusterRole,
  clusterRoleBinding,
  role,
  roleBinding,
  configMap,
  cronJob,
  daemonSet,
  deployment,
  endpoints,
  endpointSlice,
  horizontalPodAutoscaler,
  ingress,
  ingressClass,
  job,
  limitRange,
  namespace,
  networkPolicy,
  node,
  persistentVolume,
  persistentVolumeClaim,
  pod,
  podDisruptionBudget,
  priorityClass,
  replicaSet,
  replicationController,
  resourceQuota,
  secret,
  service,
  serviceAccount,
  statefulSet,
  storageClass,
];

/** @returns what `kubectl describe` prints for one object, without the last line break */
export async function describe(
  env: KubectlEnv,
  resource: ApiResource,
  object: KubeObject,
  { events = true }: { readonly events?: boolean } = {},
): Promise<string> {
  const own = isBuiltIn(resource) ? describers.find((one) => one.resource === resource.resource) : undefined;
  const describer = own ?? generic;
  const around = aroundOf(env);
  const out = description();
  await describer.lines(out, object, around);
  if (events && !describer.eventless) eventLines(out, await eventsOf(object, resource, around), around.now);
  return align(out.toString());
}

function aroundOf({ cluster }: KubectlEnv): Around {
  const known = async (name: string) => (await cluster.resources()).find((one) => one.resource === name);
  return {
    now: cluster.clock.now(),
    async list(name, options) {
      const resource = await known(name);
      return resource && (await cluster.list(resource, options)).items;
    },
    async get(name, where) {
      const resource = await known(name);
      if (!resource) return undefined;
      try {
        return await cluster.get(objectRef(resource, where.name, where.namespace ?? ''));
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },
  };
}

/** A node's kubelet writes the node's name where others write its uid. Source: describe.go NodeDescriber, searchEvents */
async function eventsOf({ metadata }: KubeObject, { resource, kind }: ApiResource, around: Around): Promise<readonly KubeObject[]> {
  const { name, namespace = '', uid } = metadata;
  const about = `involvedObject.name=${name},involvedObject.namespace=${namespace},involvedObject.kind=${kind}`;
  const search = async (id: string) => {
    const fieldSelector = `${about},involvedObject.uid=${id}`;
    return (await around.list('events', { ...(namespace && { namespace }), fieldSelector })) ?? [];
  };
  return resource === 'nodes' ? [...(await search(uid)), ...(await search(name))] : search(uid);
}
