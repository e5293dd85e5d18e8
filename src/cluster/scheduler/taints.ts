import type { Taint } from 'kubernetes-types/core/v1';
import type { Toleration } from '../../kube/kinds/pod';

/** Taints keep pods off nodes; tolerations let them through.
 *  Source: component-helpers/scheduling/corev1, api/core/v1/toleration.go ToleratesTaint */

export function covers({ key, operator = 'Equal', value = '', effect }: Toleration, taint: Taint): boolean {
  if (effect && effect !== taint.effect) return false;
  if (key && key !== taint.key) return false;
  return operator === 'Exists' || value === (taint.value ?? '');
}

export function tolerates(tolerations: readonly Toleration[] | undefined, taint: Taint): boolean {
  return tolerations?.some((one) => covers(one, taint)) ?? false;
}

/** The first taint of these effects that no toleration covers. */
export function untolerated(
  taints: readonly Taint[] | undefined,
  tolerations: readonly Toleration[] | undefined,
  effects: readonly string[],
): Taint | undefined {
  return taints?.find((taint) => effects.includes(taint.effect) && !tolerates(tolerations, taint));
}
