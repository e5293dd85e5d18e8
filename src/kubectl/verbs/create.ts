import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { KubectlError, throwAll, withSource } from '../errors';
import { fieldPlaces } from '../field-places';
import { withLastApplied } from '../last-applied';
import { fromFiles, type FromFile } from '../manifests';
import { dryRunOf, teller, validationOf, warn, writeOptions, WRITING } from '../outcome';
import { checkRaw, raw } from '../raw';
import type { Verb } from '../verb';

/** Source: kubectl/pkg/cmd/create/create.go */

export const create: Verb = {
  name: 'create',
  summary: 'Create a resource from a file or from stdin',
  usage: '-f FILENAME [flags]',
  flags: { ...WRITING, filename: 'strings', recursive: 'bool', 'save-config': 'bool', selector: 'string', edit: 'bool', raw: 'string' },
  examples: ['kubectl create -f pod.yaml', 'kubectl create namespace demo', 'kubectl create deployment web --image=nginx --replicas=3'],
  async run(args, env) {
    if (args.words.length)
      throw new KubectlError(`Unexpected args: [${args.words.join(' ')}]\nSee 'kubectl create -h' for help and examples`, {
        hint: 'what has no create of its own is written into a manifest: kubectl create -f FILENAME.',
      });
    if (args.on('edit')) throw new KubectlError('--edit is not supported in Podplay', { hint: 'edit the file, then create it.' });
    if (!args.has('filename')) throw new KubectlError('must specify one of -f and -k');
    if (args.get('raw')) {
      checkRaw(args, { files: true });
      return raw(args, env, 'POST', args.get('filename'));
    }
    validationOf(args);
    const { found, errors } = await fromFiles(env, args);
    if (!found.length && !errors.length) throw new KubectlError('no objects passed to create');
    const failed = [...errors];
    const { tell } = await teller(args, env);
    for (const one of found) {
      try {
        const object = await createOne(args, env, one);
        tell(one.resource, object.metadata?.name || one.name || '<unknown>', 'created', object);
      } catch (error) {
        failed.push(error);
      }
    }
    throwAll(failed);
  },
};

async function createOne(args: Arguments, env: KubectlEnv, { resource, manifest, namespace, source, document }: FromFile) {
  const where = resource.namespaced ? namespace : undefined;
  const object = args.on('save-config') ? withLastApplied(manifest, where) : manifest;
  if (dryRunOf(args, env) === 'client') return where ? { ...object, metadata: { ...object.metadata, namespace: where } } : object;
  try {
    const options = { ...writeOptions(args, env, 'kubectl-create'), ...(where && { namespace: where }) };
    const made = await env.cluster.create(resource, object, options);
    warn(env, made.warnings);
    return made.object;
  } catch (error) {
    throw withSource(error, 'creating', source, fieldPlaces(error, document));
  }
}
