import type { ApiObject } from '../object';
import { ageColumn, nameColumn, text } from './cells';
import { defineKind } from './kind';
import { invalidValue } from './validation/field-errors';

export interface LeaseSpec {
  holderIdentity?: string;
  leaseDurationSeconds?: number;
  leaseTransitions?: number;
  /** RFC 3339 with microseconds. */
  acquireTime?: string;
  renewTime?: string;
}

export type Lease = ApiObject<LeaseSpec, undefined>;

export const lease = defineKind<Lease>({
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  resource: 'leases',
  singular: 'lease',
  namespaced: true,
  schema: 'io.k8s.api.coordination.v1.Lease',
  generation: false,
  // Source: pkg/apis/coordination/validation ValidateLeaseSpec
  validate: ({ spec }) =>
    (['leaseDurationSeconds', 'leaseTransitions'] as const).flatMap((field) => {
      const value = spec?.[field];
      if (value === undefined || value > 0 || (field === 'leaseTransitions' && value === 0)) return [];
      return [invalidValue(`spec.${field}`, value, `must be greater than ${field === 'leaseTransitions' ? 'or equal to ' : ''}0`)];
    }),
  columns: [nameColumn, text('Holder', ({ spec }) => spec?.holderIdentity ?? ''), ageColumn],
});
