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
    if (!what.startsWith('/'))
      await findResource(env.cluster, what.split('/')[0]!).catch(() =>
        env.err(`Warning: the server doesn't have a resource type '${what}'\n\n`),
      );
    if (!args.on('quiet')) env.out('yes\n');
  },
};
