import type { ApiResource, ObjectRef } from '../../kube/cluster';
import type { KubeObject } from '../../kube/object';
import { statusError, StatusError } from '../../kube/status';
import type { KubectlEnv } from '../env';
import { KubectlError, throwAll } from '../errors';
import { teller, warn } from '../outcome';
import { eachObject, namedTargets, refOf, SELECTION, type Found } from '../selection';
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
    'resource-version': 'string',
    record: 'bool',
  },
  examples: ['kubectl scale deployment nginx --replicas=5', 'kubectl scale --replicas=3 statefulset/zk'],
  async run(args, env) {
    if (!args.has('replicas')) throw new KubectlError('required flag(s) "replicas" not set');
    const replicas = Number(args.get('replicas'));
    if (replicas < 0) throw new KubectlError('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
    const found = await namedTargets(env, args);
    const { tell } = await teller(args, env);
    const dry = args.get('dry-run');
    const there: Found[] = [];
    const problem = await eachObject(env, args, found, async (one) => void there.push(await Promise.resolve(one))).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (problem !== undefined && !there.length && !args.has('filename') && problem instanceof StatusError)
      throw new KubectlError(`no objects passed to scale ${problem.message}`);
    const errors: unknown[] = problem === undefined ? [] : [problem];
    for (const one of there) {
      const { resource, object } = one;
      const { name, resourceVersion } = object.metadata;
      const ref = refOf(one);
      try {
        const expected = args.get('current-replicas');
        const before = await sizeOf(env, resource, ref);
        const is = (before['spec'] as { replicas?: number }).replicas ?? 0;
        if (expected !== undefined && Number(expected) >= 0 && Number(expected) !== is)
          throw new KubectlError(`Expected replicas to be ${expected}, was ${is}`);
        const version = args.get('resource-version');
        if (version && version !== resourceVersion)
          throw new KubectlError(`Expected resource version to be ${version}, was ${resourceVersion}`);
        // The real one names no manager: the server knows it by its User-Agent.
        const options = { subresource: 'scale', fieldManager: 'kubectl', ...(dry === 'server' && { dryRun: true }) } as const;
        if (dry !== 'client')
          warn(env, (await env.cluster.patch(ref, 'application/merge-patch+json', { spec: { replicas } }, options)).warnings);
        tell(resource, name, 'scaled', await env.cluster.get(ref));
      } catch (error) {
        errors.push(error);
      }
    }
    throwAll(errors);
  },
};

async function sizeOf(env: KubectlEnv, resource: ApiResource, ref: ObjectRef): Promise<KubeObject> {
  if (!resource.subresources.includes('scale')) throw statusError(404, 'NotFound', 'the server could not find the requested resource');
  return env.cluster.get(ref, { subresource: 'scale' });
}
