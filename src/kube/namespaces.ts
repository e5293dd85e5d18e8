import type { KindDefinition } from './kinds/kind';
import type { KubeObject, Manifest } from './object';
import { badRequest, forbidden, notFound, StatusError } from './status';

/** The namespace an object will be in. @throws 400 when object and request name different ones
 *  Source: registry/rest/meta.go EnsureObjectNamespaceMatchesRequestNamespace */
export function namespaceFor(kind: KindDefinition, manifest: Manifest, asked: string | undefined): string | undefined {
  if (!kind.namespaced) return undefined;
  const own = manifest.metadata?.namespace;
  if (own && asked && own !== asked)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  return asked || own || 'default';
}

/** A namespace must exist, and must not be on its way out, to take a new object.
 *  Source: plugin/pkg/admission/namespace/lifecycle */
export function admitToNamespace(kind: KindDefinition, name: string, namespace: string, found: KubeObject | undefined): void {
  if (!found) throw notFound({ group: '', resource: 'namespaces' }, namespace);
  if (!found.metadata.deletionTimestamp) return;
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const { status } = forbidden(kind, name, why);
  const cause = { reason: 'NamespaceTerminating', message: `namespace ${namespace} is being terminated`, field: 'metadata.namespace' };
  throw new StatusError({ ...status, details: { ...status.details, causes: [cause] } });
}
