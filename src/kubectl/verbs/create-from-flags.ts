import type { ApiResource } from '../../kube/cluster';
import type { KubeObject, Manifest } from '../../kube/object';
import { StatusError } from '../../kube/status';
import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { KubectlError, misuse } from '../errors';
import { withOwnLastApplied } from '../last-applied';
import { dryRunOf, teller, warn, writeOptions, WRITING } from '../outcome';
import { namespaceOf } from '../selection';

/** What the verbs share that make an object out of flags: `create deployment`, `run`, `expose` … */

export const CREATING = { ...WRITING, 'save-config': 'bool' } as const;

interface Making {
  /** `created`, `exposed` */
  readonly what?: string;
  readonly manager?: string;
  /** Is `--save-config` heeded? Yes unless said. */
  readonly saved?: boolean;
  /** Nobody is told. */
  readonly silent?: boolean;
  /** Said before why it failed: `failed to create deployment:`. */
  readonly failed?: string;
}

/** A namespace is written down where it was asked for. */
function placed(manifest: Manifest, args: Arguments): Manifest {
  const namespace = args.get('namespace');
  const everywhere = ['Namespace', 'PriorityClass', 'ClusterRole', 'ClusterRoleBinding'].includes(manifest.kind ?? '');
  return namespace && !everywhere ? { ...manifest, metadata: { ...manifest.metadata, namespace } } : manifest;
}

/** Create what flags describe, and tell it. */
export async function make(env: KubectlEnv, args: Arguments, plain: Manifest, making: Making = {}): Promise<void> {
  await created(env, args, plain, making);
}

/** As `make`. @returns what was created; nothing of a dry run at the client */
export async function created(env: KubectlEnv, args: Arguments, plain: Manifest, making: Making = {}): Promise<KubeObject | undefined> {
  const { what = 'created', manager = 'kubectl-create', failed, silent, saved = true } = making;
  const manifest = placed(plain, args);
  const resource = await resourceFor(env, manifest);
  const namespace = resource.namespaced ? namespaceOf(args, env) : undefined;
  const { tell } = await teller(args, env, true);
  const object = saved && args.on('save-config') ? await withOwnLastApplied(manifest) : manifest;
  const { name = '' } = manifest.metadata ?? {};
  if (dryRunOf(args, env) === 'client') return void tell(resource, name, what, object);
  try {
    const made = await env.cluster.create(resource, object, { ...writeOptions(args, env, manager), ...(namespace && { namespace }) });
    warn(env, made.warnings);
    if (!silent) tell(resource, made.object.metadata.name, what, made.object);
    return made.object;
  } catch (error) {
    throw failed && error instanceof StatusError ? new KubectlError(`${failed} ${error.message}`) : error;
  }
}

/** A kind that the server does not serve can still be written out by a dry run. */
async function resourceFor({ cluster }: KubectlEnv, { kind = '' }: Manifest): Promise<ApiResource> {
  const known = (await cluster.resources()).find((one) => one.kind === kind);
  if (known) return known;
  const singular = kind.toLowerCase();
  const naming = { group: '', version: 'v1', kind, resource: `${singular}s`, singular, namespaced: true };
  return { ...naming, shortNames: [], categories: [], verbs: [], subresources: [] };
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

/** A port that was given as a text. */
export function portNumber(text: string): number {
  if (!/^[-+]?\d+$/.test(text)) throw new KubectlError(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

/** `app=web,tier=front`. */
export const labelsIn = (text: string): Record<string, string> => Object.fromEntries(text.split(',').map(pair));
