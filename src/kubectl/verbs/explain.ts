import type { ApiResource, JsonSchema } from '../../kube/cluster';
import { KubectlError } from '../errors';
import { findResource } from '../resources';
import type { Verb } from '../verb';

export const explain: Verb = {
  name: 'explain',
  summary: 'Get documentation for a resource',
  usage: 'TYPE[.FIELD...]',
  flags: { recursive: 'bool', 'api-version': 'string' },
  examples: ['kubectl explain deployment.spec.strategy'],
  async run(args, env) {
    const [word] = args.words;
    if (!word)
      throw new KubectlError(
        'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.',
      );
    if (args.words.length > 1) throw new KubectlError('We accept only this format: explain RESOURCE');
    const [kind, ...path] = word.split('.') as [string, ...string[]];
    const resource = await findResource(env.cluster, kind).catch((error: unknown) => {
      throw error instanceof KubectlError ? new KubectlError(error.message, { bare: true }) : error;
    });
    const root = await env.cluster.schema(resource);
    if (!root)
      throw new KubectlError(`Podplay has no schema of ${resource.kind}: kubectl get ${resource.singular} NAME -o yaml shows its fields`);
    const definitions = (root['definitions'] ?? {}) as Readonly<Record<string, JsonSchema>>;
    const at = path.reduce<JsonSchema>((schema, field) => {
      const found = resolve(schema, definitions).properties?.[field];
      if (!found) {
        env.out(`${kindLines(resource).join('\n')}\n`);
        throw new KubectlError(`field "${field}" does not exist`);
      }
      return found;
    }, root);
    const lines = kindLines(resource);
    const field = path.at(-1);
    if (field) lines.push(`FIELD: ${field} <${typeName(at, definitions)}>`, ...enumLines(at), '');
    const schema = resolve(at, definitions);
    const texts = [at.description, ...(schema === at ? [] : [schema.description])].filter((text) => text !== undefined);
    lines.push('DESCRIPTION:', ...(texts.length ? [...texts.flatMap((text) => wrapped(text, 4)), '    '] : ['    <empty>']));
    if (schema.properties) lines.push('FIELDS:', ...fields(schema, definitions, args.on('recursive'), 2, []));
    env.out(`${lines.join('\n')}\n\n`);
  },
};

const enumOf = (schema: JsonSchema) => (schema['enum'] as readonly unknown[] | undefined)?.map(String);

/** Under a field's name: the values that it may have. */
function enumLines(schema: JsonSchema): string[] {
  const values = enumOf(schema);
  return values ? ['ENUM:', ...values.map((value) => `    ${value}`)] : [''];
}

const kindLines = ({ group, kind, version }: ApiResource): string[] => [
  ...(group ? [`GROUP:      ${group}`] : []),
  `KIND:       ${kind}`,
  `VERSION:    ${version}`,
  '',
];

/** The schema of what stands at a field: references followed, lists opened. */
function resolve(schema: JsonSchema, definitions: Readonly<Record<string, JsonSchema>>): JsonSchema {
  if (schema.$ref) return resolve(definitions[schema.$ref.replace('#/definitions/', '')] ?? {}, definitions);
  return schema.items ? resolve(schema.items, definitions) : schema;
}

function typeName(schema: JsonSchema, definitions: Readonly<Record<string, JsonSchema>>): string {
  if (schema.items) return `[]${typeName(schema.items, definitions)}`;
  const name = schema.$ref?.replace('#/definitions/', '');
  if (name) return isText(name, definitions) ? 'string' : name.slice(name.indexOf('.') + 1);
  if (schema.type === 'object')
    return typeof schema.additionalProperties === 'object' ? `map[string]${typeName(schema.additionalProperties, definitions)}` : 'Object';
  // A number or a text: no schema of a field has both for another reason.
  return Array.isArray(schema.type) ? 'IntOrString' : (schema.type ?? 'Object');
}

/** A quantity may be written as a number, so its type has no name but its own. */
const isText = (name: string, definitions: Readonly<Record<string, JsonSchema>>) =>
  definitions[name]?.type === 'string' && name !== 'Quantity';

function fields(
  schema: JsonSchema,
  definitions: Readonly<Record<string, JsonSchema>>,
  recursive: boolean,
  indent: number,
  within: readonly JsonSchema[],
): string[] {
  return Object.entries(schema.properties ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, field]) => {
      const required = schema.required?.includes(name) ? ' -required-' : '';
      const line = `${' '.repeat(indent)}${name}\t<${typeName(field, definitions)}>${required}`;
      const inner = resolve(field, definitions);
      const values = enumOf(field);
      const told = values ? [`${' '.repeat(indent)}enum: ${values.join(', ')}`] : [];
      if (recursive)
        return within.includes(inner) ? [line] : [line, ...told, ...fields(inner, definitions, true, indent + 2, [...within, inner])];
      return [line, ...told, ...wrapped(field.description ?? '<no description>', indent + 2), ''];
    });
}

/** Folded at 80 columns; the spaces between two words stay, but at a fold. Source: github.com/mitchellh/go-wordwrap */
function wrapped(text: string, indent: number): string[] {
  return text.split('\n').flatMap((paragraph) => folded(paragraph, 80 - indent).map((line) => ' '.repeat(indent) + line));
}

function folded(paragraph: string, width: number): string[] {
  const lines = [''];
  for (const [, space = '', word = ''] of paragraph.matchAll(/(\s*)(\S+)/g)) {
    const line = lines.at(-1)!;
    if (line && line.length + space.length + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line + space + word;
  }
  return lines;
}
