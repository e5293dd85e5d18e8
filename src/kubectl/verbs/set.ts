import { canonicalQuantity, QuantityError } from '../../kube/quantity';
import { KubectlError, nothingNamed } from '../errors';
import type { Found } from '../selection';
import type { Verb } from '../verb';
import { pair } from './create-from-flags';
import { divided } from './label';
import { picked, placed, podSpecOf, setEach, SETTING, wanted } from './set-template';

/** `set image`, `set resources`. Source: kubectl/pkg/cmd/set/set_{image,resources}.go */

export const setImage: Verb = {
  name: 'set image',
  summary: 'Update the image of a pod template',
  usage: '(-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ...',
  flags: SETTING,
  examples: ['kubectl set image deployment/nginx nginx=nginx:1.9.1'],
  run(args, env) {
    const { named: words, pairs } = divided(args.words);
    if (!words.length && !args.has('filename')) throw nothingNamed();
    const named = words.filter((word) => word.includes('/')).length;
    if (!pairs.length && (!named || named === words.length)) throw new KubectlError('at least one image update is required');
    return setEach(args, env, words, {
      done: 'image updated',
      failed: 'failed to patch image update to pod template:',
      patch: (one) => placed(one, images(one, pairs)),
    });
  },
};

function images(one: Found, pairs: readonly string[]): object {
  const spec = podSpecOf(one);
  const missing = pairs
    .map(pair)
    .filter(([pattern]) => ![spec.containers, spec.initContainers ?? []].flat().some(({ name }) => wanted(name, pattern)));
  if (missing.length)
    throw new KubectlError(missing.map(([pattern]) => `error: unable to find container named ${JSON.stringify(pattern)}`).join('\n'));
  const lists: Record<string, object[]> = {};
  for (const [pattern, image] of pairs.map(pair))
    for (const [list, items] of Object.entries(picked(spec, pattern, () => ({ image })))) (lists[list] ??= []).push(...items);
  return lists;
}

export const setResources: Verb = {
  name: 'set resources',
  summary: 'Update resource requests/limits on objects with pod templates',
  usage: '(-f FILENAME | TYPE NAME) ([--limits=LIMITS & --requests=REQUESTS]',
  flags: { ...SETTING, containers: 'string', limits: 'string', requests: 'string' },
  shorts: { c: 'containers' },
  examples: ['kubectl set resources deployment nginx --requests=cpu=200m,memory=128Mi'],
  run(args, env) {
    if (!args.words.length && !args.has('filename')) throw nothingNamed();
    const [limits, requests] = [args.get('limits'), args.get('requests')];
    if (!limits && !requests)
      throw new KubectlError('you must specify an update to requests or limits (in the form of --requests/--limits)');
    const resources = { ...(limits && { limits: amounts(limits) }), ...(requests && { requests: amounts(requests) }) };
    const pattern = args.get('containers') ?? '*';
    return setEach(args, env, args.words, {
      done: 'resource requirements updated',
      failed: 'failed to patch resources update to pod template',
      patch(one) {
        const lists = picked(podSpecOf(one), pattern, () => ({ resources }));
        if (!Object.keys(lists).length) throw new KubectlError(`error: unable to find container named ${pattern}`);
        return placed(one, lists);
      },
    });
  },
};

/** Source: generate.HandleResourceRequirementsV1 */
function amounts(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(',').map((one) => {
      const [name = '', quantity, ...more] = one.split('=');
      if (quantity === undefined || more.length) throw new KubectlError(`Invalid argument syntax ${one}, expected <resource>=<value>`);
      try {
        return [name, canonicalQuantity(quantity)];
      } catch (error) {
        throw error instanceof QuantityError ? new KubectlError(error.message) : error;
      }
    }),
  );
}
