import { KubectlError } from '../errors';
import { objectsOf, targets } from '../resources';
import type { Verb } from '../verb';

export const describe: Verb = {
  name: 'describe',
  summary: 'Show details of a specific resource or group of resources',
  usage: '(TYPE [NAME_PREFIX | -l label] | TYPE/NAME)',
  flags: { selector: 'string', 'all-namespaces': 'bool', 'show-events': 'bool' },
  examples: ['kubectl describe pod web-0', 'kubectl describe deployment/nginx'],
  async run(args, env) {
    const found = await targets(env, args.words);
    if (!found.length)
      throw new KubectlError(
        'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.',
      );
    const { describe } = await import('../describe');
    const objects = await objectsOf(env, args, found);
    if (!objects.length) env.err(`No resources found in ${args.get('namespace') ?? env.namespace} namespace.\n`);
    const texts: string[] = [];
    for (const { resource, object } of objects) texts.push(`${await describe(env, resource, object)}\n`);
    env.out(texts.join('\n\n'));
  },
};
