import type { ApiResource } from '../kube/cluster';
import { controllerOf, keyOf, type KubeObject } from '../kube/object';

/** Who made a change. The API does not tell; what changed does: each controller writes its own kinds of fields, and
 *  managedFields name kubectl.
 *  OMITS who deleted a Pod that no controller had reason to delete: nobody can know. */

export type Actor = string;

/** What is there, by resource and key. */
export type Latest = (resource: string) => ReadonlyMap<string, KubeObject>;

/** Nobody that can be named: no sentence is made of it. */
export const SOMEBODY: Actor = 'cluster';
export const KUBECTL: Actor = 'kubectl';

/** @param before undefined: it is new @param after undefined: it is gone */
export function actorOf(resource: ApiResource, before: KubeObject | undefined, after: KubeObject | undefined, latest: Latest): Actor {
  if (after && byKubectl(before, after)) return KUBECTL;
  if (!before) return creatorOf(resource, after!, latest);
  if (!after) return removerOf(resource, before, latest);
  return changerOf(resource, before, after, latest);
}

interface Entry {
  readonly manager: string;
  readonly subresource?: string;
}

/** kubectl has written since. Times have whole seconds, so the entries are compared. */
function byKubectl(before: KubeObject | undefined, after: KubeObject): boolean {
  const known = new Set(entriesOf(before).map((entry) => JSON.stringify(entry)));
  return entriesOf(after).some(
    (entry) => /^kubectl/.test(entry.manager) && entry.subresource !== 'status' && !known.has(JSON.stringify(entry)),
  );
}

const entriesOf = (object: KubeObject | undefined): readonly Entry[] => (object?.metadata.managedFields ?? []) as readonly Entry[];

/** `ReplicaSet` → replicaset-controller. */
const controllerOfKind = (kind: string): Actor => (kind === 'Node' ? SOMEBODY : `${kind.toLowerCase()}-controller`);

function creatorOf({ kind }: ApiResource, object: KubeObject, latest: Latest): Actor {
  const owner = controllerOf(object);
  if (owner) return controllerOfKind(owner.kind);
  if (kind === 'EndpointSlice') return 'endpointslice-controller';
  const { name, namespace } = object.metadata;
  const sets = kind === 'PersistentVolumeClaim' ? [...latest('statefulsets').values()] : [];
  const claimed = sets.some(({ metadata }) => metadata.namespace === namespace && new RegExp(`-${metadata.name}-\\d+$`).test(name));
  return claimed ? 'statefulset-controller' : SOMEBODY;
}

function removerOf({ kind }: ApiResource, object: KubeObject, latest: Latest): Actor {
  if (kind === 'Pod' && object['spec']?.nodeName) return `kubelet/${object['spec'].nodeName}`;
  const owner = controllerOf(object);
  if (!owner) return SOMEBODY;
  const there = [...latest(`${owner.kind.toLowerCase()}s`).values()].some(({ metadata }) => metadata.uid === owner.uid);
  return there ? controllerOfKind(owner.kind) : 'garbage-collector-controller';
}

function changerOf({ kind }: ApiResource, before: KubeObject, after: KubeObject, latest: Latest): Actor {
  switch (kind) {
    case 'Pod':
      return podChanger(before, after, latest);
    case 'ReplicaSet':
      return differs(before, after, 'spec') && controllerOf(after) ? 'deployment-controller' : 'replicaset-controller';
    case 'Deployment':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'Job':
    case 'CronJob':
      return controllerOfKind(kind);
    case 'EndpointSlice':
      return 'endpointslice-controller';
    case 'PersistentVolumeClaim':
      return 'persistentvolume-binder';
    case 'Namespace':
      return 'namespace-controller';
    case 'Node':
      return readyOf(after) === 'Unknown' && readyOf(before) !== 'Unknown' ? 'node-lifecycle-controller' : `kubelet/${after.metadata.name}`;
  }
  return SOMEBODY;
}

function podChanger(before: KubeObject, after: KubeObject, latest: Latest): Actor {
  const [was, is] = [before['spec'], after['spec']];
  if (!was?.nodeName && is?.nodeName) return 'default-scheduler';
  if (!before.metadata.deletionTimestamp && after.metadata.deletionTimestamp) return deleterOf(after, latest);
  if (!differs(before, after, 'status')) return SOMEBODY;
  return is?.nodeName ? `kubelet/${is.nodeName}` : 'default-scheduler';
}

/** A controller deletes what is too many, or is of an old generation. */
function deleterOf(pod: KubeObject, latest: Latest): Actor {
  const { namespace = '' } = pod.metadata;
  if (latest('namespaces').get(namespace)?.metadata.deletionTimestamp) return 'namespace-controller';
  const owner = controllerOf(pod);
  if (!owner) return SOMEBODY;
  const set = latest(`${owner.kind.toLowerCase()}s`).get(keyOf({ namespace, name: owner.name }));
  if (set?.metadata.uid !== owner.uid || set.metadata.deletionTimestamp) return 'garbage-collector-controller';
  if (owner.kind !== 'ReplicaSet' && owner.kind !== 'StatefulSet') return SOMEBODY;
  const kept = [...latest('pods').values()].filter(
    (one) => one.metadata.uid !== pod.metadata.uid && controllerOf(one)?.uid === owner.uid && !one.metadata.deletionTimestamp,
  );
  return kept.length >= Number(set['spec']?.replicas ?? 1) ? controllerOfKind(owner.kind) : SOMEBODY;
}

const differs = (before: KubeObject, after: KubeObject, field: string) => JSON.stringify(before[field]) !== JSON.stringify(after[field]);

const readyOf = (node: KubeObject): string | undefined =>
  (node['status']?.conditions as { type: string; status: string }[] | undefined)?.find(({ type }) => type === 'Ready')?.status;
