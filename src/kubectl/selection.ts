import type { ApiResource, ObjectRef } from '../kube/cluster';
import type { KubeObject, Manifest } from '../kube/object';
import type { Arguments } from './arguments';
import type { KubectlEnv } from './env';
import { KubectlError, nothingNamed, throwAll } from './errors';
import { listing } from './listing';
import { fromFiles } from './manifests';
import { findResource, findResources, isNotFound, objectRef, sameResource } from './resources';

/** Which objects a command line means: by name, by type and selector, or by file.
 *  Source: cli-runtime pkg/resource/builder.go, visitor.go */

/** Resources, each with the names asked for (none: all of them, or those that a selector picks). */
export interface Target {
  readonly resource: ApiResource;
  readonly names: readonly string[];
  /** Where it is, when a file says so. */
  readonly namespace?: string;
  /** The file that named it. */
  readonly source?: string;
  /** What stands there. */
  readonly manifest?: Manifest;
}

/** Flags of verbs that choose objects. */
export const SELECTION = {
  filename: 'strings',
  recursive: 'bool',
  selector: 'string',
  'field-selector': 'string',
  'all-namespaces': 'bool',
} as const;

export const namespaceOf = (args: Arguments, env: KubectlEnv): string => args.get('namespace') || env.namespace;

const SLASH =
  "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'";

/** @param words types and names, when no file is given */
export async function targets(env: KubectlEnv, args: Arguments, words: readonly string[] = args.words): Promise<readonly Target[]> {
  if (args.has('filename')) {
    if (words.length)
      throw new KubectlError('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well');
    const { found, errors } = await fromFiles(env, args);
    throwAll(errors);
    return found.map(({ resource, name, namespace, source, manifest }) => ({ resource, names: [name], namespace, source, manifest }));
  }
  if (!words.length) return [];
  const slashes = words.filter((word) => word.includes('/')).length;
  if (slashes && slashes < words.length) throw new KubectlError(SLASH);
  const found = slashes ? await slashed(env, words) : await typed(env, words);
  if (found.some(({ names }) => names.length) && (args.has('selector') || args.has('field-selector')))
    throw new KubectlError('name cannot be provided when a selector is specified');
  return found;
}

async function typed(env: KubectlEnv, [kinds = '', ...names]: readonly string[]): Promise<readonly Target[]> {
  return (await findResources(env.cluster, kinds)).map((resource) => ({ resource, names }));
}

async function slashed(env: KubectlEnv, words: readonly string[]): Promise<readonly Target[]> {
  const found: Target[] = [];
  for (const word of words) {
    const [kind, name, ...more] = word.split('/');
    if (more.length) throw new KubectlError('arguments in resource/name form may not have more than one slash');
    if (!kind || !name) throw new KubectlError('arguments in resource/name form must have a single resource and name');
    const resource = await findResource(env.cluster, kind);
    const last = found.at(-1);
    if (last && sameResource(last.resource, resource)) found[found.length - 1] = { resource, names: [...last.names, name] };
    else found.push({ resource, names: [name] });
  }
  return found;
}

export interface Found {
  readonly resource: ApiResource;
  readonly object: KubeObject;
  readonly source?: string;
}

export const refOf = ({ resource, object }: Found) => objectRef(resource, object.metadata.name, object.metadata.namespace ?? '');

/** What to ask the API for when a type is given without a name. */
export function listOptions(args: Arguments, env: KubectlEnv, resource: ApiResource) {
  const labelSelector = args.get('selector');
  const fieldSelector = args.get('field-selector');
  const everywhere = args.on('all-namespaces') || !resource.namespaced;
  return {
    ...(!everywhere && { namespace: namespaceOf(args, env) }),
    ...(labelSelector && { labelSelector }),
    ...(fieldSelector && { fieldSelector }),
  };
}

/** Do something with every object that the targets mean; one that fails does not keep the others from their turn.
 *  @returns how many there were
 *  @throws what failed, at the end */
export async function eachObject(
  env: KubectlEnv,
  args: Arguments,
  found: readonly Target[],
  act: (found: Found) => Promise<void>,
  read = (ref: ObjectRef) => env.cluster.get(ref),
): Promise<number> {
  const errors: unknown[] = [];
  let count = 0;
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      if (!(args.on('ignore-not-found') && isNotFound(error))) errors.push(error);
    }
  };
  for (const { resource, names, namespace, source } of found) {
    const visit = (object: KubeObject) => (count++, act({ resource, object, ...(source && { source }) }));
    const where = namespace ?? namespaceOf(args, env);
    for (const name of names) await attempt(async () => visit(await read(objectRef(resource, name, where))));
    if (names.length) continue;
    await attempt(async () => {
      const options = listOptions(args, env, resource);
      for (const object of (await listing(resource, options, () => env.cluster.list(resource, options))).items)
        await attempt(() => visit(object));
    });
  }
  throwAll(errors);
  return count;
}

/** What stands in files is taken as it stands there, and the cluster is not asked. */
export async function eachGiven(
  env: KubectlEnv,
  args: Arguments,
  found: readonly Target[],
  act: (found: Found) => Promise<void>,
): Promise<void> {
  const errors: unknown[] = [];
  for (const { resource, manifest, source, namespace } of found) {
    if (!manifest) continue;
    const metadata = { ...manifest.metadata, ...(resource.namespaced && namespace && !args.on('local') && { namespace }) };
    await act({ resource, object: { ...manifest, metadata } as KubeObject, ...(source && { source }) }).catch((error: unknown) =>
      errors.push(error),
    );
  }
  const live = found.filter(({ manifest }) => !manifest);
  if (live.length) await eachObject(env, args, live, act).catch((error: unknown) => errors.push(error));
  throwAll(errors);
}

/** All of them, gathered. */
export async function objectsOf(env: KubectlEnv, args: Arguments, found: readonly Target[]): Promise<Found[]> {
  const all: Found[] = [];
  await eachObject(env, args, found, async (one) => void all.push(await Promise.resolve(one)));
  return all;
}

/** For verbs that change things: a type alone is too much, unless `--all` or a selector says so.
 *  @throws KubectlError when nothing is named */
export async function namedTargets(env: KubectlEnv, args: Arguments, words: readonly string[] = args.words): Promise<readonly Target[]> {
  const found = await targets(env, args, words);
  if (!found.length) throw nothingNamed();
  const open = found.some(({ names }) => !names.length);
  if (open && !args.has('selector') && !args.has('field-selector') && !args.on('all'))
    throw new KubectlError('resource(s) were provided, but no name was specified');
  return found;
}
