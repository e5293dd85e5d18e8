import { KubectlError } from '../errors';
import { teller, warn } from '../outcome';
import { objectRef, qualifiedResource } from '../resources';
import { namedTargets, namespaceOf, SELECTION } from '../selection';
import type { Verb } from '../verb';

/** Source: kubectl/pkg/cmd/scale/scale.go */

export const scale: Verb = {
  name: 'scale',
  summary: 'Set a new size for a deployment, replica set, stateful set or replication controller',
  usage: '[--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME)',
  flags: {
    ...SELECTION,
    replicas: 'int',
    'current-replicas': 'int',
    all: 'bool',
    timeout: 'duration',
    'dry-run': 'optional',
    output: 'string',
    template: 'string',
  },
  examples: ['kubectl scale deployment nginx --replicas=5', 'kubectl scale --replicas=3 statefulset/zk'],
  async run(args, env) {
    if (!args.has('replicas')) throw new KubectlError('required flag(s) "replicas" not set');
    const replicas = Number(args.get('replicas'));
    if (replicas < 0) throw new KubectlError('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
    const found = await namedTargets(env, args);
    const { tell } = await teller(args, env);
    const dry = args.get('dry-run');
    for (const { resource, names, namespace = namespaceOf(args, env) } of found) {
      const all = names.length ? names : (await env.cluster.list(resource, { namespace })).items.map(({ metadata }) => metadata.name);
      for (const name of all) {
        const ref = objectRef(resource, name, namespace);
        const expected = args.get('current-replicas');
        if (!resource.subresources.includes('scale'))
          throw new KubectlError(`could not find scale subresource for ${qualifiedResource(resource)} resource`, { bare: false });
        const before = await env.cluster.get(ref, { subresource: 'scale' });
        const is = (before['spec'] as { replicas?: number }).replicas ?? 0;
        if (expected !== undefined && Number(expected) >= 0 && Number(expected) !== is)
          throw new KubectlError(`Expected replicas to be ${expected}, was ${is}`);
        const options = { subresource: 'scale', ...(dry === 'server' && { dryRun: true }) } as const;
        if (dry !== 'client')
          warn(env, (await env.cluster.patch(ref, 'application/merge-patch+json', { spec: { replicas } }, options)).warnings);
        tell(resource, name, 'scaled', await env.cluster.get(ref));
      }
    }
  },
};
