import type * as core from 'kubernetes-types/core/v1';
import type { ApiObject } from '../object';
import { canonicalQuantity, parseQuantity } from '../quantity';
import type { StatusCause } from '../status';
import { qualifiedName } from '../names';
import { ageColumn, nameColumn, text } from './cells';
import { defineKind } from './kind';
import { immutable, invalidValue } from './validation/field-errors';
import { nonNegativeQuantity } from './validation/resources';

export type ResourceQuotaSpec = core.ResourceQuotaSpec;
export type ResourceQuota = ApiObject<ResourceQuotaSpec, core.ResourceQuotaStatus>;

/** What a namespace may use. What it uses is counted at the door, and again by the controller.
 *  Source: pkg/apis/core/validation ValidateResourceQuota, printers.go printResourceQuota */
export const resourceQuota = defineKind<ResourceQuota>({
  group: '',
  version: 'v1',
  kind: 'ResourceQuota',
  resource: 'resourcequotas',
  singular: 'resourcequota',
  shortNames: ['quota'],
  namespaced: true,
  subresources: ['status'],
  schema: 'io.k8s.api.core.v1.ResourceQuota',
  generation: false,
  validate,
  columns: [nameColumn, text('Request', (quota) => used(quota, false)), text('Limit', (quota) => used(quota, true)), ageColumn],
});

function used({ status: { hard = {}, used: now = {} } }: ResourceQuota, limits: boolean): string {
  const names = Object.keys(hard).filter((name) => /^limits\../.test(name) === limits);
  return names
    .sort()
    .map((name) => `${name}: ${canonicalQuantity(now[name] ?? '0')}/${canonicalQuantity(hard[name]!)}`)
    .join(', ');
}

/** Source: pkg/apis/core/helper IsStandardQuotaResourceName */
const STANDARD = new Set([
  ...['cpu', 'memory', 'ephemeral-storage', 'requests.cpu', 'requests.memory', 'requests.storage', 'requests.ephemeral-storage'],
  ...['limits.cpu', 'limits.memory', 'limits.ephemeral-storage', 'pods', 'resourcequotas', 'services', 'replicationcontrollers'],
  ...['secrets', 'persistentvolumeclaims', 'configmaps', 'services.nodeports', 'services.loadbalancers'],
]);
/** Amounts of these may have a fraction. */
const FRACTIONAL = /^((requests|limits)\.)?(cpu|memory|ephemeral-storage|storage)$/;

function validate({ spec }: ResourceQuota, old?: ResourceQuota): StatusCause[] {
  const causes = Object.entries(spec.hard ?? {}).flatMap(([name, amount]) => {
    const field = `spec.hard[${name}]`;
    return [
      ...validateName(field, name),
      ...nonNegativeQuantity(field, amount),
      ...(!FRACTIONAL.test(name) && STANDARD.has(name) && parseQuantity(amount).nano % 1_000_000_000n
        ? [invalidValue(field, canonicalQuantity(amount), 'must be an integer')]
        : []),
    ];
  });
  const scopes = ({ scopes: all }: ResourceQuotaSpec) => [...(all ?? [])].sort();
  return [...causes, ...(old ? immutable('spec.scopes', scopes(spec), scopes(old.spec), spec.scopes ?? []) : [])];
}

function validateName(field: string, name: string): StatusCause[] {
  const faults = qualifiedName(name).map((fault) => invalidValue(field, name, fault));
  if (name.includes('/') || STANDARD.has(name) || name.startsWith('hugepages-') || name.startsWith('requests.hugepages-')) return faults;
  const why = ['must be a standard resource type or fully qualified', 'must be a standard resource for quota'];
  return [...faults, ...why.map((one) => invalidValue(field, name, one))];
}
