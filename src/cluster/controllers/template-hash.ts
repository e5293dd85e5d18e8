import type { PodTemplateSpec } from '../../kube/kinds/pod';
import { fnv1a } from '../../sim/fnv';
import { SAFE_ALPHABET } from '../../sim/random';

/** A name for a pod template: equal templates, equal hashes.
 *  MODELS 32-bit FNV-1a written in Kubernetes' safe alphabet, and the collision count as salt.
 *  OMITS Go's own dump of the struct: the hash of a real cluster differs in letters, not in meaning.
 *  Source: controller_utils.go ComputeHash, rand.SafeEncodeString */
export function templateHash(template: PodTemplateSpec, collisionCount = 0): string {
  const text = canonical(template) + (collisionCount ? String(collisionCount) : '');
  return [...String(fnv1a(text))].map((digit) => SAFE_ALPHABET[digit.charCodeAt(0) % SAFE_ALPHABET.length]).join('');
}

/** JSON with sorted keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return `{${fields
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`)
    .join(',')}}`;
}
