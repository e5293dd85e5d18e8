import type { Table, TableColumn } from './cluster';
import type { Column, KindDefinition } from './kinds/kind';
import type { KubeObject } from './object';

/** Server-side printing: what `kubectl get` shows. Source: pkg/printers/internalversion/printers.go */

const columns = new WeakMap<Pick<KindDefinition, 'columns'>, readonly TableColumn[]>();

function columnsOf(kind: Pick<KindDefinition, 'columns'>): readonly TableColumn[] {
  let found = columns.get(kind);
  if (!found) columns.set(kind, (found = kind.columns.map(definition)));
  return found;
}

const definition = ({ name, type, format, priority = 0, description }: Column): TableColumn => ({
  name,
  type,
  ...(format && { format }),
  priority,
  ...(description && { description }),
});

/** @param now ms since the Unix epoch, for ages */
export function printTable(
  kind: Pick<KindDefinition, 'columns'>,
  objects: readonly KubeObject[],
  resourceVersion: string,
  now: number,
): Table {
  const rows = objects.map((object) => ({ cells: kind.columns.map((column) => column.cell(object, now)), object }));
  return { columns: columnsOf(kind), rows, resourceVersion };
}
