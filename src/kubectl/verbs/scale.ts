import { KubectlError } from '../errors';
import { namespaceOf, objectRef, printedName, targets } from '../resources';
import type { Verb } from '../verb';

export const scale: Verb = {
  name: 'scale',
  summary: 'Set a new size for a deployment, replica set, or replication controller',
  usage: '[--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME)',
  flags: { replicas: 'string', 'current-replicas': 'string', timeout: 'string' },
  examples: ['kubectl scale deployment nginx --replicas=5', 'kubectl scale --replicas=3 statefulset/zk'],
  async run(args, env) {
    const wanted = args.get('replicas');
    if (wanted === undefined) throw new KubectlError('required flag(s) "replicas" not set');
    if (!/^\d+$/.test(wanted))
      throw new KubectlError('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
    const found = await targets(env, args.words);
    if (!found.length) throw new KubectlError('resource(s) were provided, but no name was specified');
    for (const { resource, names } of found) {
      for (const name of names) {
        const ref = objectRef(resource, name, namespaceOf(args, env));
        const expected = args.get('current-replicas');
        const scale = await env.cluster.get(ref, { subresource: 'scale' });
        const is = (scale['spec'] as { replicas: number }).replicas;
        if (expected !== undefined && Number(expected) !== is) throw new KubectlError(`Expected replicas to be ${expected}, was ${is}`);
        await env.cluster.patch(ref, 'application/merge-patch+json', { spec: { replicas: Number(wanted) } }, { subresource: 'scale' });
        env.out(`${printedName(resource, name)} scaled\n`);
      }
    }
  },
};
