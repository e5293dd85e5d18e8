/** Pods: one or more containers that share an address, volumes and their fate.
 *  OMITS resource claims and resizing in place: beyond what the lessons teach. */
import type * as core from 'kubernetes-types/core/v1';
import type { ApiObject, Condition, ObjectMeta } from '../object';
import { admitPod, admitPodUpdate } from './pod-admission';
import { podColumns } from './pod-columns';
import { defaultPod } from './pod-defaults';
import { validateEphemeralUpdate, validatePod } from './pod-validation';
import { defineKind, type Draft } from './kind';

export type Container = core.Container;
export type ContainerState = core.ContainerState;
export type ContainerStatus = core.ContainerStatus;
export type ContainerPort = core.ContainerPort;
export type EnvVar = core.EnvVar;
export type Probe = core.Probe;
export type Volume = core.Volume;
export type VolumeMount = core.VolumeMount;
export type Toleration = core.Toleration;
export type Affinity = core.Affinity;
export type PodSpec = core.PodSpec;
export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';
export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort';

export interface PodStatus extends Omit<core.PodStatus, 'phase' | 'conditions' | 'qosClass'> {
  phase: PodPhase;
  qosClass?: QosClass;
  conditions?: readonly Condition[];
}

export type Pod = ApiObject<PodSpec, PodStatus>;

/** What workloads make their pods from. */
export interface PodTemplateSpec {
  metadata?: Partial<ObjectMeta>;
  spec: PodSpec;
}

export const pod = defineKind<Pod>({
  group: '',
  version: 'v1',
  kind: 'Pod',
  resource: 'pods',
  statusKeeps: ['ownerReferences'],
  singular: 'pod',
  shortNames: ['po'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status', 'log', 'exec', 'eviction', 'binding', 'ephemeralcontainers'],
  schema: 'io.k8s.api.core.v1.Pod',
  // Pods have no generation before 1.33: podStrategy never sets it.
  generation: false,
  defaults: (object) => defaultPod(object.spec),
  prepareForCreate: admitPod,
  prepareForUpdate: admitPodUpdate,
  validate: validatePod,
  parts: { ephemeralcontainers: { keep: keepAllButEphemeral, validate: validateEphemeralUpdate } },
  graceSeconds,
  selectableFields: {
    'spec.nodeName': (object) => object.spec.nodeName ?? '',
    'spec.restartPolicy': (object) => object.spec.restartPolicy ?? '',
    'spec.schedulerName': (object) => object.spec.schedulerName ?? '',
    'spec.serviceAccountName': (object) => object.spec.serviceAccountName ?? '',
    'spec.hostNetwork': (object) => String(object.spec.hostNetwork ?? false),
    'status.phase': (object) => object.status.phase,
    'status.podIP': (object) => object.status.podIP ?? '',
    'status.nominatedNodeName': (object) => object.status.nominatedNodeName ?? '',
  },
  columns: podColumns,
});

/** Source: registry/core/pod/strategy.go dropNonEphemeralContainerUpdates */
function keepAllButEphemeral(object: Draft<Pod>, old: Pod): void {
  const { ephemeralContainers } = object.spec;
  object.spec = { ...old.spec, ...(ephemeralContainers && { ephemeralContainers }) };
  object.metadata = old.metadata;
}

/** Pods that no node holds, or that have ended, leave at once. Source: registry/core/pod/strategy.go CheckGracefulDelete */
function graceSeconds(object: Pod): number {
  const ended = object.status.phase === 'Failed' || object.status.phase === 'Succeeded';
  return !object.spec.nodeName || ended ? 0 : (object.spec.terminationGracePeriodSeconds ?? 30);
}
