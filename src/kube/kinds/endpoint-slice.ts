import type { KubeObject } from '../object';
import { ageColumn, nameColumn } from './cells';
import { defineKind, type Column } from './kind';

export interface Endpoint {
  readonly addresses: readonly string[];
  readonly conditions: { readonly ready: boolean; readonly serving: boolean; readonly terminating: boolean };
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly zone?: string;
  readonly targetRef?: { readonly kind: string; readonly name: string; readonly namespace: string; readonly uid: string };
}

export interface EndpointSlice extends KubeObject {
  readonly addressType: 'IPv4';
  readonly endpoints: readonly Endpoint[];
  readonly ports: readonly { readonly name: string; readonly port: number; readonly protocol: string }[];
}

/** At most three are shown. Source: printers.go formatDiscoveryPorts, formatDiscoveryEndpoints */
function few(values: readonly string[]): string {
  if (!values.length) return '<unset>';
  return values.length > 3 ? `${values.slice(0, 3).join(',')} + ${values.length - 3} more...` : values.join(',');
}

export const endpointSlice = defineKind<EndpointSlice>({
  group: 'discovery.k8s.io',
  version: 'v1',
  kind: 'EndpointSlice',
  resource: 'endpointslices',
  singular: 'endpointslice',
  namespaced: true,
  schema: 'io.k8s.api.discovery.v1.EndpointSlice',
  generation: (object, old) => object.endpoints !== old.endpoints || object.ports !== old.ports,
  columns: [
    nameColumn as unknown as Column<EndpointSlice>,
    { name: 'AddressType', type: 'string', cell: (slice) => slice.addressType },
    { name: 'Ports', type: 'string', cell: (slice) => few((slice.ports ?? []).map(({ port }) => String(port))) },
    { name: 'Endpoints', type: 'string', cell: (slice) => few((slice.endpoints ?? []).flatMap(({ addresses }) => addresses)) },
    ageColumn as unknown as Column<EndpointSlice>,
  ],
});
