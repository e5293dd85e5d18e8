import { KubectlError } from '../errors';
import { select } from './json-path';
import { Tabs } from './tabs';

/** `NAME:.metadata.name,NODE:.spec.nodeName`. Source: kubectl/pkg/cmd/get/customcolumn.go */
export function customColumns(spec: string, items: readonly object[], headers: boolean): string {
  if (!spec) throw new KubectlError('custom-columns format specified but no custom columns given');
  const columns = spec.split(/,(?![^[]*\])/).map((part) => {
    const [header, ...path] = part.split(':') as [string, ...string[]];
    if (!path.length) throw new KubectlError(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
    return {
      header,
      path: path
        .join(':')
        .replace(/^\{(.*)\}$/, '$1')
        .replace(/^(?=[^.$@[])/, '.'),
    };
  });
  const rows = items.map((item) => columns.map(({ path }) => cell(select(path, item))));
  return new Tabs().print(headers ? [columns.map(({ header }) => header), ...rows] : rows);
}

const cell = (values: readonly unknown[]): string =>
  values.map((value) => (typeof value === 'object' ? goText(value) : String(value))).join(',') || '<none>';

/** How Go prints maps and slices. */
function goText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `map[${Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => `${key}:${goText(inner)}`)
    .join(' ')}]`;
}
