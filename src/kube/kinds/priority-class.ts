import type { KubeObject } from '../object';
import type { StatusCause } from '../status';
import { ageColumn, integer, nameColumn, text, wide } from './cells';
import { defineKind } from './kind';
import { forbiddenField, oneOf } from './validation/field-errors';

export interface PriorityClass extends KubeObject {
  readonly value: number;
  readonly globalDefault?: boolean;
  readonly description?: string;
  readonly preemptionPolicy: 'PreemptLowerPriority' | 'Never';
}

export const priorityClass = defineKind<PriorityClass>({
  group: 'scheduling.k8s.io',
  version: 'v1',
  kind: 'PriorityClass',
  resource: 'priorityclasses',
  singular: 'priorityclass',
  shortNames: ['pc'],
  namespaced: false,
  schema: 'io.k8s.api.scheduling.v1.PriorityClass',
  generation: (object, old) => object.value !== old.value,
  defaults(object) {
    object.value ??= 0;
    object.preemptionPolicy ||= 'PreemptLowerPriority';
  },
  validate,
  columns: [
    nameColumn,
    integer('Value', ({ value }) => value),
    text('Global-Default', ({ globalDefault }) => String(globalDefault ?? false)),
    ageColumn,
    wide('PreemptionPolicy', ({ preemptionPolicy }) => preemptionPolicy),
  ],
});

/** What only the cluster's own pods may have. */
const SYSTEM: Readonly<Record<string, number>> = { 'system-cluster-critical': 2_000_000_000, 'system-node-critical': 2_000_001_000 };
const HIGHEST = 1_000_000_000;

/** Source: pkg/apis/scheduling/validation ValidatePriorityClass */
function validate(object: PriorityClass, old?: PriorityClass): StatusCause[] {
  if (old) return fixed(object, old);
  return [...reserved(object), ...oneOf('preemptionPolicy', object.preemptionPolicy, ['PreemptLowerPriority', 'Never'])];
}

function reserved({ metadata: { name }, value }: PriorityClass): StatusCause[] {
  if (SYSTEM[name] === value) return [];
  if (name.startsWith('system-')) {
    const why =
      SYSTEM[name] === undefined
        ? `${name} is not a known system priority class`
        : `value of ${name} PriorityClass must be ${SYSTEM[name]}`;
    return [forbiddenField('metadata.name', `priority class names with 'system-' prefix are reserved for system use only. error: ${why}`)];
  }
  return value > HIGHEST ? [forbiddenField('value', `maximum allowed value of a user defined priority is ${HIGHEST}`)] : [];
}

const fixed = (object: PriorityClass, old: PriorityClass) => [
  ...(object.value === old.value ? [] : [forbiddenField('value', 'may not be changed in an update.')]),
  ...(object.preemptionPolicy === old.preemptionPolicy ? [] : [forbiddenField('preemptionPolicy', 'field is immutable')]),
];
