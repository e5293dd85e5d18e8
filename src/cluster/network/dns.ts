import type { EndpointSlice } from '../../kube/kinds/endpoint-slice';
import type { Service } from '../../kube/kinds/service';
import { nodeRecords, networked } from '../kubelet/node-records';
import type { World } from '../component';
import type { Located, Resolution } from '../process/host';
import type { Caller } from './caller';
import { outsideAddress } from './outside';
import { slicesOf } from './services';

/** Names in the cluster, as CoreDNS answers them.
 *  MODELS Services, headless Services (all ready Pods, and each by its host name), ExternalName, Pods by address,
 *  the search list and ndots of a container, name servers that know nothing of the cluster, hostAliases.
 *  SRV records of named ports, and of all ports of a Service.
 *  OMITS caching (CoreDNS keeps answers for 30 s). Source: the Kubernetes DNS-based service discovery specification */

const DOMAIN = 'cluster.local';

/** Address of the DNS Service, the tenth of the range as kubeadm gives it. */
export const NAMESERVER = '10.96.0.10';

/** Find the addresses of a name; undefined when there is no such name. */
export function resolve(world: World, caller: Caller, name: string): Resolution | undefined {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return { name, addresses: [name] };
  if (name === 'localhost') return { name, addresses: ['127.0.0.1'] };
  const alias = caller.aliases?.[name];
  if (alias !== undefined) return { name, addresses: [alias] };
  // A node that is cut off cannot ask anybody.
  if (caller.node !== undefined && !networked(world, caller.node)) return undefined;
  for (const candidate of candidates(name, caller)) {
    if (caller.asksCluster === false && isInside(candidate)) continue;
    const found = answer(world, candidate);
    if (found) return found;
  }
  return undefined;
}

/** Find where the services behind a name are; undefined when there is no such name. */
export function locate(world: World, caller: Caller, name: string): Located | undefined {
  if (caller.node !== undefined && !networked(world, caller.node)) return undefined;
  for (const candidate of candidates(name, caller)) {
    if (caller.asksCluster === false && isInside(candidate)) continue;
    const records = located(world, candidate);
    if (records.length) return { name: candidate, records };
  }
  return undefined;
}

const ASKED = /^(?:_([^.]+)\._(tcp|udp|sctp)\.)?([^._]+)\.([^._]+)\.svc\.cluster\.local$/i;

function located(world: World, name: string): Located['records'] {
  const [, port, protocol, service = '', namespace = ''] = ASKED.exec(name) ?? [];
  const found = world.api.get('services', `${namespace}/${service}`) as unknown as Service | undefined;
  if (!found || found.spec.type === 'ExternalName') return [];
  const fits = (one: { readonly name?: string; readonly protocol?: string }) =>
    port === undefined || (one.name === port && one.protocol === protocol!.toUpperCase());
  const domain = `${service}.${namespace}.svc.${DOMAIN}`;
  const { clusterIP = '', ports = [] } = found.spec;
  const all =
    clusterIP === 'None'
      ? slicesOf(world, namespace, service).flatMap((slice) => headless(slice, fits, domain))
      : ports.filter(fits).map((one) => ({ port: one.port, target: domain, address: clusterIP }));
  // What CoreDNS makes of it: the weights of all are a hundred together.
  return all.map((one) => ({ ...one, weight: Math.floor(100 / all.length) }));
}

/** Each ready Pod, by its host name or by its address. */
function headless(slice: EndpointSlice, fits: (port: EndpointSlice['ports'][number]) => boolean, domain: string) {
  return slice.endpoints
    .filter(({ conditions }) => conditions.ready)
    .flatMap(({ addresses: [address = ''], hostname }) =>
      slice.ports.filter(fits).map(({ port }) => ({ port, target: `${hostname ?? address.replaceAll('.', '-')}.${domain}`, address })),
    );
}

/** The names to try, in order. Source: resolv.conf(5): fewer dots than ndots means the search list first. */
function candidates(name: string, { namespace, searches, ndots = 5 }: Caller): string[] {
  if (namespace === undefined) return [name];
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const domains = searches ?? [`${namespace}.svc.${DOMAIN}`, `svc.${DOMAIN}`, DOMAIN];
  const searched = domains.map((suffix) => `${name}.${suffix}`);
  return name.split('.').length > ndots ? [name, ...searched] : [...searched, name];
}

const isInside = (name: string) => name.endsWith(`.${DOMAIN}`);

function answer(world: World, name: string): Resolution | undefined {
  if (!name.endsWith(`.${DOMAIN}`)) return outside(world, name);
  const labels = name.slice(0, -DOMAIN.length - 1).split('.');
  const kind = labels.pop();
  if (kind === 'svc' && labels.length >= 2) return serviceName(world, name, labels);
  if (kind === 'pod' && labels.length === 2) return { name, addresses: [labels[0]!.replaceAll('-', '.')] };
  return undefined;
}

function outside(world: World, name: string): Resolution | undefined {
  const node = nodeRecords(world).get(name);
  const address = node?.ip ?? outsideAddress(name);
  return address === undefined ? undefined : { name, addresses: [address] };
}

/** `[host.]service.namespace`. */
function serviceName(world: World, name: string, labels: readonly string[]): Resolution | undefined {
  const [namespace, service] = [labels.at(-1)!, labels.at(-2)!];
  const found = world.api.get('services', `${namespace}/${service}`) as unknown as Service | undefined;
  if (!found || labels.length > 3) return undefined;
  const { spec } = found;
  const host = labels.length === 3 ? labels[0] : undefined;
  if (spec.type === 'ExternalName') return host ? undefined : aliasOf(world, name, spec.externalName ?? '');
  if (spec.clusterIP !== 'None') return host || !spec.clusterIP ? undefined : { name, addresses: [spec.clusterIP] };
  const addresses = podAddresses(slicesOf(world, namespace, service), host);
  return addresses.length ? { name, addresses } : undefined;
}

function aliasOf(world: World, name: string, to: string): Resolution | undefined {
  const target = answer(world, to);
  return target && { name, alias: to, addresses: target.addresses };
}

/** Of a headless Service: its ready Pods, or the one with that host name. */
function podAddresses(slices: readonly EndpointSlice[], host: string | undefined): string[] {
  return slices
    .flatMap(({ endpoints }) => endpoints)
    .filter(({ conditions, hostname, addresses }) => {
      const own = hostname ?? addresses[0]?.replaceAll('.', '-');
      return conditions.ready && (host === undefined || own === host);
    })
    .flatMap(({ addresses }) => addresses);
}
