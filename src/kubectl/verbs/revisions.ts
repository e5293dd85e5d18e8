import type * as core from 'kubernetes-types/core/v1';
import type { PodTemplateSpec } from '../../kube/kinds/pod';
import { controllerOf, type KubeObject } from '../../kube/object';
import type { KubectlEnv } from '../env';
import { findResource } from '../resources';
import type { Found } from '../selection';

/** The revisions of a workload: ReplicaSets of a Deployment, ControllerRevisions of a StatefulSet or DaemonSet.
 *  Source: polymorphichelpers/history.go, rollback.go */

export interface Revision {
  readonly number: number;
  readonly object: KubeObject;
  readonly changeCause: string;
  /** The template of that revision, without what its controller added. */
  readonly template: PodTemplateSpec;
  /** As it stands in the history, hash label and all. */
  readonly shown: core.PodTemplateSpec;
}

const REVISION = 'deployment.kubernetes.io/revision';
const HASH = 'pod-template-hash';

/** Oldest first. */
export async function revisionsOf(env: KubectlEnv, { resource, object }: Found): Promise<readonly Revision[]> {
  const kind = resource.kind === 'Deployment' ? 'replicasets' : 'controllerrevisions';
  const list = await env.cluster.list(await findResource(env.cluster, kind), { namespace: object.metadata.namespace! });
  const own = list.items.filter((one) => controllerOf(one)?.uid === object.metadata.uid);
  return own.map(resource.kind === 'Deployment' ? ofReplicaSet : ofControllerRevision).sort((a, b) => a.number - b.number);
}

const causeOf = ({ metadata }: KubeObject) => metadata.annotations?.['kubernetes.io/change-cause'] ?? '';

function ofReplicaSet(object: KubeObject): Revision {
  const { template } = object['spec'] as { template: PodTemplateSpec };
  const { [HASH]: _, ...labels } = template.metadata?.labels ?? {};
  const number = Number(object.metadata.annotations?.[REVISION] ?? 0);
  return {
    number,
    object,
    changeCause: causeOf(object),
    shown: template as core.PodTemplateSpec,
    template: { ...template, metadata: { ...template.metadata, labels } },
  };
}

function ofControllerRevision(object: KubeObject): Revision {
  const data = object['data'] as { spec: { template: PodTemplateSpec & { $patch?: string } } };
  const { $patch: _, ...template } = data.spec.template;
  return { number: object['revision'] as number, object, changeCause: causeOf(object), template, shown: template as core.PodTemplateSpec };
}
