import type { ApiResource } from '../../kube/cluster';
import type { KubeObject } from '../../kube/object';
import { milliValue, value } from '../../kube/quantity';
import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { KubectlError, misuse } from '../errors';
import { Tabs } from '../printers/tabs';
import { findResource, objectRef } from '../resources';
import { namespaceOf } from '../selection';
import type { Verb } from '../verb';

/** `top pod`, `top node`. Source: kubectl/pkg/cmd/top, metricsutil/metrics_printer.go */

const SORT = ['', 'cpu', 'memory'];

export const topPod: Verb = {
  name: 'top pod',
  aliases: ['pods', 'po'],
  summary: 'Display resource (CPU/memory) usage of pods',
  usage: '[NAME | -l label]',
  flags: {
    selector: 'string',
    'field-selector': 'string',
    'all-namespaces': 'bool',
    containers: 'bool',
    'sort-by': 'string',
    'no-headers': 'bool',
    sum: 'bool',
    'use-protocol-buffers': 'bool',
  },
  examples: ['kubectl top pod', 'kubectl top pod --containers', 'kubectl top pod -l app=web'],
  async run(args, env) {
    const resource = await metricsOf(args, env, 'pods');
    const namespace = args.on('all-namespaces') ? undefined : namespaceOf(args, env);
    const [name] = named(args, 'pod');
    const found = name
      ? [await env.cluster.get(objectRef(resource, name, namespace ?? env.namespace))]
      : (await env.cluster.list(resource, { ...(namespace && { namespace }), ...selectors(args) })).items;
    if (!found.length) return none(args, env, namespace);
    const pods = found.map((object) => ({ object, total: sum(object) }));
    env.out(new Tabs().print(podRows(args, ordered(pods, args.get('sort-by'), args.on('all-namespaces')))));
  },
};

export const topNode: Verb = {
  name: 'top node',
  aliases: ['nodes', 'no'],
  summary: 'Display resource (CPU/memory) usage of nodes',
  usage: '[NAME | -l label]',
  flags: { selector: 'string', 'sort-by': 'string', 'no-headers': 'bool', 'show-capacity': 'bool', 'use-protocol-buffers': 'bool' },
  examples: ['kubectl top node', 'kubectl top node node-1'],
  async run(args, env) {
    const resource = await metricsOf(args, env, 'nodes');
    const [name] = named(args, 'node');
    const found = name ? [await env.cluster.get(objectRef(resource, name, ''))] : (await env.cluster.list(resource, selectors(args))).items;
    if (!found.length) throw new KubectlError('metrics not available yet');
    const { items } = await env.cluster.list(await findResource(env.cluster, 'nodes'));
    const available = (node: string) => {
      const { capacity, allocatable } = items.find(({ metadata }) => metadata.name === node)?.['status'] as Record<string, Quantities>;
      return args.on('show-capacity') ? capacity : allocatable;
    };
    const nodes = found.map((object) => ({ object, total: sum(object) }));
    const rows = ordered(nodes, args.get('sort-by'), false).map(({ object, total }) => {
      const all = available(object.metadata.name) ?? {};
      const [cpu, memory] = [percent(total.cpu, milliValue(all['cpu'])), percent(total.memory, value(all['memory']))];
      return [object.metadata.name, cores(total), cpu, bytes(total), memory];
    });
    env.out(new Tabs().print(headed(args, ['NAME', 'CPU(cores)', 'CPU(%)', 'MEMORY(bytes)', 'MEMORY(%)'], rows)));
  },
};

type Quantities = Readonly<Record<string, string>>;

interface Total {
  /** Thousandths of a core. */
  readonly cpu: number;
  /** Bytes. */
  readonly memory: number;
}

interface Used {
  readonly object: KubeObject;
  readonly total: Total;
}

function named(args: Arguments, what: string): readonly string[] {
  if (args.words.length > 1) throw misuse(`top ${what}`, `unexpected arguments: [${args.words.join(' ')}]`);
  if (args.words.length && args.has('selector')) throw new KubectlError('only one of NAME or --selector can be provided');
  return args.words;
}

