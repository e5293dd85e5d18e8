import type { KubeObject } from '../../kube/object';
import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { outputOf } from '../printers/objects';
import { KubectlError } from '../errors';
import { dryRunOf, suffix, patchOptions } from '../outcome';
import { printedName } from '../resources';
import { eachObject, refOf, SELECTION, targets, type Found } from '../selection';
import type { Verb } from '../verb';

/** `label` and `annotate`. Source: kubectl/pkg/cmd/label/label.go, annotate/annotate.go */

interface Marking {
  readonly verb: 'label' | 'annotate';
  readonly field: 'labels' | 'annotations';
  /** One of them. */
  readonly word: 'label' | 'annotation';
}

const marking = ({ verb, field, word }: Marking, examples: readonly string[]): Verb => ({
  name: verb,
  summary: `Update the ${field} on a resource`,
  usage: '[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N',
  flags: {
    ...SELECTION,
    overwrite: 'bool',
    all: 'bool',
    list: 'bool',
    'dry-run': 'optional',
    output: 'string',
    'resource-version': 'string',
    'field-manager': 'string',
  },
  examples,
  async run(args, env) {
    const { named, pairs } = divided(args.words);
    const changes = changesOf(pairs, word);
    const found = await targets(env, args, named);
    if (!found.length) throw new KubectlError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
    if (found.some(({ names }) => !names.length) && !args.on('all') && !args.has('selector') && !args.has('field-selector'))
      throw new KubectlError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
    if (args.on('list')) return void (await eachObject(env, args, found, async ({ object }) => list(env, object, field)));
    if (!pairs.length) throw new KubectlError(`at least one ${word} update is required`);
    await eachObject(env, args, found, (one) => mark(args, env, one, changes, { verb, field, word }));
  },
});

/** `pods web-0 a=b c-` → what is named, and the pairs. */
export function divided(words: readonly string[]): { named: readonly string[]; pairs: readonly string[] } {
  const isPair = (word: string) => word.includes('=') || (word.length > 1 && word.endsWith('-'));
  const first = words.findIndex((word, i) => i > 0 && isPair(word));
  return first < 0 ? { named: words, pairs: [] } : { named: words.slice(0, first), pairs: words.slice(first) };
}

type Changes = Readonly<Record<string, string | null>>;

function changesOf(pairs: readonly string[], word: string): Changes {
  const changes: Record<string, string | null> = {};
  for (const text of pairs) {
    const at = text.indexOf('=');
    if (at < 0 && !text.endsWith('-')) throw new KubectlError(`unexpected args: [${text}]`);
    const key = at < 0 ? text.slice(0, -1) : text.slice(0, at);
    if (Object.hasOwn(changes, key))
      throw new KubectlError(`can not both modify and remove a${word === 'label' ? '' : 'n'} ${word} in the same command`);
    changes[key] = at < 0 ? null : text.slice(at + 1);
  }
  return changes;
}

const list = (env: KubectlEnv, { metadata }: KubeObject, field: Marking['field']) => {
  for (const [key, value] of Object.entries(metadata[field] ?? {})) env.out(`${key}=${value}\n`);
  return Promise.resolve();
};

async function mark(args: Arguments, env: KubectlEnv, one: Found, changes: Changes, what: Marking): Promise<void> {
  const { object, resource } = one;
  const before = object.metadata[what.field] ?? {};
  if (!args.on('overwrite')) refuseOverwriting(before, changes, what);
  for (const [key, value] of Object.entries(changes))
    if (value === null && before[key] === undefined) env.out(`${what.word} "${key}" not found.\n`);
  const dry = dryRunOf(args, env);
  const patch = { metadata: { [what.field]: changes } };
  if (dry !== 'client')
    await env.cluster.patch(refOf(one), 'application/merge-patch+json', patch, patchOptions(args, env, `kubectl-${what.verb}`));
  const name = printedName(resource, object.metadata.name);
  env.out(outputOf(args) === 'name' ? `${name}\n` : `${name} ${outcome(before, changes, what)}${suffix(dry)}\n`);
}

function refuseOverwriting(before: Readonly<Record<string, string>>, changes: Changes, { word }: Marking): void {
  const taken = Object.entries(changes).filter(
    ([key, value]) => value !== null && before[key] !== undefined && (word === 'annotation' || before[key] !== value),
  );
  if (!taken.length) return;
  const each = taken.map(([key]) => `'${key}' already has a value (${before[key]})`);
  throw new KubectlError(
    word === 'label'
      ? `${each[0]}, and --overwrite is false`
      : `--overwrite is false but found the following declared annotation(s): ${each.join('; ')}`,
  );
}

/** Source: label.go RunLabel, updateDataChangeMsg */
function outcome(before: Readonly<Record<string, string>>, changes: Changes, { word }: Marking): string {
  if (word === 'annotation') return 'annotated';
  const entries = Object.entries(changes);
  if (entries.every(([key, value]) => (value === null ? before[key] === undefined : before[key] === value))) return 'not labeled';
  return entries.every(([, value]) => value === null) ? 'unlabeled' : 'labeled';
}

export const label = marking({ verb: 'label', field: 'labels', word: 'label' }, [
  'kubectl label node node-1 color=red',
  'kubectl label node node-1 color-',
]);
export const annotate = marking({ verb: 'annotate', field: 'annotations', word: 'annotation' }, [
  'kubectl annotate deployment nginx kubernetes.io/change-cause="nginx 1.9.1"',
]);
