import type { ApiResource, Table } from '../../kube/cluster';
import { age } from '../../kube/duration';
import type { KubeObject } from '../../kube/object';
import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { KubectlError, throwAll } from '../errors';
import { listing } from '../listing';
import { printTable, type TableOptions } from '../printers/table';
import { Tabs } from '../printers/tabs';
import { isNotFound, objectRef, printedName, shortKind } from '../resources';
import { listOptions, namespaceOf, type Target } from '../selection';
import { bySortKey } from './get-sort';

/** Tables as the API server makes them and `get` prints them. Source: get.go Run, TablePrinter */

/** A single row has no order. @returns undefined when no row has the field: the table is then not shown, and nobody is told
 *  why. Source: get.go, which drops the error of SortingPrinter */
function inOrder(rows: Table['rows'], args: Arguments): Table['rows'] | undefined {
  if (rows.length < 2) return rows;
  try {
    return bySortKey(rows, args, ({ object }) => object);
  } catch (error) {
    if (error instanceof KubectlError) return undefined;
    throw error;
  }
}

type Rows = Pick<Table, 'columns' | 'rows'>;

/** Problems with single names do not keep the others from being shown. @throws them, at the end */
export async function showTables(env: KubectlEnv, args: Arguments, found: readonly Target[]): Promise<void> {
  const errors: unknown[] = [];
  let shown = 0;
  for (const target of found) {
    const table = await rowsOf(env, args, target, errors);
    if (!table?.rows.length) continue;
    if (shown++) env.out('\n');
    const rows = inOrder(table.rows, args);
    if (!rows) {
      shown--;
      continue;
    }
    env.out(printTable({ ...table, rows }, tableOptions(args, target.resource, found.length > 1), new Tabs()));
  }
  throwAll(errors);
  if (!shown && !args.on('ignore-not-found')) env.err(nothingFound(env, args, found));
}

async function rowsOf(env: KubectlEnv, args: Arguments, target: Target, errors: unknown[]): Promise<Rows | undefined> {
  const { resource, names, namespace = namespaceOf(args, env) } = target;
  const options = listOptions(args, env, resource);
  const tables: Table[] = [];
  const attempt = async (work: () => Promise<Table>) => {
    try {
      tables.push(await work());
    } catch (error) {
      if (!(args.on('ignore-not-found') && isNotFound(error))) errors.push(error);
    }
  };
  const subresource = args.get('subresource');
  const asked = subresource === 'scale' ? { subresource } : {};
  for (const name of names) await attempt(() => env.cluster.getTable(objectRef(resource, name, namespace), asked));
  if (!names.length) await attempt(() => listing(resource, options, () => env.cluster.listTable(resource, options)));
  const found = tables[0] && { columns: tables[0].columns, rows: tables.flatMap(({ rows }) => rows) };
  return found && args.has('server-print') && !args.on('server-print') ? plain(found, env.cluster.clock.now()) : found;
}

/** As kubectl prints what no server printed. */
const plain = ({ rows }: Rows, now: number): Rows => ({
  columns: [
    { name: 'Name', type: 'string', priority: 0 },
    { name: 'Age', type: 'string', priority: 0 },
  ],
  rows: rows.map((row) => ({ ...row, cells: [row.object.metadata.name, age(row.object.metadata.creationTimestamp, now)] })),
});

export function nothingFound(env: KubectlEnv, args: Arguments, found: readonly Target[]): string {
  const everywhere = args.on('all-namespaces') || found.every(({ resource }) => !resource.namespaced);
  return everywhere ? 'No resources found\n' : `No resources found in ${namespaceOf(args, env)} namespace.\n`;
}

export function tableOptions(args: Arguments, resource: ApiResource, many: boolean): TableOptions {
  return {
    wide: args.get('output') === 'wide',
    headers: !args.on('no-headers'),
    withNamespace: args.on('all-namespaces') && resource.namespaced,
    prefix: many || args.on('show-kind') ? `${shortKind(resource)}/` : '',
    showLabels: args.on('show-labels'),
    labelColumns: args.all('label-columns'),
  };
}

/** `-o name`. */
export const nameLine = (resource: ApiResource, { metadata }: KubeObject) => `${printedName(resource, metadata.name)}\n`;
