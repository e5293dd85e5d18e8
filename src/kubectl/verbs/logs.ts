import type { LogOptions } from '../../kube/cluster';
import type { KubeObject } from '../../kube/object';
import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { KubectlError, misuse } from '../errors';
import { milliseconds } from '../go-duration';
import { checkedContainer, defaultContainer, podsOf } from '../pod-of';
import { findResource, isNotFound, objectRef } from '../resources';
import { namespaceOf } from '../selection';
import type { Verb } from '../verb';

/** Source: kubectl/pkg/cmd/logs/logs.go, polymorphichelpers/logsforobject.go */

export const logs: Verb = {
  name: 'logs',
  summary: 'Print the logs for a container in a pod',
  usage: '[-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]',
  flags: {
    container: 'string',
    follow: 'bool',
    previous: 'bool',
    tail: 'int',
    since: 'duration',
    'since-time': 'string',
    'pod-running-timeout': 'duration',
    'insecure-skip-tls-verify-backend': 'bool',
    timestamps: 'bool',
    selector: 'string',
    'all-containers': 'bool',
    'all-pods': 'bool',
    prefix: 'bool',
    'ignore-errors': 'bool',
    'max-log-requests': 'int',
    'limit-bytes': 'int',
  },
  shorts: { f: 'follow' },
  examples: ['kubectl logs web-0', 'kubectl logs -f deploy/nginx', 'kubectl logs myapp -c init-db', 'kubectl logs -l app=web --prefix'],
  async run(args, env) {
    checkLimits(args);
    const sources = await sourcesOf(args, env);
    const most = Number(args.get('max-log-requests') ?? 5);
    if (args.on('follow') && sources.length > most)
      throw new KubectlError(
        `you are attempting to follow ${sources.length} log streams, but maximum allowed concurrency is ${most}, use --max-log-requests to increase the limit`,
      );
    if (args.on('follow')) await Promise.all(sources.map((one) => print(args, env, one)));
    else for (const one of sources) await print(args, env, one);
  },
};

/** Source: logs.go ToLogOptions, Validate */
function checkLimits(args: Arguments): void {
  const time = args.get('since-time');
  if (time && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(time))
    throw new KubectlError(
      `parsing time ${JSON.stringify(time)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(time)} as "2006"`,
    );
  if (args.has('pod-running-timeout') && milliseconds(args.get('pod-running-timeout')!) <= 0)
    throw new KubectlError('--pod-running-timeout must be higher than zero');
  if (time && args.has('since')) throw new KubectlError('at most one of `sinceTime` or `sinceSeconds` may be specified');
  if (Number(args.get('limit-bytes') ?? 1) < 0) throw new KubectlError('--limit-bytes must be greater than 0');
  if (Number(args.get('tail') ?? 0) < -1) throw new KubectlError('--tail must be greater than or equal to -1');
}

interface Source {
  readonly pod: KubeObject;
  readonly container: string;
}

async function sourcesOf(args: Arguments, env: KubectlEnv): Promise<readonly Source[]> {
  const pods = await podsAsked(args, env);
  return pods.flatMap((pod) => containersOf(args, env, pod).map((container) => ({ pod, container })));
}

async function podsAsked(args: Arguments, env: KubectlEnv): Promise<readonly KubeObject[]> {
  const namespace = namespaceOf(args, env);
  const labelSelector = args.get('selector');
  const [word, , extra] = args.words;
  if (labelSelector !== undefined) {
    if (word !== undefined) throw misuse('logs', 'only a selector (-l) or a POD name is allowed');
    const { items } = await env.cluster.list(await findResource(env.cluster, 'pods'), { namespace, labelSelector });
    if (!items.length) env.err(`No resources found in ${namespace} namespace.\n`);
    return items;
  }
  if (word === undefined || extra !== undefined)
    throw misuse(
      'logs',
      "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command",
    );
  const pods = await podsOf(env, word, namespace, 'logs').catch((error: unknown) => {
    if (!isNotFound(error)) throw error;
    throw new KubectlError(`error from server (NotFound): ${(error as Error).message} in namespace ${JSON.stringify(namespace)}`);
  });
  if (args.on('all-pods')) return pods;
  if (!pods.length) throw new KubectlError('timed out waiting for the condition', { hint: `${word} has no pods now.` });
  if (pods.length > 1) env.err(`Found ${pods.length} pods, using pod/${pods[0]!.metadata.name}\n`);
  return [pods[0]!];
}

function containersOf(args: Arguments, env: KubectlEnv, pod: KubeObject): readonly string[] {
  const {
    containers,
    initContainers = [],
    ephemeralContainers = [],
  } = pod['spec'] as Record<'containers' | 'initContainers' | 'ephemeralContainers', readonly { readonly name: string }[] | undefined>;
  if (args.on('all-containers'))
    return [...(initContainers ?? []), ...(containers ?? []), ...(ephemeralContainers ?? [])].map(({ name }) => name);
  const asked = args.get('container') ?? args.words[1];
  return [asked ? checkedContainer(pod, asked) : defaultContainer(env, pod)];
}

async function print(args: Arguments, env: KubectlEnv, { pod, container }: Source): Promise<void> {
  const { name, namespace = '' } = pod.metadata;
  const ref = objectRef(await findResource(env.cluster, 'pods'), name, namespace);
  const prefix = args.on('prefix') ? `[pod/${name}/${container}] ` : '';
  for await (const line of env.cluster.logs(ref, { ...options(args, env), container })) env.out(prefix + line);
}

function options(args: Arguments, env: KubectlEnv): LogOptions {
  // With a selector the last ten lines of each are shown. Source: logs.go selectorTail
  const tail = Number(args.get('tail') ?? (args.has('selector') && !args.on('follow') ? 10 : -1));
  const [since, sinceTime] = [args.get('since'), args.get('since-time')];
  return {
    follow: args.on('follow'),
    previous: args.on('previous'),
    timestamps: args.on('timestamps'),
    ...(tail >= 0 && { tailLines: tail }),
    ...(Number(args.get('limit-bytes') ?? 0) > 0 && { limitBytes: Number(args.get('limit-bytes')) }),
    ...(sinceTime && { sinceTime }),
    ...(since !== undefined && { sinceSeconds: milliseconds(since) / 1000 }),
    signal: env.signal,
  };
}
