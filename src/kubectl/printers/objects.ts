import { sortKeys } from '../../kube/plain-data';
import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { KubectlError } from '../errors';
import { columnsInFile, columnsOf, customColumns } from './custom-columns';
import { jsonPath, jsonPathAsJson } from './json-path';
import { toYaml } from './yaml';

/** `-o yaml|json|jsonpath=…|custom-columns=…`: objects in full or in part. Source: cli-runtime pkg/genericclioptions
 *  OMITS `--allow-missing-template-keys=false` for Go templates. */

/** Prints one object (or a List) after another. */
export type ObjectPrinter = (object: object) => string;

/** The flags that choose how objects are printed. */
export const OUTPUT = {
  output: 'string',
  template: 'string',
  'show-managed-fields': 'bool',
  'allow-missing-template-keys': 'bool',
} as const;

const ALLOWED =
  'custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,template,templatefile,wide,yaml';

interface PrinterOptions {
  readonly headers?: boolean;
  /** Objects are written as a program in Go writes its own, not as they came from the server. */
  readonly inGo?: boolean;
}

/** @returns undefined when `-o` asks for no objects: absent, `wide`, `name`
 *  @throws KubectlError for a format that there is not */
export async function objectPrinter(
  args: Arguments,
  env: KubectlEnv,
  { headers = true, inGo = false }: PrinterOptions = {},
): Promise<ObjectPrinter | undefined> {
  const output = outputOf(args);
  if (['', 'wide', 'name'].includes(output)) return undefined;
  const at = output.indexOf('=');
  const [format, inline] = at < 0 ? [output, undefined] : [output.slice(0, at), output.slice(at + 1)];
  const template = inline ?? args.get('template') ?? '';
  const shown = args.on('show-managed-fields') ? (object: object) => object : plain;
  const print = await printerOf({ format, template, output, headers, missing: args.on('allow-missing-template-keys', true) }, env);
  if (!inGo) return (object) => print(shown(object));
  const { typed } = await import('../typed');
  const inOrder = format === 'json' ? indented : print;
  return (object) => inOrder(typed(shown(object)));
}

/** What `-o` says; the plain formats may be written in capitals. A template alone is one of Go. */
export function outputOf(args: Arguments): string {
  const output = args.get('output') ?? '';
  if (/^(json|yaml|name)$/i.test(output)) return output.toLowerCase();
  return output === '' && args.get('template') ? 'go-template' : output;
}

interface Format {
  readonly format: string;
  readonly template: string;
  /** As it was given. */
  readonly output: string;
  readonly headers: boolean;
  /** May fields be missing? */
  readonly missing: boolean;
}

async function printerOf({ format, template, output, headers, missing }: Format, env: KubectlEnv): Promise<ObjectPrinter> {
  switch (format) {
    case 'yaml':
      return yamlDocuments();
    case 'json':
      return toJson;
    case 'jsonpath':
      return jsonPath(required(template, format), missing);
    case 'jsonpath-file':
      return jsonPath(await templateFile(env, required(template, format)), missing);
    case 'jsonpath-as-json':
      return jsonPathAsJson(required(template, format), missing);
    case 'go-template':
    case 'template':
      return goTemplatePrinter(required(template, format));
    case 'go-template-file':
    case 'templatefile':
      return goTemplatePrinter(await templateFile(env, required(template, format)));
    case 'custom-columns':
      return customColumns(columnsOf(template), headers);
    case 'custom-columns-file':
      return customColumns(columnsInFile(await columnsFile(env, template)), headers);
    default:
      throw unknownFormat(output);
  }
}

async function templateFile(env: KubectlEnv, path: string): Promise<string> {
  try {
    return await env.readFile(path);
  } catch {
    throw new KubectlError(`error reading --template ${path}, open ${path}: no such file or directory`);
  }
}

async function goTemplatePrinter(text: string): Promise<ObjectPrinter> {
  const { goTemplate, TemplateError } = await import('./go-template');
  const told = <T>(work: () => T, doing: string): T => {
    try {
      return work();
    } catch (error) {
      throw error instanceof TemplateError ? new KubectlError(`${doing}${error.message}`) : error;
    }
  };
  const print = told(() => goTemplate(text), `error parsing template ${text}, `);
  return (object) => told(() => print(object), `error executing template ${JSON.stringify(text)}: `);
}

async function columnsFile(env: KubectlEnv, path: string): Promise<string> {
  if (!path) throw new KubectlError('custom-columns format specified but no custom columns given');
  try {
    return await env.readFile(path);
  } catch {
    throw new KubectlError(`error reading template ${path}, open ${path}: no such file or directory`);
  }
}

function unknownFormat(output: string): KubectlError {
  return new KubectlError(
    `unable to match a printer suitable for the output format ${JSON.stringify(output)}, allowed formats are: ${ALLOWED}`,
  );
}

function required(template: string, format: string): string {
  if (template) return template;
  throw new KubectlError(`template format specified but no template given`, { hint: `for example -o ${format}='{.metadata.name}'` });
}

/** Documents after the first begin with a line of dashes. Source: printers/yaml.go */
function yamlDocuments(): ObjectPrinter {
  let count = 0;
  return (object) => `${count++ ? '---\n' : ''}${toYaml(object)}`;
}

export const toJson: ObjectPrinter = (object) => indented(sortKeys(object) as object);

const indented: ObjectPrinter = (object) => `${JSON.stringify(object, null, 4)}\n`;

/** Without the book-keeping of field managers. */
function plain(object: object): object {
  if ('items' in object && Array.isArray(object.items)) return { ...object, items: (object.items as object[]).map(plain) };
  if (!('metadata' in object)) return object;
  const { managedFields: _, ...metadata } = object.metadata as { managedFields?: unknown };
  return { ...object, metadata };
}
