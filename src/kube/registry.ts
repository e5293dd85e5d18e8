import type { ApiResource } from './cluster';
import type { KindDefinition } from './kinds/kind';
import { statusError } from './status';

/** What may be done with every resource here. */
const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'] as const;

/** `v1`, `apps/v1`: how a manifest names a group and a version. */
export const apiVersionOf = (kind: { readonly group: string; readonly version: string }): string =>
  kind.group ? `${kind.group}/${kind.version}` : kind.version;

/** All kinds an API server serves, found by resource or by kind. */
export class Registry {
  readonly kinds: readonly KindDefinition[];
  readonly resources: readonly ApiResource[];
  readonly #byResource: ReadonlyMap<string, KindDefinition>;
  readonly #byKind: ReadonlyMap<string, ApiResource>;

  constructor(kinds: readonly KindDefinition[]) {
    this.kinds = kinds;
    this.resources = kinds.flatMap((kind) => [
      apiResource(kind),
      ...(kind.faces ?? []).map(({ version }) => apiResource({ ...kind, version })),
    ]);
    this.#byResource = new Map(kinds.map((kind) => [kind.resource, kind]));
    this.#byKind = new Map(this.resources.map((resource) => [`${apiVersionOf(resource)} ${resource.kind}`, resource]));
  }

  /** @throws 404 for a resource that is not served, as the API server answers an unknown path */
  kind(resource: string): KindDefinition {
    const kind = this.#byResource.get(resource);
    if (!kind) throw statusError(404, 'NotFound', 'the server could not find the requested resource');
    return kind;
  }

  /** The kind of that name in that group and version; undefined when it is not served. */
  find(apiVersion: string, kind: string): KindDefinition | undefined {
    const found = this.#byKind.get(`${apiVersion} ${kind}`);
    return found && this.#byResource.get(found.resource);
  }

  /** @throws 404 in the words of upstream's RESTMapper: `no matches for kind "Deployment" in version "extensions/v1beta1"` */
  resourceOf(apiVersion: string, kind: string): ApiResource {
    const found = this.#byKind.get(`${apiVersion} ${kind}`);
    if (!found) throw statusError(404, 'NotFound', `no matches for kind "${kind}" in version "${apiVersion}"`);
    return found;
  }
}

function apiResource(kind: KindDefinition): ApiResource {
  const { group, version, resource, singular, shortNames = [], categories = [], namespaced, subresources = [] } = kind;
  return { group, version, kind: kind.kind, resource, singular, shortNames, categories, namespaced, verbs: VERBS, subresources };
}
