/** What a container asks for and may take. Source: pkg/apis/core/validation ValidateResourceRequirements */
import type * as core from 'kubernetes-types/core/v1';
import { qualifiedName } from '../../names';
import { canonicalQuantity, compareQuantities } from '../../quantity';
import type { StatusCause } from '../../status';
import { invalidValue } from './field-errors';

const STANDARD = new Set(['cpu', 'memory', 'ephemeral-storage']);

type Quantities = Readonly<Record<string, string>>;

export function validateResources(path: string, { limits = {}, requests = {} }: core.ResourceRequirements = {}): StatusCause[] {
  return [
    ...validateQuantities(`${path}.limits`, limits),
    ...validateQuantities(`${path}.requests`, requests),
    ...Object.entries(requests).flatMap(([name, request]) => withinLimit(`${path}.requests`, name, request, limits[name])),
  ];
}

function validateQuantities(path: string, quantities: Quantities): StatusCause[] {
  return Object.entries(quantities).flatMap(([name, quantity]) => {
    const field = `${path}[${name}]`;
    return [...validateName(field, name), ...nonNegativeQuantity(field, quantity)];
  });
}

function validateName(field: string, name: string): StatusCause[] {
  const faults = qualifiedName(name).map((fault) => invalidValue(field, name, fault));
  if (name.includes('/') || STANDARD.has(name) || name.startsWith('hugepages-')) return faults;
  return [
    ...faults,
    invalidValue(field, name, 'must be a standard resource type or fully qualified'),
    invalidValue(field, name, 'must be a standard resource for containers'),
  ];
}

export function nonNegativeQuantity(field: string, quantity: string): StatusCause[] {
  if (compareQuantities(quantity, 0) >= 0) return [];
  return [invalidValue(field, canonicalQuantity(quantity), 'must be greater than or equal to 0')];
}

function withinLimit(field: string, name: string, request: string, limit: string | undefined): StatusCause[] {
  if (limit === undefined || compareQuantities(request, limit) <= 0) return [];
  return [invalidValue(field, canonicalQuantity(request), `must be less than or equal to ${name} limit of ${canonicalQuantity(limit)}`)];
}
