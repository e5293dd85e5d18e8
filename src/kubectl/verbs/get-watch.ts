import type { ApiResource, Table, WatchOptions } from '../../kube/cluster';
import type { KubeObject } from '../../kube/object';
import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { outputOf } from '../printers/objects';
import { KubectlError } from '../errors';
import type { ObjectPrinter } from '../printers/objects';
import { printTable } from '../printers/table';
import { Tabs } from '../printers/tabs';
import { objectRef } from '../resources';
import { listOptions, namespaceOf, type Target } from '../selection';
import { nameLine, tableOptions } from './get-table';

/** `get -w`: what there is, and then every change, until somebody interrupts. Source: get.go watch */

export async function watchTarget(
  env: KubectlEnv,
  args: Arguments,
  found: readonly Target[],
  print: ObjectPrinter | undefined,
): Promise<number> {
  if (found.length !== 1) throw new KubectlError('you may only specify a single resource type');
  const { resource, names, namespace = namespaceOf(args, env) } = found[0]!;
  if (names.length > 1)
    throw new KubectlError('watch is only supported on individual resources and resource collections - more than 1 resource was found');
  const [name] = names;
  if (name !== undefined) await env.cluster.get(objectRef(resource, name, namespace));
  const options = scope(args, env, resource, name, namespace);
  const show = shower(env, args, resource, print);
  const first = await env.cluster.listTable(resource, options);
  if (!args.on('watch-only') && first.rows.length) show(first, 'ADDED');
  const changes = env.cluster.watchTable(resource, { ...options, resourceVersion: first.resourceVersion, signal: env.signal });
  for await (const { type, object } of changes) if (type !== 'BOOKMARK') show(object, type);
  return 0;
}

function scope(args: Arguments, env: KubectlEnv, resource: ApiResource, name: string | undefined, namespace: string): WatchOptions {
  const options = listOptions(args, env, resource);
  if (name === undefined) return options;
  return { ...options, ...(resource.namespaced && { namespace }), fieldSelector: `metadata.name=${name}` };
}

/** Prints one row or object after another; the header goes before the first. */
function shower(env: KubectlEnv, args: Arguments, resource: ApiResource, print: ObjectPrinter | undefined) {
  const tabs = new Tabs();
  const withEvents = args.on('output-watch-events');
  let headers = !args.on('no-headers');
  const asText = (object: KubeObject, event: string) => {
    if (!print) return nameLine(resource, object);
    return print(withEvents ? { type: event, object } : object);
  };
  const objects = print !== undefined || outputOf(args) === 'name';
  return (table: Pick<Table, 'columns' | 'rows'>, event: string) => {
    if (objects) for (const { object } of table.rows) env.out(asText(object, event));
    else env.out(printTable(table, { ...tableOptions(args, resource, false), headers, ...(withEvents && { event }) }, tabs));
    headers = false;
  };
}
