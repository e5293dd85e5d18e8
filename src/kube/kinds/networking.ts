import type * as networking from 'kubernetes-types/networking/v1';
import type { ApiObject, KubeObject } from '../object';
import { formatLabelSelector } from '../selectors';
import type { StatusCause } from '../status';
import { ageColumn, joined, nameColumn, text } from './cells';
import { defineKind } from './kind';
import { invalidValue, notSupported, required } from './validation/field-errors';
import { validateLabelSelector } from './validation/selector';

/** Ingresses, their classes and NetworkPolicies, as stored objects: nothing here routes by the first or forbids by
 *  the last, as on a real cluster without an ingress controller and a network plugin that enforces policies.
 *  Source: pkg/apis/networking/validation, printers.go printIngress, printIngressClass, printNetworkPolicy */

export type Ingress = ApiObject<networking.IngressSpec, networking.IngressStatus>;
export type NetworkPolicy = ApiObject<networking.NetworkPolicySpec, never>;
export type IngressClass = KubeObject & { readonly spec: networking.IngressClassSpec };

const GROUP = { group: 'networking.k8s.io', version: 'v1' } as const;

export const ingress = defineKind<Ingress>({
  ...GROUP,
  kind: 'Ingress',
  resource: 'ingresses',
  singular: 'ingress',
  shortNames: ['ing'],
  namespaced: true,
  subresources: ['status'],
  schema: 'io.k8s.api.networking.v1.Ingress',
  prepareForCreate(object, around) {
    object.status = { loadBalancer: {} };
    if (object.spec.ingressClassName !== undefined || object.metadata.annotations?.['kubernetes.io/ingress.class']) return;
    // The admission plugin DefaultIngressClass.
    const standard = around.list('ingressclasses').find(({ metadata }) => metadata.annotations?.[DEFAULT] === 'true');
    if (standard) object.spec = { ...object.spec, ingressClassName: standard.metadata.name };
  },
  validate: ({ spec }) => validateIngress(spec),
  columns: [
    nameColumn,
    text('Class', ({ metadata, spec }) => spec.ingressClassName ?? metadata.annotations?.['kubernetes.io/ingress.class'] ?? '<none>'),
    text('Hosts', ({ spec }) => hosts(spec.rules ?? [])),
    text('Address', ({ status }) => joined((status.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || ''))),
    text('Ports', ({ spec }) => (spec.tls?.length ? '80, 443' : '80')),
    ageColumn,
  ],
});

const DEFAULT = 'ingressclass.kubernetes.io/is-default-class';
const SHOWN = 3;

function hosts(rules: readonly networking.IngressRule[]): string {
  const named = rules.map(({ host }) => host || '*').filter((one) => one !== '');
  if (!named.length) return '*';
  const list = joined(named.slice(0, SHOWN));
  return named.length > SHOWN ? `${list} + ${named.length - SHOWN} more...` : list;
}

const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix'];

function validateIngress({ rules = [], defaultBackend }: networking.IngressSpec): StatusCause[] {
  if (!rules.length && !defaultBackend) return [invalidValue('spec', [], 'either `defaultBackend` or `rules` must be specified')];
  return [
    ...(defaultBackend ? validateBackend('spec.defaultBackend', defaultBackend) : []),
    ...rules.flatMap(({ http }, i) => (http?.paths ?? []).flatMap((path, j) => validatePath(`spec.rules[${i}].http.paths[${j}]`, path))),
  ];
}

function validatePath(field: string, { path = '', pathType, backend }: networking.HTTPIngressPath): StatusCause[] {
  const causes: StatusCause[] = [];
  if (!pathType) causes.push(required(`${field}.pathType`, 'pathType must be specified'));
  else if (!PATH_TYPES.includes(pathType)) causes.push(notSupported(`${field}.pathType`, pathType, PATH_TYPES));
  else if (pathType !== 'ImplementationSpecific' && !path.startsWith('/'))
    causes.push(invalidValue(`${field}.path`, path, 'must be an absolute path'));
  return [...causes, ...validateBackend(`${field}.backend`, backend ?? {})];
}

function validateBackend(field: string, { service, resource }: networking.IngressBackend): StatusCause[] {
  if (resource && service) return [invalidValue(field, '', 'cannot set both resource and service backends')];
  if (resource) return [];
  if (!service?.name) return [required(`${field}.service.name`)];
  const { name, number = 0 } = service.port ?? {};
  if (!name && !number) return [required(field, 'port name or number is required')];
  return [];
}

export const ingressClass = defineKind<IngressClass>({
  ...GROUP,
  kind: 'IngressClass',
  resource: 'ingressclasses',
  singular: 'ingressclass',
  namespaced: false,
  schema: 'io.k8s.api.networking.v1.IngressClass',
  columns: [
    nameColumn,
    text('Controller', ({ spec }) => spec.controller ?? ''),
    text('Parameters', ({ spec: { parameters: to } }) => (to ? `${to.kind}${to.apiGroup ? `.${to.apiGroup}` : ''}/${to.name}` : '<none>')),
    ageColumn,
  ],
});

export const networkPolicy = defineKind<NetworkPolicy>({
  ...GROUP,
  kind: 'NetworkPolicy',
  resource: 'networkpolicies',
  singular: 'networkpolicy',
  shortNames: ['netpol'],
  namespaced: true,
  schema: 'io.k8s.api.networking.v1.NetworkPolicy',
  defaults({ spec }) {
    spec.podSelector ??= {};
    if (!spec.policyTypes?.length) spec.policyTypes = spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'];
    for (const { ports = [] } of [...(spec.ingress ?? []), ...(spec.egress ?? [])]) for (const port of ports) port.protocol ??= 'TCP';
  },
  validate: ({ spec }) => [
    ...validateLabelSelector('spec.podSelector', spec.podSelector),
    ...(spec.policyTypes ?? []).flatMap((type, i) =>
      type === 'Ingress' || type === 'Egress' ? [] : [notSupported(`spec.policyTypes[${i}]`, type, ['Egress', 'Ingress'])],
    ),
  ],
  columns: [nameColumn, text('Pod-Selector', ({ spec }) => formatLabelSelector(spec.podSelector)), ageColumn],
});
