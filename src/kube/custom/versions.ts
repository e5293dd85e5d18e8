/** Versions in the order in which clients prefer them: `v2`, `v1`, `v1beta2`, `v1beta1`, `v1alpha1`, then all others by name.
 *  Source: apimachinery/pkg/version/helpers.go CompareKubeAwareVersionStrings */

const FORM = /^v(\d+)(?:(alpha|beta)(\d+))?$/;
const RANKS = ['alpha', 'beta', undefined] as const;

/** @returns stability, major, minor; nothing for a name of another form */
function partsOf(name: string): readonly [number, number, number] | undefined {
  const found = FORM.exec(name);
  if (!found) return undefined;
  const [, major, stage, minor = '0'] = found;
  return [RANKS.indexOf(stage as (typeof RANKS)[number]), Number(major), Number(minor)];
}

export function byPriority({ name: a }: { readonly name: string }, { name: b }: { readonly name: string }): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  if (!left || !right) return left ? -1 : right ? 1 : a < b ? -1 : a > b ? 1 : 0;
  const differs = left.findIndex((part, i) => part !== right[i]);
  return differs < 0 ? 0 : right[differs]! - left[differs]!;
}
