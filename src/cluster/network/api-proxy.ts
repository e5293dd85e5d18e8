import type { ObjectRef, ProxyRequest, ProxyResponse } from '../../kube/cluster';
import type { EndpointAddress, EndpointSubset, Endpoints } from '../../kube/kinds/endpoints';
import type { Pod } from '../../kube/kinds/pod';
import type { Service } from '../../kube/kinds/service';
import { badRequest, notFound, type StatusError, statusError } from '../../kube/status';
import type { World } from '../component';
import { API_SERVER } from '../controllers/kubernetes-service';
import { requestFrom } from '../kubelet/host';
import type { NetworkFailure } from '../process/host';
import type { Caller } from './caller';

/** The subresource `proxy` of Pods and Services: the API server passes a request on, and the answer back.
 *  MODELS `name`, `name:port` and `scheme:name:port`, a Service's ports by name or number, ready addresses only, the
 *  first declared port of a Pod. OMITS TLS to the backend, bytes that are no text, and the links within a page,
 *  which the real one writes anew.
 *  Sources: registry/core/service/storage ResourceLocation, registry/core/pod/strategy.go ResourceLocation,
 *  apimachinery/pkg/util/proxy/transport.go */

/** What came of it, and when: virtual ms from now. */
export type Proxied = { readonly tookMs: number } & ({ readonly response: ProxyResponse } | { readonly refusal: StatusError });

/** The API server stands outside of the nodes' and the Pods' ranges. */
const CALLER: Caller = { ip: API_SERVER };

interface Location {
  readonly ip: string;
  readonly port: number;
  readonly service?: Service;
}

/** @throws StatusError where there is nobody to send it to */
export function proxyTo(world: World, ref: ObjectRef, { method, path, headers, body }: ProxyRequest): Proxied {
  const { ip, port, service } = ref.resource === 'services' ? serviceLocation(world, ref) : podLocation(world, ref);
  const request = { host: ip, port, protocol: 'http', method, path, headers, ...(body !== undefined && { body }) } as const;
  const answer = requestFrom(world, CALLER, request, 'kubectl', service);
  if ('error' in answer) return unreachable(answer, `${ip}:${port}`);
  const { took, ...response } = answer;
  return { tookMs: took, response };
}

/** `[scheme:]name[:port]`. Source: apimachinery/pkg/util/net/port_split.go SplitSchemeNamePort */
function nameAndPort(id: string, what: string): { readonly name: string; readonly port: string } {
  const parts = id.split(':');
  const [scheme, name, port] = parts.length === 3 ? parts : ['', ...parts];
  if (parts.length > 3 || !name || !['', 'http', 'https'].includes(scheme!)) throw badRequest(`invalid ${what} request "${id}"`);
  return { name, port: port ?? '' };
}

const unavailable = (message: string) => statusError(503, 'ServiceUnavailable', message);

function serviceLocation(world: World, { namespace = 'default', name: id }: ObjectRef): Location {
  const { name, port } = nameAndPort(id, 'service');
  const service = world.api.get<Service>('services', `${namespace}/${name}`);
  const portName = service && /^\d+$/.test(port) ? nameOfPort(service, Number(port)) : port;
  const endpoints = world.api.get<Endpoints>('endpoints', `${namespace}/${name}`);
  if (!endpoints) throw notFound({ group: '', resource: service ? 'endpoints' : 'services' }, name);
  if (!endpoints.subsets?.length) throw unavailable(`no endpoints available for service "${name}"`);
  const all = endpoints.subsets.flatMap((subset) => locations(subset, portName));
  const chosen = world.random.pick(all);
  if (!chosen) throw unavailable(`no endpoints available for service "${id}"`);
  return { ...chosen, ...(service && { service }) };
}

function nameOfPort({ spec, metadata }: Service, number: number): string {
  const found = spec.ports?.find(({ port }) => port === number);
  if (!found) throw unavailable(`no service port ${number} found for service "${metadata.name}"`);
  return found.name ?? '';
}

function locations({ addresses = [], ports = [] }: EndpointSubset, portName: string): Location[] {
  const port = ports.find(({ name }) => (name ?? '') === portName)?.port;
  return port === undefined ? [] : addresses.map(({ ip }: EndpointAddress) => ({ ip, port }));
}

function podLocation(world: World, { namespace = 'default', name: id }: ObjectRef): Location {
  const { name, port } = nameAndPort(id, 'pod');
  const pod = world.api.get<Pod>('pods', `${namespace}/${name}`);
  if (!pod) throw notFound({ group: '', resource: 'pods' }, name);
  const ip = pod.status.podIP;
  if (!ip) throw badRequest('address not allowed');
  const declared = pod.spec.containers.find(({ ports }) => ports?.length)?.ports?.[0]?.containerPort;
  return { ip, port: Number(port) || (declared ?? 80) };
}

/** How long Go's dialer waits, ms. Source: apimachinery/pkg/util/net/http.go SetTransportDefaults */
const DIAL = 30_000;

function unreachable({ error, took }: NetworkFailure, address: string): Proxied {
  const why = { refused: 'connect: connection refused', timeout: 'i/o timeout', reset: 'EOF', resolve: 'no such host' }[error];
  const where = error === 'reset' ? 'EOF' : `dial tcp ${address}: ${why}`;
  return { tookMs: Math.min(took, DIAL), refusal: unavailable(`error trying to reach service: ${where}`) };
}
