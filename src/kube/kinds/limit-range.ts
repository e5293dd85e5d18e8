import type * as core from 'kubernetes-types/core/v1';
import type { ApiObject } from '../object';
import { canonicalQuantity, compareQuantities } from '../quantity';
import type { StatusCause } from '../status';
import { nameColumn, text } from './cells';
import { defineKind } from './kind';
import { duplicate, forbiddenField, invalidValue, required } from './validation/field-errors';

export type LimitRangeItem = core.LimitRangeItem;
export type LimitRange = ApiObject<core.LimitRangeSpec, never>;

/** What each container, Pod and claim of a namespace may ask for, and what it gets that asks for nothing.
 *  Source: pkg/apis/core/v1/defaults.go SetDefaults_LimitRangeItem, validation ValidateLimitRange */
export const limitRange = defineKind<LimitRange>({
  group: '',
  version: 'v1',
  kind: 'LimitRange',
  resource: 'limitranges',
  singular: 'limitrange',
  shortNames: ['limits'],
  namespaced: true,
  schema: 'io.k8s.api.core.v1.LimitRange',
  generation: false,
  defaults: ({ spec }) => (spec?.limits ?? []).forEach(complete),
  validate,
  columns: [nameColumn, text('Created At', ({ metadata }) => metadata.creationTimestamp)],
});

/** The greatest that is allowed is the default limit, that the default request, and that at least the least allowed. */
function complete(item: LimitRangeItem): void {
  if (item.type !== 'Container') return;
  item.default = { ...item.max, ...item.default };
  item.defaultRequest = { ...item.min, ...item.default, ...item.defaultRequest };
  if (!Object.keys(item.default).length) delete item.default;
  if (!Object.keys(item.defaultRequest).length) delete item.defaultRequest;
}

function validate({ spec }: LimitRange): StatusCause[] {
  const limits = spec?.limits ?? [];
  if (!spec?.limits) return [required('spec.limits')];
  return limits.flatMap((item, i) => {
    const path = `spec.limits[${i}]`;
    const twice = limits.findIndex(({ type }) => type === item.type) < i ? [duplicate(`${path}.type`, item.type)] : [];
    return [...twice, ...(item.type === 'Pod' ? noDefaults(path, item) : []), ...names(item).flatMap((name) => inOrder(path, name, item))];
  });
}

function noDefaults(path: string, item: LimitRangeItem): StatusCause[] {
  const why = "may not be specified when `type` is 'Pod'";
  return (['default', 'defaultRequest'] as const).filter((field) => item[field]).map((field) => forbiddenField(`${path}.${field}`, why));
}

const LISTS = ['min', 'max', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const;
const names = (item: LimitRangeItem) => [...new Set(LISTS.flatMap((list) => Object.keys(item[list] ?? {})))].sort();

/** The least ≤ the default request ≤ the default limit ≤ the greatest. */
function inOrder(
  path: string,
  name: string,
  { min, max, default: limit, defaultRequest: request, maxLimitRequestRatio: ratio }: LimitRangeItem,
) {
  const causes: StatusCause[] = [];
  const check = (field: string, low: string | undefined, lowName: string, high: string | undefined, highName: string, shown = low) => {
    if (low === undefined || high === undefined || compareQuantities(low, high) <= 0) return;
    const why = `${lowName} value ${canonicalQuantity(low)} is greater than ${highName} value ${canonicalQuantity(high)}`;
    causes.push(invalidValue(`${path}.${field}[${name}]`, canonicalQuantity(shown!), why));
  };
  check('min', min?.[name], 'min', max?.[name], 'max');
  check('defaultRequest', min?.[name], 'min', request?.[name], 'default request', request?.[name]);
  check('defaultRequest', request?.[name], 'default request', max?.[name], 'max');
  check('defaultRequest', request?.[name], 'default request', limit?.[name], 'default limit');
  check('default', min?.[name], 'min', limit?.[name], 'default', limit?.[name]);
  check('default', limit?.[name], 'default', max?.[name], 'max', max?.[name]);
  if (ratio?.[name] !== undefined && compareQuantities(ratio[name], 1) < 0)
    causes.push(
      invalidValue(`${path}.maxLimitRequestRatio[${name}]`, canonicalQuantity(ratio[name]), `ratio ${ratio[name]} is less than 1`),
    );
  return causes;
}
