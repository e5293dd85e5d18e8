import type { Table, TableColumn } from '../../kube/cluster';

/** meta.k8s.io/v1 Table, from the wire. */

export const ACCEPT_TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

/** @param known the columns that an earlier event of the watch named */
export function tableOf(wire: any, known: readonly TableColumn[] = []): Table {
  const { resourceVersion = '', continue: next, remainingItemCount } = wire.metadata ?? {};
  const columns = (wire.columnDefinitions as (TableColumn & { format: string })[] | null | undefined)?.map(column) ?? known;
  return {
    columns,
    rows: wire.rows ?? [],
    resourceVersion,
    ...(next && { continue: next }),
    ...(remainingItemCount !== undefined && { remainingItemCount }),
  };
}

const column = ({ name, type, format, priority, description }: TableColumn): TableColumn => ({
  name,
  type,
  ...(format && { format }),
  priority,
  ...(description && { description }),
});