const selectors = (args: Arguments) => ({
  ...(args.has('selector') && { labelSelector: args.get('selector')! }),
  ...(args.has('field-selector') && { fieldSelector: args.get('field-selector')! }),
});

/** @throws KubectlError where nobody measures */
async function metricsOf(args: Arguments, { cluster }: KubectlEnv, what: string): Promise<ApiResource> {
  if (!SORT.includes(args.get('sort-by') ?? '')) throw new KubectlError('--sort-by accepts only cpu or memory');
  const found = (await cluster.resources()).find(({ group, resource }) => group === 'metrics.k8s.io' && resource === what);
  if (!found) throw new KubectlError('Metrics API not available');
  return found;
}

const usages = (object: KubeObject) =>
  (object['containers'] as { name: string; usage: Quantities }[] | undefined) ?? [{ name: '', usage: object['usage'] as Quantities }];

const sum = (object: KubeObject): Total => ({
  cpu: usages(object).reduce((all, { usage }) => all + milliValue(usage['cpu']), 0),
  memory: usages(object).reduce((all, { usage }) => all + value(usage['memory']), 0),
});

const cores = ({ cpu }: Total) => `${cpu}m`;
const bytes = ({ memory }: Total) => `${Math.floor(memory / 2 ** 20)}Mi`;
const percent = (used: number, of: number) => `${Math.trunc((used / of) * 100)}%`;

/** The greediest first, when that is asked for; else by name. */
function ordered(all: readonly Used[], by: string | undefined, namespaces: boolean): Used[] {
  const key = ({ object: { metadata } }: Used) => (namespaces ? `${metadata.namespace}/${metadata.name}` : metadata.name);
  const names = (a: Used, b: Used) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
  if (by === 'cpu' || by === 'memory') return [...all].sort((a, b) => b.total[by] - a.total[by] || names(a, b));
  return [...all].sort(names);
}

/** Each column ends with a tab, the last one too: it is filled up with spaces. */
const headed = (args: Arguments, heads: readonly string[], rows: readonly (readonly string[])[]) =>
  (args.on('no-headers') ? rows : [heads, ...rows]).map((row) => [...row, '']);

function podRows(args: Arguments, pods: readonly Used[]): string[][] {
  const [everywhere, single] = [args.on('all-namespaces'), args.on('containers')];
  const place = ({ metadata }: KubeObject) => (everywhere ? [metadata.namespace ?? ''] : []);
  const rows = pods.flatMap(({ object, total }) =>
    single
      ? usages(object).map(({ name, usage }) => {
          const one = { cpu: milliValue(usage['cpu']), memory: value(usage['memory']) };
          return [...place(object), object.metadata.name, name, cores(one), bytes(one)];
        })
      : [[...place(object), object.metadata.name, cores(total), bytes(total)]],
  );
  const heads = [...(everywhere ? ['NAMESPACE'] : []), ...(single ? ['POD', 'NAME'] : ['NAME']), 'CPU(cores)', 'MEMORY(bytes)'];
  return headed(args, heads, args.on('sum') ? [...rows, ...sumRows(pods, heads.length - 2)] : rows);
}

function sumRows(pods: readonly Used[], before: number): string[][] {
  const total = { cpu: pods.reduce((all, one) => all + one.total.cpu, 0), memory: pods.reduce((all, one) => all + one.total.memory, 0) };
  const empty = Array.from({ length: before }, () => '');
  return [
    [...empty, '________', '________'],
    [...empty, cores(total), bytes(total)],
  ];
}

/** Nothing is measured: there are no pods, or they are too young. Source: top_pod.go verifyEmptyMetrics */
async function none(args: Arguments, env: KubectlEnv, namespace: string | undefined): Promise<void> {
  const pods = await env.cluster.list(await findResource(env.cluster, 'pods'), { ...(namespace && { namespace }), ...selectors(args) });
  if (pods.items.length) throw new KubectlError('metrics not available yet');
  env.err(namespace === undefined ? 'No resources found\n' : `No resources found in ${namespace} namespace.\n`);
}
