import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { KubectlError, throwAll } from '../errors';
import { isNotFound } from '../resources';
import { eachObject, listOptions, SELECTION, targets, type Found, type Target } from '../selection';
import type { Verb } from '../verb';
import { nothingFound } from './get-table';

/** Source: kubectl/pkg/cmd/describe/describe.go */

export const describe: Verb = {
  name: 'describe',
  summary: 'Show details of a specific resource or group of resources',
  usage: '(-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)',
  flags: { ...SELECTION, 'show-events': 'bool', 'chunk-size': 'int' },
  examples: ['kubectl describe pod web-0', 'kubectl describe deployment/nginx', 'kubectl describe pods -l app=web'],
  async run(args, env) {
    const found = await targets(env, args);
    if (!found.length)
      throw new KubectlError(
        'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.',
      );
    const { describe } = await import('../describe');
    const errors: unknown[] = [];
    const objects = await gathered(env, args, found, errors);
    const texts: string[] = [];
    for (const { resource, object } of objects) texts.push(await describe(env, resource, object, { events: args.on('show-events', true) }));
    if (texts.length) env.out(`${texts.join('\n\n\n')}\n`);
    else if (!errors.length) env.err(nothingFound(env, args, found));
    throwAll(errors);
  },
};

async function gathered(env: KubectlEnv, args: Arguments, found: readonly Target[], errors: unknown[]): Promise<readonly Found[]> {
  const objects: Found[] = [];
  const keep = async (one: Found) => void objects.push(await Promise.resolve(one));
  for (const target of found) {
    try {
      await eachObject(env, args, [target], keep);
    } catch (error) {
      const like = isNotFound(error) && target.names.length === 1 ? await beginningWith(env, args, target) : [];
      if (like.length) objects.push(...like);
      else errors.push(error);
    }
  }
  return objects;
}

/** A name that is not there may be the beginning of others. Source: describe.go DescribeMatchingResources */
async function beginningWith(env: KubectlEnv, args: Arguments, { resource, names: [prefix = ''] }: Target): Promise<Found[]> {
  const { items } = await env.cluster.list(resource, listOptions(args, env, resource));
  return items.filter(({ metadata }) => metadata.name.startsWith(prefix)).map((object) => ({ resource, object }));
}
