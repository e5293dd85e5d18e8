/** Where a pod may run: tolerations, node affinity, spreading. Source: pkg/apis/core/validation ValidateTolerations, validateAffinity,
 *  validateTopologySpreadConstraints. OMITS the selectors inside pod affinity. */
import type * as core from 'kubernetes-types/core/v1';
import { labelValue, qualifiedName } from '../../names';
import type { StatusCause } from '../../status';
import { forbiddenField, invalidValue, notSupported, oneOf, required } from './field-errors';
import { GoText } from './go-values';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export function validateTolerations(path: string, tolerations: readonly core.Toleration[] = []): StatusCause[] {
  return tolerations.flatMap((one, i) => validateToleration(`${path}[${i}]`, one));
}

function validateToleration(path: string, { key = '', operator = '', value = '', effect = '', tolerationSeconds }: core.Toleration) {
  const causes = key ? qualifiedName(key).map((fault) => invalidValue(`${path}.key`, key, fault)) : [];
  if (!key && operator !== 'Exists')
    causes.push(
      invalidValue(
        `${path}.operator`,
        operator,
        'operator must be Exists when `key` is empty, which means "match all values and all keys"',
      ),
    );
  if (tolerationSeconds !== undefined && effect !== 'NoExecute')
    causes.push(invalidValue(`${path}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
  causes.push(...validateOperator(`${path}.operator`, { key, operator, value, effect, tolerationSeconds }));
  return effect ? [...causes, ...oneOf(`${path}.effect`, effect, EFFECTS)] : causes;
}

function validateOperator(
  field: string,
  toleration: Required<Omit<core.Toleration, 'tolerationSeconds'>> & core.Toleration,
): StatusCause[] {
  const { operator, value } = toleration;
  if (operator === 'Equal' || operator === '') {
    const faults = labelValue(value);
    return faults.length ? [invalidValue(field, value, faults.join(';'))] : [];
  }
  if (operator !== 'Exists') return [notSupported(field, operator, ['Equal', 'Exists'])];
  return value ? [invalidValue(field, goToleration(toleration), "value must be empty when `operator` is 'Exists'")] : [];
}

const goToleration = ({ key, operator, value, effect }: core.Toleration) =>
  new GoText(
    `core.Toleration{Key:"${key}", Operator:"${operator}", Value:"${value}", Effect:"${effect}", TolerationSeconds:(*int64)(nil)}`,
  );

/** Source: ValidateNodeSelector */
export function validateNodeAffinity(path: string, affinity: core.NodeAffinity | undefined): StatusCause[] {
  const selector = affinity?.requiredDuringSchedulingIgnoredDuringExecution;
  if (!selector) return [];
  const terms = `${path}.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms`;
  if (!selector.nodeSelectorTerms?.length) return [required(terms, 'must have at least one node selector term')];
  return selector.nodeSelectorTerms.flatMap((term, i) =>
    (term.matchExpressions ?? []).flatMap((one, j) => validateRequirement(`${terms}[${i}].matchExpressions[${j}]`, one)),
  );
}

function validateRequirement(path: string, { key, operator, values = [] }: core.NodeSelectorRequirement): StatusCause[] {
  const causes: StatusCause[] = [];
  if (['In', 'NotIn'].includes(operator)) {
    if (!values.length) causes.push(required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
  } else if (['Exists', 'DoesNotExist'].includes(operator)) {
    if (values.length) causes.push(forbiddenField(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
  } else if (['Gt', 'Lt'].includes(operator)) {
    if (values.length !== 1) causes.push(required(`${path}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
  } else causes.push(invalidValue(`${path}.operator`, operator ?? '', 'not a valid selector operator'));
  return [...causes, ...qualifiedName(key ?? '').map((fault) => invalidValue(`${path}.key`, key ?? '', fault))];
}

/** Source: validateTopologySpreadConstraints */
export function validateSpread(path: string, constraints: readonly core.TopologySpreadConstraint[] = []): StatusCause[] {
  return constraints.flatMap(({ maxSkew, topologyKey, whenUnsatisfiable }, i) => {
    const at = `${path}[${i}]`;
    const causes: StatusCause[] = [];
    if (!(maxSkew > 0)) causes.push(invalidValue(`${at}.maxSkew`, maxSkew ?? 0, 'must be greater than zero'));
    if (!topologyKey) causes.push(required(`${at}.topologyKey`, 'can not be empty'));
    return [...causes, ...oneOf(`${at}.whenUnsatisfiable`, whenUnsatisfiable ?? '', ['DoNotSchedule', 'ScheduleAnyway'])];
  });
}
