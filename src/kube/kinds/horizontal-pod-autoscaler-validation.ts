import type { StatusCause } from '../status';
import { compareQuantities } from '../quantity';
import type { HorizontalPodAutoscalerSpec, MetricSpec, MetricTarget, ScalingRules } from './horizontal-pod-autoscaler';
import { forbiddenField, invalidValue, notSupported, required } from './validation/field-errors';

/** Source: pkg/apis/autoscaling/validation/validation.go */

export function validateAutoscaler(spec: HorizontalPodAutoscalerSpec): StatusCause[] {
  const { minReplicas = 1, maxReplicas = 0, scaleTargetRef: to, metrics = [], behavior } = spec;
  const path = 'spec.scaleTargetRef';
  return [
    // Scale to zero wants the feature gate HPAScaleToZero, which is off.
    ...(minReplicas < 1 ? [invalidValue('spec.minReplicas', minReplicas, 'must be greater than or equal to 1')] : []),
    ...(maxReplicas < 1 ? [invalidValue('spec.maxReplicas', maxReplicas, 'must be greater than 0')] : []),
    ...(maxReplicas < minReplicas ? [invalidValue('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`')] : []),
    ...(to?.kind ? [] : [required(`${path}.kind`)]),
    ...(to?.name ? [] : [required(`${path}.name`)]),
    ...metrics.flatMap((metric, i) => validateMetric(`spec.metrics[${i}]`, metric)),
    ...validateRules('spec.behavior.scaleUp', behavior?.scaleUp),
    ...validateRules('spec.behavior.scaleDown', behavior?.scaleDown),
  ];
}

const SOURCES = {
  Object: 'object',
  Pods: 'pods',
  Resource: 'resource',
  ContainerResource: 'containerResource',
  External: 'external',
} as const;

function validateMetric(path: string, metric: MetricSpec): StatusCause[] {
  if (!metric.type) return [required(`${path}.type`, 'must specify a metric source type')];
  if (!Object.hasOwn(SOURCES, metric.type)) return [notSupported(`${path}.type`, metric.type, Object.keys(SOURCES).sort())];
  const field = SOURCES[metric.type as keyof typeof SOURCES];
  const source = metric[field];
  if (!source) return [required(`${path}.${field}`, 'must populate information for the given metric source')];
  const surplus = Object.values(SOURCES).filter((other) => other !== field && metric[other]);
  return [
    ...surplus.map((other) => forbiddenField(`${path}.${other}`, 'must populate the given metric source only')),
    ...validateSource(`${path}.${field}`, field, source),
  ];
}

interface Source {
  readonly name?: string;
  readonly container?: string;
  readonly metric?: { readonly name?: string };
  readonly describedObject?: { readonly kind?: string; readonly name?: string };
  readonly target: MetricTarget;
}

function validateSource(path: string, field: string, source: Source): StatusCause[] {
  const resource = field === 'resource' || field === 'containerResource';
  return [
    ...(resource && !source.name ? [required(`${path}.name`, 'must specify a resource name')] : []),
    ...(field === 'containerResource' && !source.container ? [required(`${path}.container`, 'must specify a container')] : []),
    ...(!resource && !source.metric?.name ? [required(`${path}.metric.name`, 'must specify a metric name')] : []),
    ...validateTarget(`${path}.target`, source.target ?? { type: '' }),
    ...(resource ? validateShare(path, source.target ?? { type: '' }) : []),
    ...(field === 'pods' && !positive(source.target?.averageValue)
      ? [required(`${path}.target.averageValue`, 'must specify a positive target averageValue')]
      : []),
    ...(field === 'object' || field === 'external' ? validateAmount(path, field, source.target ?? { type: '' }) : []),
  ];
}

function validateAmount(path: string, field: 'object' | 'external', { value, averageValue }: MetricTarget): StatusCause[] {
  const place = `${path}.target.averageValue`;
  if (field === 'object') {
    if (value === undefined && averageValue === undefined) return [required(place, 'must set either a target value or averageValue')];
    return [];
  }
  if (value === undefined && averageValue === undefined)
    return [required(place, 'must set either a target value for metric or a per-pod target')];
  if (value === undefined || averageValue === undefined) return [];
  return [forbiddenField(`${path}.target.value`, 'may not set both a target value for metric and a per-pod target')];
}

const positive = (quantity: string | undefined) => quantity !== undefined && compareQuantities(quantity, 0) > 0;

function validateTarget(path: string, { type, averageUtilization: share, value, averageValue }: MetricTarget): StatusCause[] {
  const wrongType = type && !['Utilization', 'Value', 'AverageValue'].includes(type);
  return [
    ...(type ? [] : [required(`${path}.type`, 'must specify a metric target type')]),
    ...(wrongType ? [invalidValue(`${path}.type`, type, 'must be either Utilization, Value, or AverageValue')] : []),
    ...(value !== undefined && !positive(value) ? [invalidValue(`${path}.value`, value, 'must be positive')] : []),
    ...(averageValue !== undefined && !positive(averageValue)
      ? [invalidValue(`${path}.averageValue`, averageValue, 'must be positive')]
      : []),
    ...(share !== undefined && share < 1 ? [invalidValue(`${path}.averageUtilization`, share, 'must be greater than 0')] : []),
  ];
}

/** One of the two ways to say how much of a resource. */
function validateShare(path: string, { averageUtilization: share, averageValue }: MetricTarget): StatusCause[] {
  const field = `${path}.target.averageUtilization`;
  if (share === undefined && averageValue === undefined)
    return [required(field, 'must set either a target raw value or a target utilization')];
  if (share !== undefined && averageValue !== undefined)
    return [forbiddenField(`${path}.target.averageValue`, 'may not set both a target raw value and a target utilization')];
  return [];
}

const LONGEST_WINDOW = 3600;
const LONGEST_PERIOD = 1800;

function validateRules(path: string, rules: ScalingRules | undefined): StatusCause[] {
  if (!rules) return [];
  const { stabilizationWindowSeconds: window, selectPolicy, policies = [] } = rules;
  return [
    ...(window !== undefined && window < 0
      ? [invalidValue(`${path}.stabilizationWindowSeconds`, window, 'must be greater than or equal to zero')]
      : []),
    ...(window !== undefined && window > LONGEST_WINDOW
      ? [invalidValue(`${path}.stabilizationWindowSeconds`, window, `must be less than or equal to ${LONGEST_WINDOW}`)]
      : []),
    ...(selectPolicy !== undefined && !['Max', 'Min', 'Disabled'].includes(selectPolicy)
      ? [notSupported(`${path}.selectPolicy`, selectPolicy, ['Disabled', 'Max', 'Min'])]
      : []),
    ...(policies.length ? [] : [required(`${path}.policies`, 'must specify at least one Policy')]),
    ...policies.flatMap(({ type, value, periodSeconds }, i) => [
      ...(['Pods', 'Percent'].includes(type) ? [] : [notSupported(`${path}.policies[${i}].type`, type, ['Percent', 'Pods'])]),
      ...(value > 0 ? [] : [invalidValue(`${path}.policies[${i}].value`, value, 'must be greater than zero')]),
      ...(periodSeconds > 0 ? [] : [invalidValue(`${path}.policies[${i}].periodSeconds`, periodSeconds, 'must be greater than zero')]),
      ...(periodSeconds > LONGEST_PERIOD
        ? [invalidValue(`${path}.policies[${i}].periodSeconds`, periodSeconds, `must be less than or equal to ${LONGEST_PERIOD}`)]
        : []),
    ]),
  ];
}
