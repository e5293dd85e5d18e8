import { stringify } from 'yaml';
import { KubectlError } from '../errors';
import { customColumns } from './custom-columns';
import { jsonPath } from './json-path';

/** `-o yaml|json|jsonpath=…|custom-columns=…`: objects in full or in part. */

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
};

export const toYaml = (value: unknown): string =>
  stringify(sorted(value), { indentSeq: false, lineWidth: 0, version: '1.1', defaultStringType: 'PLAIN' });

export const toJson = (value: unknown): string => `${JSON.stringify(sorted(value), null, 4)}\n`;

/** Is this an output format that shows objects rather than a table? */
export const isObjectFormat = (format: string | undefined): format is string =>
  format !== undefined && !['wide', 'name', ''].includes(format);

/** @param object one object, or a List
 *  @throws KubectlError for a format that there is not */
export function printObject(
  format: string,
  object: object,
  readFile: (path: string) => Promise<string>,
  headers: boolean,
): string | Promise<string> {
  const [name, ...rest] = format.split('=') as [string, ...string[]];
  const template = rest.join('=');
  if (name === 'yaml') return toYaml(object);
  if (name === 'json') return toJson(object);
  if (name === 'jsonpath') return jsonPath(template, object);
  if (name === 'custom-columns') return customColumns(template, itemsOf(object), headers);
  if (name === 'custom-columns-file')
    return readFile(template).then((text) => customColumns(fromTemplate(text, template), itemsOf(object), headers));
  const formats = 'custom-columns,custom-columns-file,json,jsonpath,name,wide,yaml';
  throw new KubectlError(`unable to match a printer suitable for the output format "${name}", allowed formats are: ${formats}`);
}

const itemsOf = (object: object): readonly object[] =>
  'items' in object && Array.isArray(object.items) ? (object.items as object[]) : [object];

/** A template file has two lines: headers, and the paths under them. Source: customcolumn.go NewCustomColumnsPrinterFromTemplate */
function fromTemplate(text: string, path: string): string {
  const [headers = '', paths = ''] = text.split('\n').filter((line) => line.trim());
  const [names, specs] = [headers.trim().split(/\s+/), paths.trim().split(/\s+/)];
  if (names.length !== specs.length || !paths)
    throw new KubectlError(`number of headers (${names.length}) and field specifications (${specs.length}) don't match in ${path}`);
  return names.map((name, i) => `${name}:${specs[i]}`).join(',');
}
