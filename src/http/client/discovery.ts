import type { ApiResource } from '../../kube/cluster';
import { statusError } from '../../kube/status';
import type { Connection } from './connection';

/** What a server serves, from its aggregated discovery (Kubernetes ≥ 1.27): each resource in the version that the
 *  server prefers. */

const ACCEPT = ['v2', 'v2beta1'].map((v) => `application/json;g=apidiscovery.k8s.io;v=${v};as=APIGroupDiscoveryList`).join(',');

interface Discovered {
  readonly items: readonly {
    readonly metadata: { readonly name?: string };
    readonly versions: readonly { readonly version: string; readonly resources?: readonly DiscoveredResource[] }[];
  }[];
}

interface DiscoveredResource {
  readonly resource: string;
  readonly responseKind: { readonly kind: string };
  readonly scope: 'Namespaced' | 'Cluster';
  readonly singularResource: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly subresources?: readonly { readonly subresource: string }[];
}

/** @throws StatusError 501 for a server that knows no aggregated discovery */
export async function discover(connection: Connection): Promise<readonly ApiResource[]> {
  const [core, groups] = await Promise.all(['/api', '/apis'].map((path) => connection.json(path, { accept: ACCEPT })));
  if (core.kind !== 'APIGroupDiscoveryList')
    throw statusError(501, 'NotImplemented', 'this server is older than Kubernetes 1.27: it has no aggregated discovery');
  return [...preferred(core as Discovered), ...preferred(groups as Discovered)];
}

function preferred({ items }: Discovered): ApiResource[] {
  return items.flatMap(({ metadata: { name: group = '' }, versions }) => {
    const seen = new Set<string>();
    return versions.flatMap(({ version, resources = [] }) =>
      resources.filter(({ resource }) => !seen.has(resource) && seen.add(resource)).map((one) => resourceOf(group, version, one)),
    );
  });
}

const resourceOf = (group: string, version: string, one: DiscoveredResource): ApiResource => ({
  group,
  version,
  kind: one.responseKind.kind,
  resource: one.resource,
  singular: one.singularResource,
  shortNames: one.shortNames ?? [],
  categories: one.categories ?? [],
  namespaced: one.scope === 'Namespaced',
  verbs: one.verbs,
  subresources: (one.subresources ?? []).map(({ subresource }) => subresource).filter((name) => name !== 'proxy'),
});
