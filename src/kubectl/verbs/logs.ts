import type { KubeObject } from '../../kube/object';
import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { KubectlError } from '../errors';
import { findResource, namespaceOf, objectRef, podOf } from '../resources';
import type { Verb } from '../verb';

export const logs: Verb = {
  name: 'logs',
  summary: 'Print the logs for a container in a pod',
  usage: '[-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]',
  flags: {
    container: 'string',
    follow: 'bool',
    previous: 'bool',
    tail: 'string',
    since: 'string',
    timestamps: 'bool',
    selector: 'string',
    'all-containers': 'bool',
    prefix: 'bool',
  },
  shorts: { f: 'follow' },
  examples: ['kubectl logs web-0', 'kubectl logs -f deploy/nginx', 'kubectl logs myapp -c init-db'],
  async run(args, env) {
    const namespace = namespaceOf(args, env);
    for (const pod of await podsOf(args, env, namespace)) {
      for (const container of containersOf(args, env, pod)) await print(args, env, pod, container);
    }
  },
};

async function podsOf(args: Arguments, env: KubectlEnv, namespace: string): Promise<readonly KubeObject[]> {
  const labelSelector = args.get('selector');
  if (labelSelector) return (await env.cluster.list(await findResource(env.cluster, 'pods'), { namespace, labelSelector })).items;
  const [word] = args.words;
  if (!word)
    throw new KubectlError(
      "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command",
    );
  return [await podOf(env, word, namespace)];
}

interface Spec {
  readonly containers: readonly { readonly name: string }[];
  readonly initContainers?: readonly { readonly name: string }[];
}

function containersOf(args: Arguments, env: KubectlEnv, pod: KubeObject): readonly string[] {
  const { containers, initContainers = [] } = pod['spec'] as Spec;
  const asked = args.get('container') ?? args.words[1];
  if (args.on('all-containers')) return [...initContainers, ...containers].map(({ name }) => name);
  if (asked) return [asked];
  const names = [...containers, ...initContainers].map(({ name }) => name);
  if (names.length > 1)
    env.err(
      `Defaulted container "${names[0]}" out of: ${[...containers.map(({ name }) => name), ...initContainers.map(({ name }) => `${name} (init)`)].join(', ')}\n`,
    );
  return [names[0]!];
}

async function print(args: Arguments, env: KubectlEnv, pod: KubeObject, container: string): Promise<void> {
  const ref = objectRef(await findResource(env.cluster, 'pods'), pod.metadata.name, pod.metadata.namespace!);
  const [tail, since] = [args.get('tail') ?? (args.has('selector') ? '10' : '-1'), args.get('since')];
  const options = {
    container,
    follow: args.on('follow'),
    previous: args.on('previous'),
    timestamps: args.on('timestamps'),
    ...(Number(tail) >= 0 && { tailLines: Number(tail) }),
    ...(since && { sinceSeconds: seconds(since) }),
    signal: env.signal,
  };
  for await (const line of env.cluster.logs(ref, options))
    env.out(args.on('prefix') ? `[pod/${pod.metadata.name}/${container}] ${line}` : line);
}

/** `90s`, `5m`, `1h30m`. @throws KubectlError in Go's words */
export function seconds(duration: string): number {
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(h|m|s)/g)];
  if (!parts.length || parts.map(([part]) => part).join('') !== duration)
    throw new KubectlError(`invalid argument "${duration}" for duration flag: time: invalid duration "${duration}"`);
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * { h: 3600, m: 60, s: 1 }[unit as 'h' | 'm' | 's'], 0);
}
