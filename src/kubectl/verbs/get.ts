import type { ApiResource, ObjectRef } from '../../kube/cluster';
import type { KubeObject } from '../../kube/object';
import { statusError } from '../../kube/status';
import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { KubectlError, throwAll } from '../errors';
import { objectPrinter, OUTPUT, type ObjectPrinter, outputOf } from '../printers/objects';
import { checkRaw, raw } from '../raw';
import { eachObject, SELECTION, targets, type Found, type Target } from '../selection';
import type { Verb } from '../verb';
import { bySortKey } from './get-sort';
import { nameLine, showTables } from './get-table';
import { watchTarget } from './get-watch';

/** Source: kubectl/pkg/cmd/get/get.go */

export const get: Verb = {
  name: 'get',
  summary: 'Display one or many resources',
  usage: '(TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags]',
  flags: {
    ...SELECTION,
    ...OUTPUT,
    watch: 'bool',
    'watch-only': 'bool',
    'output-watch-events': 'bool',
    'show-labels': 'bool',
    'show-kind': 'bool',
    'label-columns': 'strings',
    'no-headers': 'bool',
    'sort-by': 'string',
    'ignore-not-found': 'bool',
    'chunk-size': 'int',
    'server-print': 'bool',
    subresource: 'string',
    raw: 'string',
  },
  examples: [
    'kubectl get pods',
    'kubectl get pods -l app=web -o wide',
    'kubectl get deployment nginx -o yaml',
    'kubectl get pods -w',
    'kubectl get --raw /api/v1/namespaces/default/pods',
  ],
  async run(args, env) {
    if (args.get('raw')) return askRaw(args, env);
    checkFlags(args);
    const print = await objectPrinter(args, env, { headers: !args.on('no-headers') });
    const found = await targets(env, args);
    if (!found.length) throw nothingAsked();
    checkSubresource(args, found);
    if (args.on('all-namespaces') && !args.has('filename') && found.some(({ names }) => names.length))
      throw new KubectlError('a resource cannot be retrieved by name across all namespaces');
    if (args.on('watch') || args.on('watch-only')) return watchTarget(env, args, found, print);
    const names = outputOf(args) === 'name';
    return print || names ? showObjects(env, args, found, print) : showTables(env, args, found);
  },
};

/** Source: get.go Validate */
function checkFlags(args: Arguments): void {
  if (args.on('output-watch-events') && !args.on('watch') && !args.on('watch-only'))
    throw new KubectlError('--output-watch-events option can only be used with --watch or --watch-only');
}

/** Source: get.go Run, which asks for the subresource of one object */
function checkSubresource(args: Arguments, found: readonly Target[]): void {
  const subresource = args.get('subresource');
  if (!subresource) return;
  if (found.some(({ names }) => !names.length)) throw new KubectlError('subresource cannot be used when bulk resources are specified');
  if (found.some(({ resource }) => !resource.subresources.includes(subresource))) throw noSuchPath();
}

function askRaw(args: Arguments, env: KubectlEnv): Promise<void> {
  if (args.words.length) throw new KubectlError('arguments may not be passed when --raw is specified');
  if (args.on('watch') || args.on('watch-only') || args.get('selector'))
    throw new KubectlError('--raw may not be specified with other flags that filter the server request or alter the output');
  checkRaw(args, { files: false });
  return raw(args, env, 'GET');
}

const noSuchPath = () => statusError(404, 'NotFound', 'the server could not find the requested resource');

const nothingAsked = () =>
  new KubectlError(
    `You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\nerror: Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).\nSee 'kubectl get -h' for help and examples`,
    { bare: true },
  );

/** @param print absent: names only */
async function showObjects(env: KubectlEnv, args: Arguments, found: readonly Target[], print: ObjectPrinter | undefined): Promise<void> {
  const all: Found[] = [];
  const errors: unknown[] = [];
  const subresource = args.get('subresource');
  const read = (ref: ObjectRef) => env.cluster.get(ref, subresource === 'scale' ? { subresource } : {});
  await eachObject(env, args, found, async (one) => void all.push(await Promise.resolve(one)), read).catch((error: unknown) =>
    errors.push(error),
  );
  const shown = bySortKey(all, args, ({ object }) => object);
  if (print) show(env, args, found, shown, print, errors.length > 0);
  else if (shown.length) env.out(shown.map(({ resource, object }) => nameLine(own(resource, object), object)).join(''));
  throwAll(errors);
}

/** A Scale has a kind of its own. */
const own = (resource: ApiResource, { kind }: KubeObject): ApiResource =>
  kind === 'Scale' ? { ...resource, group: 'autoscaling', kind, singular: 'scale' } : resource;

/** One object that was asked for by name as it is, everything else as a List. */
function show(
  env: KubectlEnv,
  args: Arguments,
  found: readonly Target[],
  all: readonly Found[],
  print: ObjectPrinter,
  failed: boolean,
): void {
  const single = found.length === 1 && found[0]!.names.length === 1;
  if (!all.length && (failed || single)) return;
  const { output = '' } = { output: args.get('output') };
  if (single) return env.out(print(all[0]!.object));
  if (output.startsWith('custom-columns') && !all.length) return env.out(print(list([])));
  env.out(print(list(all.map(({ object }) => object))));
}

const list = (items: readonly KubeObject[]) => ({ apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } });
