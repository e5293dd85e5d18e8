import type { Table, TableRow } from '../../kube/cluster';
import type { Tabs } from './tabs';

/** A server-side table as kubectl prints it. */

export interface TableOptions {
  readonly wide: boolean;
  readonly headers: boolean;
  readonly withNamespace: boolean;
  /** `pod/`: before each name, when several kinds are shown. */
  readonly prefix: string;
  readonly showLabels: boolean;
  /** The type of a watch event, before everything else. */
  readonly event?: string;
  /** Label keys of `-L`. */
  readonly labelColumns: readonly string[];
}

export function printTable(table: Pick<Table, 'columns' | 'rows'>, options: TableOptions, tabs: Tabs): string {
  const shown = table.columns.flatMap((column, i) => (column.priority === 0 || options.wide ? [i] : []));
  const header = [
    ...(options.event ? ['EVENT'] : []),
    ...(options.withNamespace ? ['NAMESPACE'] : []),
    ...shown.map((i) => table.columns[i]!.name.toUpperCase()),
    ...options.labelColumns.map((key) => key.slice(key.lastIndexOf('/') + 1).toUpperCase()),
    ...(options.showLabels ? ['LABELS'] : []),
  ];
  const rows = table.rows.map((row) => cells(row, shown, table, options));
  return tabs.print(options.headers ? [header, ...rows] : rows);
}

function cells(
  { cells: all, object }: TableRow,
  shown: readonly number[],
  { columns }: Pick<Table, 'columns'>,
  options: TableOptions,
): string[] {
  const { labels = {}, namespace = '' } = object.metadata;
  const text = (i: number) => {
    const cell = all[i];
    const value = cell === null || cell === undefined ? '' : oneLine(String(cell));
    return columns[i]!.format === 'name' || (columns[i]!.name === 'Name' && i === 0) ? options.prefix + value : value;
  };
  return [
    ...(options.event ? [options.event] : []),
    ...(options.withNamespace ? [namespace] : []),
    ...shown.map(text),
    ...options.labelColumns.map((key) => labels[key] ?? ''),
    ...(options.showLabels ? [labelText(labels)] : []),
  ];
}

/** A cell ends at its first line's end. Source: tableprinter.go printRows */
function oneLine(text: string): string {
  const end = text.search(/[\f\n\r]/);
  return (end < 0 ? text : `${text.slice(0, end)}...`).replaceAll('\t', '\\t');
}

const labelText = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join(',') || '<none>';
