import type { KubeObject } from '../object';
import { ageColumn, firstThree, nameColumn, text } from './cells';
import { defineKind } from './kind';

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
    nameColumn,
    text('AddressType', ({ addressType }) => addressType),
    text('Ports', ({ ports }) =>
      firstThree(
        (ports ?? []).map(({ port }) => (port === undefined ? '*' : String(port))),
        '<unset>',
      ),
    ),
    text('Endpoints', ({ endpoints }) =>
      firstThree(
        (endpoints ?? []).flatMap(({ addresses }) => addresses),
        '<unset>',
      ),
    ),
    ageColumn,
  ],
});
