/** Counts that may also be a share: `1`, `"25%"`. Source: pkg/apis/apps/validation ValidatePositiveIntOrPercent, IsNotMoreThan100Percent */
import type { StatusCause } from '../../status';
import { invalidValue, nonNegative } from './field-errors';
import { goIntOrString } from './go-values';

export type IntOrString = number | string;

const PERCENT = /^[0-9]+%$/;
const RULE =
  "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";

/** Is it a whole number of 0 or more, or a percentage? Absent is fine. */
export function intOrPercent(field: string, value: IntOrString | undefined): StatusCause[] {
  if (value === undefined || typeof value === 'number') return nonNegative(field, value);
  return PERCENT.test(value) ? [] : [invalidValue(field, goIntOrString(value), RULE)];
}

export function atMost100Percent(field: string, value: IntOrString | undefined): StatusCause[] {
  if (typeof value !== 'string' || !PERCENT.test(value) || Number.parseInt(value) <= 100) return [];
  return [invalidValue(field, goIntOrString(value), 'must not be greater than 100%')];
}

/** `0`, `"0%"`, nothing, or a text that is no percentage at all. Source: getIntOrPercentValue */
export const isZero = (value: IntOrString | undefined): boolean =>
  typeof value === 'string' ? !PERCENT.test(value) || Number.parseInt(value) === 0 : !value;
