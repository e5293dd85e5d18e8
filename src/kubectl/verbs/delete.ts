import type { DeleteOptions } from '../../kube/cluster';
import type { Arguments } from '../arguments';
import { outputOf } from '../printers/objects';
import { waitUntilGone } from '../deletion';
import type { KubectlEnv } from '../env';
import { KubectlError, nothingNamed, throwAll, withSource } from '../errors';
import { milliseconds } from '../go-duration';
import { dryRunOf, suffix, type DryRun } from '../outcome';
import { checkRaw, raw } from '../raw';
import { isNotFound, objectRef, printedName, shortKind } from '../resources';
import { eachObject, namespaceOf, SELECTION, targets, type Found, type Target } from '../selection';
import type { Verb } from '../verb';

/** Source: kubectl/pkg/cmd/delete/delete.go */

export const remove: Verb = {
  name: 'delete',
  summary: 'Delete resources by file names, stdin, resources and names, or by resources and label selector',
  usage: '([-f FILENAME] | TYPE [(NAME | -l label | --all)]) [flags]',
  flags: {
    ...SELECTION,
    all: 'bool',
    'grace-period': 'int',
    now: 'bool',
    force: 'bool',
    wait: 'bool',
    cascade: 'optional',
    'dry-run': 'optional',
    'ignore-not-found': 'bool',
    output: 'string',
    timeout: 'duration',
    raw: 'string',
  },
  examples: ['kubectl delete pod web-0', 'kubectl delete -f deployment.yaml', 'kubectl delete pods -l app=web'],
  async run(args, env) {
    if (args.get('raw')) {
      checkRaw(args, { files: args.has('filename') });
      return raw(args, env, 'DELETE', args.get('filename'));
    }
    const output = args.get('output');
    if (output && output !== 'name') throw new KubectlError(`unexpected -o output mode: ${output}. We only support '-o name'`);
    const options = deleteOptions(args);
    const dry = dryRunOf(args, env);
    const found = await chosen(env, args);
    warnOfForce(env, args);
    const going: Going[] = [];
    const errors: unknown[] = [];
    const count = await eachNamed(env, args, found, async (one) => void going.push(await removeOne(env, args, one, options, dry)), errors);
    if (!count && !errors.length && !args.on('ignore-not-found')) env.out('No resources found\n');
    if (args.on('wait', true) && !dry) await allGone(env, args, going, errors);
    throwAll(errors);
  },
};

async function chosen(env: KubectlEnv, args: Arguments): Promise<readonly Target[]> {
  const found = await targets(env, args);
  if (!found.length) throw nothingNamed();
  const open = found.some(({ names }) => !names.length);
  if (args.on('all') && args.has('selector')) throw new KubectlError("setting 'all' parameter but found a non empty selector. ");
  if (args.on('all') && !open && !args.has('filename')) throw new KubectlError('name cannot be provided when a selector is specified');
  if (open && !args.has('selector') && !args.has('field-selector') && !args.on('all'))
    throw new KubectlError('resource(s) were provided, but no name was specified');
  return found;
}

interface Named {
  /** The file that named it. */
  readonly source?: string | undefined;
  readonly resource: Found['resource'];
  readonly name: string;
  readonly namespace: string;
}

interface Going extends Named {
  readonly uid: string;
}

/** What is named is deleted unseen; what is selected must be listed first. @returns how many there were */
async function eachNamed(
  env: KubectlEnv,
  args: Arguments,
  found: readonly Target[],
  act: (one: Named) => Promise<void>,
  errors: unknown[],
): Promise<number> {
  let count = 0;
  const visit = async (one: Named) => {
    try {
      await act(one);
      count++;
    } catch (error) {
      if (!(args.on('ignore-not-found') && isNotFound(error))) errors.push(withSource(error, 'deleting', one.source));
    }
  };
  for (const target of found) {
    const { resource, names, source, namespace = namespaceOf(args, env) } = target;
    for (const name of names) await visit({ resource, name, namespace, source });
    if (names.length) continue;
    await eachObject(env, args, [target], ({ object: { metadata } }) =>
      visit({ resource, name: metadata.name, namespace: metadata.namespace ?? namespace }),
    );
  }
  return count;
}

async function removeOne(env: KubectlEnv, args: Arguments, one: Named, options: DeleteOptions, dry: DryRun): Promise<Going> {
  const { resource, name, namespace } = one;
  const ref = objectRef(resource, name, namespace);
  const object = dry === 'client' ? undefined : await env.cluster.delete(ref, { ...options, ...(dry && { dryRun: true }) });
  const done = args.on('force') ? 'force deleted' : 'deleted';
  env.out(outputOf(args) === 'name' ? `${printedName(resource, name)}\n` : `${shortKind(resource)} "${name}" ${done}${suffix(dry)}\n`);
  return { ...one, uid: object?.metadata.uid ?? '' };
}

function warnOfForce(env: KubectlEnv, args: Arguments): void {
  if (!args.on('force')) return;
  const text =
    'Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.';
  env.err(`Warning: ${text}\n`);
}

const POLICIES: Readonly<Record<string, 'Background' | 'Foreground' | 'Orphan'>> = {
  background: 'Background',
  foreground: 'Foreground',
  orphan: 'Orphan',
  true: 'Background',
  false: 'Orphan',
};

/** Source: delete.go Complete, Validate */
function deleteOptions(args: Arguments): DeleteOptions {
  const cascade = args.get('cascade') ?? 'background';
  const propagationPolicy = Object.hasOwn(POLICIES, cascade) ? POLICIES[cascade] : undefined;
  if (!propagationPolicy) throw new KubectlError(`invalid cascade value (${cascade}). Must be "background", "foreground", or "orphan"`);
  const asked = Number(args.get('grace-period') ?? -1);
  if (args.on('now') && asked !== -1) throw new KubectlError('--now and --grace-period cannot be specified together');
  if (args.on('force') && asked > 0) throw new KubectlError('--force and --grace-period greater than 0 cannot be specified together');
  const seconds = args.on('now') ? 1 : args.on('force') && asked < 0 ? 0 : asked === 0 && !args.on('force') ? 1 : asked;
  return { propagationPolicy, ...(seconds >= 0 && { gracePeriodSeconds: seconds }) };
}

async function allGone(env: KubectlEnv, args: Arguments, going: readonly Going[], errors: unknown[]): Promise<void> {
  const asked = args.get('timeout');
  const limit = asked === undefined || milliseconds(asked) === 0 ? undefined : milliseconds(asked);
  const until = limit === undefined ? undefined : env.cluster.clock.now() + limit;
  for (const one of going) {
    try {
      await waitUntilGone(env, one, until === undefined ? undefined : Math.max(0, until - env.cluster.clock.now()));
    } catch (error) {
      errors.push(error);
    }
  }
}
