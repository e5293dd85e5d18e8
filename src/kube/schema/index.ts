import type { JsonSchema } from '../cluster';

/** The JSON schema of a kind with descriptions, for explain and editors; loaded when first asked for.
 *  Data: kubernetes-types (Apache-2.0), by tools/generate-schema.ts. */
export async function fullSchema({
  version,
  kind,
}: {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}): Promise<JsonSchema | undefined> {
  const full = await loaded();
  // The structs of a group's second version bear it in their names.
  const second = full.definitions[`${version}.${kind}`];
  const found = second ?? full.definitions[kind];
  return found && { ...found, definitions: second ? { ...full.definitions, [kind]: second } : full.definitions };
}

const loaded = async () =>
  ((await import('./full.json')) as unknown as { default: { readonly definitions: Readonly<Record<string, JsonSchema>> } }).default;

/** The schema of a custom kind, with what every object has. Source: apiextensions-apiserver/pkg/controller/openapi/builder */
export async function customSchema(kind: string, schema: object): Promise<JsonSchema> {
  const { definitions } = await loaded();
  const { apiVersion, kind: kindField, metadata } = definitions['Deployment']!.properties!;
  const own = schema as JsonSchema;
  const properties = { ...own.properties, apiVersion, kind: kindField, metadata } as Readonly<Record<string, JsonSchema>>;
  const whole = { ...own, type: 'object', properties };
  return { ...whole, definitions: { ...definitions, [kind]: whole } };
}
