import { labelCauses } from '../metadata-validation';
import { label } from '../names';
import type { KubeObject } from '../object';
import { same } from '../plain-data';
import { forbidden, type StatusCause } from '../status';
import { ageColumn, nameColumn, text } from './cells';
import { defineKind, type Draft, type Surroundings } from './kind';
import type { Pod, Toleration } from './pod';
import { immutable, invalidValue } from './validation/field-errors';
import { validateResources } from './validation/resources';
import { validateTolerations } from './validation/scheduling';

export interface RuntimeClass extends KubeObject {
  readonly handler?: string;
  readonly overhead?: { readonly podFixed?: Readonly<Record<string, string>> };
  readonly scheduling?: {
    readonly nodeSelector?: Readonly<Record<string, string>>;
    readonly tolerations?: readonly Toleration[];
  };
}

/** How a node runs containers. OMITS the handlers: every node here runs every class the same way. Source: pkg/apis/node */
export const runtimeClass = defineKind<RuntimeClass>({
  group: 'node.k8s.io',
  version: 'v1',
  kind: 'RuntimeClass',
  resource: 'runtimeclasses',
  singular: 'runtimeclass',
  namespaced: false,
  schema: 'io.k8s.api.node.v1.RuntimeClass',
  generation: false,
  validate,
  warnings: ({ handler }) => [`the handler ${handler} is not looked for here: every node runs pods of this class like any other`],
  columns: [nameColumn, text('Handler', ({ handler = '' }) => handler), ageColumn],
});

/** Source: pkg/apis/node/validation */
function validate({ handler = '', overhead, scheduling }: RuntimeClass, old?: RuntimeClass): StatusCause[] {
  if (old) return immutable('handler', handler, old.handler ?? '');
  return [
    ...label(handler).map((fault) => invalidValue('handler', handler, fault)),
    ...(overhead ? validateResources('overhead', { limits: overhead.podFixed ?? {} }) : []),
    ...labelCauses('scheduling.nodeSelector', scheduling?.nodeSelector),
    ...validateTolerations('scheduling.tolerations', scheduling?.tolerations),
  ];
}

/** What its class adds to a new pod, in place. Source: plugin/pkg/admission/runtimeclass */
export function admitRuntimeClass(pod: Draft<Pod>, around: Surroundings): void {
  const { spec } = pod;
  const refuse = (why: string) => forbidden({ group: '', resource: 'pods' }, pod.metadata.name, why);
  const name = spec.runtimeClassName;
  const found = name ? around.find('runtimeclasses', name) : undefined;
  if (name && !found) throw refuse(`pod rejected: RuntimeClass "${name}" not found`);
  const fixed = found?.overhead?.podFixed;
  if (spec.overhead && !fixed) throw refuse('pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead');
  if (spec.overhead && !same(spec.overhead, fixed))
    throw refuse("pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
  if (fixed) spec.overhead = fixed;
  const { nodeSelector, tolerations } = found?.scheduling ?? {};
  const conflict = Object.entries(nodeSelector ?? {}).find(([key, value]) => (spec.nodeSelector?.[key] ?? value) !== value);
  if (conflict) {
    const [key, value] = conflict;
    throw refuse(
      `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${spec.nodeSelector![key]}`,
    );
  }
  if (nodeSelector) spec.nodeSelector = { ...spec.nodeSelector, ...nodeSelector };
  if (tolerations) spec.tolerations = [...tolerations, ...(spec.tolerations ?? []).filter((one) => !tolerations.some(about(one)))];
}

const about = (one: Toleration) => (other: Toleration) => other.key === one.key && other.effect === one.effect;
