import { KubectlError } from '../errors';
import { findResource, objectRef } from '../resources';
import { namespaceOf } from '../selection';
import type { Verb } from '../verb';
import { CREATING, labelsIn, make, nameIn } from './create-from-flags';

/** `create service …` and `expose`. Source: create_service.go, expose.go */

/** `80`, `80:8080`, `http:web`. */
function portOf(text: string) {
  const [port = '', target = port] = text.split(':');
  if (!/^\d+$/.test(port))
    throw new KubectlError(`invalid port value ${JSON.stringify(text)}: strconv.Atoi: parsing ${JSON.stringify(port)}: invalid syntax`);
  return { name: text.replace(':', '-'), port: Number(port), protocol: 'TCP', targetPort: /^\d+$/.test(target) ? Number(target) : target };
}

const service = (command: string, type: string): Verb => ({
  name: `create service ${command}`,
  summary: `Create a ${type} service`,
  usage: 'NAME [--tcp=<port>:<targetPort>]',
  flags: { ...CREATING, tcp: 'strings', clusterip: 'string', 'node-port': 'int', 'external-name': 'string' },
  examples: [`kubectl create service ${command} web ${command === 'externalname' ? '--external-name=example.org' : '--tcp=80:8080'}`],
  run(args, env) {
    const name = nameIn(args, `create service ${command}`);
    const ports = args.all('tcp').map(portOf);
    const nodePort = Number(args.get('node-port') ?? 0);
    const headless = args.get('clusterip') === 'None';
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
    port: 'string',
    'target-port': 'string',
    type: 'string',
    name: 'string',
    protocol: 'string',
    selector: 'string',
    labels: 'string',
    'cluster-ip': 'string',
  },
  examples: ['kubectl expose deployment web --port=80', 'kubectl expose pod web-0 --port=80 --target-port=8080'],
  async run(args, env) {
    const [kind = '', name = ''] = args.words.length === 1 ? args.words[0]!.split('/') : args.words;
    if (!kind || !name) throw new KubectlError('must specify a resource and a name', { hint: 'kubectl expose deployment web --port=80' });
    const resource = await findResource(env.cluster, kind);
    const object = await env.cluster.get(objectRef(resource, name, namespaceOf(args, env)));
    const spec = (object['spec'] ?? {}) as Exposed;
    const found =
      resource.resource === 'services' || resource.resource === 'replicationcontrollers'
        ? (spec.selector as Record<string, string>)
        : resource.resource === 'pods'
          ? object.metadata.labels
          : spec.selector?.matchLabels;
    const selector = args.has('selector') ? labelsIn(args.get('selector')!) : found;
    if (!resource.resource.match(/^(deployments|replicasets|replicationcontrollers|pods|services|statefulsets)$/) && !args.has('selector'))
      throw new KubectlError(`cannot expose a ${resource.kind}`);
    if (!selector)
      throw new KubectlError(
        "couldn't retrieve selectors via --selector flag or introspection: the pod has no labels and cannot be exposed",
      );
    const labels = args.has('labels') ? labelsIn(args.get('labels')!) : object.metadata.labels;
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { ...(labels && { labels: { ...labels } }), name: args.get('name') ?? name },
      spec: {
        ports: portsOf(spec, args.get('port'), args.get('target-port'), args.get('protocol') ?? 'TCP'),
        selector,
        ...(args.has('type') && { type: args.get('type') }),
        ...(args.has('cluster-ip') && { clusterIP: args.get('cluster-ip') }),
      },
    };
    return make(env, args, service, { what: 'exposed', manager: 'kubectl-expose' });
  },
};

function portsOf(spec: Exposed, asked: string | undefined, target: string | undefined, protocol: string) {
  const containers = spec.template?.spec.containers ?? spec.containers ?? [];
  const known =
    spec.ports?.map(({ port }) => port) ?? containers.flatMap(({ ports = [] }) => ports.map(({ containerPort }) => containerPort));
  const numbers = asked !== undefined ? asked.split(',').map(Number) : known;
  if (!numbers.length) throw new KubectlError("couldn't find port via --port flag or introspection");
  return numbers.map((port, i) => ({
    ...(numbers.length > 1 && { name: `port-${i + 1}` }),
    port,
    protocol,
    targetPort: target === undefined ? port : /^\d+$/.test(target) ? Number(target) : target,
  }));
}
