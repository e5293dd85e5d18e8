import type { ProxyRequest, ProxyResponse } from '../../kube/cluster';
import type { KubeObject } from '../../kube/object';
import { StatusError } from '../../kube/status';
import type { Arguments } from '../arguments';
import type { KubectlEnv, Listening } from '../env';
import { KubectlError, misuse } from '../errors';
import { podOf } from '../pod-of';
import { findResource, objectRef } from '../resources';
import { namespaceOf } from '../selection';
import type { Verb } from '../verb';

/** MODELS ports by number and name, of a Pod and of a Service, local ports that are taken, and a connection that the Pod
 *  refuses, which ends it.
 *  OMITS whatever is not HTTP, and the log's own prefix (time, process and line) before a connection that failed.
 *  Source: kubectl/pkg/cmd/portforward/portforward.go, client-go/tools/portforward */

export const portForward: Verb = {
  name: 'port-forward',
  summary: 'Forward one or more local ports to a pod',
  usage: 'TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]',
  flags: { address: 'strings', 'pod-running-timeout': 'duration' },
  examples: ['kubectl port-forward service/web 8080:80 &', 'kubectl port-forward pod/web-0 8080', 'kubectl port-forward deploy/web :80'],
  async run(args, env) {
    const [word, ...ports] = args.words;
    if (word === undefined || !ports.length) throw misuse('port-forward', 'TYPE/NAME and list of ports are required for port-forward');
    const namespace = namespaceOf(args, env);
    const pod = await podOf(env, word, namespace);
    const service = await serviceOf(env, word, namespace);
    const wanted = ports.map((port) => (service ? ofService(port, service, pod) : ofPod(port, pod)));
    const { phase } = pod['status'] as { readonly phase?: string };
    if (phase !== 'Running') throw new KubectlError(`unable to forward port because pod is not running. Current status=${phase}`);
    const addresses = addressesOf(args);
    const parsed = wanted.map(parse);
    if (!env.listen || !env.cluster.proxy)
      throw new KubectlError('port-forward needs a terminal of Podplay, whose ports these are', {
        hint: 'kubectl get --raw /api/v1/namespaces/NAMESPACE/pods/POD:PORT/proxy/ asks a Pod without a port of your own.',
      });
    return forward(env, pod, parsed, addresses);
  },
};

/** `8080:http` → what is before the colon, and what after it. */
const split = (port: string): readonly [string, string] => {
  const parts = port.split(':');
  return parts.length === 2 ? [parts[0]!, parts[1]!] : [parts[0]!, parts[0]!];
};

interface Service extends KubeObject {
  readonly spec: {
    readonly clusterIP?: string;
    readonly ports?: readonly { readonly name?: string; readonly port: number; readonly targetPort?: number | string }[];
  };
}

async function serviceOf(env: KubectlEnv, word: string, namespace: string): Promise<Service | undefined> {
  const [kind, name] = word.split('/');
  if (name === undefined) return undefined;
  const resource = await findResource(env.cluster, kind!);
  if (resource.resource !== 'services') return undefined;
  return (await env.cluster.get(objectRef(resource, name, namespace))) as Service;
}

const joined = (local: string, remote: string) => (local === remote ? remote : `${local}:${remote}`);

/** Source: translateServicePortToTargetPort, util.LookupContainerPortNumberByServicePort */
function ofService(port: string, { metadata, spec }: Service, pod: KubeObject): string {
  const [local, remote] = split(port);
  const byName = spec.ports?.find(({ name }) => name === remote)?.port;
  const number = /^[+-]?\d+$/.test(remote) ? Number(remote) : byName;
  if (number === undefined) throw new KubectlError(`Service '${metadata.name}' does not have a named port '${remote}'`);
  const found = spec.ports?.find((one) => one.port === number);
  if (!found) throw new KubectlError(`Service ${metadata.name} does not have a service port ${number}`);
  const target = spec.clusterIP === 'None' ? number : (found.targetPort ?? number);
  const container = typeof target === 'string' ? named(pod, target) : target || number;
  return joined(local === remote ? String(number) : local, String(container));
}

/** Source: convertPodNamedPortToNumber */
function ofPod(port: string, pod: KubeObject): string {
  const [local, remote] = split(port);
  return joined(local, /^[+-]?\d+$/.test(remote) ? remote : String(named(pod, remote)));
}

function named(pod: KubeObject, name: string): number {
  const { containers } = pod['spec'] as {
    readonly containers: readonly { readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[] }[];
  };
  const found = containers.flatMap(({ ports = [] }) => ports).find((one) => one.name === name);
  if (!found) throw new KubectlError(`Pod '${pod.metadata.name}' does not have a named port '${name}'`);
  return found.containerPort;
}

