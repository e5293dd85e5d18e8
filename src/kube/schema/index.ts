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
  const { default: full } = (await import('./full.json')) as unknown as { default: { definitions: Readonly<Record<string, JsonSchema>> } };
  // The structs of a group's second version bear it in their names.
  const second = full.definitions[`${version}.${kind}`];
  const found = second ?? full.definitions[kind];
  return found && { ...found, definitions: second ? { ...full.definitions, [kind]: second } : full.definitions };
}
