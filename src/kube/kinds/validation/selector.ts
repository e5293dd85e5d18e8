/** Label selectors. Source: apimachinery/pkg/apis/meta/v1/validation ValidateLabelSelector */
import { labelCauses } from '../../metadata-validation';
import { labelValue, qualifiedName } from '../../names';
import type { LabelSelector } from '../../object';
import type { StatusCause } from '../../status';
import { forbiddenField, invalidValue, required } from './field-errors';

type Requirement = NonNullable<LabelSelector['matchExpressions']>[number];

export function validateLabelSelector(path: string, selector: LabelSelector | undefined): StatusCause[] {
  return [
    ...labelCauses(`${path}.matchLabels`, selector?.matchLabels),
    ...(selector?.matchExpressions ?? []).flatMap((one, i) => validateRequirement(`${path}.matchExpressions[${i}]`, one)),
  ];
}

function validateRequirement(path: string, { key, operator, values = [] }: Requirement): StatusCause[] {
  return [
    ...validateOperator(path, operator, values),
    ...qualifiedName(key ?? '').map((fault) => invalidValue(`${path}.key`, key ?? '', fault)),
    ...values.flatMap((value, i) => labelValue(value).map((fault) => invalidValue(`${path}.values[${i}]`, value, fault))),
  ];
}

function validateOperator(path: string, operator: string, values: readonly string[]): StatusCause[] {
  if (operator === 'In' || operator === 'NotIn')
    return values.length ? [] : [required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'")];
  if (operator === 'Exists' || operator === 'DoesNotExist')
    return values.length ? [forbiddenField(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")] : [];
  return [invalidValue(`${path}.operator`, operator ?? '', 'not a valid selector operator')];
}

export const isEmptySelector = ({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean =>
  Object.keys(matchLabels).length + matchExpressions.length === 0;
