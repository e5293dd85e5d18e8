/** Field errors in upstream's words. Source: apimachinery util/validation/field/errors.go */
import { label, type NameRule, subdomain } from '../../names';
import { same } from '../../plain-data';
import type { StatusCause } from '../../status';
import { goValue } from './go-values';

const detailed = (words: string, detail: string) => (detail ? `${words}: ${detail}` : words);

export const required = (field: string, detail = ''): StatusCause => ({
  reason: 'FieldValueRequired',
  field,
  message: detailed('Required value', detail),
});

export const invalidValue = (field: string, value: unknown, detail: string): StatusCause => ({
  reason: 'FieldValueInvalid',
  field,
  message: detailed(`Invalid value: ${goValue(value)}`, detail),
});

/** @param supported  in the order in which upstream lists them */
export const notSupported = (field: string, value: unknown, supported: readonly string[]): StatusCause => ({
  reason: 'FieldValueNotSupported',
  field,
  message: `Unsupported value: ${goValue(value)}: supported values: ${supported.map((one) => JSON.stringify(one)).join(', ')}`,
});

export const duplicate = (field: string, value: unknown): StatusCause => ({
  reason: 'FieldValueDuplicate',
  field,
  message: `Duplicate value: ${goValue(value)}`,
});

export const forbiddenField = (field: string, detail: string): StatusCause => ({
  reason: 'FieldValueForbidden',
  field,
  message: detailed('Forbidden', detail),
});

export const notFoundField = (field: string, value: unknown): StatusCause => ({
  reason: 'FieldValueNotFound',
  field,
  message: `Not found: ${goValue(value)}`,
});

export const tooLong = (field: string, limit: number): StatusCause => ({
  reason: 'FieldValueTooLong',
  field,
  message: `Too long: may not be more than ${limit} bytes`,
});

/** Whole and not negative. Source: ValidateNonnegativeField */
export function nonNegative(field: string, value: number | undefined): StatusCause[] {
  return value !== undefined && value < 0 ? [invalidValue(field, value, 'must be greater than or equal to 0')] : [];
}

/** @param shown  the value as it stands in the message, where that is not plain
 *  Source: ValidateImmutableField */
export function immutable(field: string, value: unknown, old: unknown, shown: unknown = value): StatusCause[] {
  return same(value, old) ? [] : [invalidValue(field, shown, 'field is immutable')];
}

/** A value out of a fixed set; absent values are left to the defaults. */
export function oneOf(field: string, value: string | undefined, supported: readonly string[]): StatusCause[] {
  return value === undefined || supported.includes(value) ? [] : [notSupported(field, value, supported)];
}

const named =
  (rule: NameRule) =>
  (field: string, name: string): StatusCause[] =>
    rule(name).map((fault) => invalidValue(field, name, fault));

/** Source: ValidateDNS1123Label */
export const dnsLabel = named(label);
/** Source: ValidateDNS1123Subdomain */
export const dnsSubdomain = named(subdomain);
