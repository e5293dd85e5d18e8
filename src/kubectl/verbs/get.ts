import type { ApiResource, ListOptions, Table, WatchOptions } from '../../kube/cluster';
import type { KubeObject } from '../../kube/object';
import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { KubectlError } from '../errors';
import { fromFiles } from '../manifests';
import { isObjectFormat, printObject } from '../printers/objects';
import { printTable, type TableOptions } from '../printers/table';
import { select } from '../printers/json-path';
import { Tabs } from '../printers/tabs';
import { namespaceOf, objectRef, printedName, shortKind, targets, type Target } from '../resources';
import type { Verb } from '../verb';

export const get: Verb = {
  name: 'get',
  summary: 'Display one or many resources',
  usage: '(TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags]',
  flags: {
    output: 'string',
    selector: 'string',
    'field-selector': 'string',
    filename: 'strings',
    'all-namespaces': 'bool',
    watch: 'bool',
    'watch-only': 'bool',
    'output-watch-events': 'bool',
    'show-labels': 'bool',
    'show-kind': 'bool',
    'label-columns': 'strings',
    'no-headers': 'bool',
    'sort-by': 'string',
    'ignore-not-found': 'bool',
  },
  examples: ['kubectl get pods', 'kubectl get pods -l app=web -o wide', 'kubectl get deployment nginx -o yaml', 'kubectl get pods -w'],
  async run(args, env) {
    const found = args.has('filename')
      ? (await fromFiles(env, args)).map(({ resource, name }) => ({ resource, names: [name] }))
      : await targets(env, args.words);
    if (!found.length)
      throw new KubectlError(
        `You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\nerror: Required resource not specified.`,
        { bare: true },
      );
    if (args.on('watch') || args.on('watch-only')) return watch(env, args, found);
    const format = args.get('output');
    if (format === 'name' || isObjectFormat(format)) return objects(env, args, found, format);
    return tables(env, args, found);
  },
};

export function listOptions(args: Arguments, env: KubectlEnv, resource: ApiResource): ListOptions {
  const labelSelector = args.get('selector');
  const fieldSelector = args.get('field-selector');
  const everywhere = args.on('all-namespaces') || !resource.namespaced;
  return {
    ...(!everywhere && { namespace: namespaceOf(args, env) }),
    ...(labelSelector && { labelSelector }),
    ...(fieldSelector && { fieldSelector }),
  };
}

/** Problems with single names do not keep the others from being shown. */
async function each<T>(
  env: KubectlEnv,
  { resource, names }: Target,
  args: Arguments,
  one: (name: string) => Promise<T>,
): Promise<{ items: T[]; failed: unknown }> {
  const items: T[] = [];
  let failed: unknown;
  for (const name of names) {
    try {
      items.push(await one(name));
    } catch (error) {
      if (args.on('ignore-not-found') && (error as { reason?: string }).reason === 'NotFound') continue;
      failed ??= error;
    }
  }
  void resource;
  void env;
  return { items, failed };
}

async function tables(env: KubectlEnv, args: Arguments, found: readonly Target[]): Promise<number> {
  const many = found.length > 1;
  let shown = 0;
  let failure: unknown;
  for (const target of found) {
    const { resource, names } = target;
    let table: Pick<Table, 'columns' | 'rows'>;
    if (names.length) {
      const { items, failed } = await each(env, target, args, (name) =>
        env.cluster.getTable(objectRef(resource, name, namespaceOf(args, env))),
      );
      failure ??= failed;
      if (!items.length) continue;
      table = { columns: items[0]!.columns, rows: items.flatMap(({ rows }) => rows) };
    } else table = await env.cluster.listTable(resource, listOptions(args, env, resource));
    if (!table.rows.length) continue;
    if (shown++) env.out('\n');
    env.out(printTable(sorted(table, args), tableOptions(args, resource, many), new Tabs()));
  }
  if (failure) throw failure as Error;
  if (!shown) env.err(nothing(env, args, found));
  return 0;
}

