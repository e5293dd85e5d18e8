import type { ApiObject, Condition, LabelSelector } from '../object';
import type { StatusCause } from '../status';
import { ageColumn, integer, nameColumn, text } from './cells';
import { defineKind } from './kind';
import { invalidValue, oneOf } from './validation/field-errors';
import { goIntOrString, goSelector, GoText } from './validation/go-values';
import { atMost100Percent, intOrPercent, type IntOrString } from './validation/int-or-percent';
import { validateLabelSelector } from './validation/selector';

export interface PodDisruptionBudgetSpec {
  minAvailable?: IntOrString;
  maxUnavailable?: IntOrString;
  selector?: LabelSelector;
  unhealthyPodEvictionPolicy?: 'IfHealthyBudget' | 'AlwaysAllow';
}

export interface PodDisruptionBudgetStatus {
  disruptionsAllowed: number;
  currentHealthy: number;
  desiredHealthy: number;
  expectedPods: number;
  /** Pods whose eviction the API server has let through, and when: until the controller has seen them go. */
  disruptedPods?: Readonly<Record<string, string>>;
  observedGeneration?: number;
  conditions?: readonly Condition[];
}

export type PodDisruptionBudget = ApiObject<PodDisruptionBudgetSpec, PodDisruptionBudgetStatus>;

export const podDisruptionBudget = defineKind<PodDisruptionBudget>({
  group: 'policy',
  version: 'v1',
  kind: 'PodDisruptionBudget',
  resource: 'poddisruptionbudgets',
  singular: 'poddisruptionbudget',
  shortNames: ['pdb'],
  namespaced: true,
  subresources: ['status'],
  schema: 'io.k8s.api.policy.v1.PodDisruptionBudget',
  prepareForCreate(object) {
    object.status = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 };
  },
  validate: ({ spec }) => validate(spec),
  columns: [
    nameColumn,
    text('Min Available', ({ spec }) => String(spec.minAvailable ?? 'N/A')),
    text('Max Unavailable', ({ spec }) => String(spec.maxUnavailable ?? 'N/A')),
    integer('Allowed Disruptions', ({ status }) => status.disruptionsAllowed),
    ageColumn,
  ],
});

/** Source: pkg/apis/policy/validation ValidatePodDisruptionBudgetSpec */
function validate(spec: PodDisruptionBudgetSpec): StatusCause[] {
  const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy: policy } = spec;
  const both = minAvailable !== undefined && maxUnavailable !== undefined;
  return [
    ...(both ? [invalidValue('spec', goBudget(spec), 'minAvailable and maxUnavailable cannot be both set')] : []),
    ...validateCount('spec.minAvailable', minAvailable),
    ...validateCount('spec.maxUnavailable', maxUnavailable),
    ...validateLabelSelector('spec.selector', selector),
    ...oneOf('spec.unhealthyPodEvictionPolicy', policy, ['AlwaysAllow', 'IfHealthyBudget']),
  ];
}

const validateCount = (field: string, value: IntOrString | undefined) => [...intOrPercent(field, value), ...atMost100Percent(field, value)];

/** OMITS addresses: Go prints pointers as numbers that mean nothing to a reader. */
const goBudget = ({ minAvailable = 0, maxUnavailable = 0, selector }: PodDisruptionBudgetSpec) =>
  new GoText(
    `policy.PodDisruptionBudgetSpec{MinAvailable:${goIntOrString(minAvailable).text}, Selector:${selector ? goSelector(selector).text : '(*v1.LabelSelector)(nil)'}, MaxUnavailable:${goIntOrString(maxUnavailable).text}}`,
  );
