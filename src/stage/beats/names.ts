import type { Generation, PodActor } from '../scene/actors';

/** How a caption calls things: short, no uids, no hashes where another word tells more. */

const CONTROLLERS: Readonly<Record<string, string>> = {
  'deployment-controller': 'The Deployment controller',
  'replicaset-controller': 'The ReplicaSet controller',
  'replication-controller': 'The replication controller',
  'statefulset-controller': 'The StatefulSet controller',
  'daemonset-controller': 'The DaemonSet controller',
  'job-controller': 'The Job controller',
  'cronjob-controller': 'The CronJob controller',
  'default-scheduler': 'The scheduler',
  'endpointslice-controller': 'The EndpointSlice controller',
  'garbage-collector-controller': 'The garbage collector',
  'namespace-controller': 'The namespace controller',
  'node-lifecycle-controller': 'The node controller',
  'taint-eviction-controller': 'The taint eviction controller',
  'persistentvolume-binder': 'The volume controller',
  'ttl-after-finished-controller': 'The TTL controller',
  disruption: 'The disruption controller',
  kubectl: 'kubectl',
  cluster: 'The cluster',
};

/** `replicaset-controller` → The ReplicaSet controller; `kubelet/node-1` → The kubelet on node-1. */
export function actorText(actor: string): string {
  if (actor.startsWith('kubelet/')) return `The kubelet on ${actor.slice(8)}`;
  return CONTROLLERS[actor] ?? `The ${actor.replace(/-controller$/, ' controller')}`;
}

/** `j7bm7`, `db-0`, `curl`. */
export const podName = ({ name, label, family, ordinal }: PodActor): string => (ordinal === undefined && family ? label : name);

/** One by its name, more by their number. */
export function podsText(pods: readonly PodActor[]): string {
  return pods.length === 1 ? `Pod ${podName(pods[0]!)}` : `${pods.length} Pods`;
}

export const generationText = ({ kind, title, name }: Generation): string =>
  kind === 'ReplicaSet' ? `the ReplicaSet for ${title}` : `${kind} ${name}`;

export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
