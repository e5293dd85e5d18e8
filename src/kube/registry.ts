import type { ApiResource, ResourceRef } from './cluster';
import { apiVersionOf } from './api-version';
import { faceOf } from './decode';
import { tableOf, type KindDefinition } from './kinds/kind';
import { statusError } from './status';

/** What may be done with every resource here. */
const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'] as const;

/** In the order in which upstream lists them for custom resources, and those of one on its way out.
 *  Source: apiextensions-apiserver/pkg/apiserver/customresource_discovery_controller.go */
const CUSTOM_VERBS = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'] as const;
const TERMINATING_VERBS = ['delete', 'deletecollection', 'get', 'list', 'watch'] as const;

/** All kinds an API server serves, found by resource or by kind. */
export class Registry {
  readonly resources: readonly ApiResource[];
  /** One kind for each table. */
  readonly kept: readonly KindDefinition[];
  readonly #byTable: ReadonlyMap<string, KindDefinition>;
  readonly #byPath: ReadonlyMap<string, KindDefinition>;
  readonly #byKind: ReadonlyMap<string, ApiResource>;

  /** @param stored kinds of custom objects as they are stored, whether that version is served or not */
  constructor(kinds: readonly KindDefinition[], stored: readonly KindDefinition[] = []) {
    this.resources = kinds.flatMap((kind) => [
      apiResource(kind),
      ...(kind.faces ?? []).map(({ version }) => apiResource({ ...kind, version })),
    ]);
    this.kept = [...kinds.filter(({ custom }) => !custom), ...stored];
    this.#byTable = new Map(this.kept.map((kind) => [tableOf(kind), kind]));
    // The cluster's own come first: no definition takes their place.
    this.#byPath = new Map(kinds.toReversed().map((kind) => [pathOf(kind), kind]));
    this.#byKind = new Map(this.resources.toReversed().map((resource) => [`${apiVersionOf(resource)} ${resource.kind}`, resource]));
  }

  /** @param table a plural, `deployments`; of a custom resource `crontabs.stable.example.com`
   *  @throws 404 for a resource that is not served, as the API server answers an unknown path */
  kind(table: string): KindDefinition {
    const kind = this.#byTable.get(table);
    if (!kind) throw unknown();
    return kind;
  }

  /** @throws 404 when the resource is not served at that group and version */
  at(ref: ResourceRef): KindDefinition {
    const own = this.#byPath.get(pathOf(ref)) ?? this.#byTable.get(ref.resource);
    if (!own || own.group !== ref.group || (own.version !== ref.version && !faceOf(own, apiVersionOf(ref)))) throw unknown();
    return own;
  }

  /** The kind of that name in that group and version; undefined when it is not served. */
  find(apiVersion: string, kind: string): KindDefinition | undefined {
    const found = this.#byKind.get(`${apiVersion} ${kind}`);
    return found && this.at(found);
  }

  /** @throws 404 in the words of upstream's RESTMapper: `no matches for kind "Deployment" in version "extensions/v1beta1"` */
  resourceOf(apiVersion: string, kind: string): ApiResource {
    const found = this.#byKind.get(`${apiVersion} ${kind}`);
    if (!found) throw statusError(404, 'NotFound', `no matches for kind "${kind}" in version "${apiVersion}"`);
    return found;
  }
}

const unknown = () => statusError(404, 'NotFound', 'the server could not find the requested resource');

const pathOf = ({ group, version, resource }: ResourceRef) => `${group}/${version}/${resource}`;

function apiResource(kind: KindDefinition): ApiResource {
  const { group, version, resource, singular, shortNames = [], categories = [], namespaced, subresources = [], custom } = kind;
  const verbs = !custom ? VERBS : custom.terminating ? TERMINATING_VERBS : CUSTOM_VERBS;
  return { group, version, kind: kind.kind, resource, singular, shortNames, categories, namespaced, verbs, subresources };
}
