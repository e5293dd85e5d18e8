import { LAST_APPLIED } from '../kube/managed/last-applied';
import type { Manifest } from '../kube/object';
import { sortKeys } from '../kube/plain-data';

/** The annotation in which `kubectl apply` leaves what it applied. Source: kubectl/pkg/util/apply.go */

export { LAST_APPLIED };

/** A manifest with itself as the annotation that the next apply compares with.
 *  @param namespace written into it, for kinds that live in one */
export function withLastApplied(manifest: Manifest, namespace: string | undefined): Manifest {
  const { [LAST_APPLIED]: _, ...annotations } = manifest.metadata?.annotations ?? {};
  const metadata = { ...manifest.metadata, annotations, ...(namespace && { namespace }) };
  const text = `${JSON.stringify(sortKeys({ ...manifest, metadata }))}\n`;
  return { ...manifest, metadata: { ...metadata, annotations: { ...annotations, [LAST_APPLIED]: text } } };
}

/** The same of an object that kubectl has made itself. */
export async function withOwnLastApplied(manifest: Manifest): Promise<Manifest> {
  const { typed } = await import('./typed');
  const text = `${JSON.stringify(typed(manifest))}\n`;
  return { ...manifest, metadata: { ...manifest.metadata, annotations: { ...manifest.metadata?.annotations, [LAST_APPLIED]: text } } };
}