interface Forwarded {
  readonly local: number;
  readonly remote: number;
}

/** Source: client-go portforward.go parsePorts */
function parse(port: string): Forwarded {
  const parts = port.split(':');
  if (parts.length > 2) throw new KubectlError(`invalid port format '${port}'`);
  const local = number('local', parts.length === 2 ? parts[0] || '0' : parts[0]!);
  const remote = number('remote', parts.at(-1)!);
  if (remote === 0) throw new KubectlError('remote port must be > 0');
  return { local, remote };
}

function number(which: string, text: string): number {
  const wrong = !/^\d+$/.test(text) ? 'invalid syntax' : Number(text) > 65_535 ? 'value out of range' : undefined;
  if (wrong) throw new KubectlError(`error parsing ${which} port '${text}': strconv.ParseUint: parsing ${JSON.stringify(text)}: ${wrong}`);
  return Number(text);
}

/** Source: client-go portforward.go parseAddresses */
function addressesOf(args: Arguments): readonly string[] {
  const asked = args.has('address') ? args.all('address') : ['localhost'];
  if (!asked.length) throw new KubectlError('you must specify at least 1 address');
  const wrong = asked.find((one) => one !== 'localhost' && !/^\d{1,3}(\.\d{1,3}){3}$/.test(one) && !/^[0-9a-f:]*:[0-9a-f:]*$/i.test(one));
  if (wrong !== undefined) throw new KubectlError(`${wrong} is not a valid IP`);
  return [...new Set(asked.flatMap((one) => (one === 'localhost' ? ['127.0.0.1', '::1'] : [one])))].sort();
}

async function forward(env: KubectlEnv, pod: KubeObject, ports: readonly Forwarded[], addresses: readonly string[]): Promise<number> {
  const lost = new AbortController();
  const open: Listening[] = [];
  try {
    for (const { local, remote } of ports) {
      const listening = env.listen!(
        local,
        handler(env, pod, remote, () => listening?.port ?? local, lost),
      );
      if (listening) open.push(listening);
      tell(env, addresses, listening?.port ?? local, remote, listening !== undefined);
    }
    if (!open.length)
      throw new KubectlError(
        `unable to listen on any of the requested ports: [${ports.map(({ local, remote }) => `{${local} ${remote}}`).join(' ')}]`,
      );
    await until(env, pod, AbortSignal.any([env.signal, lost.signal]));
    if (lost.signal.aborted) throw new KubectlError('lost connection to pod');
    return 0;
  } finally {
    for (const { close } of open) close();
  }
}

const bracketed = (address: string) => (address.includes(':') ? `[${address}]` : address);

function tell(env: KubectlEnv, addresses: readonly string[], local: number, remote: number, opened: boolean): void {
  if (opened) return env.out(addresses.map((one) => `Forwarding from ${bracketed(one)}:${local} -> ${remote}\n`).join(''));
  const problem = (one: string) =>
    `unable to create listener: Error listen tcp${one.includes(':') ? '6' : '4'} ${bracketed(one)}:${local}: bind: address already in use`;
  env.err(
    `Unable to listen on port ${local}: Listeners failed to create with the following errors: [${addresses.map(problem).join(' ')}]\n`,
  );
}

/** A connection. @returns undefined when the Pod gives no answer */
function handler(env: KubectlEnv, pod: KubeObject, remote: number, local: () => number, lost: AbortController) {
  return async (request: ProxyRequest, signal: AbortSignal): Promise<ProxyResponse | undefined> => {
    env.out(`Handling connection for ${local()}\n`);
    const { name, namespace, uid } = pod.metadata;
    try {
      const ref = objectRef(await findResource(env.cluster, 'pods'), `${name}:${remote}`, namespace!);
      return await env.cluster.proxy!(ref, request, { signal });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      const why = error.message.replace('error trying to reach service: ', '');
      env.err(`an error occurred forwarding ${local()} -> ${remote}: error forwarding port ${remote} to pod ${name}, uid ${uid}: ${why}\n`);
      lost.abort();
      return undefined;
    }
  };
}

/** Stay: what becomes of the Pod is seen at the next connection. */
async function until(env: KubectlEnv, { metadata: { name, namespace } }: KubeObject, signal: AbortSignal): Promise<void> {
  const pods = await findResource(env.cluster, 'pods');
  const options = { namespace: namespace!, fieldSelector: `metadata.name=${name}`, signal };
  try {
    for await (const _ of env.cluster.watch(pods, options));
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
