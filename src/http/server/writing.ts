import type { ApiResource, Cluster, DeleteOptions, WriteOptions } from '../../kube/cluster';
import type { KubeObject } from '../../kube/object';
import { badRequest, StatusError } from '../../kube/status';
import { json } from './answers';
import { objectIn, optionsIn, patchIn } from './body';
import { objectOf, type Target, wrongMethod } from './path';
import { deleteOptions, listOptions, writeOptions } from './query';

/** POST, PUT, PATCH, DELETE. */

const within = ({ subresource }: Target): Pick<WriteOptions, 'subresource'> =>
  subresource === undefined ? {} : { subresource: subresource as NonNullable<WriteOptions['subresource']> };

const CREATED: ReadonlySet<string> = new Set(['eviction', 'binding', 'token']);

/** Objects, and requests that are made of one: a Pod's eviction or binding, a ServiceAccount's token. */
export async function create(cluster: Cluster, target: Target, request: Request, query: URLSearchParams): Promise<Response> {
  const { ref, namespace, name, subresource } = target;
  if (name !== undefined && !CREATED.has(subresource ?? '')) throw wrongMethod();
  const object = await objectIn(request);
  const named = name === undefined ? object : { ...object, metadata: { ...object.metadata, name: object.metadata?.name ?? name } };
  const options = { ...writeOptions(query, request), ...within(target), ...(namespace !== undefined && { namespace }) };
  const written = await cluster.create(ref, named, options);
  return json(written.object, { status: 201, warnings: written.warnings });
}

export async function update(cluster: Cluster, target: Target, request: Request, query: URLSearchParams): Promise<Response> {
  if (target.name === undefined) throw wrongMethod();
  const object = await objectIn(request);
  const { object: next, warnings } = await cluster.update(objectOf(target), object, { ...writeOptions(query, request), ...within(target) });
  return json(next, { warnings });
}

export async function patch(cluster: Cluster, target: Target, request: Request, query: URLSearchParams): Promise<Response> {
  if (target.name === undefined) throw wrongMethod();
  const { type, patch: body } = await patchIn(request);
  const options = writeOptions(query, request);
  if (type === 'application/apply-patch+yaml' && !query.get('fieldManager'))
    throw badRequest('PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch');
  const written = await cluster.patch(objectOf(target), type, body, { ...options, ...within(target) });
  return json(written.object, { status: written.created ? 201 : 200, warnings: written.warnings });
}

export async function remove(
  cluster: Cluster,
  target: Target,
  kind: ApiResource,
  request: Request,
  query: URLSearchParams,
): Promise<Response> {
  if (target.subresource !== undefined) throw wrongMethod();
  const options = deleteOptions(query, await optionsIn(request));
  if (target.name === undefined) return removeAll(cluster, target, options, query);
  const warnings = kind.resource === 'jobs' && !options.propagationPolicy ? [LEFT_BEHIND] : [];
  return deleted(kind, await cluster.delete(objectOf(target), options), warnings);
}

/** Source: registry/batch/job/storage/storage.go deleteOptionWarnings */
const LEFT_BEHIND =
  'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning';

/** Source: the stores of registry/core with ReturnDeletedObject */
const RETURNED = new Set([
  'pods',
  'services',
  'serviceaccounts',
  'persistentvolumeclaims',
  'persistentvolumes',
  'resourcequotas',
  'podtemplates',
]);

/** What is gone at once is told by a Status; what stays for a while, as it stands.
 *  Source: registry/generic/registry/store.go finalizeDelete */
function deleted({ group, resource }: ApiResource, object: KubeObject, warnings: readonly string[]): Response {
  const { name, uid, deletionTimestamp } = object.metadata;
  if (deletionTimestamp || (!group && RETURNED.has(resource))) return json(object, { warnings });
  const details = { name, ...(group && { group }), kind: resource, uid };
  return json({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details }, { warnings });
}

/** Every object that a list would show; what has gone meanwhile is no error. Source: store.go DeleteCollection */
async function removeAll(cluster: Cluster, target: Target, options: DeleteOptions, query: URLSearchParams): Promise<Response> {
  const found = await cluster.list(target.ref, listOptions(query, target));
  const items: KubeObject[] = [];
  for (const { metadata } of found.items) {
    const { name, namespace } = metadata;
    const ref = { ...target.ref, name, ...(namespace && { namespace }) };
    const gone = await cluster.delete(ref, options).catch((error: unknown) => {
      if (!(error instanceof StatusError) || error.code !== 404) throw error;
    });
    if (gone) items.push(gone);
  }
  return json({ kind: found.kind, apiVersion: found.apiVersion, metadata: found.metadata, items });
}
