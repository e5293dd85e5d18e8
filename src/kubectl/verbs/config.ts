import { outputOf } from '../printers/objects';
import { KubectlError, misuse } from '../errors';
import { CONTEXT } from '../global-flags';
import { Tabs } from '../printers/tabs';
import type { Verb } from '../verb';

/** `config …`: one context, of which the namespace can be changed.
 *  MODELS current-context, get-contexts, get-clusters, get-users, use-context, set-context --current, view.
 *  OMITS other contexts, clusters and users: there is one cluster, and it asks nobody who they are.
 *  Source: kubectl/pkg/cmd/config */

const noContext = (name: string) => new KubectlError(`no context exists with the name: ${JSON.stringify(name)}`);

export const currentContext: Verb = {
  name: 'config current-context',
  summary: 'Display the current-context',
  usage: '',
  flags: {},
  examples: ['kubectl config current-context'],
  run: (_args, env) => Promise.resolve(env.out(`${CONTEXT}\n`)),
};

export const getContexts: Verb = {
  name: 'config get-contexts',
  summary: 'Describe one or many contexts',
  usage: '[(-o|--output=)name)]',
  flags: { output: 'string', 'no-headers': 'bool' },
  examples: ['kubectl config get-contexts'],
  run(args, env) {
    const unknown = args.words.find((word) => word !== CONTEXT);
    if (unknown !== undefined) throw new KubectlError(`context ${unknown} not found`);
    const row = ['*', CONTEXT, CONTEXT, CONTEXT, env.namespace === 'default' ? '' : env.namespace];
    const heads = args.on('no-headers') ? [] : [['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE']];
    env.out(outputOf(args) === 'name' ? `${CONTEXT}\n` : new Tabs().print([...heads, row]));
    return Promise.resolve();
  },
};

const listing = (what: 'clusters' | 'users'): Verb => ({
  name: `config get-${what}`,
  summary: `Display ${what} defined in the kubeconfig`,
  usage: '',
  flags: {},
  examples: [`kubectl config get-${what}`],
  run: (_args, env) => Promise.resolve(env.out(`NAME\n${CONTEXT}\n`)),
});

export const getClusters = listing('clusters');
export const getUsers = listing('users');

export const useContext: Verb = {
  name: 'config use-context',
  aliases: ['use'],
  summary: 'Set the current-context in a kubeconfig file',
  usage: 'CONTEXT_NAME',
  flags: {},
  examples: ['kubectl config use-context podplay'],
  run(args, env) {
    const [name, extra] = args.words;
    if (name === undefined || extra !== undefined) throw misuse('config use-context', `Unexpected args: [${args.words.join(' ')}]`);
    if (name !== CONTEXT) throw noContext(name);
    return Promise.resolve(env.out(`Switched to context ${JSON.stringify(name)}.\n`));
  },
};

export const setContext: Verb = {
  name: 'config set-context',
  summary: 'Set a context entry in kubeconfig',
  usage: '[NAME | --current] [--namespace=namespace]',
  flags: { current: 'bool' },
  examples: ['kubectl config set-context --current --namespace=demo'],
  run(args, env) {
    const [name = args.on('current') ? CONTEXT : undefined] = args.words;
    if (name === undefined || (args.words.length && args.on('current')))
      throw misuse('config set-context', `Unexpected args: [${args.words.join(' ')}]`);
    if (name !== CONTEXT) throw new KubectlError(`Podplay has one context, ${CONTEXT}: it cannot make ${JSON.stringify(name)}`);
    env.namespace = args.get('namespace') ?? env.namespace;
    return Promise.resolve(env.out(`Context ${JSON.stringify(CONTEXT)} modified.\n`));
  },
};

export const view: Verb = {
  name: 'config view',
  summary: 'Display merged kubeconfig settings or a specified kubeconfig file',
  usage: '[flags]',
  flags: { minify: 'bool', output: 'string', raw: 'bool', flatten: 'bool' },
  examples: ['kubectl config view', "kubectl config view --minify -o jsonpath='{..namespace}'"],
  async run(args, env) {
    const { objectPrinter } = await import('../printers/objects');
    const asYaml = { ...args, get: (flag: string) => args.get(flag) ?? (flag === 'output' ? 'yaml' : undefined) };
    const print = await objectPrinter(asYaml, env);
    const context = { cluster: CONTEXT, ...(env.namespace !== 'default' && { namespace: env.namespace }), user: CONTEXT };
    env.out(
      print!({
        apiVersion: 'v1',
        clusters: [{ cluster: { server: env.cluster.server }, name: CONTEXT }],
        contexts: [{ context, name: CONTEXT }],
        'current-context': CONTEXT,
        kind: 'Config',
        preferences: {},
        users: [{ name: CONTEXT, user: {} }],
      }),
    );
  },
};
