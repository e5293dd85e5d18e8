import type { Container, Pod } from '../../kube/kinds/pod';
import { everyContainer } from '../../kube/kinds/pod-containers';
import { parseQuantity } from '../../kube/quantity';
import type { World } from '../component';
import { findImage, isKnown, programOf, toolsOf } from '../images/registry';
import type { Caller } from '../network/caller';
import { dial, type Dialled, type Missed } from '../network/dial';
import { locate, NAMESERVER, resolve } from '../network/dns';
import { outsideResponse } from '../network/outside';
import type { Host, NetworkFailure, Request, Response } from '../process/host';
import { serveRequest } from '../process/launch';
import { hostnameOf, kernelName } from './environment';
import { dnsOf, domainOf } from './names-files';
import { ContainerFiles } from './files';
import { print } from './logs';
import { outOfMemory, processes } from './process-cells';
import { slownessOf } from './slowness';
import { ownsImage, userOf } from './users';
import { compute } from './work';
import { containerKey, KUBELET, podLogObject, podOf, podRecords, specOf } from './records';

/** What the programs of a container see of the world.
 *  @param pod as the API has it */
export function hostOf(world: World, pod: Pod, name: string): Host {
  const spec = specOf(pod, name)!;
  const found = findImage(spec.image ?? '');
  if ('error' in found) throw new Error(`kubelet: ${spec.image} runs and is no image`);
  const { image, tag } = found;
  const key = containerKey(pod.metadata.uid, name);
  const ip = podRecords(world).get(pod.metadata.uid)?.ip ?? '';
  const caller = callerOf(pod, ip);
  const user = userOf(pod, spec, image);
  const limit = spec.resources?.limits?.['memory'];
  return {
    now: world.now,
    random: world.random,
    hostname: kernelName(pod),
    fqdn: fqdnOf(pod),
    ip,
    user,
    sh: toolsOf(image, tag) === 'debian' ? 'dash' : 'ash',
    files: new ContainerFiles(world, pod, spec, image, tag, ownsImage(user, image)),
    ends: isMadeToEnd(pod, spec),
    declaredPorts: isKnown(image) ? portsOf(spec) : [...portsOf(spec), ...probedPorts(pod, spec)],
    ...(limit !== undefined && { memoryLimit: Number(parseQuantity(limit).nano) / 1e9 }),
    network: {
      nameserver: NAMESERVER,
      resolve: (host) => resolve(world, caller, host),
      locate: (name) => locate(world, caller, name),
      request: (request) => requestFrom(world, caller, request, pod.metadata.name),
    },
    program: (command) => programOf(image, tag, command),
    log: (line) => print(world, key, `${line}\n`),
    signal: (which) => world.schedule(KUBELET, key, 'SIGNAL', 0, { signal: which }),
    compute: (ms) => void compute(world, pod, spec, ms),
    outOfMemory: () => void outOfMemory(world).set(key, true),
    processes: () => seen(pod, spec).flatMap((other) => titles(world, containerKey(pod.metadata.uid, other))),
  };
}

/** Whose processes a container sees: its own, those of the container that it was made to look at, or all of a Pod that
 *  shares them. OMITS their numbers and that the pause process comes first. */
function seen({ spec: { shareProcessNamespace, ...spec } }: Pod, own: Container & { readonly targetContainerName?: string }): string[] {
  if (shareProcessNamespace) return everyContainer(spec).map(({ name }) => name);
  return own.targetContainerName ? [own.targetContainerName, own.name] : [own.name];
}

/** Init containers end, sidecars do not; others as the Pod's restart policy says. */
function isMadeToEnd({ spec }: Pod, container: Container): boolean {
  if (spec.initContainers?.some(({ name }) => name === container.name)) return container.restartPolicy !== 'Always';
  return (spec.restartPolicy ?? 'Always') !== 'Always';
}

/** `pod.subdomain.namespace.svc.cluster.local` where the Pod has a subdomain. */
function fqdnOf(pod: Pod): string {
  const domain = domainOf(pod);
  return domain ? `${hostnameOf(pod)}.${domain}` : hostnameOf(pod);
}

function callerOf(pod: Pod, ip: string): Caller {
  const { nodeName, hostAliases } = pod.spec;
  const { nameservers, searches, options } = dnsOf(pod);
  const ndots = Number(options.find((one) => one.startsWith('ndots:'))?.slice(6) ?? 1);
  return {
    namespace: pod.metadata.namespace!,
    ip,
    ...(nodeName !== undefined && { node: nodeName }),
    asksCluster: nameservers.includes(NAMESERVER),
    searches,
    ndots,
    ...(hostAliases?.length && {
      aliases: Object.fromEntries(hostAliases.flatMap(({ ip: to = '', hostnames = [] }) => hostnames.map((one) => [one, to]))),
    }),
  };
}

function titles(world: World, key: string): string[] {
  return (processes(world).get(key)?.tasks ?? []).map(({ stack, args }) => {
    const top = stack.at(-1);
    return top?.f === 'program' ? [top.name, ...top.args].join(' ') : args.join(' ');
  });
}

