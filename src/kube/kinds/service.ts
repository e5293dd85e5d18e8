import type * as core from 'kubernetes-types/core/v1';
import type { ApiObject } from '../object';
import { ageColumn, formatLabels, joined, nameColumn, text, wide } from './cells';
import { defineKind } from './kind';
import { allocateService, allocateServiceUpdate } from './service-allocation';
import { defaultService } from './service-defaults';
import { validateService } from './service-validation';

export type ServiceSpec = core.ServiceSpec;
export type ServicePort = core.ServicePort;
export type Service = ApiObject<ServiceSpec, core.ServiceStatus>;

export const service = defineKind<Service>({
  group: '',
  version: 'v1',
  kind: 'Service',
  resource: 'services',
  singular: 'service',
  shortNames: ['svc'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status'],
  schema: 'io.k8s.api.core.v1.Service',
  generation: false,
  selectableFields: { 'spec.clusterIP': ({ spec }) => spec.clusterIP ?? '', 'spec.type': ({ spec }) => spec.type ?? '' },
  defaults: ({ spec }) => defaultService(spec),
  prepareForCreate(object, around) {
    allocateService(object, around);
    object.status = { loadBalancer: {} };
  },
  prepareForUpdate: allocateServiceUpdate,
  validate: validateService,
  columns: [
    nameColumn,
    text('Type', ({ spec }) => spec.type ?? ''),
    text('Cluster-IP', ({ spec }) => spec.clusterIPs?.[0] ?? '<none>'),
    text('External-IP', externalAddress),
    text('Port(s)', ({ spec }) => joined((spec.ports ?? []).map(portText)) || '<none>'),
    ageColumn,
    wide('Selector', ({ spec }) => formatLabels(spec.selector)),
  ],
});

function portText({ port, nodePort, protocol }: ServicePort): string {
  return nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`;
}

/** Source: getServiceExternalIP; the API server always answers in full */
function externalAddress({ spec, status }: Service): string {
  if (spec.type === 'ExternalName') return spec.externalName ?? '';
  const own = spec.externalIPs ?? [];
  if (spec.type !== 'LoadBalancer') return joined(own) || '<none>';
  const balanced = (status.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '').filter(Boolean);
  return joined([...new Set(balanced)].sort().concat(own)) || '<pending>';
}
