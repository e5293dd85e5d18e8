import type { Endpoint, EndpointSlice } from '../../kube/kinds/endpoint-slice';
import type { Service } from '../../kube/kinds/service';
import type { World } from '../component';

/** From a Service to one of its Pods, as kube-proxy's rules lead.
 *  MODELS a random ready endpoint for each connection, serving-and-terminating ones when none is ready, ClientIP
 *  affinity, named ports, node ports. OMITS traffic policies and topology.
 *  Source: pkg/proxy/topology.go CategorizeEndpoints */

export function slicesOf(world: World, namespace: string, service: string): EndpointSlice[] {
  return world.api
    .list<EndpointSlice>('endpointslices', namespace)
    .filter((slice) => slice.metadata.labels?.['kubernetes.io/service-name'] === service);
}

/** The Service that an address and port belong to, and which of its ports. */
export function serviceAt(world: World, address: string, port: number): { readonly service: Service; readonly port?: string } | undefined {
  for (const object of world.api.list('services')) {
    const service = object as unknown as Service;
    if (service.spec.clusterIP === address || service.status.loadBalancer?.ingress?.some(({ ip }) => ip === address))
      return withPort(
        service,
        service.spec.ports?.find((one) => one.port === port),
      );
  }
  return undefined;
}

/** The Service that a node port leads to. */
export function serviceOfNodePort(world: World, port: number): { readonly service: Service; readonly port?: string } | undefined {
  if (port < 30_000 || port > 32_767) return undefined;
  for (const object of world.api.list('services')) {
    const service = object as unknown as Service;
    const found = service.spec.ports?.find((one) => one.nodePort === port);
    if (found) return withPort(service, found);
  }
  return undefined;
}

const withPort = (service: Service, port: { readonly name?: string } | undefined) => ({ service, ...(port && { port: port.name ?? '' }) });

export interface Destination {
  readonly ip: string;
  readonly port: number;
}

interface Remembered {
  readonly destination: Destination;
  readonly at: number;
}

/** An endpoint of a Service's port; undefined when it has none: then connections are refused. */
export function chooseEndpoint(world: World, service: Service, portName: string, client: string): Destination | undefined {
  const { name, namespace, uid } = service.metadata;
  const all = slicesOf(world, namespace!, name).flatMap((slice) => destinations(slice, portName));
  const ready = all.filter(({ endpoint }) => endpoint.conditions.ready);
  const usable = ready.length ? ready : all.filter(({ endpoint: { conditions } }) => conditions.serving && conditions.terminating);
  if (service.spec.sessionAffinity !== 'ClientIP') return world.random.pick(usable);
  const sticky = world.cell<Remembered>('network/affinity');
  const key = `${uid}|${client}`;
  const seconds = service.spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10_800;
  const before = sticky.get(key);
  const same = before && world.now - before.at <= seconds * 1_000 ? usable.find(({ ip }) => ip === before.destination.ip) : undefined;
  const chosen = same ?? world.random.pick(usable);
  if (chosen) sticky.set(key, { destination: { ip: chosen.ip, port: chosen.port }, at: world.now });
  return chosen;
}

function destinations(slice: EndpointSlice, portName: string): (Destination & { readonly endpoint: Endpoint })[] {
  const port = slice.ports?.find(({ name }) => (name ?? '') === portName)?.port;
  if (port === undefined) return [];
  return slice.endpoints.flatMap((endpoint) => endpoint.addresses.map((ip) => ({ ip, port, endpoint })));
}
