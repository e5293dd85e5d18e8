import type { ApiResource, Cluster, ObjectRef } from '../kube/cluster';
import { StatusError } from '../kube/status';
import { KubectlError } from './errors';

/** Which resources a word means. Source: cli-runtime pkg/resource/builder.go, restmapper/shortcut.go */

/** `deployment.apps`, `pod`: the name kubectl prints before `/name` or a quoted name. */
export const shortKind = ({ group, singular }: ApiResource): string => (group ? `${singular}.${group}` : singular);

export const printedName = (resource: ApiResource, name: string): string => `${shortKind(resource)}/${name}`;

/** `apps/v1`, `v1` */
export const groupVersion = ({ group, version }: Pick<ApiResource, 'group' | 'version'>): string =>
  group ? `${group}/${version}` : version;

/** `deployments.apps`, `pods` */
export const qualifiedResource = ({ group, resource }: ApiResource): string => (group ? `${resource}.${group}` : resource);

export const sameResource = (a: ApiResource, b: ApiResource): boolean => a.resource === b.resource && a.group === b.group;

/** @throws KubectlError `the server doesn't have a resource type "x"` */
export async function findResource(cluster: Cluster, word: string): Promise<ApiResource> {
  const wanted = word.toLowerCase();
  const found = (await cluster.resources()).find(({ resource, singular, shortNames, group, version, kind }) => {
    const names = [resource, singular, kind.toLowerCase(), ...shortNames];
    const isIt = (name: string) =>
      wanted === name ||
      wanted === `${name}.${version}.${group}` ||
      (group !== '' && (wanted === `${name}.${group}` || wanted === `${name}.${version}.${group}`));
    return names.some(isIt);
  });
  if (!found) throw new KubectlError(`the server doesn't have a resource type ${JSON.stringify(word.split('.')[0])}`);
  return found;
}

/** `pods,svc` or a category, `all` → resources. */
export async function findResources(cluster: Cluster, word: string): Promise<ApiResource[]> {
  const found: ApiResource[] = [];
  for (const part of word.split(',')) {
    const category = (await cluster.resources()).filter(({ categories }) => categories.includes(part));
    if (category.length) found.push(...category);
    else found.push(await findResource(cluster, part));
  }
  return found.filter((one, i) => found.findIndex((other) => sameResource(one, other)) === i);
}

export function objectRef(resource: ApiResource, name: string, namespace: string): ObjectRef {
  return { group: resource.group, version: resource.version, resource: resource.resource, name, ...(resource.namespaced && { namespace }) };
}

export const isNotFound = (error: unknown): boolean => error instanceof StatusError && error.reason === 'NotFound';
