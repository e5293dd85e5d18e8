import type { KubeObject } from '../../kube/object';
import { StatusError } from '../../kube/status';
import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { KubectlError, throwAll } from '../errors';
import { locally } from '../local-patch';
import { dryRunOf, patchOptions, teller, type Teller } from '../outcome';
import { OUTPUT } from '../printers/objects';
import { eachGiven, namedTargets, objectsOf, refOf, SELECTION, type Found } from '../selection';

/** What `kubectl set …` shares: it changes the pods that an object describes. Source: kubectl/pkg/cmd/set/helper.go */

export const SETTING = {
  ...SELECTION,
  ...OUTPUT,
  all: 'bool',
  'dry-run': 'optional',
  local: 'bool',
  'field-manager': 'string',
  record: 'bool',
} as const;

export interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: ValueFrom;
}

interface ValueFrom {
  readonly fieldRef?: { readonly fieldPath: string };
  readonly resourceFieldRef?: { readonly containerName?: string; readonly resource: string };
  readonly configMapKeyRef?: { readonly name: string; readonly key: string };
  readonly secretKeyRef?: { readonly name: string; readonly key: string };
}

export interface Container {
  readonly name: string;
  readonly env?: readonly Variable[];
}

export interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
}

/** A pod's own spec, or that of the template. */
export function podSpecOf({ resource, object }: Found): PodSpec {
  const spec = (object['spec'] ?? {}) as KubeObject & {
    template?: { spec: PodSpec };
    jobTemplate?: { spec: { template: { spec: PodSpec } } };
  };
  const found = resource.resource === 'pods' ? (spec as unknown as PodSpec) : (spec.template?.spec ?? spec.jobTemplate?.spec.template.spec);
  if (found) return found;
  throw new KubectlError(
    `error: ${resource.resource}/${object.metadata.name} the object is not a pod or does not have a pod template: *${resource.version}.${resource.kind}`,
  );
}

/** A patch of the pod spec, put where the object has it. */
export function placed({ resource }: Found, spec: object): object {
  if (resource.resource === 'pods') return { spec };
  const template = { template: { spec } };
  return { spec: resource.resource === 'cronjobs' ? { jobTemplate: { spec: template } } : template };
}

interface Setting {
  /** `image updated` */
  readonly done: string;
  /** Said before why the server refused it. */
  readonly failed: string;
  /** @returns a strategic merge patch of the object; undefined: nothing to do */
  patch(one: Found): object | undefined;
}

/** @param words what names the objects */
export async function setEach(args: Arguments, env: KubectlEnv, words: readonly string[], setting: Setting): Promise<void> {
  const found = await namedTargets(env, args, words);
  const { tell } = await teller(args, env, true);
  if (args.on('local')) return eachGiven(env, args, found, (one) => setOne(args, env, one, setting, tell));
  const errors: unknown[] = [];
  for (const one of await objectsOf(env, args, found))
    await setOne(args, env, one, setting, tell).catch((error: unknown) => errors.push(error));
  throwAll(errors);
}

async function setOne(args: Arguments, env: KubectlEnv, one: Found, setting: Setting, tell: Teller['tell']): Promise<void> {
  const patch = setting.patch(one);
  if (!patch) return;
  const { metadata } = one.object;
  const type = 'application/strategic-merge-patch+json';
  if (args.on('local') || dryRunOf(args, env) === 'client')
    return tell(one.resource, metadata.name, setting.done, locally(one.object, one.resource, type, patch));
  try {
    const { object } = await env.cluster.patch(refOf(one), type, patch, patchOptions(args, env, 'kubectl-set'));
    if (!dryRunOf(args, env) && object.metadata.resourceVersion === metadata.resourceVersion) return;
    tell(one.resource, metadata.name, setting.done, object);
  } catch (error) {
    throw error instanceof StatusError ? new KubectlError(`error: ${setting.failed} ${error.message}`) : error;
  }
}

/** Does a container's name fit what was asked for, where `*` is anything? */
export const wanted = (name: string, pattern: string) =>
  pattern === '*' || new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(name);

/** The lists of containers that a pattern picks, each container as a function makes it. */
export function picked(spec: PodSpec, pattern: string, change: (container: Container) => object): Record<string, object[]> {
  const lists = (['containers', 'initContainers'] as const).map((list) => {
    const fitting = (spec[list] ?? []).filter(({ name }) => wanted(name, pattern));
    return [list, fitting.map((container) => ({ name: container.name, ...change(container) }))] as const;
  });
  return Object.fromEntries(lists.filter(([, items]) => items.length));
}