/** Send a request and tell the story of it.
 *  @param actor who the story says sent it: a Pod's name, `kubectl`, or `traffic`
 *  @param via the Service whose endpoint the caller chose itself */
export function requestFrom(
  world: World,
  caller: Caller,
  request: Request,
  actor: string,
  via?: Dialled['service'],
): (Response & { took: number }) | NetworkFailure {
  const place = { ...(via && { service: via }), ...dial(world, caller, request.host, request.port) };
  const answer = 'error' in place ? place : deliver(world, caller, request, place);
  if (!request.quiet) note(world, actor, request, place, answer);
  return answer;
}

function note(world: World, actor: string, request: Request, place: Dialled | Missed, answer: Response | NetworkFailure): void {
  const record = 'uid' in place && place.uid !== undefined ? podRecords(world).get(place.uid) : undefined;
  const { service } = place;
  const object = record ? podLogObject(record) : service && serviceObject(service);
  if (!object) return;
  const ok = !('error' in answer) && answer.status < 400;
  const how =
    'error' in answer
      ? WORDS[answer.error]
      : request.protocol === 'http'
        ? `${request.method ?? 'GET'} ${request.path ?? '/'} ${answer.status}`
        : 'answered';
  world.log({ type: 'request', actor, object, ok, note: service && record ? `through Service ${service.metadata.name}: ${how}` : how });
}

const serviceObject = ({ metadata }: NonNullable<Dialled['service']>) => ({
  resource: 'services',
  kind: 'Service',
  namespace: metadata.namespace!,
  name: metadata.name,
  uid: metadata.uid,
});

const WORDS: Readonly<Record<NetworkFailure['error'], string>> = {
  resolve: 'no such name',
  refused: 'connection refused',
  timeout: 'connection timed out',
  reset: 'no answer',
};

/** CPU that any answer costs, ms. */
const ANSWERING = 0.2;

const LOOPBACK = /^(localhost|127(\.\d+){3})$/;

/** Let whoever has the address answer. */
function deliver(world: World, caller: Caller, request: Request, place: Dialled): (Response & { took: number }) | NetworkFailure {
  if (place.outside) return { ...outsideResponse(request, world.now), took: 80 + world.random.int(120) };
  if (place.apiServer) return { ...forbidden(request), took: 2 };
  if (place.uid === undefined) return { error: 'refused', took: 0 };
  const answer = serveAt(world, place.uid, { ...request, port: place.port, client: LOOPBACK.test(request.host) ? '127.0.0.1' : caller.ip });
  if (typeof answer === 'string') return { error: answer, took: 0 };
  const took = 1 + world.random.int(4) + slownessOf(world, podRecords(world).get(place.uid)!.key) + Math.round(answer.computed);
  return took < PATIENCE ? { ...answer, took } : { error: 'timeout', took: PATIENCE };
}

/** What is asked of a container that has so much to do is given up. */
const PATIENCE = 30_000;

/** What the API server says to somebody whom it does not know. */
function forbidden({ path = '/' }: Request): Response {
  const message = `forbidden: User "system:anonymous" cannot get path "${path}"`;
  const status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason: 'Forbidden',
    details: {},
    code: 403,
  };
  return { status: 403, headers: [['Content-Type', 'application/json']], body: `${JSON.stringify(status, null, 2)}\n` };
}

/** An answer, and how many ms its container computed before it had it. */
interface Served extends Response {
  readonly computed: number;
}

/** Ask the containers of a Pod: they share its address, so whichever listens on the port answers. */
export function serveAt(world: World, uid: string, request: Request): Served | 'refused' | 'reset' {
  const record = podRecords(world).get(uid);
  const pod = record && podOf(world, record);
  if (!pod) return 'refused';
  for (const { name } of everyContainer(pod.spec)) {
    const key = containerKey(uid, name);
    const process = processes(world).get(key);
    if (!process) continue;
    let computed = 0;
    // What is begun now ends after all that was begun before.
    const spend = (ms: number) => void (computed = compute(world, pod, specOf(pod, name)!, ms));
    const host: Host = { ...hostOf(world, pod, name), compute: spend };
    const answer = serveRequest(process, host, request, (_, text) => print(world, key, text));
    if (answer === 'reset') return answer;
    if (answer === 'refused') continue;
    spend(ANSWERING);
    return { ...answer, computed };
  }
  return 'refused';
}

const portsOf = ({ ports }: Container): number[] => (ports ?? []).map(({ containerPort }) => containerPort);

/** Where a probe asks an image that nobody knows here, it is taken to answer, though its manifest declares no such port;
 *  unless the port is another container's of the Pod. */
function probedPorts({ spec: { containers } }: Pod, { startupProbe, livenessProbe, readinessProbe }: Container): number[] {
  const asked = [startupProbe, livenessProbe, readinessProbe].map((probe) => (probe?.httpGet ?? probe?.tcpSocket ?? probe?.grpc)?.port);
  const declared = new Set(containers.flatMap(portsOf));
  return [...new Set(asked)].filter((port): port is number => typeof port === 'number' && !declared.has(port));
}
