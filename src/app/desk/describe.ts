import type { Cluster } from '../../kube/cluster';
import type { KubeObject } from '../../kube/object';
import type { FoundObject } from './find-object';

/** What `kubectl describe` prints of an object, by kubectl itself. */
export async function describeObject(cluster: Cluster, { resource, object }: FoundObject): Promise<string> {
  const { aside } = await import('../../kubectl/aside');
  const { namespace = 'default', name } = object.metadata;
  const { out, err } = await aside(['describe', resource, name], { cluster, namespace });
  return out + err;
}

/** The object as YAML, without the bookkeeping of server-side apply. */
export async function yamlOf(object: KubeObject): Promise<string> {
  const { stringify } = await import('yaml');
  const metadata = { ...object.metadata, managedFields: undefined };
  return stringify({ ...object, metadata }, { lineWidth: 0, aliasDuplicateObjects: false });
}
