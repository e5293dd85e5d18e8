import type { JsonSchema } from '../../kube/cluster';
import type { Connection } from './connection';

/** The schema of a kind, from the server's OpenAPI v3: names without their package, references to `definitions`. */
interface OpenApi {
  readonly components: { readonly schemas: Readonly<Record<string, any>> };
}

type GroupVersionKind = { readonly group: string; readonly version: string; readonly kind: string };

export async function schemaOf(connection: Connection, wanted: GroupVersionKind): Promise<JsonSchema | undefined> {
  const { group, version, kind } = wanted;
  const path = group ? `apis/${group}/${version}` : `api/${version}`;
  const root = (await connection.json('/openapi/v3')) as { paths: Readonly<Record<string, { serverRelativeURL: string }>> };
  const at = root.paths[path]?.serverRelativeURL;
  if (!at) return undefined;
  const { components } = await documentAt(connection, at);
  const definitions = Object.fromEntries(Object.entries(components.schemas).map(([name, schema]) => [short(name), plain(schema)]));
  const found = Object.entries(components.schemas).find(([, schema]) => isOf(schema, group, version, kind));
  return found && { ...definitions[short(found[0])], definitions };
}

/** Documents by address, which bears a hash of what is in them: each describes all the kinds of a version. */
const documents = new WeakMap<Connection, Map<string, Promise<OpenApi>>>();

function documentAt(connection: Connection, at: string): Promise<OpenApi> {
  const known = documents.get(connection) ?? new Map<string, Promise<OpenApi>>();
  documents.set(connection, known);
  const found = known.get(at) ?? (connection.json(at) as Promise<OpenApi>);
  known.set(at, found);
  found.catch(() => known.delete(at));
  return found;
}

const isOf = (schema: any, group: string, version: string, kind: string): boolean =>
  (schema['x-kubernetes-group-version-kind'] ?? []).some(
    (one: GroupVersionKind) => one.group === group && one.version === version && one.kind === kind,
  );

const short = (name: string) => name.slice(name.lastIndexOf('.') + 1);

const REFERENCE = '#/components/schemas/';

/** A reference stands in `allOf`, so that a description may stand beside it. */
function plain(schema: any): any {
  if (Array.isArray(schema)) return schema.map(plain);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { allOf, ...rest } = schema;
  const whole = allOf?.length === 1 ? { ...allOf[0], ...rest } : schema;
  return Object.fromEntries(
    Object.entries(whole).map(([key, value]) => [
      key,
      key === '$ref' ? `#/definitions/${short((value as string).slice(REFERENCE.length))}` : plain(value),
    ]),
  );
}
