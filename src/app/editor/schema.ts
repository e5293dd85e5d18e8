import type { Cluster, JsonSchema } from '../../kube/cluster';

/** One JSON schema for any manifest: which kind's rules hold is chosen by `apiVersion` and `kind`. */
export async function schemaOf(cluster: Cluster): Promise<JsonSchema> {
  const kinds = [];
  const definitions: Record<string, JsonSchema> = {};
  for (const { group, version, kind } of await cluster.resources()) {
    const schema = await cluster.schema({ group, version, kind });
    if (!schema) continue;
    // Versions have definitions of the same name.
    const at = `${group || 'core'}.${version}`;
    const { definitions: shared, $defs, ...own } = schema as JsonSchema & { definitions?: typeof definitions; $defs?: typeof definitions };
    for (const [name, definition] of Object.entries({ ...shared, ...$defs })) definitions[`${at}.${name}`] ??= strict(definition, at);
    kinds.push({ apiVersion: group ? `${group}/${version}` : version, kind, schema: strict(own, at) });
  }
  const names = [...new Set(kinds.map(({ kind }) => kind))].sort();
  return {
    type: 'object',
    required: ['apiVersion', 'kind'],
    properties: {
      apiVersion: { type: 'string', enum: [...new Set(kinds.map(({ apiVersion }) => apiVersion))].sort() },
      kind: { type: 'string', enum: names },
    },
    allOf: kinds.map(({ apiVersion, kind, schema }) => ({
      if: { properties: { apiVersion: { const: apiVersion }, kind: { const: kind } }, required: ['apiVersion', 'kind'] },
      then: schema,
    })),
    ...(Object.keys(definitions).length && { definitions }),
  };
}

const REFERENCE = '#/definitions/';

/** A field that its schema does not know is refused, though the OpenAPI of a server leaves that unsaid.
 *  @param at  what precedes the name of each definition */
export function strict(schema: JsonSchema, at: string): JsonSchema {
  const { $ref, properties, items, additionalProperties } = schema;
  const isOpen = additionalProperties !== undefined || schema['x-kubernetes-preserve-unknown-fields'] === true;
  const inner = (one: JsonSchema) => strict(one, at);
  return {
    ...schema,
    ...($ref !== undefined && { $ref: `${REFERENCE}${at}.${$ref.slice(REFERENCE.length)}` }),
    ...(properties && { properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, inner(one)])) }),
    ...(properties && !isOpen && { additionalProperties: false }),
    ...Object.fromEntries(
      ['allOf', 'anyOf', 'oneOf'].flatMap((key) => (Array.isArray(schema[key]) ? [[key, (schema[key] as JsonSchema[]).map(inner)]] : [])),
    ),
    ...(typeof items === 'object' && { items: inner(items) }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: inner(additionalProperties) }),
  };
}
