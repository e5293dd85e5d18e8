import type { ApiResource } from '../../kube/cluster';
import { json } from './answers';
import { discoveryOf } from './negotiate';
import { unknownPath } from './path';

/** What this server serves, in both of its tellings: one document, or a list for each group and version.
 *  MODELS apiserver/pkg/endpoints/discovery and its `aggregated` folder. OMITS storage version hashes. */

const METHODS: Readonly<Record<string, readonly string[]>> = {
  status: ['get', 'patch', 'update'],
  scale: ['get', 'patch', 'update'],
  log: ['get'],
  exec: ['create', 'get'],
  ephemeralcontainers: ['get', 'patch', 'update'],
  finalize: ['update'],
  eviction: ['create'],
  token: ['create'],
  binding: ['create'],
  proxy: ['create', 'delete', 'get', 'patch', 'update'],
};

const VERBS: Readonly<Record<string, string>> = { GET: 'get', POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' };

/** May a subresource be asked by that method? */
export const takes = (subresource: string, method: string): boolean => (METHODS[subresource] ?? ['get']).includes(VERBS[method] ?? '');

/** Kinds of subresources that are not their parent's own. */
const KINDS: Readonly<Record<string, readonly [group: string, version: string, kind: string]>> = {
  scale: ['autoscaling', 'v1', 'Scale'],
  eviction: ['policy', 'v1', 'Eviction'],
  binding: ['', 'v1', 'Binding'],
  exec: ['', 'v1', 'PodExecOptions'],
  token: ['authentication.k8s.io', 'v1', 'TokenRequest'],
};

function kindOf(resource: ApiResource, name: string): { group: string; version: string; kind: string } {
  if (name === 'proxy') return { group: '', version: 'v1', kind: resource.kind === 'Pod' ? 'PodProxyOptions' : 'ServiceProxyOptions' };
  const [group, version, kind] = KINDS[name] ?? [resource.group, resource.version, resource.kind];
  return { group, version, kind };
}

const subresourcesOf = ({ resource, subresources }: ApiResource) =>
  resource === 'pods' || resource === 'services' ? [...subresources, 'proxy'] : subresources;

const versionName = ({ group, version }: { group: string; version: string }) => (group ? `${group}/${version}` : version);

/** Groups in the order of `resources`, the core one left out. */
function groupsOf(resources: readonly ApiResource[]): string[] {
  return [...new Set(resources.map(({ group }) => group))].filter(Boolean);
}

const versionsOf = (resources: readonly ApiResource[], group: string) => [
  ...new Set(resources.filter((one) => one.group === group).map(({ version }) => version)),
];

/** `/api` and `/apis`. */
export function root(request: Request, core: boolean, resources: readonly ApiResource[]): Response {
  const form = discoveryOf(request);
  if (form)
    return json(aggregated(form, core, resources), { type: `application/json;g=apidiscovery.k8s.io;v=${form};as=APIGroupDiscoveryList` });
  if (core) return json({ kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] });
  return json({ kind: 'APIGroupList', apiVersion: 'v1', groups: groupsOf(resources).map((group) => apiGroup(resources, group)) });
}

function aggregated(form: string, core: boolean, resources: readonly ApiResource[]) {
  const groups = core ? [''] : groupsOf(resources);
  const items = groups.map((group) => ({
    metadata: { ...(group && { name: group }), creationTimestamp: null },
    versions: versionsOf(resources, group).map((version) => ({
      version,
      resources: resources.filter((one) => one.group === group && one.version === version).map(discovered),
      freshness: 'Current',
    })),
  }));
  return { kind: 'APIGroupDiscoveryList', apiVersion: `apidiscovery.k8s.io/${form}`, metadata: {}, items };
}

function discovered(resource: ApiResource) {
  const { group, version, kind, singular, namespaced, shortNames, categories, verbs } = resource;
  const subresources = subresourcesOf(resource).map((subresource) => ({
    subresource,
    responseKind: kindOf(resource, subresource),
    verbs: METHODS[subresource] ?? ['get'],
  }));
  return {
    resource: resource.resource,
    responseKind: { group, version, kind },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs,
    ...(shortNames.length && { shortNames }),
    ...(categories.length && { categories }),
    ...(subresources.length && { subresources }),
  };
}

function apiGroup(resources: readonly ApiResource[], name: string) {
  const versions = versionsOf(resources, name).map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions, preferredVersion: versions[0] };
}

/** `/apis/<group>`. @throws 404 */
export function group(name: string, resources: readonly ApiResource[]): Response {
  if (!groupsOf(resources).includes(name)) throw unknownPath();
  return json({ kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(resources, name) });
}

/** `/api/v1` and `/apis/<group>/<version>`. @throws 404 */
export function resourceList(at: { group: string; version: string }, resources: readonly ApiResource[]): Response {
  const those = resources.filter((one) => one.group === at.group && one.version === at.version);
  if (!those.length) throw unknownPath();
  return json({ kind: 'APIResourceList', apiVersion: 'v1', groupVersion: versionName(at), resources: those.flatMap(listed) });
}

function listed(resource: ApiResource) {
  const { kind, singular, namespaced, shortNames, categories, verbs } = resource;
  const own = {
    name: resource.resource,
    singularName: singular,
    namespaced,
    kind,
    verbs,
    ...(shortNames.length && { shortNames }),
    ...(categories.length && { categories }),
  };
  const subresources = subresourcesOf(resource).map((name) => {
    const { group, version, kind: kindName } = kindOf(resource, name);
    const foreign = group !== resource.group || version !== resource.version;
    const base = { name: `${resource.resource}/${name}`, singularName: '', namespaced, kind: kindName, verbs: METHODS[name] ?? ['get'] };
    return foreign ? { ...base, group, version } : base;
  });
  return [own, ...subresources];
}
