import type { Cluster, JsonSchema } from '../../kube/cluster';

/** One JSON schema for any manifest: which kind's rules hold is chosen by `apiVersion` and `kind`. */
export async function schemaOf(cluster: Cluster): Promise<JsonSchema> {
  const kinds = [];
  const definitions: Record<string, JsonSchema> = {};
  for (const { group, version, kind } of await cluster.resources()) {
    const schema = await cluster.schema({ group, version, kind });
    if (!schema) continue;
    const { definitions: shared, $defs, ...own } = schema as JsonSchema & { definitions?: typeof definitions; $defs?: typeof definitions };
    Object.assign(definitions, shared, $defs);
    kinds.push({ apiVersion: group ? `${group}/${version}` : version, kind, schema: own });
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
