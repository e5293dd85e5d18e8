import type { Deployment } from '../kube/kinds/deployment';
import type { Node } from '../kube/kinds/node';
import { nodeStatus } from '../kube/kinds/node';
import type { Pod } from '../kube/kinds/pod';
import { isReady, podSummary, podStatus } from '../kube/kinds/pod-status';
import type { ReplicaSet } from '../kube/kinds/replica-set';
import type { EndpointSlice } from '../kube/kinds/endpoint-slice';
import { controllerOf, type KubeObject } from '../kube/object';
import type { View } from '../kube/view';

/** What is on the stage, as plain data: what to draw, not where. */
export interface Scene {
  readonly workloads: readonly Workload[];
  readonly services: readonly ServiceActor[];
  readonly nodes: readonly Tray[];
  readonly pods: readonly PodActor[];
}

/** A workload and its generations, oldest first. */
export interface Workload {
  readonly uid: string;
  readonly kind: string;
  readonly name: string;
  readonly desired: number;
  readonly ready: number;
  readonly generations: readonly Generation[];
}

export interface Generation {
  readonly uid: string;
  readonly name: string;
  /** 1 …: which hue. */
  readonly hue: number;
  readonly desired: number;
  readonly current: number;
  readonly image: string;
}

export interface ServiceActor {
  readonly uid: string;
  readonly name: string;
  /** UIDs of the pods that get its traffic. */
  readonly ready: readonly string[];
}

export interface Tray {
  readonly uid: string;
  readonly name: string;
  readonly zone: string;
  readonly status: string;
}

/** How a pod's tile looks; the word beside it is kubectl's own. */
export type PodLook = 'pending' | 'creating' | 'unready' | 'ready' | 'crashing' | 'unpullable' | 'terminating' | 'completed' | 'failed';

export interface PodActor {
  readonly uid: string;
  readonly name: string;
  /** The last part of the name. */
  readonly label: string;
  readonly node: string | undefined;
  readonly owner: string | undefined;
  readonly hue: number;
  readonly look: PodLook;
  readonly status: string;
  readonly restarts: number;
  readonly containers: number;
}

const HUES = 5;

/** @param namespace the learner's; what lives elsewhere is not on the stage */
export function sceneOf(view: View, namespace: string): Scene {
  const here = <T>(resource: string) => view.list(resource).filter((object) => object.metadata.namespace === namespace) as unknown as T[];
  const workloads = workloadsOf(here<Deployment>('deployments'), here<ReplicaSet>('replicasets'));
  const hues = new Map(workloads.flatMap(({ generations }) => generations.map(({ uid, hue }) => [uid, hue] as const)));
  return {
    workloads,
    services: here<KubeObject>('services').map((service) => serviceOf(service, here<EndpointSlice>('endpointslices'))),
    nodes: (view.list('nodes') as unknown as readonly Node[]).map(trayOf),
    pods: here<Pod>('pods').map((pod) => podOf(pod, hues)),
  };
}

function workloadsOf(deployments: readonly Deployment[], replicaSets: readonly ReplicaSet[]): Workload[] {
  const owned = (uid: string) => replicaSets.filter((one) => controllerOf(one)?.uid === uid);
  const fromDeployments = deployments.map(({ metadata, spec, status }): Workload => ({
    uid: metadata.uid,
    kind: 'Deployment',
    name: metadata.name,
    desired: spec.replicas,
    ready: status.readyReplicas ?? 0,
    generations: owned(metadata.uid).map(generationOf),
  }));
  const alone = replicaSets.filter((one) => !controllerOf(one));
  return [
    ...fromDeployments,
    ...alone.map(({ metadata, spec, status }, i): Workload => ({
      uid: metadata.uid,
      kind: 'ReplicaSet',
      name: metadata.name,
      desired: spec.replicas,
      ready: status.readyReplicas ?? 0,
      generations: [generationOf(alone[i]!, 0)],
    })),
  ];
}

function generationOf({ metadata, spec, status }: ReplicaSet, index: number): Generation {
  const image = spec.template.spec.containers.map((container) => container.image ?? '').join(', ');
  return { uid: metadata.uid, name: metadata.name, hue: (index % HUES) + 1, desired: spec.replicas, current: status.replicas, image };
}

function serviceOf({ metadata }: KubeObject, slices: readonly EndpointSlice[]): ServiceActor {
  const own = slices.filter((slice) => controllerOf(slice)?.uid === metadata.uid);
  const ready = own.flatMap(({ endpoints }) =>
    endpoints.filter(({ conditions }) => conditions.ready).flatMap(({ targetRef }) => (targetRef ? [targetRef.uid] : [])),
  );
  return { uid: metadata.uid, name: metadata.name, ready };
}

function trayOf(node: Node): Tray {
  return {
    uid: node.metadata.uid,
    name: node.metadata.name,
    zone: node.metadata.labels?.['topology.kubernetes.io/zone'] ?? '',
    status: nodeStatus(node),
  };
}

function podOf(pod: Pod, hues: ReadonlyMap<string, number>): PodActor {
  const status = podStatus(pod);
  const owner = controllerOf(pod)?.uid;
  return {
    uid: pod.metadata.uid,
    name: pod.metadata.name,
    label: owner ? pod.metadata.name.slice(pod.metadata.name.lastIndexOf('-') + 1) : pod.metadata.name,
    node: pod.spec.nodeName,
    owner,
    hue: (owner && hues.get(owner)) || 0,
    look: lookOf(pod, status),
    status,
    restarts: podSummary(pod).restarts,
    containers: pod.spec.containers.length,
  };
}

/** Source of the words: kubectl's STATUS column. */
export function lookOf(pod: Pod, status: string): PodLook {
  if (status === 'Terminating') return 'terminating';
  if (/CrashLoopBackOff|RunContainerError/.test(status)) return 'crashing';
  if (/ImagePullBackOff|ErrImagePull|InvalidImageName|ErrImageNeverPull/.test(status)) return 'unpullable';
  if (status === 'Completed') return 'completed';
  if (pod.status.phase === 'Failed' || status === 'Error') return 'failed';
  if (status === 'Running') return isReady(pod) ? 'ready' : 'unready';
  return pod.spec.nodeName ? 'creating' : 'pending';
}
