import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { KubectlError, misuse } from '../errors';
import { labelValue, qualifiedName } from '../../kube/names';
import { locally } from '../local-patch';
import { dryRunOf, patchOptions, suffix, teller, type Teller } from '../outcome';
import { OUTPUT } from '../printers/objects';
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
  for (const [kind] of words.filter((word) => word.includes('/')).map((word) => word.split('/'))) {
    const { group, version, resource: plural } = await findResource(env.cluster, kind!);
    if (plural !== 'nodes') throw new KubectlError(`expected resource of type node, got "${group}/${version}, Resource=${plural}"`);
  }
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

/** Names, or a selector. */
export function checkSelector(args: Arguments, verb: string): void {
  if (args.words.length && args.get('selector')) throw misuse(verb, 'cannot specify both a node name and a --selector option');
}

const cordoning = (name: 'cordon' | 'uncordon', schedulable: boolean): Verb => ({
  name,
  summary: `Mark node as ${schedulable ? '' : 'un'}schedulable`,
  usage: 'NODE',
  flags: { selector: 'string', 'dry-run': 'optional' },
  examples: [`kubectl ${name} node-1`],
  async run(args, env) {
    if (!args.words.length && !args.has('selector')) throw misuse(name, `USAGE: ${name} NODE [flags]`);
    checkSelector(args, name);
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
  flags: { ...OUTPUT, selector: 'string', all: 'bool', overwrite: 'bool', 'dry-run': 'optional', 'field-manager': 'string' },
  examples: ['kubectl taint nodes node-1 dedicated=db:NoSchedule', 'kubectl taint nodes node-1 dedicated-'],
  async run(args, env) {
    const at = args.words.findIndex((word) => /[=:]/.test(word) || word.endsWith('-'));
    const [[kind, ...names], specs] = at < 0 ? [args.words, []] : [args.words.slice(0, at), args.words.slice(at)];
    if (kind === undefined) throw new KubectlError('one or more resources must be specified as <resource> <name>');
    if (!specs.length) throw new KubectlError('at least one taint update is required');
    const changes = specs.map(changeOf);
    checkChanges(changes);
    if (!/^(nodes?|no)$/.test(kind)) throw new KubectlError(`invalid resource type ${kind}, only node types are supported`);
    if (!names.length && !args.on('all') && !args.has('selector'))
      throw new KubectlError("at least one resource name must be specified since 'all' parameter is not set");
    const { tell } = await teller({ ...args, get: (flag) => (flag === 'dry-run' ? undefined : args.get(flag)) }, env);
    await eachNode(env, args, args.on('all') ? [] : names, (node) => retaint(args, env, node, changes, tell));
  },
};

interface TaintChange extends Partial<Taint> {
  readonly key: string;
  readonly remove: boolean;
}

/** `key=value:Effect`, `key:Effect`, `key:Effect-`, `key-`. Source: taint/utils.go parseTaints */
function changeOf(text: string): TaintChange {
  const remove = text.endsWith('-');
  const spec = remove ? text.slice(0, -1) : text;
  const wrong = (why?: string) => misuse('taint', `invalid taint spec: ${spec}${why ? `, ${why}` : ''}`);
  const [left = '', effect, ...more] = spec.split(':');
  if (more.length) throw wrong();
  if (effect && !EFFECTS.includes(effect)) throw misuse('taint', `invalid taint effect: ${effect}, unsupported taint effect`);
  const [key = '', value, ...others] = effect === undefined ? [left] : left.split('=');
  if (others.length) throw wrong();
  const why = [...(value === undefined ? [] : labelValue(value)), ...qualifiedName(key)];
  if (why.length) throw wrong(why.join('; '));
  if (!remove && !effect) throw wrong();
  return { key, remove, ...(value !== undefined && { value }), ...(effect && { effect }) };
}

function checkChanges(changes: readonly TaintChange[]): void {
  const [added, removed] = [changes.filter(({ remove }) => !remove), changes.filter(({ remove }) => remove)];
  const twice = added.find((one, i) => added.slice(0, i).some(({ key, effect }) => key === one.key && effect === one.effect));
  if (twice)
    throw misuse('taint', `duplicated taints with the same key and effect: {${twice.key} ${twice.value ?? ''} ${twice.effect} <nil>}`);
  const both = added.filter((one) => removed.some(({ key, effect }) => key === one.key && (effect ?? one.effect) === one.effect));
  if (both.length)
    throw new KubectlError(
      `can not both modify and remove the following taint(s) in the same command: ${both.map(({ key, effect }) => `${key}=${effect}`).join(', ')}`,
    );
}

async function retaint(
  args: Arguments,
  env: KubectlEnv,
  node: Found,
  changes: readonly TaintChange[],
  tell: Teller['tell'],
): Promise<void> {
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
  const patch = { spec: { taints: taints.length ? taints : null } };
  const type = 'application/merge-patch+json';
  const after =
    dryRunOf(args, env) === 'client'
      ? locally(node.object, node.resource, type, patch)
      : (await env.cluster.patch(refOf(node), type, patch, patchOptions(args, env, 'kubectl-taint'))).object;
  const [added, removed] = [changes.some(({ remove }) => !remove), changes.some(({ remove }) => remove)];
  const what = (added && removed) || args.on('overwrite') ? 'modified' : added ? 'tainted' : 'untainted';
  tell(node.resource, name, what, after);
}
