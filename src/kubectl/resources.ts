import type { ApiResource, Cluster, ObjectRef } from '../kube/cluster';
import type { KubeObject } from '../kube/object';
import { StatusError } from '../kube/status';
import type { Arguments } from './arguments';
import type { KubectlEnv } from './env';
import { KubectlError } from './errors';

/** Which resources and objects a command line means. */

/** `deployment.apps`, `pod`: the name kubectl prints before `/name` or a quoted name. */
export const shortKind = ({ group, singular }: ApiResource): string => (group ? `${singular}.${group}` : singular);

export const printedName = (resource: ApiResource, name: string): string => `${shortKind(resource)}/${name}`;

/** @throws KubectlError `the server doesn't have a resource type "x"` */
export async function findResource(cluster: Cluster, word: string): Promise<ApiResource> {
  const wanted = word.toLowerCase();
  const found = (await cluster.resources()).find(({ resource, singular, shortNames, group, version, kind }) => {
    const names = [resource, singular, kind.toLowerCase(), ...shortNames];
    return names.some((name) => wanted === name || (group && (wanted === `${name}.${group}` || wanted === `${name}.${version}.${group}`)));
  });
  if (!found) throw new KubectlError(`the server doesn't have a resource type "${word}"`);
  return found;
}

/** `pods,svc` or `all` → resources. */
export async function findResources(cluster: Cluster, word: string): Promise<ApiResource[]> {
  const found: ApiResource[] = [];
  for (const part of word.split(',')) {
    if (part === 'all') found.push(...(await cluster.resources()).filter(({ categories }) => categories.includes('all')));
    else found.push(await findResource(cluster, part));
  }
  return found;
}

/** What a command line names: resources, each with the names asked for (none: all of them). */
export interface Target {
  readonly resource: ApiResource;
  readonly names: readonly string[];
}

export async function targets(env: KubectlEnv, words: readonly string[]): Promise<Target[]> {
  if (!words.length) return [];
  if (words.some((word) => word.includes('/'))) return slashed(env, words);
  const [kinds, ...names] = words as [string, ...string[]];
  return (await findResources(env.cluster, kinds)).map((resource) => ({ resource, names }));
}

async function slashed(env: KubectlEnv, words: readonly string[]): Promise<Target[]> {
  const found: Target[] = [];
  for (const word of words) {
    const [kind, name, ...more] = word.split('/');
    if (!kind || !name || more.length) {
      throw new KubectlError(
        `there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'`,
      );
    }
    found.push({ resource: await findResource(env.cluster, kind), names: [name] });
  }
  return found;
}

export const namespaceOf = (args: Arguments, env: KubectlEnv): string => args.get('namespace') || env.namespace;

export function objectRef(resource: ApiResource, name: string, namespace: string): ObjectRef {
  return { group: resource.group, version: resource.version, resource: resource.resource, name, ...(resource.namespaced && { namespace }) };
}

/** Every object that is named, or selected by `-l`, or all. */
export async function objectsOf(
  env: KubectlEnv,
  args: Arguments,
  found: readonly Target[],
): Promise<{ resource: ApiResource; object: KubeObject }[]> {
  const namespace = namespaceOf(args, env);
  const objects: { resource: ApiResource; object: KubeObject }[] = [];
  for (const { resource, names } of found) {
    for (const name of names) objects.push({ resource, object: await env.cluster.get(objectRef(resource, name, namespace)) });
    if (names.length) continue;
    const labelSelector = args.get('selector');
    const everywhere = args.on('all-namespaces') || !resource.namespaced;
    const list = await env.cluster.list(resource, { ...(!everywhere && { namespace }), ...(labelSelector && { labelSelector }) });
    objects.push(...list.items.map((object) => ({ resource, object })));
  }
  return objects;
}

/** The pod that `pod`, `pod/x` or `deploy/x` means: for a workload, the first of its running pods. */
export async function podOf(env: KubectlEnv, word: string, namespace: string): Promise<KubeObject> {
  const [kind, name] = word.includes('/') ? (word.split('/') as [string, string]) : ['pods', word];
  const resource = await findResource(env.cluster, kind);
  const object = await env.cluster.get(objectRef(resource, name, namespace));
  if (resource.resource === 'pods') return object;
  const spec = object['spec'] as { selector?: { matchLabels?: Record<string, string> } & Record<string, string> } | undefined;
  const labels = spec?.selector?.matchLabels ?? (resource.resource === 'services' ? spec?.selector : undefined);
  if (!labels) throw new KubectlError(`cannot attach to *${resource.kind}: selector is missing`);
  const labelSelector = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
  const pods = await env.cluster.list(await findResource(env.cluster, 'pods'), { namespace, labelSelector });
  const ready = pods.items.find((pod) => (pod['status'] as { phase?: string }).phase === 'Running') ?? pods.items[0];
  if (!ready) throw new KubectlError(`error: no pods found for ${resource.singular}/${name}`, { bare: true });
  return ready;
}

export const isNotFound = (error: unknown): boolean => error instanceof StatusError && error.reason === 'NotFound';
