import type { ApiResource, PatchType } from '../../kube/cluster';
import type { KubeObject } from '../../kube/object';
import { same } from '../../kube/plain-data';
import { statusError, StatusError } from '../../kube/status';
import type { KubectlEnv } from '../env';
import { KubectlError } from '../errors';
import { locally } from '../local-patch';
import { dryRunOf, warn } from '../outcome';
import { objectPrinter, outputOf } from '../printers/objects';
import { groupVersion, printedName } from '../resources';
import { eachGiven, namedTargets, refOf, SELECTION } from '../selection';
import type { Verb } from '../verb';

/** Source: kubectl/pkg/cmd/patch/patch.go */

const TYPES: Readonly<Record<string, PatchType>> = {
  strategic: 'application/strategic-merge-patch+json',
  merge: 'application/merge-patch+json',
  json: 'application/json-patch+json',
};

export const patch: Verb = {
  name: 'patch',
  summary: 'Update fields of a resource',
  usage: '(-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]',
  flags: {
    ...SELECTION,
    patch: 'string',
    'patch-file': 'string',
    type: 'string',
    subresource: 'string',
    'dry-run': 'optional',
    output: 'string',
    template: 'string',
    'field-manager': 'string',
    local: 'bool',
    record: 'bool',
  },
  shorts: { p: 'patch' },
  examples: [`kubectl patch statefulset zk -p '{"spec":{"replicas":5}}'`],
  async run(args, env) {
    if (args.has('patch') && args.has('patch-file')) throw new KubectlError('cannot specify --patch and --patch-file together');
    const text = args.has('patch-file') ? await patchFile(env, args.get('patch-file')!) : args.get('patch');
    if (!text) throw new KubectlError('must specify --patch or --patch-file containing the contents of the patch');
    const name = (args.get('type') ?? 'strategic').toLowerCase();
    const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
    if (!type) throw new KubectlError(`--type must be one of [json merge strategic], not "${name}"`);
    const body = await parsed(text);
    const print = await objectPrinter(args, env);
    const dry = dryRunOf(args, env);
    const subresource = args.get('subresource') as 'status' | 'scale' | undefined;
    const here = args.on('local') || dry === 'client';
    await eachGiven(env, args, await namedTargets(env, args), async (one) => {
      const options = {
        ...(dry && { dryRun: true }),
        ...(subresource && { subresource }),
        fieldManager: args.get('field-manager') ?? 'kubectl-patch',
      };
      if (subresource && !one.resource.subresources.includes(subresource))
        throw statusError(404, 'NotFound', 'the server could not find the requested resource');
      const send = () =>
        env.cluster.patch(refOf(one), type, body, options).catch((error: unknown) => {
          throw unsupported(error, type, one.resource);
        });
      const { object: after, warnings } =
        here && !subresource ? { object: locally(one.object, one.resource, type, body), warnings: [] } : await send();
      warn(env, warnings);
      const { metadata } = one.object;
      const unchanged = dry || here ? same(bare(one.object), bare(after)) : after.metadata.resourceVersion === metadata.resourceVersion;
      const name = subresource === 'scale' ? `scale.autoscaling/${metadata.name}` : printedName(one.resource, metadata.name);
      if (print) env.out(print(after));
      else if (outputOf(args) === 'name') env.out(`${name}\n`);
      else env.out(`${name} patched${unchanged && !subresource ? ' (no change)' : ''}\n`);
    });
  },
};

async function patchFile(env: KubectlEnv, path: string): Promise<string> {
  try {
    return await env.readFile(path);
  } catch {
    throw new KubectlError(`unable to read patch file: open ${path}: no such file or directory`);
  }
}

/** Without what a patch that comes to nothing changes all the same. */
const bare = (object: KubeObject) => ({
  ...object,
  metadata: { ...object.metadata, managedFields: undefined, resourceVersion: undefined },
});

/** Of kinds that are not Kubernetes' own, lists are not merged. */
function unsupported(error: unknown, type: PatchType, resource: ApiResource): unknown {
  if (!(error instanceof StatusError) || error.reason !== 'UnsupportedMediaType') return error;
  return new KubectlError(`${type} is not supported by ${groupVersion(resource)}, Kind=${resource.kind}: ${error.message}`, {
    hint: 'kubectl patch --type=merge works for every kind.',
  });
}

/** A patch may be YAML. */
async function parsed(text: string): Promise<unknown> {
  const { parse } = await import('yaml');
  try {
    return parse(text);
  } catch (error) {
    throw new KubectlError(`unable to parse ${JSON.stringify(text)}: ${(error as Error).message.split('\n')[0]}`);
  }
}
