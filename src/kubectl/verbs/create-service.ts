import type { ApiResource } from '../../kube/cluster';
import type { KubeObject } from '../../kube/object';
import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { KubectlError, throwAll } from '../errors';
import { fromFiles } from '../manifests';
import { OVERRIDES, overriding } from '../overrides';
import { objectRef } from '../resources';
import { type Found, namedTargets, namespaceOf, type Target } from '../selection';
import type { Verb } from '../verb';
import { CREATING, labelsIn, make, nameIn, portNumber } from './create-from-flags';

/** `create service …` and `expose`. Source: create_service.go, expose.go */

/** `80`, `80:8080`, `http:web`. */
function portOf(text: string) {
  const [port = '', target = port] = text.split(':');
  if (!/^\d+$/.test(port) || Number(port) > 65_535)
    throw new KubectlError(
      `strconv.ParseUint: parsing ${JSON.stringify(port)}: ${/^\d+$/.test(port) ? 'value out of range' : 'invalid syntax'}`,
    );
  return {
    name: text.replaceAll(':', '-'),
    port: Number(port),
    protocol: 'TCP',
    targetPort: /^\d+$/.test(target) ? Number(target) : target,
  };
}

const service = (command: string, type: string): Verb => ({
  name: `create service ${command}`,
  summary: `Create ${type === 'ExternalName' ? 'an' : 'a'} ${type} service`,
  usage: 'NAME [--tcp=<port>:<targetPort>]',
  flags: { ...CREATING, tcp: 'strings', clusterip: 'string', 'node-port': 'int', 'external-name': 'string' },
  examples: [`kubectl create service ${command} web ${command === 'externalname' ? '--external-name=example.org' : '--tcp=80:8080'}`],
  run(args, env) {
    const name = nameIn(args, `create service ${command}`);
    const ports = args.all('tcp').map(portOf);
    const nodePort = Number(args.get('node-port') ?? 0);
    const headless = args.get('clusterip') === 'None';
    if (type === 'ExternalName' && !args.has('external-name')) throw new KubectlError('required flag(s) "external-name" not set');
    if (!ports.length && type !== 'ExternalName' && !headless) throw new KubectlError('at least one tcp port specifier must be provided');
    const spec = {
      ...(ports.length && { ports: ports.map((port) => ({ ...port, ...(nodePort && { nodePort }) })) }),
      ...(args.has('external-name') && { externalName: args.get('external-name') }),
      ...(args.has('clusterip') && { clusterIP: args.get('clusterip') }),
      selector: { app: name },
      type,
    };
    return make(
      env,
      args,
      { apiVersion: 'v1', kind: 'Service', metadata: { labels: { app: name }, name }, spec },
      { failed: `failed to create ${type} service:` },
    );
  },
});

export const createClusterIP = service('clusterip', 'ClusterIP');
export const createNodePort = service('nodeport', 'NodePort');
export const createLoadBalancer = service('loadbalancer', 'LoadBalancer');
export const createExternalName = service('externalname', 'ExternalName');

interface Exposed {
  readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> } & Readonly<Record<string, unknown>>;
  readonly template?: {
    readonly spec: { readonly containers: readonly { readonly ports?: readonly { readonly containerPort: number }[] }[] };
  };
  readonly containers?: readonly { readonly ports?: readonly { readonly containerPort: number }[] }[];
  readonly ports?: readonly { readonly port: number }[];
}

