import type { Manifest } from '../../kube/object';
import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { misuse } from '../errors';
import { withLastApplied } from '../last-applied';
import { dryRunOf, teller, warn, writeOptions, WRITING } from '../outcome';
import { findResource } from '../resources';
import { namespaceOf } from '../selection';

/** What the verbs share that make an object out of flags: `create deployment`, `run`, `expose` … */

export const CREATING = { ...WRITING, 'save-config': 'bool' } as const;

/** Create what flags describe, and tell it.
 *  @param what `created`, `exposed` */
export async function make(
  env: KubectlEnv,
  args: Arguments,
  manifest: Manifest,
  what = 'created',
  manager = 'kubectl-create',
): Promise<void> {
  const resource = await findResource(env.cluster, manifest.kind!);
  const namespace = resource.namespaced ? namespaceOf(args, env) : undefined;
  const { tell } = await teller(args, env);
  const object = args.on('save-config') ? withLastApplied(manifest, namespace) : manifest;
  const { name = '' } = manifest.metadata ?? {};
  if (dryRunOf(args, env) === 'client') return tell(resource, name, what, object);
  const made = await env.cluster.create(resource, object, { ...writeOptions(args, env, manager), ...(namespace && { namespace }) });
  warn(env, made.warnings);
  tell(resource, made.object.metadata.name, what, made.object);
}

/** The one NAME that a generator wants. Source: create.go NameFromCommandArgs */
export function nameIn(args: Arguments, verb: string): string {
  const { words } = args;
  if (words.length === 1) return words[0]!;
  throw misuse(verb, `exactly one NAME is required, got ${words.length}`);
}

/** `a=b` → its two halves at the first `=`. */
export function pair(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** `app=web,tier=front`. */
export const labelsIn = (text: string): Record<string, string> => Object.fromEntries(text.split(',').map(pair));
