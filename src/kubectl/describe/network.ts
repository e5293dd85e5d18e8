import type * as core from 'kubernetes-types/core/v1';
import type * as discovery from 'kubernetes-types/discovery/v1';
import type { KubeObject } from '../../kube/object';
import { formatLabels, identity, NONE, table, UNSET, type Description } from './common';
import type { Around, Describer } from './describer';

/** Services and their endpoints. Source: describe.go describeService, describeEndpoints, describeEndpointSliceV1 */

type Service = KubeObject & { readonly spec: core.ServiceSpec; readonly status?: core.ServiceStatus };
type EndpointSlice = KubeObject & discovery.EndpointSlice;

export const service: Describer = {
  resource: 'services',
  async lines(out, object: Service, around) {
    const { metadata, spec } = object;
    const labelSelector = `kubernetes.io/service-name=${metadata.name}`;
    const slices = (await around.list('endpointslices', { namespace: metadata.namespace!, labelSelector })) ?? [];
    identity(out, object);
    out.line(0, `Selector:\t${formatLabels(spec.selector)}`);
    out.line(0, `Type:\t${spec.type ?? ''}`);
    addresses(out, object);
    for (const port of spec.ports ?? []) portLines(out, port, slices as readonly EndpointSlice[]);
    policies(out, spec);
  },
};

function addresses(out: Description, { spec, status }: Service): void {
  if (spec.ipFamilyPolicy) out.line(0, `IP Family Policy:\t${spec.ipFamilyPolicy}`);
  out.line(0, `IP Families:\t${spec.ipFamilies?.join(',') || NONE}`);
  out.line(0, `IP:\t${spec.clusterIP ?? ''}`);
  out.line(0, `IPs:\t${spec.clusterIPs?.join(',') || NONE}`);
  if (spec.externalIPs?.length) out.line(0, `External IPs:\t${spec.externalIPs.join(',')}`);
  if (spec.loadBalancerIP) out.line(0, `Desired LoadBalancer IP:\t${spec.loadBalancerIP}`);
  if (spec.externalName) out.line(0, `External Name:\t${spec.externalName}`);
  const ingress = status?.loadBalancer?.ingress ?? [];
  if (ingress.length) out.line(0, `LoadBalancer Ingress:\t${ingress.map(ingressText).join(', ')}`);
}

const ingressText = ({ ip, ipMode, hostname = '' }: core.LoadBalancerIngress): string =>
  ip ? `${ip}${ipMode ? ` (${ipMode})` : ''}` : hostname;

function portLines(out: Description, port: core.ServicePort, slices: readonly EndpointSlice[]): void {
  const name = port.name || UNSET;
  out.line(0, `Port:\t${name}\t${port.port}/${port.protocol ?? 'TCP'}`);
  out.line(0, `TargetPort:\t${port.targetPort ?? 0}/${port.protocol ?? 'TCP'}`);
  if (port.appProtocol) out.line(0, `AppProtocol:\t${port.appProtocol}`);
  if (port.nodePort) out.line(0, `NodePort:\t${name}\t${port.nodePort}/${port.protocol ?? 'TCP'}`);
  out.line(0, `Endpoints:\t${readyEndpoints(slices, port.name ?? '')}`);
}

/** Where a port of a Service leads: `10.244.1.2:80,10.244.2.2:80`. */
export async function endpointsOf(around: Around, { metadata }: KubeObject, port: string): Promise<string> {
  const labelSelector = `kubernetes.io/service-name=${metadata.name}`;
  const slices = (await around.list('endpointslices', { namespace: metadata.namespace!, labelSelector })) ?? [];
  return readyEndpoints(slices as readonly EndpointSlice[], port);
}

/** Ready ones, three at most. Source: formatEndpointSlices */
function readyEndpoints(slices: readonly EndpointSlice[], name: string): string {
  if (!slices.length) return NONE;
  const all = slices.flatMap(({ endpoints, ports = [] }) =>
    ports.filter((port) => (port.name ?? '') === name).flatMap(({ port }) => endpoints.flatMap((endpoint) => readyAt(endpoint, port ?? 0))),
  );
  return all.length > 3 ? `${all.slice(0, 3).join(',')} + ${all.length - 3} more...` : all.join(',');
}

const readyAt = ({ conditions, addresses }: discovery.Endpoint, port: number): string[] =>
  conditions?.ready === false ? [] : addresses.map((address) => `${address.includes(':') ? `[${address}]` : address}:${port}`);

function policies(out: Description, spec: core.ServiceSpec): void {
  out.line(0, `Session Affinity:\t${spec.sessionAffinity ?? ''}`);
  if (spec.externalTrafficPolicy) out.line(0, `External Traffic Policy:\t${spec.externalTrafficPolicy}`);
  if (spec.internalTrafficPolicy) out.line(0, `Internal Traffic Policy:\t${spec.internalTrafficPolicy}`);
  if (spec.healthCheckNodePort) out.line(0, `HealthCheck NodePort:\t${spec.healthCheckNodePort}`);
  const ranges = spec.loadBalancerSourceRanges ?? [];
  if (ranges.length) out.line(0, `LoadBalancer Source Ranges:\t${ranges.join(',')}`);
}

export const endpoints: Describer = {
  resource: 'endpoints',
  lines(out, object: KubeObject & core.Endpoints) {
    identity(out, object);
    out.line(0, 'Subsets:');
    for (const { addresses = [], notReadyAddresses = [], ports = [] } of object.subsets ?? []) {
      out.line(1, `Addresses:\t${addresses.map(({ ip }) => ip).join(',') || NONE}`);
      out.line(1, `NotReadyAddresses:\t${notReadyAddresses.map(({ ip }) => ip).join(',') || NONE}`);
      if (ports.length) out.line(1, 'Ports:');
      if (ports.length) table(out, 2, ['Name', 'Port', 'Protocol'], ports.map(portRow));
      out.line(0, '');
    }
  },
};

const portRow = ({ name, port, protocol = 'TCP' }: core.EndpointPort | discovery.EndpointPort): string[] => [
  name || UNSET,
  String(port ?? UNSET),
  protocol,
];

export const endpointSlice: Describer = {
  resource: 'endpointslices',
  lines(out, object: EndpointSlice) {
    identity(out, object);
    out.line(0, `AddressType:\t${object.addressType}`);
    out.line(0, object.ports?.length ? 'Ports:' : `Ports: ${UNSET}`);
    if (object.ports?.length) table(out, 1, ['Name', 'Port', 'Protocol'], object.ports.map(portRow));
    out.line(0, object.endpoints?.length ? 'Endpoints:' : `Endpoints: ${NONE}`);
    for (const endpoint of object.endpoints ?? []) endpointLines(out, endpoint);
  },
};

function endpointLines(out: Description, { addresses, conditions, hostname, targetRef, nodeName, zone }: discovery.Endpoint): void {
  out.line(1, `- Addresses:\t${addresses.join(', ') || NONE}`);
  out.line(2, 'Conditions:');
  out.line(3, `Ready:\t${conditions?.ready ?? UNSET}`);
  out.line(2, `Hostname:\t${hostname ?? UNSET}`);
  if (targetRef) out.line(2, `TargetRef:\t${targetRef.kind}/${targetRef.name}`);
  out.line(2, `NodeName:\t${nodeName ?? UNSET}`);
  out.line(2, `Zone:\t${zone ?? UNSET}`);
}