export const expose: Verb = {
  name: 'expose',
  summary: 'Take a workload, a pod or a service and expose it as a new Kubernetes service',
  usage: '(-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--type=type]',
  flags: {
    ...CREATING,
    filename: 'strings',
    recursive: 'bool',
    port: 'string',
    'target-port': 'string',
    type: 'string',
    name: 'string',
    protocol: 'string',
    selector: 'string',
    labels: 'string',
    'cluster-ip': 'string',
    'external-ip': 'string',
    'load-balancer-ip': 'string',
    'session-affinity': 'string',
    ...OVERRIDES,
  },
  shorts: { l: 'labels' },
  examples: ['kubectl expose deployment web --port=80', 'kubectl expose pod web-0 --port=80 --target-port=8080'],
  async run(args, env) {
    const override = await overriding(args, 'Service');
    for (const { resource, object } of await exposed(args, env)) {
      const spec = (object['spec'] ?? {}) as Exposed;
      const selector = args.get('selector') ? labelsIn(args.get('selector')!) : selectorOf(resource, object);
      const labels = args.has('labels') ? labelsIn(args.get('labels')!) : object.metadata.labels;
      const metadata = { ...(labels && { labels: { ...labels } }), name: args.get('name') || object.metadata.name };
      const given = (flag: string, field: string) => (args.get(flag) ? { [field]: args.get(flag) } : {});
      const service = {
        apiVersion: 'v1',
        kind: 'Service',
        metadata,
        spec: {
          ports: portsOf(spec, args.get('port'), args.get('target-port'), args.get('protocol') ?? 'TCP'),
          selector,
          ...given('type', 'type'),
          ...given('cluster-ip', 'clusterIP'),
          ...given('load-balancer-ip', 'loadBalancerIP'),
          ...given('session-affinity', 'sessionAffinity'),
          ...(args.get('external-ip') && { externalIPs: [args.get('external-ip')!] }),
        },
      };
      await make(env, args, override(service), { what: 'exposed', manager: 'kubectl-expose' });
    }
  },
};

/** What stands in the files, or in the cluster under the names. */
async function exposed(args: Arguments, env: KubectlEnv): Promise<readonly Pick<Found, 'resource' | 'object'>[]> {
  if (args.has('filename')) {
    const { found, errors } = await fromFiles(env, args);
    throwAll(errors);
    return found.map(({ resource, manifest }) => ({ resource, object: manifest as KubeObject }));
  }
  const all = await namedTargets(env, { ...args, has: (flag) => flag !== 'selector' && args.has(flag) });
  return (await Promise.all(all.map((one) => exposedOf(one, args, env)))).flat();
}

const exposedOf = ({ resource, names }: Target, args: Arguments, env: KubectlEnv) =>
  Promise.all(names.map(async (name) => ({ resource, object: await env.cluster.get(objectRef(resource, name, namespaceOf(args, env))) })));

/** @throws KubectlError for a kind that has no pods to be exposed, and for pods that have no labels */
function selectorOf(resource: ApiResource, object: KubeObject): Readonly<Record<string, string>> {
  if (!/^(deployments|replicasets|replicationcontrollers|pods|services)$/.test(resource.resource))
    throw new KubectlError(`cannot expose a ${resource.kind}${resource.group && `.${resource.group}`}`);
  const { selector } = (object['spec'] ?? {}) as Exposed;
  const found =
    resource.resource === 'pods'
      ? object.metadata.labels
      : /^(services|replicationcontrollers)$/.test(resource.resource)
        ? (selector as Record<string, string> | undefined)
        : selector?.matchLabels;
  if (found) return found;
  throw new KubectlError("couldn't retrieve selectors via --selector flag or introspection: the pod has no labels and cannot be exposed");
}

function portsOf(spec: Exposed, asked: string | undefined, target: string | undefined, protocol: string) {
  const containers = spec.template?.spec.containers ?? spec.containers ?? [];
  const known =
    spec.ports?.map(({ port }) => port) ?? containers.flatMap(({ ports = [] }) => ports.map(({ containerPort }) => containerPort));
  const numbers = asked !== undefined ? asked.split(',').map(portNumber) : known;
  if (!numbers.length) throw new KubectlError("couldn't find port via --port flag or introspection");
  return numbers.map((port, i) => ({
    ...(numbers.length > 1 && { name: `port-${i + 1}` }),
    port,
    protocol,
    targetPort: target === undefined ? port : /^\d+$/.test(target) ? Number(target) : target,
  }));
}
