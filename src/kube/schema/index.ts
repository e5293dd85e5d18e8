import type { JsonSchema } from '../cluster';

/** The JSON schema of a kind with descriptions, for explain and editors; loaded when first asked for.
 *  Data: kubernetes-types (Apache-2.0), by tools/generate-schema.ts. */
export async function fullSchema({
  kind,
}: {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}): Promise<JsonSchema | undefined> {
  const { default: full } = (await import('./full.json')) as unknown as { default: { definitions: Readonly<Record<string, JsonSchema>> } };
  const found = full.definitions[kind];
  return found && { ...found, definitions: full.definitions };
}
