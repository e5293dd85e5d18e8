import { KubectlError } from '../errors';
import { goText } from '../../kube/go-text';
import { JsonPathError, select } from '../../kube/json-path';
import { Tabs } from './tabs';

/** `NAME:.metadata.name,NODE:.spec.nodeName`. Source: kubectl/pkg/cmd/get/customcolumn.go */

interface Column {
  readonly header: string;
  readonly path: string;
}

/** `.x`, `x`, `{x}` and `{.x}` mean the same. Source: RelaxedJSONPathExpression */
export function relaxed(path: string): string {
  const found = /^\{\s*\.?([^{}]+?)\s*\}$|^\.?([^{}]+)$/.exec(path);
  if (!found)
    throw new KubectlError(`unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'`);
  const inner = found[1] ?? found[2]!;
  return inner.startsWith('[') ? inner : `.${inner}`;
}

/** @param spec what follows `custom-columns=` */
export function columnsOf(spec: string): readonly Column[] {
  if (!spec) throw new KubectlError('custom-columns format specified but no custom columns given');
  return spec.split(/,(?![^[]*\])/).map((part) => {
    const at = part.indexOf(':');
    if (at < 0) throw new KubectlError(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
    return { header: part.slice(0, at), path: relaxed(part.slice(at + 1)) };
  });
}

/** A template file has two lines: headers, and the paths under them. Source: NewCustomColumnsPrinterFromTemplate */
export function columnsInFile(text: string): readonly Column[] {
  const [headers = '', paths = ''] = text.split('\n').filter((line) => line.trim());
  const [names, specs] = [headers.trim().split(/\s+/), paths.trim().split(/\s+/).filter(Boolean)];
  if (names.length !== specs.length)
    throw new KubectlError(`number of headers (${names.length}) and field specifications (${specs.length}) don't match`);
  return names.map((header, i) => ({ header, path: relaxed(specs[i]!) }));
}

/** @returns prints one object after another, the headers before the first; a List item by item */
export function customColumns(columns: readonly Column[], headers: boolean): (object: object) => string {
  const tabs = new Tabs();
  let first = headers;
  return (object) => {
    const items = 'items' in object && Array.isArray(object.items) ? (object.items as object[]) : [object];
    const rows = items.map((item) => columns.map(({ path }) => cell(found(path, item))));
    const head = first ? [columns.map(({ header }) => header)] : [];
    first = false;
    return tabs.print([...head, ...rows]);
  };
}

function found(path: string, item: object): unknown[] {
  try {
    return select(path, item);
  } catch (error) {
    throw error instanceof JsonPathError ? new KubectlError(error.message) : error;
  }
}

const cell = (values: readonly unknown[]): string => values.map(goText).join(',') || '<none>';
