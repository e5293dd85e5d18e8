import type { ApiResource } from '../../kube/cluster';
import { KubectlError } from '../errors';
import { dryRunOf, teller, warn, writeOptions, WRITING } from '../outcome';
import { groupVersion, objectRef } from '../resources';
import { namedTargets, namespaceOf, SELECTION } from '../selection';
import type { Verb } from '../verb';
import { withOwnLastApplied } from '../last-applied';

/** Source: kubectl/pkg/cmd/autoscale/autoscale.go; it writes autoscaling/v1, as kubectl 1.32 does */

const unscalable = (resource: ApiResource) =>
  `cannot autoscale a ${resource.kind}: could not find scale subresource for ${resource.group}/${resource.version}, Resource=${resource.resource} in discovery information`;

export const autoscale: Verb = {
  name: 'autoscale',
  summary: 'Auto-scale a deployment, replica set, stateful set, or replication controller',
  usage: '(-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu-percent=CPU]',
  flags: { ...SELECTION, ...WRITING, min: 'int', max: 'int', 'cpu-percent': 'int', name: 'string', 'save-config': 'bool' },
  examples: [
    'kubectl autoscale deployment php-apache --cpu-percent=50 --min=1 --max=10',
    'kubectl autoscale rs foo --max=5 --cpu-percent=80',
  ],
  async run(args, env) {
    if (!args.has('max')) throw new KubectlError('required flag(s) "max" not set');
    const [min, max, percent] = [Number(args.get('min') ?? -1), Number(args.get('max')), Number(args.get('cpu-percent') ?? -1)];
    if (max < 1) throw new KubectlError(`--max=MAXPODS is required and must be at least 1, max: ${max}`);
    if (max < min) throw new KubectlError(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${min}`);
    const found = await namedTargets(env, args);
    const { tell } = await teller(args, env, true);
    const autoscalers = autoscalerResource(await env.cluster.resources());
    for (const { resource, names, source, namespace = namespaceOf(args, env) } of found) {
      for (const target of names) {
        if (!source) await env.cluster.get(objectRef(resource, target, namespace));
        if (!resource.subresources.includes('scale')) throw new KubectlError(unscalable(resource));
        const name = args.get('name') ?? target;
        const plain = {
          apiVersion: 'autoscaling/v1',
          kind: 'HorizontalPodAutoscaler',
          metadata: { creationTimestamp: null, name } as object,
          spec: {
            maxReplicas: max,
            ...(min > 0 && { minReplicas: min }),
            scaleTargetRef: { apiVersion: groupVersion(resource), kind: resource.kind, name: target },
            ...(percent >= 0 && { targetCPUUtilizationPercentage: percent }),
          },
          status: { currentReplicas: 0, desiredReplicas: 0 },
        };
        const manifest = args.on('save-config') ? await withOwnLastApplied(plain) : plain;
        if (dryRunOf(args, env) === 'client') {
          tell(autoscalers, name, 'created', manifest);
          continue;
        }
        const made = await env.cluster.create(autoscalers, manifest, { ...writeOptions(args, env, 'kubectl-autoscale'), namespace });
        warn(env, made.warnings);
        tell(autoscalers, name, 'autoscaled', made.object);
      }
    }
  },
};

function autoscalerResource(resources: readonly ApiResource[]): ApiResource {
  const found = resources.find(({ resource, version }) => resource === 'horizontalpodautoscalers' && version === 'v1');
  if (!found) throw new KubectlError('the server doesn\'t have a resource type "horizontalpodautoscalers"');
  return found;
}
