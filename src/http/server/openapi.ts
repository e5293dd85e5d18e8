import type { ApiResource, Cluster, JsonSchema } from '../../kube/cluster';
import { isBuiltIn } from '../../kube/kinds';
import { patchField } from '../../kube/patch/patch-fields';
import { apiVersionOf } from '../../kube/api-version';
import { shapeOf } from '../../kube/schema/shape';
import { fnv1a } from '../../sim/fnv';
import { json, plain } from './answers';
import { unknownPath } from './path';

/** OpenAPI v3, made of the cluster's schemas, one document for each group and version; and a v2 without a schema:
 *  kubectl asks for it where it finds nothing in v3, and is content with that.
 *  MODELS what kubectl reads: components.schemas with their group, version and kind, how lists are patched, and which
 *  requests know `fieldValidation`. OMITS responses, and the parameters of every other request. */

const V2 = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';

/** Kinds of metadata, by the package that upstream's names tell. */
const META = new Set([
  'FieldsV1',
  'LabelSelector',
  'LabelSelectorRequirement',
  'ListMeta',
  'ManagedFieldsEntry',
  'MicroTime',
  'ObjectMeta',
  'OwnerReference',
  'Status',
  'Time',
]);

const APIMACHINERY = 'io.k8s.apimachinery.pkg';
const INT_OR_STRING = `${APIMACHINERY}.util.intstr.IntOrString`;

interface Document {
  readonly at: { readonly group: string; readonly version: string };
  readonly kinds: readonly ApiResource[];
}

export async function openApi(cluster: Cluster, segments: readonly string[]): Promise<Response> {
  const [version, ...path] = segments;
  if (version === 'v2' && !path.length) return plain('', V2);
  if (version !== 'v3') throw unknownPath();
  const documents = documentsOf(await cluster.resources());
  if (!path.length)
    return json({ paths: Object.fromEntries(await Promise.all(Object.entries(documents).map((one) => listed(cluster, one)))) });
  const document = documents[path.join('/')];
  if (!document) throw unknownPath();
  return json(await written(cluster, document));
}

/** By the hash a client knows whether it has read a document. Only definitions change theirs. */
async function listed(cluster: Cluster, [name, { at, kinds }]: [string, Document]): Promise<[string, { serverRelativeURL: string }]> {
  const defined = kinds.filter(({ kind }) => !isBuiltIn({ ...at, kind }));
  const schemas = await Promise.all(defined.map(({ kind }) => cluster.schema({ ...at, kind })));
  const hash = fnv1a(JSON.stringify(schemas)).toString(16).toUpperCase().padStart(8, '0');
  return [name, { serverRelativeURL: `/openapi/v3/${name}?hash=${hash}` }];
}

function documentsOf(resources: readonly ApiResource[]): Readonly<Record<string, Document>> {
  const documents: Record<string, { at: Document['at']; kinds: ApiResource[] }> = {};
  for (const one of resources) {
    const name = one.group ? `apis/${one.group}/${one.version}` : `api/${one.version}`;
    (documents[name] ??= { at: { group: one.group, version: one.version }, kinds: [] }).kinds.push(one);
  }
  return documents;
}

async function written(cluster: Cluster, { at, kinds }: Document) {
  const core = await reachable(cluster, 'Pod', { group: '', version: 'v1' });
  const schemas: Record<string, unknown> = { [INT_OR_STRING]: TEXTS['IntOrString'] };
  for (const { kind } of kinds) {
    const definitions = await reachable(cluster, kind, at);
    const name = (one: string) => nameOf(one, at, kind, core);
    for (const [one, schema] of definitions) schemas[name(one)] ??= component(one, schema, name);
    const own = schemas[name(kind)] as Record<string, unknown> | undefined;
    if (own) own['x-kubernetes-group-version-kind'] = [{ ...at, kind }];
  }
  return { openapi: '3.0.0', info: { title: 'Kubernetes', version: 'v1.32.4' }, paths: pathsOf(at, kinds), components: { schemas } };
}

