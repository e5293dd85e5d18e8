import type { KubeObject, Manifest } from '../../kube/object';
import { outputOf } from '../printers/objects';
import { StatusError } from '../../kube/status';
import { appliedPatch } from '../applied-patch';
import type { Arguments } from '../arguments';
import { waitUntilGone } from '../deletion';
import type { KubectlEnv } from '../env';
import { KubectlError, misuse, throwAll, withSource } from '../errors';
import { fieldPlaces } from '../field-places';
import { LAST_APPLIED, withLastApplied } from '../last-applied';
import { fromFiles, type FromFile } from '../manifests';
import { dryRunOf, teller, warn, writeOptions, WRITING } from '../outcome';
import { groupVersion, isNotFound, objectRef } from '../resources';
import type { Verb } from '../verb';
import { applyServerSide, checkFlags, SERVER_SIDE } from './apply-server-side';

/** Client-side apply: a three-way merge of what was applied last, what is wanted, and what there is.
 *  MODELS kubectl/pkg/cmd/apply/apply.go, patcher.go.
 *  OMITS --prune and -k, which say so; --server-side has a file of its own. */

export const apply: Verb = {
  name: 'apply',
  summary: 'Make resources be as a file says; create those that are missing',
  usage: '(-f FILENAME) [flags]',
  flags: {
    ...WRITING,
    filename: 'strings',
    recursive: 'bool',
    force: 'bool',
    overwrite: 'bool',
    wait: 'bool',
    timeout: 'duration',
    ...SERVER_SIDE,
    prune: 'bool',
    selector: 'string',
    all: 'bool',
    kustomize: 'string',
  },
  examples: [
    'kubectl apply -f deployment.yaml',
    'kubectl apply --server-side -f deployment.yaml',
    'sed s/1.7.9/1.9.1/ deployment.yaml | kubectl apply -f -',
  ],
  async run(args, env) {
    if (args.words.length) throw misuse('apply', `Unexpected args: [${args.words.join(' ')}]`);
    for (const flag of ['prune', 'kustomize'])
      if (args.has(flag))
        throw new KubectlError(`kubectl apply --${flag} is not supported in Podplay`, {
          hint: 'the nearest is kubectl apply -f FILENAME.',
        });
    if (!args.has('filename')) throw new KubectlError('must specify one of -f and -k');
    checkFlags(args, env);
    const { found, errors } = await fromFiles(env, args);
    if (!found.length && !errors.length) throw new KubectlError('no objects passed to apply');
    await applyAll(args, env, found, [...errors]);
  },
};

async function applyAll(args: Arguments, env: KubectlEnv, found: readonly FromFile[], errors: unknown[]): Promise<void> {
  const asObjects = !['', 'name', undefined].includes(outputOf(args));
  const teller_ = await teller(args, env);
  const applied: { one: FromFile; object: object }[] = [];
  for (const one of found) {
    try {
      const { what, object } = await applyOne(args, env, one);
      if (asObjects) applied.push({ one, object });
      else teller_.tell(one.resource, one.name, what, object);
    } catch (error) {
      errors.push(error);
    }
  }
  if (applied.length) {
    const { one, object } = applied[0]!;
    const list = { apiVersion: 'v1', kind: 'List', metadata: {}, items: applied.map((each) => each.object) };
    teller_.tell(one.resource, one.name, '', applied.length === 1 ? object : list);
  }
  throwAll(errors);
}

interface Applied {
  readonly what: 'created' | 'configured' | 'unchanged' | 'serverside-applied';
  readonly object: object;
}

async function applyOne(args: Arguments, env: KubectlEnv, one: FromFile): Promise<Applied> {
  const { resource, manifest, namespace, source } = one;
  if (manifest.metadata?.generateName && !one.name)
    throw new KubectlError(`from ${manifest.metadata.generateName}: cannot use generate name with apply`);
  if (args.on('server-side')) return { what: 'serverside-applied', object: await applyServerSide(args, env, one) };
  if (!one.name)
    throw new KubectlError(
      `error when retrieving current configuration of:\n${info(one)}\nfrom server for: ${JSON.stringify(source)}: resource name may not be empty`,
    );
  const wanted = withLastApplied(manifest, resource.namespaced ? namespace : undefined);
  const live = await env.cluster.get(objectRef(resource, one.name, namespace)).catch((error: unknown) => {
    if (isNotFound(error)) return undefined;
    throw withSource(error, `retrieving current configuration of:\n${info(one)}\nfrom server for:`, source);
  });
  return live ? patchLive(args, env, one, wanted, live) : { what: 'created', object: await createNew(args, env, one, wanted) };
}

async function createNew(
  args: Arguments,
  env: KubectlEnv,
  { resource, namespace, source, document }: FromFile,
  wanted: Manifest,
): Promise<object> {
  if (dryRunOf(args, env) === 'client') return wanted;
  const options = { ...writeOptions(args, env, 'kubectl-client-side-apply'), ...(resource.namespaced && { namespace }) };
  try {
    const { object, warnings } = await env.cluster.create(resource, wanted, options);
    warn(env, warnings);
    return object;
  } catch (error) {
    throw withSource(error, 'creating', source, fieldPlaces(error, document));
  }
}

async function patchLive(args: Arguments, env: KubectlEnv, one: FromFile, wanted: Manifest, live: KubeObject): Promise<Applied> {
  const { resource, namespace, name, source, document } = one;
  const before = live.metadata.annotations?.[LAST_APPLIED];
  if (dryRunOf(args, env) === 'client') return { what: 'configured', object: live };
  if (before === undefined) env.err(unmanaged(`${resource.resource}/${name}`));
  const { type, patch } = appliedPatch(resource, before ? JSON.parse(before) : undefined, wanted, live);
  if (!Object.keys(patch).length) return { what: 'unchanged', object: live };
  if (live.metadata.deletionTimestamp) env.err(`Warning: Detected changes to resource ${name} which is currently being deleted.\n`);
  try {
    const ref = objectRef(resource, name, namespace);
    const { object, warnings } = await env.cluster.patch(ref, type, patch, writeOptions(args, env, 'kubectl-client-side-apply'));
    warn(env, warnings);
    return { what: 'configured', object };
  } catch (error) {
    if (args.on('force') && error instanceof StatusError && ['Conflict', 'Invalid'].includes(error.reason))
      return { what: 'configured', object: await recreate(args, env, one, wanted, live) };
    const inner = withSource(error, 'patching', source);
    throw withSource(inner, `applying patch:\n${JSON.stringify(patch)}\nto:\n${info(one)}\nfor:`, source, fieldPlaces(error, document));
  }
}

/** `--force`: what cannot be changed is deleted and made anew. */
async function recreate(args: Arguments, env: KubectlEnv, one: FromFile, wanted: Manifest, live: KubeObject): Promise<object> {
  await env.cluster.delete(objectRef(one.resource, one.name, one.namespace), { propagationPolicy: 'Background' });
  await waitUntilGone(env, { ...one, uid: live.metadata.uid });
  return createNew(args, env, one, wanted);
}

/** Source: resource.Info String */
const info = ({ resource, name, namespace }: FromFile) =>
  `Resource: "${groupVersion(resource)}, Resource=${resource.resource}", GroupVersionKind: "${groupVersion(resource)}, Kind=${resource.kind}"\nName: "${name}", Namespace: "${resource.namespaced ? namespace : ''}"`;

const unmanaged = (name: string) =>
  `Warning: resource ${name} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.\n`;
