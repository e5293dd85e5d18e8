import type { ApiResource, ObjectRef } from '../../kube/cluster';
import type { KubeObject } from '../../kube/object';
import { statusError, StatusError } from '../../kube/status';
import type { KubectlEnv } from '../env';
import { KubectlError } from '../errors';
import { teller, warn } from '../outcome';
import { objectRef } from '../resources';
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
        const before = await sizeOf(env, resource, ref);
        const is = (before['spec'] as { replicas?: number }).replicas ?? 0;
        if (expected !== undefined && Number(expected) >= 0 && Number(expected) !== is)
          throw new KubectlError(`Expected replicas to be ${expected}, was ${is}`);
        // The real one names no manager: the server knows it by its User-Agent.
        const options = { subresource: 'scale', fieldManager: 'kubectl', ...(dry === 'server' && { dryRun: true }) } as const;
        if (dry !== 'client')
          warn(env, (await env.cluster.patch(ref, 'application/merge-patch+json', { spec: { replicas } }, options)).warnings);
        tell(resource, name, 'scaled', await env.cluster.get(ref));
      }
    }
  },
};

async function sizeOf(env: KubectlEnv, resource: ApiResource, ref: ObjectRef): Promise<KubeObject> {
  try {
    await env.cluster.get(ref);
  } catch (error) {
    throw error instanceof StatusError ? new KubectlError(`no objects passed to scale ${error.message}`) : error;
  }
  if (!resource.subresources.includes('scale')) throw statusError(404, 'NotFound', 'the server could not find the requested resource');
  return env.cluster.get(ref, { subresource: 'scale' });
}
