import type { Table, TableRow } from '../../kube/cluster';
import type { KubeObject } from '../../kube/object';

/** meta.k8s.io/v1 Table and PartialObjectMetadata, as they stand on the wire. */

export type Included = 'None' | 'Metadata' | 'Object';

export const partial = ({ metadata }: KubeObject) => ({ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata });

/** @param columns a watch names them once */
export function wireTable(table: Table, included: Included, columns = true) {
  const { resourceVersion, continue: next, remainingItemCount, rows } = table;
  const definitions = table.columns.map((column) => ({ format: '', description: '', ...column }));
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: { resourceVersion, ...(next && { continue: next }), ...(remainingItemCount !== undefined && { remainingItemCount }) },
    columnDefinitions: columns ? definitions : null,
    rows: rows.map((row) => wireRow(row, included)),
  };
}

function wireRow({ cells, object }: TableRow, included: Included) {
  if (included === 'None') return { cells };
  return { cells, object: included === 'Object' ? object : partial(object) };
}