/** A kind's schema and all that it refers to. */
async function reachable(cluster: Cluster, kind: string, at: Document['at']): Promise<ReadonlyMap<string, JsonSchema>> {
  const found = new Map<string, JsonSchema>();
  const schema = await cluster.schema({ ...at, kind });
  const definitions = (schema?.['definitions'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const visit = (name: string) => {
    const one = definitions[name];
    if (!one || found.has(name)) return;
    found.set(name, one);
    for (const inner of refsOf(one)) visit(inner);
  };
  if (schema) visit(kind);
  return found;
}

function refsOf(schema: JsonSchema): string[] {
  const inner = [...Object.values(schema.properties ?? {}), schema.items, schema.additionalProperties];
  const own = schema.$ref ? [schema.$ref.slice('#/definitions/'.length)] : [];
  return [...own, ...inner.flatMap((one) => (typeof one === 'object' ? refsOf(one) : []))];
}

function nameOf(long: string, { group, version }: Document['at'], kind: string, core: ReadonlyMap<string, JsonSchema>): string {
  const name = long.replace(/^v\d\./, '');
  // A custom kind has its group's name, turned round.
  if (group.includes('.') && name === kind && !isBuiltIn({ group, kind }))
    return `${group.split('.').reverse().join('.')}.${version}.${name}`;
  if (META.has(name)) return `${APIMACHINERY}.apis.meta.v1.${name}`;
  if (name === 'Quantity') return `${APIMACHINERY}.api.resource.Quantity`;
  if (name === 'IntOrString') return INT_OR_STRING;
  if (!group || core.has(name)) return `io.k8s.api.core.v1.${name}`;
  return `io.k8s.api.${group.replace(/\.k8s\.io$/, '')}.${version}.${name}`;
}

/** Formats of what JSON writes as text. */
const TEXTS: Readonly<Record<string, object>> = {
  Time: { type: 'string', format: 'date-time' },
  MicroTime: { type: 'string', format: 'date-time' },
  Quantity: { oneOf: [{ type: 'string' }, { type: 'number' }] },
  IntOrString: { format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] },
  FieldsV1: { type: 'object' },
};

function component(name: string, schema: JsonSchema, named: (name: string) => string): Record<string, unknown> {
  const { description } = schema;
  const about = description === undefined ? {} : { description };
  if (TEXTS[name]) return { ...about, ...TEXTS[name] };
  const { properties, ...rest } = converted(schema, named) as { properties?: Record<string, object> };
  if (!properties) return { ...about, ...rest };
  const fields = Object.entries(properties).map(([field, one]) => [field, { ...one, ...patching(name, field) }]);
  return { ...about, ...rest, properties: Object.fromEntries(fields) };
}

/** A schema in the form of OpenAPI v3: what refers elsewhere may say something of its own beside that. */
function converted(schema: JsonSchema, named: (name: string) => string): Record<string, unknown> {
  const { $ref, properties, items, additionalProperties, description, type, required } = schema;
  const about = description === undefined ? {} : { description };
  // A number or a text: the data of the schema tells it in place.
  if (Array.isArray(type)) return { ...about, allOf: [{ $ref: `#/components/schemas/${INT_OR_STRING}` }] };
  if ($ref) return { ...about, allOf: [{ $ref: `#/components/schemas/${named($ref.slice('#/definitions/'.length))}` }] };
  const inner = (one: JsonSchema) => converted(one, named);
  return {
    ...about,
    ...(type && { type }),
    ...(type === 'integer' && { format: 'int32' }),
    ...(required?.length && { required }),
    ...more(schema),
    ...(items && { items: inner(items) }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: inner(additionalProperties) }),
    ...(properties && { properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, inner(one)])) }),
  };
}

/** What only schemas of custom kinds say. */
const MORE = ['default', 'enum', 'format', 'maximum', 'maxItems', 'maxLength', 'minimum', 'minItems', 'minLength', 'nullable', 'pattern'];

const more = (schema: JsonSchema) =>
  Object.fromEntries(Object.entries(schema).filter(([key]) => MORE.includes(key) || key.startsWith('x-kubernetes-')));

/** How a strategic merge patch treats a field: kubectl reads it here. */
function patching(struct: string, field: string): object {
  const shape = shapeOf(struct);
  if (!shape) return {};
  const { merge, replace, retainKeys, key } = patchField(shape, field).how;
  const strategies = [merge && 'merge', replace && 'replace', retainKeys && 'retainKeys'].filter(Boolean);
  return {
    ...(strategies.length && { 'x-kubernetes-patch-strategy': strategies.join(',') }),
    ...(key && { 'x-kubernetes-patch-merge-key': key }),
  };
}

const parameter = (name: string, type = 'string') => ({ name, in: 'query', schema: { type, uniqueItems: true } });

/** Where kubectl looks whether the server checks fields itself, and knows dry runs. */
function pathsOf(at: Document['at'], kinds: readonly ApiResource[]) {
  const prefix = at.group ? `/apis/${apiVersionOf(at)}` : `/api/${at.version}`;
  const action = (name: string, kind: string) => ({
    parameters: [parameter('dryRun'), parameter('fieldManager'), parameter('fieldValidation')],
    responses: { 200: { description: 'OK' } },
    'x-kubernetes-action': name,
    'x-kubernetes-group-version-kind': { ...at, kind },
  });
  return Object.fromEntries(
    kinds.flatMap(({ resource, kind, namespaced }) => {
      const collection = `${prefix}${namespaced ? '/namespaces/{namespace}' : ''}/${resource}`;
      return [
        [collection, { post: action('post', kind) }],
        [`${collection}/{name}`, { put: action('put', kind), patch: action('patch', kind) }],
      ];
    }),
  );
}
