import type { KubeObject } from '../../kube/object';
import type { View } from '../../kube/view';

/** Where an object may be found: what the stage draws, commonest first. */
const DRAWN = [
  'pods',
  'nodes',
  'deployments',
  'replicasets',
  'services',
  'statefulsets',
  'daemonsets',
  'jobs',
  'cronjobs',
  'persistentvolumeclaims',
  'persistentvolumes',
  'configmaps',
  'secrets',
  'horizontalpodautoscalers',
  'poddisruptionbudgets',
  'namespaces',
  'endpointslices',
  'customresourcedefinitions',
] as const;

/** All of them, and the custom ones: a definition is called as its objects' resource. */
export const searchedIn = (view: View): readonly string[] => [
  ...DRAWN,
  ...listOf(view, 'customresourcedefinitions').map(({ metadata }) => metadata.name),
];

export interface FoundObject {
  readonly resource: string;
  readonly object: KubeObject;
}

export function findObject(view: View, uid: string): FoundObject | undefined {
  for (const resource of searchedIn(view)) {
    const object = listOf(view, resource).find((one) => one.metadata.uid === uid);
    if (object) return { resource, object };
  }
  return undefined;
}

/** A cluster need not know every kind. */
export function listOf(view: View, resource: string): readonly KubeObject[] {
  try {
    return view.list(resource);
  } catch {
    return [];
  }
}

export interface EventRow {
  readonly uid: string;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
}

/** Events about an object, newest first. */
export function eventsOf(view: View, uid: string): EventRow[] {
  return listOf(view, 'events')
    .filter((event) => event.involvedObject?.uid === uid)
    .map((event) => ({
      uid: event.metadata.uid,
      type: String(event.type ?? ''),
      reason: String(event.reason ?? ''),
      message: String(event.message ?? ''),
      count: Number(event.count ?? event.series?.count ?? 1),
    }))
    .reverse();
}
