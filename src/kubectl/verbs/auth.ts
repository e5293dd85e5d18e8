import type { KubectlEnv } from '../env';
import { KubectlError } from '../errors';
import { findResource } from '../resources';
import type { Verb } from '../verb';

/** Source: kubectl/pkg/cmd/auth/cani.go. There is no RBAC in a simulated cluster: everybody is its administrator. */

export const canI: Verb = {
  name: 'auth can-i',
  summary: 'Check whether an action is allowed',
  usage: 'VERB [TYPE | TYPE/NAME | NONRESOURCEURL]',
  flags: { 'all-namespaces': 'bool', list: 'bool', quiet: 'bool', subresource: 'string' },
  shorts: { q: 'quiet' },
  examples: ['kubectl auth can-i create deployments'],
  async run(args, env) {
    const [verb, what] = args.words;
    if (!verb || !what) throw new KubectlError('you must specify two arguments: verb resource or verb resource/resourceName.');
    const warning = what.startsWith('/') ? undefined : await warningOf(env, what.split('/')[0]!, args.on('all-namespaces'));
    if (warning && !args.on('quiet')) env.err(`Warning: ${warning}\n\n`);
    if (!args.on('quiet')) env.out('yes\n');
  },
};

async function warningOf({ cluster }: KubectlEnv, word: string, everywhere: boolean): Promise<string | undefined> {
  try {
    const { resource, group, namespaced } = await findResource(cluster, word);
    if (namespaced || everywhere) return undefined;
    return `resource '${resource}' is not namespace scoped${group && ` in group '${group}'`}`;
  } catch (error) {
    if (error instanceof KubectlError) return `the server doesn't have a resource type '${word}'`;
    throw error;
  }
}
