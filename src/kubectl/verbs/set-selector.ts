import { KubectlError } from '../errors';
import { dryRunOf, suffix, patchOptions } from '../outcome';
import { printedName } from '../resources';
import { eachObject, refOf, SELECTION, targets } from '../selection';
import type { Verb } from '../verb';
import { labelsIn } from './create-from-flags';

/** `set selector`, `set serviceaccount`. Source: kubectl/pkg/cmd/set/set_{selector,serviceaccount}.go */

const FLAGS = { ...SELECTION, all: 'bool', 'dry-run': 'optional', output: 'string', local: 'bool', 'field-manager': 'string' } as const;

const NOT_NAMED = 'one or more resources must be specified as <resource> <name> or <resource>/<name>';

export const setSelector: Verb = {
  name: 'set selector',
  summary: 'Set the selector on a resource',
  usage: '(-f FILENAME | TYPE NAME) EXPRESSIONS',
  flags: { ...FLAGS, 'resource-version': 'string' },
  examples: ["kubectl set selector service web 'app=web,version=v2'"],
  async run(args, env) {
    const words = args.words.slice(0, -1);
    const [expression = ''] = args.words.slice(-1);
    const found = await targets(env, args, words);
    if (!found.length) throw new KubectlError(NOT_NAMED);
    const selector = labelsIn(expression);
    const dry = dryRunOf(args, env);
    await eachObject(env, args, found, async (one) => {
      const { resource, object } = one;
      if (resource.resource !== 'services')
        throw new KubectlError(`cannot set a selector on type *${resource.kind}: only Service is supported`);
      const gone = Object.fromEntries(Object.keys((object['spec']?.selector ?? {}) as object).map((key) => [key, null]));
      const patch = { spec: { selector: { ...gone, ...selector } } };
      if (dry !== 'client')
        await env.cluster.patch(refOf(one), 'application/merge-patch+json', patch, patchOptions(args, env, 'kubectl-set'));
      env.out(`${printedName(resource, object.metadata.name)} selector updated${suffix(dry)}\n`);
    });
  },
};

export const setServiceAccount: Verb = {
  name: 'set serviceaccount',
  aliases: ['sa'],
  summary: 'Update the service account of a resource',
  usage: '(-f FILENAME | TYPE NAME) SERVICE_ACCOUNT',
  flags: FLAGS,
  examples: ['kubectl set serviceaccount deployment web builder'],
  async run(args, env) {
    if (!args.words.length) throw new KubectlError('serviceaccount is required');
    const [serviceAccountName] = args.words.slice(-1);
    const found = await targets(env, args, args.words.slice(0, -1));
    if (!found.length) throw new KubectlError(NOT_NAMED);
    const dry = dryRunOf(args, env);
    await eachObject(env, args, found, async (one) => {
      const { resource, object } = one;
      if (!object['spec']?.template) throw new KubectlError(`the object is not a pod or does not have a pod template: ${resource.kind}`);
      const patch = { spec: { template: { spec: { serviceAccountName } } } };
      if (dry !== 'client')
        await env.cluster.patch(refOf(one), 'application/strategic-merge-patch+json', patch, patchOptions(args, env, 'kubectl-set'));
      env.out(`${printedName(resource, object.metadata.name)} serviceaccount updated${suffix(dry)}\n`);
    });
  },
};
