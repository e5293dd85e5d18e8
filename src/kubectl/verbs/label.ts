import { labelValue } from '../../kube/names';
import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { KubectlError } from '../errors';
import { locally } from '../local-patch';
import { dryRunOf, patchOptions, teller, type Teller } from '../outcome';
import { OUTPUT } from '../printers/objects';
import { eachObject, namedTargets, refOf, SELECTION, type Found } from '../selection';
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
    ...OUTPUT,
    'dry-run': 'optional',
    'resource-version': 'string',
    'field-manager': 'string',
    record: 'bool',
  },
  examples,
  async run(args, env) {
    const { named, pairs } = divided(args.words);
    const changes = changesOf(pairs, word);
    if (!named.length && !args.has('filename'))
      throw new KubectlError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
    if (!pairs.length && !args.on('list')) throw new KubectlError(`at least one ${word} update is required`);
    if (word === 'label') checkValues(changes);
    const found = await namedTargets(env, args, named);
    if (args.on('list')) {
      const alone = found.length === 1 && found[0]!.names.length === 1;
      return void (await eachObject(env, args, found, async (one) => list(env, one, field, alone)));
    }
    const { tell } = await teller(args, env);
    await eachObject(env, args, found, (one) => mark(args, env, one, changes, { verb, field, word }, tell));
  },
});

/** `pods web-0 a=b c-` → what is named, and the pairs. Source: cmdutil GetResourcesAndPairs */
export function divided(words: readonly string[]): { named: readonly string[]; pairs: readonly string[] } {
  const isPair = (word: string) => word.indexOf('=') > 0 || (word.length > 1 && word.endsWith('-'));
  const first = words.findIndex(isPair);
  return first < 0 ? { named: words, pairs: [] } : { named: words.slice(0, first), pairs: words.slice(first) };
}

function checkValues(changes: Changes): void {
  for (const [key, value] of Object.entries(changes)) {
    const [why] = value === null ? [] : labelValue(value);
    if (why) throw new KubectlError(`invalid label value: ${JSON.stringify(`${key}=${value}`)}: ${why}`);
  }
}

type Changes = Readonly<Record<string, string | null>>;

function changesOf(pairs: readonly string[], word: string): Changes {
  const changes: Record<string, string | null> = {};
  for (const text of pairs) {
    const at = text.indexOf('=');
    if (at < 0 && !text.endsWith('-')) throw new KubectlError(`unexpected args: [${text}]`);
    const key = at < 0 ? text.slice(0, -1) : text.slice(0, at);
    if (Object.hasOwn(changes, key))
      throw new KubectlError(
        word === 'label'
          ? 'can not both modify and remove a label in the same command'
          : `can not both modify and remove the following annotation(s) in the same command: ${key}`,
      );
    changes[key] = at < 0 ? null : text.slice(at + 1);
  }
  return changes;
}

const list = (env: KubectlEnv, { resource, object: { metadata } }: Found, field: Marking['field'], alone: boolean) => {
  if (!alone) env.out(`Listing ${field} for ${resource.kind}.${resource.group}/${metadata.name}:\n`);
  for (const [key, value] of Object.entries(metadata[field] ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)))
    env.out(`${alone ? '' : ' '}${key}=${value}\n`);
  return Promise.resolve();
};

async function mark(args: Arguments, env: KubectlEnv, one: Found, changes: Changes, what: Marking, tell: Teller['tell']): Promise<void> {
  const { object, resource } = one;
  const before = object.metadata[what.field] ?? {};
  if (!args.on('overwrite')) refuseOverwriting(before, changes, what);
  const here = dryRunOf(args, env) === 'client';
  for (const [key, value] of Object.entries(changes))
    if (!here && value === null && before[key] === undefined) env.out(`${what.word} "${key}" not found.\n`);
  const resourceVersion = args.get('resource-version');
  const patch = { metadata: { [what.field]: changes, ...(resourceVersion && { resourceVersion }) } };
  const type = 'application/merge-patch+json';
  const after = here
    ? locally(object, resource, type, patch)
    : (await env.cluster.patch(refOf(one), type, patch, patchOptions(args, env, `kubectl-${what.verb}`))).object;
  tell(resource, object.metadata.name, outcome(before, changes, what), after);
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
