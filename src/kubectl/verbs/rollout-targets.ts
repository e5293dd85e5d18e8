import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { KubectlError } from '../errors';
import { objectsOf, SELECTION, targets, type Found } from '../selection';

/** What `kubectl rollout …` works on. */

export const ROLLOUT = { ...SELECTION, 'field-manager': 'string', output: 'string' } as const;

/** @throws KubectlError when nothing is named */
export async function workloads(env: KubectlEnv, args: Arguments): Promise<readonly Found[]> {
  const found = await targets(env, args);
  if (!found.length) throw new KubectlError('required resource not specified');
  if (found.some(({ names }) => !names.length) && !args.has('selector'))
    throw new KubectlError('resource(s) were provided, but no name was specified');
  return objectsOf(env, args, found);
}

/** `deployments.apps "web" pausing is not supported` */
export const cannot = ({ resource, object }: Found, doing: string) =>
  new KubectlError(
    `${resource.resource}${resource.group && `.${resource.group}`} ${JSON.stringify(object.metadata.name)} ${doing} is not supported`,
  );
