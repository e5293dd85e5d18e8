import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { KubectlError, misuse } from '../errors';
import { dryRunOf, suffix, patchOptions } from '../outcome';
import { findResource, printedName } from '../resources';
import { eachObject, refOf, type Found } from '../selection';
import type { Verb } from '../verb';

/** `cordon`, `uncordon`, `taint`. Source: kubectl/pkg/cmd/drain/drain.go RunCordonOrUncordon, taint/taint.go */

/** The nodes that words or a selector mean. */
export async function eachNode(
  env: KubectlEnv,
  args: Arguments,
  words: readonly string[],
  act: (node: Found) => Promise<void>,
): Promise<void> {
  const resource = await findResource(env.cluster, 'nodes');
  const names = words.map((word) => word.replace(/^(node|nodes|no)\//, ''));
  await eachObject(env, args, [{ resource, names }], act);
}

interface NodeSpec {
  readonly unschedulable?: boolean;
  readonly taints?: readonly Taint[];
}

interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

const specOf = ({ object }: Found) => (object['spec'] ?? {}) as NodeSpec;

/** Mark a node, and say so. */
export async function setSchedulable(env: KubectlEnv, args: Arguments, node: Found, schedulable: boolean): Promise<void> {
  const dry = dryRunOf(args, env);
  const word = schedulable ? 'uncordoned' : 'cordoned';
  const already = (specOf(node).unschedulable ?? false) === !schedulable;
  const patch = { spec: { unschedulable: schedulable ? null : true } };
  if (!already && dry !== 'client')
    await env.cluster.patch(refOf(node), 'application/strategic-merge-patch+json', patch, patchOptions(args, env, 'kubectl'));
  env.out(`${printedName(node.resource, node.object.metadata.name)} ${already ? 'already ' : ''}${word}${suffix(dry)}\n`);
}

const cordoning = (name: 'cordon' | 'uncordon', schedulable: boolean): Verb => ({
  name,
  summary: `Mark node as ${schedulable ? '' : 'un'}schedulable`,
  usage: 'NODE',
  flags: { selector: 'string', 'dry-run': 'optional' },
  examples: [`kubectl ${name} node-1`],
  async run(args, env) {
    if (!args.words.length && !args.has('selector')) throw misuse(name, `USAGE: ${name} NODE [flags]`);
    await eachNode(env, args, args.words, (node) => setSchedulable(env, args, node, schedulable));
  },
});

export const cordon = cordoning('cordon', false);
export const uncordon = cordoning('uncordon', true);

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export const taint: Verb = {
  name: 'taint',
  summary: 'Update the taints on one or more nodes',
  usage: 'NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N',
  flags: { selector: 'string', all: 'bool', overwrite: 'bool', 'dry-run': 'optional' },
  examples: ['kubectl taint nodes node-1 dedicated=db:NoSchedule', 'kubectl taint nodes node-1 dedicated-'],
  async run(args, env) {
    const [kind = '', ...rest] = args.words;
    if (!/^(nodes?|no)$/.test(kind)) throw new KubectlError(`invalid resource type ${kind || '""'}, only node(s) is supported`);
    const at = rest.findIndex((word) => /[=:]/.test(word) || word.endsWith('-'));
    const [names, specs] = at < 0 ? [rest, []] : [rest.slice(0, at), rest.slice(at)];
    if (!specs.length) throw new KubectlError('at least one taint update is required');
    if (!names.length && !args.on('all') && !args.has('selector'))
      throw new KubectlError('one or more resources must be specified as <resource> <name>');
    const changes = specs.map(changeOf);
    await eachNode(env, args, names, (node) => retaint(args, env, node, changes));
  },
};

interface TaintChange extends Partial<Taint> {
  readonly key: string;
  readonly remove: boolean;
}

/** `key=value:Effect`, `key:Effect`, `key:Effect-`, `key-`. Source: taint/utils.go parseTaints */
function changeOf(text: string): TaintChange {
  const remove = text.endsWith('-');
  const [left = '', effect] = (remove ? text.slice(0, -1) : text).split(':');
  const [key = '', value] = left.split('=');
  if (effect !== undefined && !EFFECTS.includes(effect))
    throw new KubectlError(`invalid taint effect: ${effect}, unsupported taint effect`);
  if (!remove && effect === undefined) throw new KubectlError(`invalid taint spec: ${text}`);
  return { key, remove, ...(value !== undefined && { value }), ...(effect !== undefined && { effect }) };
}

async function retaint(args: Arguments, env: KubectlEnv, node: Found, changes: readonly TaintChange[]): Promise<void> {
  const { name } = node.object.metadata;
  const before = specOf(node).taints ?? [];
  const same = (taint: Taint, change: TaintChange) =>
    taint.key === change.key && (change.effect === undefined || taint.effect === change.effect);
  let taints = [...before];
  for (const change of changes) {
    const there = taints.filter((one) => same(one, change));
    if (change.remove && !there.length)
      throw new KubectlError(`taint "${change.key}${change.effect ? `:${change.effect}` : ''}" not found`);
    if (!change.remove && there.length && !args.on('overwrite'))
      throw new KubectlError(`node ${name} already has ${change.key} taint(s) with same effect(s) and --overwrite is false`);
    taints = taints.filter((one) => !same(one, change));
    const { remove, ...taint } = change;
    if (!remove) taints.push(taint as Taint);
  }
  const dry = dryRunOf(args, env);
  if (dry !== 'client')
    await env.cluster.patch(
      refOf(node),
      'application/merge-patch+json',
      { spec: { taints: taints.length ? taints : null } },
      patchOptions(args, env, 'kubectl-taint'),
    );
  const [added, removed] = [changes.some(({ remove }) => !remove), changes.some(({ remove }) => remove)];
  env.out(
    `${printedName(node.resource, name)} ${(added && removed) || args.on('overwrite') ? 'modified' : added ? 'tainted' : 'untainted'}${suffix(dry)}\n`,
  );
}
