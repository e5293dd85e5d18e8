import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { KubectlError, throwAll } from '../errors';
import { objectsOf, SELECTION, targets, type Found } from '../selection';

/** What `kubectl rollout …` works on: all of a type, when no name is given. */

export const ROLLOUT = { ...SELECTION, 'field-manager': 'string', output: 'string' } as const;

/** @throws KubectlError when nothing is named */
export async function workloads(env: KubectlEnv, args: Arguments): Promise<readonly Found[]> {
  const found = await targets(env, args);
  if (!found.length) throw new KubectlError('required resource not specified');
  return objectsOf(env, args, found);
}

/** `Job.batch`, `Pod`. */
export const kindOf = ({ resource: { kind, group } }: Found): string => (group ? `${kind}.${group}` : kind);

/** `deployments.apps "web" pausing is not supported` */
export const cannot = ({ resource, object }: Found, doing: string) =>
  new KubectlError(
    `${resource.resource}${resource.group && `.${resource.group}`} ${JSON.stringify(object.metadata.name)} ${doing} is not supported`,
  );

/** One after another; one that fails does not keep the others from their turn. @throws what failed, at the end */
export async function eachWorkload(env: KubectlEnv, args: Arguments, act: (found: Found) => Promise<void>): Promise<number> {
  const all = await workloads(env, args);
  const errors: unknown[] = [];
  for (const one of all) await act(one).catch((error: unknown) => errors.push(labelled(error)));
  throwAll(errors);
  return all.length;
}

/** Each of several is an error of its own. */
const labelled = (error: unknown) =>
  error instanceof KubectlError && !error.options.bare && !error.message.startsWith('error: ')
    ? new KubectlError(`error: ${error.message}`, error.options)
    : error;
