import type * as core from 'kubernetes-types/core/v1';
import type { KubeObject } from '../object';
import { ageColumn, firstThree, nameColumn, text } from './cells';
import { defineKind } from './kind';

/** The older form of EndpointSlices: one object for a Service, of the same name. */
export interface Endpoints extends KubeObject {
  readonly subsets?: readonly EndpointSubset[];
}

export type EndpointSubset = core.EndpointSubset;
export type EndpointAddress = core.EndpointAddress;

/** Source: printers.go formatEndpoints */
function addresses({ subsets = [] }: Endpoints): string[] {
  return subsets.flatMap(({ addresses: ready = [], ports }) =>
    ports?.length ? ports.flatMap(({ port }) => ready.map(({ ip }) => `${ip}:${port}`)) : ready.map(({ ip }) => ip),
  );
}

export const endpoints = defineKind<Endpoints>({
  group: '',
  version: 'v1',
  kind: 'Endpoints',
  resource: 'endpoints',
  singular: 'endpoints',
  shortNames: ['ep'],
  namespaced: true,
  schema: 'io.k8s.api.core.v1.Endpoints',
  generation: false,
  defaults(object) {
    for (const { ports = [] } of object.subsets ?? []) for (const port of ports) port.protocol ||= 'TCP';
  },
  columns: [nameColumn, text('Endpoints', (object) => firstThree(addresses(object), '<none>')), ageColumn],
});
