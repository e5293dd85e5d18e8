import type * as core from 'kubernetes-types/core/v1';
import type { ApiObject } from '../object';
import type { StatusCause } from '../status';
import { ageColumn, formatLabels, nameColumn } from './cells';
import { immutable, invalidValue, notSupported, required } from './field-errors';
import { defineKind, type Column, type Draft, type Surroundings } from './kind';
import { fill } from './pod-defaults';

export type ServiceSpec = core.ServiceSpec;
export type Service = ApiObject<ServiceSpec, core.ServiceStatus>;

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];

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
  defaults({ spec }) {
    if (!spec) return;
    fill(spec, { type: 'ClusterIP', sessionAffinity: 'None', ...(spec.type !== 'ExternalName' && { internalTrafficPolicy: 'Cluster' }) });
    for (const port of spec.ports ?? []) fill(port, { protocol: 'TCP', targetPort: port.port });
  },
  prepareForCreate(object, around) {
    allocate(object, around);
    object.status = { loadBalancer: {} };
  },
  prepareForUpdate(object, old, around) {
    const spec = { ...object.spec };
    // A client that sends none keeps the address it has. Source: registry/core/service patchAllocatedValues
    if (!spec.clusterIP && spec.type !== 'ExternalName') fill(spec, { clusterIP: old.spec.clusterIP, clusterIPs: old.spec.clusterIPs });
    fill(spec, { ipFamilies: old.spec.ipFamilies, ipFamilyPolicy: old.spec.ipFamilyPolicy });
    object.spec = spec;
    allocate(object, around);
  },
  validate,
  columns: [
    nameColumn as unknown as Column<Service>,
    { name: 'Type', type: 'string', cell: ({ spec }) => spec.type ?? 'ClusterIP' },
    { name: 'Cluster-IP', type: 'string', cell: ({ spec }) => spec.clusterIP || '<none>' },
    { name: 'External-IP', type: 'string', cell: externalAddress },
    { name: 'Port(s)', type: 'string', cell: ({ spec }) => ports(spec) },
    ageColumn as unknown as Column<Service>,
    { name: 'Selector', type: 'string', priority: 1, cell: ({ spec }) => formatLabels(spec.selector) },
  ],
});

/** Addresses from 10.96.0.0/12 and node ports from 30000, by seeded chance. */
function allocate(object: Draft<Service>, around: Surroundings): void {
  const spec = { ...object.spec };
  object.spec = spec;
  if (spec.type === 'ExternalName') return;
  if (!spec.clusterIP)
    spec.clusterIP = free(
      around,
      () => `10.${96 + around.random.int(16)}.${around.random.int(256)}.${1 + around.random.int(254)}`,
      ({ clusterIP }) => [clusterIP],
    );
  spec.clusterIPs ??= [spec.clusterIP!];
  fill(spec, { ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' });
  if (spec.type !== 'NodePort' && spec.type !== 'LoadBalancer') return;
  fill(spec, { externalTrafficPolicy: 'Cluster' });
  spec.ports = (spec.ports ?? []).map((port) => ({
    ...port,
    nodePort:
      port.nodePort ??
      free(
        around,
        () => 30000 + around.random.int(2768),
        (other) => (other.ports ?? []).map(({ nodePort }) => nodePort),
      ),
  }));
}

function free<T>(around: Surroundings, draw: () => T, used: (spec: ServiceSpec) => readonly (T | undefined | string | number)[]): T {
  const taken = new Set<unknown>(around.list('services').flatMap((one) => used(one['spec'] as ServiceSpec)));
  for (;;) {
    const value = draw();
    if (!taken.has(value)) return value;
  }
}

function ports({ ports: all = [] }: ServiceSpec): string {
  return (
    all.map(({ port, nodePort, protocol = 'TCP' }) => (nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`)).join(',') ||
    '<none>'
  );
}

function externalAddress({ spec, status }: Service): string {
  if (spec.type === 'ExternalName') return spec.externalName ?? '<none>';
  const balanced = status.loadBalancer?.ingress?.map(({ ip, hostname }) => ip ?? hostname ?? '') ?? [];
  const all = [...balanced, ...(spec.externalIPs ?? [])];
  return all.join(',') || (spec.type === 'LoadBalancer' ? '<pending>' : '<none>');
}

/** Source: ValidateService */
function validate({ spec, metadata }: Service, old?: Service): StatusCause[] {
  void metadata;
  const causes: StatusCause[] = [];
  if (!spec) return [required('spec.ports')];
  if (spec.type && !TYPES.includes(spec.type)) causes.push(notSupported('spec.type', spec.type, TYPES));
  if (!spec.ports?.length && spec.clusterIP !== 'None' && spec.type !== 'ExternalName') causes.push(required('spec.ports'));
  (spec.ports ?? []).forEach(({ port, name }, i) => {
    if (!port) causes.push(required(`spec.ports[${i}].port`));
    else if (port < 1 || port > 65535) causes.push(invalidValue(`spec.ports[${i}].port`, port, 'must be between 1 and 65535, inclusive'));
    if (!name && spec.ports!.length > 1) causes.push(required(`spec.ports[${i}].name`));
  });
  if (spec.type === 'ExternalName' && !spec.externalName) causes.push(required('spec.externalName'));
  if (old?.spec.clusterIP && spec.clusterIP !== old.spec.clusterIP && spec.type !== 'ExternalName' && old.spec.type !== 'ExternalName') {
    causes.push(immutable('spec.clusterIPs[0]', spec.clusterIP));
  }
  return causes;
}
