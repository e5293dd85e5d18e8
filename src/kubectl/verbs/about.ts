import { KubectlError } from '../errors';
import { objectPrinter } from '../printers/objects';
import type { Verb } from '../verb';

/** `version`, `cluster-info`. Source: kubectl/pkg/cmd/version, clusterinfo */

/** The release that this kubectl follows. */
const CLIENT = 'v1.32.5';
const KUSTOMIZE = 'v5.5.0';

export const version: Verb = {
  name: 'version',
  summary: 'Print the client and server version information',
  usage: '[--client] [--output=json|yaml]',
  flags: { client: 'bool', output: 'string' },
  examples: ['kubectl version', 'kubectl version --client'],
  async run(args, env) {
    const output = args.get('output') ?? '';
    if (!['', 'json', 'yaml'].includes(output)) throw new KubectlError(`--output must be 'yaml' or 'json'`);
    const server = args.on('client') ? undefined : await env.cluster.version();
    const print = await objectPrinter(args, env);
    if (print) env.out(print(asObject(server)));
    else env.out(`Client Version: ${CLIENT}\nKustomize Version: ${KUSTOMIZE}\n${server ? `Server Version: ${server.gitVersion}\n` : ''}`);
  },
};

const asObject = (server: object | undefined) => ({
  clientVersion: { gitVersion: CLIENT, major: '1', minor: '32' },
  kustomizeVersion: KUSTOMIZE,
  ...(server && { serverVersion: server }),
});

const NO_DUMP = 'kubectl get all -A -o yaml shows what there is, kubectl logs what it says.';

export const clusterInfo: Verb = {
  name: 'cluster-info',
  summary: 'Display cluster information',
  usage: '',
  flags: {},
  examples: ['kubectl cluster-info'],
  async run(args, env) {
    if (args.words.length) throw new KubectlError('kubectl cluster-info dump is not supported in Podplay', { hint: NO_DUMP });
    env.out(
      `Kubernetes control plane is running at ${env.cluster.server}\n\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n`,
    );
    return Promise.resolve();
  },
};
