import type { Manifest } from '../kube/object';

/** The annotation in which `kubectl apply` leaves what it applied. Source: kubectl/pkg/util/apply.go */

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** A manifest with itself as the annotation that the next apply compares with.
 *  @param namespace written into it, for kinds that live in one */
export function withLastApplied(manifest: Manifest, namespace: string | undefined): Manifest {
  const { [LAST_APPLIED]: _, ...annotations } = manifest.metadata?.annotations ?? {};
  const metadata = { ...manifest.metadata, annotations, ...(namespace && { namespace }) };
  const text = `${JSON.stringify(sortKeys({ ...manifest, metadata }))}\n`;
  return { ...manifest, metadata: { ...metadata, annotations: { ...annotations, [LAST_APPLIED]: text } } };
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}
