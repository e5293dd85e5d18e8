import type { KubeObject, Manifest } from '../../kube/object';
import { threeWayMerge } from '../../kube/patch/three-way';
import { shapeOf } from '../../kube/schema/shape';
import { StatusError } from '../../kube/status';
import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { KubectlError, statusText } from '../errors';
import { fromFiles, type FromFile } from '../manifests';
import { isObjectFormat, printObject } from '../printers/objects';
import { isNotFound, objectRef, printedName } from '../resources';
import type { Verb } from '../verb';

/** Client-side apply: a three-way merge of what was applied last, what is wanted, and what there is.
 *  Source: kubectl/pkg/cmd/apply/apply.go, patcher.go */

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

export const apply: Verb = {
  name: 'apply',
  summary: 'Apply a configuration to a resource by file name or stdin',
  usage: '(-f FILENAME) [flags]',
  flags: {
    filename: 'strings',
    'dry-run': 'optional',
    output: 'string',
    validate: 'optional',
    'field-manager': 'string',
    'server-side': 'bool',
    force: 'bool',
    prune: 'bool',
    kustomize: 'string',
    recursive: 'bool',
    wait: 'bool',
  },
  examples: ['kubectl apply -f deployment.yaml', 'cat pod.yaml | kubectl apply -f -'],
  async run(args, env) {
    for (const flag of ['server-side', 'prune', 'kustomize'])
      if (args.has(flag))
        throw new KubectlError(`Podplay's kubectl does not support apply --${flag}: the nearest is kubectl apply -f FILENAME`);
    if (!args.has('filename')) throw new KubectlError('must specify one of -f and -k');
    return eachOf(env, args, (one) => applyOne(env, args, one));
  },
};

/** Do something with every object of `-f`; one that fails does not stop the others. @returns the exit code */
export async function eachOf(env: KubectlEnv, args: Arguments, act: (one: FromFile) => Promise<void>): Promise<number> {
  let code = 0;
  for (const one of await fromFiles(env, args)) {
    try {
      await act(one);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      env.err(
        `${statusText(error, error.reason === 'NotFound' || error.reason === 'Invalid' || error.reason === 'AlreadyExists' || error.reason === 'BadRequest' || error.reason === 'Forbidden' ? `error when ${doing(args)} "${one.source}"` : undefined)}\n`,
      );
      code = 1;
    }
  }
  return code;
}

const doing = (args: Arguments) => (args.words[0] === 'replace' ? 'replacing' : 'creating');

export const dryRunOf = (args: Arguments): 'client' | 'server' | undefined => {
  const value = args.get('dry-run');
  if (value === undefined || value === 'none' || value === 'false') return undefined;
  if (value === 'true' || value === 'client') return 'client';
  if (value === 'server') return 'server';
  throw new KubectlError(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
};

/** `created`, `configured (server dry run)`, or the object when `-o` asks for it. */
export async function tell(
  env: KubectlEnv,
  args: Arguments,
  { resource, name }: Pick<FromFile, 'resource' | 'name'>,
  what: string,
  object: object,
): Promise<void> {
  const format = args.get('output');
  if (format === 'name') return env.out(`${printedName(resource, name)}\n`);
  if (isObjectFormat(format)) return env.out(await printObject(format, object, env.readFile, true));
  const dry = dryRunOf(args);
  env.out(`${printedName(resource, name)} ${what}${dry ? (dry === 'client' ? ' (dry run)' : ' (server dry run)') : ''}\n`);
}

const VALIDATION: Readonly<Record<string, 'Strict' | 'Warn' | 'Ignore'>> = {
  true: 'Strict',
  strict: 'Strict',
  warn: 'Warn',
  false: 'Ignore',
  ignore: 'Ignore',
};

export const validationOf = (args: Arguments) => VALIDATION[args.get('validate') ?? 'strict'] ?? 'Strict';

/** A manifest with itself as the annotation that the next apply compares with. */
export function annotated(manifest: Manifest, namespace: string | undefined): Manifest {
  const { [LAST_APPLIED]: _, ...annotations } = manifest.metadata?.annotations ?? {};
  const metadata = { ...manifest.metadata, annotations, ...(namespace && { namespace }) };
  const text = `${JSON.stringify(sortKeys({ ...manifest, metadata }))}\n`;
  return { ...manifest, metadata: { ...metadata, annotations: { ...annotations, [LAST_APPLIED]: text } } };
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sortKeys(inner)]),
  );
}

async function applyOne(env: KubectlEnv, args: Arguments, one: FromFile): Promise<void> {
  const { resource, manifest, namespace, name } = one;
  const where = resource.namespaced ? namespace : undefined;
  if (!name) throw new KubectlError(`error when creating "${one.source}": resource name may not be empty`);
  const wanted = annotated(manifest, where);
  const dry = dryRunOf(args);
  const options = {
    fieldManager: 'kubectl-client-side-apply',
    fieldValidation: validationOf(args),
    ...(dry === 'server' && { dryRun: true }),
  };
  const live = await env.cluster.get(objectRef(resource, name, namespace)).catch((error: unknown) => {
    if (isNotFound(error)) return undefined;
    throw error;
  });
  const warn = (warnings: readonly string[]) => warnings.forEach((text) => env.err(`Warning: ${text}\n`));
  if (!live) {
    if (dry === 'client') return tell(env, args, one, 'created', wanted);
    const { object, warnings } = await env.cluster.create(resource, wanted, { ...options, ...(where && { namespace: where }) });
    warn(warnings);
    return tell(env, args, one, 'created', object);
  }
  const before = live.metadata.annotations?.[LAST_APPLIED];
  if (!before)
    env.err(
      `Warning: resource ${resource.resource}/${name} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n`,
    );
  const patch = threeWayMerge(before ? JSON.parse(before) : undefined, wanted, live, shapeOf(resource.kind));
  if (!Object.keys(patch).length) return tell(env, args, one, 'unchanged', live);
  if (dry === 'client') return tell(env, args, one, 'configured', live);
  const { object, warnings } = await env.cluster.patch(
    objectRef(resource, name, namespace),
    'application/strategic-merge-patch+json',
    patch,
    options,
  );
  warn(warnings);
  return tell(env, args, one, same(live, object) ? 'unchanged' : 'configured', object);
}

const same = (a: KubeObject, b: KubeObject) => a.metadata.resourceVersion === b.metadata.resourceVersion;