function nothing(env: KubectlEnv, args: Arguments, found: readonly Target[]): string {
  const everywhere = args.on('all-namespaces') || found.every(({ resource }) => !resource.namespaced);
  return everywhere ? 'No resources found\n' : `No resources found in ${namespaceOf(args, env)} namespace.\n`;
}

function tableOptions(args: Arguments, resource: ApiResource, many: boolean): TableOptions {
  return {
    wide: args.get('output') === 'wide',
    headers: !args.on('no-headers'),
    withNamespace: args.on('all-namespaces') && resource.namespaced,
    prefix: many || args.on('show-kind') ? `${shortKind(resource)}/` : '',
    showLabels: args.on('show-labels'),
    labelColumns: args.all('label-columns'),
  };
}

function sorted(table: Pick<Table, 'columns' | 'rows'>, args: Arguments): Pick<Table, 'columns' | 'rows'> {
  const path = args.get('sort-by')?.replace(/^\{(.*)\}$/, '$1');
  if (!path) return table;
  const key = (object: KubeObject) => select(path.startsWith('.') ? path : `.${path}`, object)[0];
  const rows = [...table.rows].sort((a, b) => compare(key(a.object), key(b.object)));
  return { ...table, rows };
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a ?? '') < String(b ?? '') ? -1 : String(a ?? '') > String(b ?? '') ? 1 : 0;
}

async function objects(env: KubectlEnv, args: Arguments, found: readonly Target[], format: string): Promise<number> {
  const all: { resource: ApiResource; object: KubeObject }[] = [];
  let failure: unknown;
  for (const target of found) {
    const { resource, names } = target;
    if (names.length) {
      const { items, failed } = await each(env, target, args, (name) => env.cluster.get(objectRef(resource, name, namespaceOf(args, env))));
      failure ??= failed;
      all.push(...items.map((object) => ({ resource, object })));
    } else all.push(...(await env.cluster.list(resource, listOptions(args, env, resource))).items.map((object) => ({ resource, object })));
  }
  if (format === 'name') env.out(all.map(({ resource, object }) => `${printedName(resource, object.metadata.name)}\n`).join(''));
  else {
    const single = found.length === 1 && found[0]!.names.length === 1 ? all[0]?.object : undefined;
    const shown = single ?? { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: '' }, items: all.map(({ object }) => object) };
    if (all.length || !failure) env.out(await printObject(format, shown, env.readFile, !args.on('no-headers')));
  }
  if (failure) throw failure as Error;
  return 0;
}

/** `-w`: what there is, and then every change, until somebody interrupts. */
async function watch(env: KubectlEnv, args: Arguments, found: readonly Target[]): Promise<number> {
  if (found.length !== 1 || found[0]!.names.length > 1) throw new KubectlError('you may only specify a single resource type');
  const { resource, names } = found[0]!;
  const options: WatchOptions = names.length
    ? { ...listOptions(args, env, resource), fieldSelector: `metadata.name=${names[0]}` }
    : listOptions(args, env, resource);
  const format = args.get('output');
  const tabs = new Tabs();
  let headers = !args.on('no-headers');
  const show = async (table: Pick<Table, 'columns' | 'rows'>) => {
    if (format && isObjectFormat(format))
      for (const { object } of table.rows) env.out(await printObject(format, object, env.readFile, headers));
    else if (format === 'name') for (const { object } of table.rows) env.out(`${printedName(resource, object.metadata.name)}\n`);
    else env.out(printTable(table, { ...tableOptions(args, resource, false), headers }, tabs));
    headers = false;
  };
  const first = await env.cluster.listTable(resource, options);
  if (names.length && !first.rows.length) await env.cluster.get(objectRef(resource, names[0]!, namespaceOf(args, env)));
  if (first.rows.length && !args.on('watch-only')) await show(first);
  for await (const event of env.cluster.watchTable(resource, { ...options, resourceVersion: first.resourceVersion, signal: env.signal })) {
    if (event.type !== 'BOOKMARK') await show(event.object);
  }
  return 0;
}
