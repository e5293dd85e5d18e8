import { parseLabelSelector } from '../../kube/selectors';
import type { Pod } from '../../kube/kinds/pod';
import { controllerOf } from '../../kube/object';
import { StatusError } from '../../kube/status';
import type { Arguments } from '../arguments';
import { waitUntilGone } from '../deletion';
import type { KubectlEnv } from '../env';
import { KubectlError, misuse } from '../errors';
import { milliseconds } from '../go-duration';
import { dryRunOf, suffix } from '../outcome';
import { findResource, isNotFound, objectRef } from '../resources';
import type { Found } from '../selection';
import type { Verb } from '../verb';
import { checkSelector, eachNode, setSchedulable } from './node';

/** Source: kubectl/pkg/cmd/drain/drain.go, pkg/drain/{drain,filters}.go */

export const drain: Verb = {
  name: 'drain',
  summary: 'Drain node in preparation for maintenance',
  usage: 'NODE',
  flags: {
    'ignore-daemonsets': 'bool',
    'delete-emptydir-data': 'bool',
    force: 'bool',
    'disable-eviction': 'bool',
    'grace-period': 'int',
    'pod-selector': 'string',
    selector: 'string',
    timeout: 'duration',
    'dry-run': 'optional',
  },
  examples: ['kubectl drain node-1 --ignore-daemonsets', 'kubectl drain node-1 --ignore-daemonsets --delete-emptydir-data --force'],
  async run(args, env) {
    if (!args.words.length && !args.has('selector')) throw misuse('drain', `USAGE: drain NODE [flags]`);
    checkSelector(args, 'drain');
    checkPodSelector(args);
    await eachNode(env, args, args.words, async (node) => {
      await setSchedulable(env, args, node, false);
      await drainNode(args, env, node);
    });
  },
};

function checkPodSelector(args: Arguments): void {
  try {
    parseLabelSelector(args.get('pod-selector') ?? '');
  } catch {
    throw new KubectlError('--pod-selector=<pod_selector> must be a valid label selector');
  }
}

async function drainNode(args: Arguments, env: KubectlEnv, node: Found): Promise<void> {
  const { name } = node.object.metadata;
  const { going, warnings } = await chosen(args, env, name);
  if (warnings.length) env.err(`Warning: ${warnings.join('; ')}\n`);
  const dry = dryRunOf(args, env);
  for (const pod of going) env.out(`evicting pod ${pod.metadata.namespace}/${pod.metadata.name}${suffix(dry)}\n`);
  if (!dry) await Promise.all(going.map((pod) => evict(args, env, pod)));
  env.out(`node/${name} drained${suffix(dry)}\n`);
}

interface Verdict {
  readonly evict: boolean;
  /** Why it stays; the drain fails. */
  readonly error?: string;
  readonly warning?: string;
}

/** Each filter's word about a pod. Source: filters.go */
function verdictOf(pod: Pod, args: Arguments): Verdict {
  const owner = controllerOf(pod);
  if (pod.metadata.annotations?.['kubernetes.io/config.mirror']) return { evict: false };
  if (owner?.kind === 'DaemonSet') {
    if (args.on('ignore-daemonsets')) return { evict: false, warning: 'ignoring DaemonSet-managed Pods' };
    return { evict: false, error: 'cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)' };
  }
  const finished = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
  const local = pod.spec.volumes?.some(({ emptyDir }) => emptyDir) && !finished;
  if (local && !args.on('delete-emptydir-data'))
    return { evict: false, error: 'cannot delete Pods with local storage (use --delete-emptydir-data to override)' };
  if (!owner && !finished) {
    if (args.on('force')) return { evict: true, warning: 'deleting Pods that declare no controller' };
    return { evict: false, error: 'cannot delete cannot delete Pods that declare no controller (use --force to override)' };
  }
  return { evict: true };
}

async function chosen(args: Arguments, env: KubectlEnv, node: string) {
  const labelSelector = args.get('pod-selector');
  const resource = await findResource(env.cluster, 'pods');
  const list = await env.cluster.list(resource, { fieldSelector: `spec.nodeName=${node}`, ...(labelSelector && { labelSelector }) });
  const pods = (list.items as unknown as readonly Pod[]).map((pod) => ({ pod, ...verdictOf(pod, args) }));
  const errors = grouped(pods.flatMap(({ pod, error }) => (error ? [{ pod, text: error }] : [])));
  if (errors.length)
    throw new KubectlError(
      `error: unable to drain node "${node}" due to error: ${errors.length > 1 ? `[${errors.join(', ')}]` : errors[0]}, continuing command...\nThere are pending nodes to be drained:\n ${node}\n${errors.join('\n')}`,
    );
  return {
    going: pods.filter(({ evict }) => evict).map(({ pod }) => pod),
    warnings: grouped(pods.flatMap(({ pod, warning }) => (warning ? [{ pod, text: warning }] : []))),
  };
}

/** `cannot delete …: default/a, default/b`. */
function grouped(all: readonly { readonly pod: Pod; readonly text: string }[]): string[] {
  const byText = new Map<string, string[]>();
  for (const { pod, text } of all) byText.set(text, [...(byText.get(text) ?? []), `${pod.metadata.namespace}/${pod.metadata.name}`]);
  return [...byText].map(([text, names]) => `${text}: ${names.join(', ')}`);
}

/** Ms between two tries of an eviction that a budget refuses. */
const RETRY = 5_000;

async function evict(args: Arguments, env: KubectlEnv, pod: Pod): Promise<void> {
  const resource = await findResource(env.cluster, 'pods');
  const { name, namespace = '', uid } = pod.metadata;
  const ref = objectRef(resource, name, namespace);
  const until =
    args.has('timeout') && milliseconds(args.get('timeout')!) > 0 ? env.cluster.clock.now() + milliseconds(args.get('timeout')!) : Infinity;
  const grace = Number(args.get('grace-period') ?? -1);
  const gracePeriod = grace >= 0 ? { gracePeriodSeconds: grace } : {};
  while (!env.signal.aborted) {
    try {
      if (args.on('disable-eviction')) await env.cluster.delete(ref, gracePeriod);
      else {
        const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace }, deleteOptions: gracePeriod };
        await env.cluster.create(resource, eviction, { subresource: 'eviction', namespace });
      }
      break;
    } catch (error) {
      if (isNotFound(error)) return;
      if (!(error instanceof StatusError) || error.status.code !== 429) throw error;
      env.err(`error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)} (will retry after 5s): ${error.message}\n`);
      if (env.cluster.clock.now() + RETRY > until)
        throw new KubectlError(
          `error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)}: global timeout reached: ${args.get('timeout')}`,
        );
      await env.cluster.clock.sleep(RETRY, env.signal);
    }
  }
  await waitUntilGone(
    env,
    { resource, name, namespace, uid },
    until === Infinity ? undefined : Math.max(0, until - env.cluster.clock.now()),
  );
  env.out(`pod/${name} evicted\n`);
}
