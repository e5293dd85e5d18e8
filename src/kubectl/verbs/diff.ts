import type { KubeObject } from '../../kube/object';
import { appliedPatch } from '../applied-patch';
import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { KubectlError, throwAll, withSource } from '../errors';
import { LAST_APPLIED } from '../last-applied';
import { fromFiles, type FromFile } from '../manifests';
import { toYaml } from '../printers/yaml';
import { isNotFound, objectRef } from '../resources';
import { unifiedDiff } from '../unified-diff';
import type { Verb } from '../verb';
import { configOf, SERVER_SIDE } from './apply-server-side';

/** What `apply` would change. Source: kubectl/pkg/cmd/diff/diff.go */

export const diff: Verb = {
  name: 'diff',
  summary: 'Diff the live version against a would-be applied version',
  usage: '-f FILENAME',
  failure: 2,
  flags: { ...SERVER_SIDE, filename: 'strings', recursive: 'bool', 'field-manager': 'string', 'show-managed-fields': 'bool' },
  examples: ['kubectl diff -f deployment.yaml', 'sed s/1.7.9/1.9.1/ deployment.yaml | kubectl diff -f -'],
  async run(args, env) {
    if (!args.has('filename')) throw new KubectlError('must specify one of -f and -k');
    if (args.on('force-conflicts') && !args.on('server-side')) throw new KubectlError('--force-conflicts only works with --server-side');
    const { found, errors } = await fromFiles(env, args);
    throwAll(errors);
    let different = false;
    for (const one of found) {
      const text = await difference(args, env, one);
      different ||= text !== '';
      env.out(text);
    }
    return different ? 1 : 0;
  },
};

async function difference(args: Arguments, env: KubectlEnv, one: FromFile): Promise<string> {
  const { resource, namespace, name, source } = one;
  const live = await env.cluster.get(objectRef(resource, name, namespace)).catch((error: unknown) => {
    if (isNotFound(error)) return undefined;
    throw error;
  });
  const merged = await wouldBe(args, env, one, live).catch((error: unknown) => {
    if (args.on('server-side')) throw error;
    throw withSource(error, live ? 'patching' : 'creating', source);
  });
  const { now } = env.cluster.clock;
  const file = [resource.group, resource.version, resource.kind, resource.namespaced ? namespace : '', name].filter(Boolean).join('.');
  const at = now();
  const path = (side: string, salt: number) => `/tmp/${side}-${(at + salt) % 4_000_000_000}/${file}`;
  return unifiedDiff(
    { path: path('LIVE', 0), text: live ? textOf(live) : '' },
    { path: path('MERGED', 1), text: textOf(merged) },
    `${new Date(at).toISOString().replace('T', ' ').replace('Z', '000000')} +0000`,
  );
}

/** The annotation of what was applied stays as it is: it says nothing that the fields do not say. */
async function wouldBe(args: Arguments, env: KubectlEnv, one: FromFile, live: KubeObject | undefined): Promise<KubeObject> {
  const { resource, namespace, name, manifest } = one;
  if (args.on('server-side')) return wouldBeServerSide(args, env, one);
  const options = { dryRun: true, fieldManager: args.get('field-manager') ?? 'kubectl-client-side-apply' };
  if (!live) return (await env.cluster.create(resource, manifest, { ...options, ...(resource.namespaced && { namespace }) })).object;
  const applied = live.metadata.annotations?.[LAST_APPLIED];
  const metadata = { annotations: {}, ...manifest.metadata, ...(resource.namespaced && { namespace }) };
  const wanted = { ...manifest, metadata };
  const { type, patch } = appliedPatch(resource, applied ? JSON.parse(applied) : undefined, wanted, live);
  if (!Object.keys(patch).length) return live;
  return (await env.cluster.patch(objectRef(resource, name, namespace), type, patch, options)).object;
}

async function wouldBeServerSide(args: Arguments, env: KubectlEnv, one: FromFile): Promise<KubeObject> {
  const options = { dryRun: true, fieldManager: args.get('field-manager') ?? 'kubectl', force: args.on('force-conflicts') };
  const ref = objectRef(one.resource, one.name, one.namespace);
  return (await env.cluster.patch(ref, 'application/apply-patch+yaml', configOf(one), options)).object;
}

function textOf({ metadata: { managedFields: _, ...metadata }, ...rest }: KubeObject): string {
  return toYaml({ ...rest, metadata });
}
