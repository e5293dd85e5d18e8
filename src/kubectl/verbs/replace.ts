import type { Arguments } from '../arguments';
import { waitUntilGone } from '../deletion';
import type { KubectlEnv } from '../env';
import { KubectlError, throwAll, withSource } from '../errors';
import { fieldPlaces } from '../field-places';
import { withLastApplied } from '../last-applied';
import { fromFiles, type FromFile } from '../manifests';
import { dryRunOf, teller, warn, writeOptions, WRITING } from '../outcome';
import { checkRaw, raw } from '../raw';
import { isNotFound, objectRef } from '../resources';
import type { Verb } from '../verb';

/** Source: kubectl/pkg/cmd/replace/replace.go */

export const replace: Verb = {
  name: 'replace',
  summary: 'Replace a resource by file name or stdin',
  usage: '-f FILENAME',
  flags: {
    ...WRITING,
    filename: 'strings',
    recursive: 'bool',
    force: 'bool',
    cascade: 'optional',
    'grace-period': 'int',
    timeout: 'duration',
    'save-config': 'bool',
    raw: 'string',
  },
  examples: ['kubectl replace -f deployment.yaml', 'kubectl replace --force -f pod.yaml'],
  async run(args, env) {
    if (!args.has('filename')) throw new KubectlError('must specify one of -f and -k');
    if (args.get('raw')) {
      checkRaw(args, { files: true });
      return raw(args, env, 'PUT', args.get('filename'));
    }
    const { found, errors } = await fromFiles(env, args);
    const failed = [...errors];
    const { tell } = await teller(args, env);
    for (const one of found) {
      try {
        const object = args.on('force') ? await anew(args, env, one) : await overwrite(args, env, one);
        tell(one.resource, one.name, 'replaced', object);
      } catch (error) {
        failed.push(error);
      }
    }
    throwAll(failed);
  },
};

async function overwrite(
  args: Arguments,
  env: KubectlEnv,
  { resource, manifest, name, namespace, source, document }: FromFile,
): Promise<object> {
  const live = await env.cluster.get(objectRef(resource, name, namespace));
  if (dryRunOf(args, env) === 'client') return live;
  const wanted = args.on('save-config') ? withLastApplied(manifest, resource.namespaced ? namespace : undefined) : manifest;
  try {
    const { object, warnings } = await env.cluster.update(
      objectRef(resource, name, namespace),
      wanted,
      writeOptions(args, env, 'kubectl-replace'),
    );
    warn(env, warnings);
    return object;
  } catch (error) {
    throw withSource(error, 'replacing', source, fieldPlaces(error, document));
  }
}

async function anew(
  args: Arguments,
  env: KubectlEnv,
  { resource, manifest, name, namespace, source, document }: FromFile,
): Promise<object> {
  if (dryRunOf(args, env)) throw new KubectlError('--dry-run can not be used when --force is set');
  const ref = objectRef(resource, name, namespace);
  const grace = Number(args.get('grace-period') ?? 0);
  try {
    const old = await env.cluster.delete(ref, { propagationPolicy: 'Background', gracePeriodSeconds: Math.max(0, grace) });
    env.out(`${resource.singular}${resource.group && `.${resource.group}`} "${name}" deleted\n`);
    await waitUntilGone(env, { resource, name, namespace, uid: old.metadata.uid });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  try {
    const options = { ...writeOptions(args, env, 'kubectl-replace'), ...(resource.namespaced && { namespace }) };
    return (await env.cluster.create(resource, manifest, options)).object;
  } catch (error) {
    throw withSource(error, 'creating', source, fieldPlaces(error, document));
  }
}
