import type { ApiResource } from '../../kube/cluster';
import type { Arguments } from '../arguments';
import { KubectlError, misuse } from '../errors';
import { Tabs } from '../printers/tabs';
import { groupVersion, qualifiedResource, sameResource } from '../resources';
import type { Verb } from '../verb';

/** `api-resources`, `api-versions`. Source: kubectl/pkg/cmd/apiresources */

export const apiResources: Verb = {
  name: 'api-resources',
  summary: 'Print the supported API resources on the server',
  usage: '[flags]',
  flags: {
    namespaced: 'bool',
    'no-headers': 'bool',
    'api-group': 'string',
    output: 'string',
    verbs: 'strings',
    categories: 'strings',
    'sort-by': 'string',
    cached: 'bool',
  },
  examples: ['kubectl api-resources', 'kubectl api-resources --namespaced=false', 'kubectl api-resources -o name'],
  async run(args, env) {
    if (args.words.length) throw misuse('api-resources', `unexpected arguments: [${args.words.join(' ')}]`);
    const output = args.get('output') ?? '';
    if (!['', 'wide', 'name'].includes(output)) throw new KubectlError(`--output ${output} is not available`);
    const sortBy = args.get('sort-by') ?? '';
    if (!['', 'name', 'kind'].includes(sortBy)) throw new KubectlError('--sort-by accepts only name or kind');
    const served = await env.cluster.resources();
    // Of a group's versions, the preferred one.
    const preferred = served.filter((one, i) => served.findIndex((other) => sameResource(one, other)) === i);
    const all = preferred.filter(wanted(args)).sort(order(sortBy));
    if (output === 'name') return env.out(all.map((one) => `${qualifiedResource(one)}\n`).join(''));
    const heads = ['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND', ...(output === 'wide' ? ['VERBS', 'CATEGORIES'] : [])];
    const rows = all.map((one) => row(one, output === 'wide'));
    env.out(new Tabs().print(args.on('no-headers') ? rows : [heads, ...rows]));
  },
};

function wanted(args: Arguments): (one: ApiResource) => boolean {
  const all = (flag: string, has: readonly string[]) => args.all(flag).every((one) => has.includes(one));
  return ({ namespaced, group, verbs, categories }) =>
    (!args.has('namespaced') || namespaced === args.on('namespaced')) &&
    (!args.has('api-group') || group === args.get('api-group')) &&
    all('verbs', verbs) &&
    all('categories', categories);
}

/** By group, then by name, unless something else is asked for. Source: sortableResource */
function order(sortBy: string): (a: ApiResource, b: ApiResource) => number {
  const key = (one: ApiResource) => (sortBy === 'kind' ? one.kind : sortBy === 'name' ? one.resource : `${one.group}\0${one.resource}`);
  return (a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
}

function row(one: ApiResource, wide: boolean): string[] {
  const { resource, shortNames, namespaced, kind, verbs, categories } = one;
  const more = wide ? [verbs.join(','), categories.join(',')] : [];
  return [resource, shortNames.join(','), groupVersion(one), String(namespaced), kind, ...more];
}

export const apiVersions: Verb = {
  name: 'api-versions',
  summary: 'Print the supported API versions on the server, in the form of "group/version"',
  usage: '',
  flags: {},
  examples: ['kubectl api-versions'],
  async run(args, env) {
    if (args.words.length) throw misuse('api-versions', `unexpected arguments: [${args.words.join(' ')}]`);
    const all = (await env.cluster.resources()).map(groupVersion);
    env.out(`${[...new Set(all)].sort().join('\n')}\n`);
  },
};
