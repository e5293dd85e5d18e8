import { KubectlError } from '../errors';
import { Tabs } from '../printers/tabs';
import { namespaceOf } from '../selection';
import type { Verb } from '../verb';

/** What there is, and where we are. */

export const version: Verb = {
  name: 'version',
  summary: 'Print the client and server version information',
  usage: '[--client]',
  flags: { client: 'bool' },
  examples: ['kubectl version'],
  async run(args, env) {
    const { gitVersion } = await env.cluster.version();
    env.out(`Client Version: ${gitVersion}\nKustomize Version: v5.5.0\n${args.on('client') ? '' : `Server Version: ${gitVersion}\n`}`);
  },
};

export const apiResources: Verb = {
  name: 'api-resources',
  summary: 'Print the supported API resources on the server',
  usage: '[flags]',
  flags: { namespaced: 'optional', 'no-headers': 'bool', 'api-group': 'string' },
  examples: ['kubectl api-resources'],
  async run(args, env) {
    const wanted = args.get('namespaced');
    const all = (await env.cluster.resources()).filter(
      ({ namespaced, group }) =>
        (wanted === undefined || String(namespaced) === wanted) && (!args.has('api-group') || group === args.get('api-group')),
    );
    const rows = [...all]
      .sort((a, b) => (a.group !== b.group ? (a.group < b.group ? -1 : 1) : a.resource < b.resource ? -1 : 1))
      .map(({ resource, shortNames, group, version: v, namespaced, kind }) => [
        resource,
        shortNames.join(','),
        group ? `${group}/${v}` : v,
        String(namespaced),
        kind,
      ]);
    env.out(new Tabs().print(args.on('no-headers') ? rows : [['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND'], ...rows]));
  },
};

export const apiVersions: Verb = {
  name: 'api-versions',
  summary: 'Print the supported API versions on the server, in the form of "group/version"',
  usage: '',
  flags: {},
  examples: ['kubectl api-versions'],
  async run(_args, env) {
    const all = (await env.cluster.resources()).map(({ group, version: v }) => (group ? `${group}/${v}` : v));
    env.out(`${[...new Set(all)].sort().join('\n')}\n`);
  },
};

export const clusterInfo: Verb = {
  name: 'cluster-info',
  summary: 'Display cluster information',
  usage: '',
  flags: {},
  examples: ['kubectl cluster-info'],
  async run(_args, env) {
    env.out(
      `Kubernetes control plane is running at ${env.cluster.server}\n\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n`,
    );
    return Promise.resolve();
  },
};

const CONTEXT = 'podplay';

export const config: Verb = {
  name: 'config',
  summary: 'Modify kubeconfig files',
  usage: 'current-context | get-contexts | set-context --current --namespace=NAMESPACE',
  flags: { current: 'bool', minify: 'bool' },
  examples: ['kubectl config set-context --current --namespace=demo', 'kubectl config current-context'],
  async run(args, env) {
    const [what] = args.words;
    if (what === 'current-context') env.out(`${CONTEXT}\n`);
    else if (what === 'get-contexts')
      env.out(
        new Tabs().print([
          ['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE'],
          ['*', CONTEXT, CONTEXT, 'learner', env.namespace],
        ]),
      );
    else if (what === 'set-context' && args.on('current') && args.has('namespace')) {
      env.namespace = namespaceOf(args, env);
      env.out(`Context "${CONTEXT}" modified.\n`);
    } else
      throw new KubectlError(
        `Podplay's kubectl has one context and cannot ${what ? `config ${what}` : 'do that'}: the nearest is kubectl config set-context --current --namespace=NAMESPACE`,
      );
    return Promise.resolve();
  },
};
