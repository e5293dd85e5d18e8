import { parse } from './arguments';
import type { KubectlEnv } from './env';
import { report } from './errors';
import { helpOf, overview } from './help';
import { unsupported, verbs } from './verbs';
import type { Verb } from './verb';

export { complete } from './complete';
export type { KubectlEnv } from './env';

const ALIASES: Readonly<Record<string, string>> = {
  'create ns': 'create namespace',
  'create deploy': 'create deployment',
  'create cm': 'create configmap',
};

/** Run kubectl. Speaks only to `env`.
 *  @param args what follows `kubectl`
 *  @returns the exit code */
export async function kubectl(args: readonly string[], env: KubectlEnv): Promise<number> {
  const { verb, rest } = find(leading(args));
  if (!verb) return missing(args, env);
  if (rest.includes('--help') || rest.includes('-h')) return say(env, helpOf(verb));
  try {
    return (await verb.run(parse(rest, verb.flags, verb.shorts), env)) ?? 0;
  } catch (error) {
    if (env.signal.aborted) return 130;
    const { text, code } = report(error, verb.name);
    env.err(text);
    return code;
  }
}

/** Flags may stand before the verb: `kubectl -n demo get pods`. */
function leading(args: readonly string[]): readonly string[] {
  const flags: string[] = [];
  const rest = [...args];
  while (rest[0]?.startsWith('-') && rest[0] !== '--help' && rest[0] !== '-h') {
    const flag = rest.shift()!;
    flags.push(flag);
    if (/^(-n|--namespace|--context|--kubeconfig)$/.test(flag) && rest.length) flags.push(rest.shift()!);
  }
  const [verb, ...after] = rest;
  return verb === undefined ? flags : [verb, ...after.slice(0, subverb(verb, after)), ...flags, ...after.slice(subverb(verb, after))];
}

const subverb = (verb: string, after: readonly string[]): number => (after[0] && known(`${verb} ${after[0]}`) ? 1 : 0);

const known = (name: string): Verb | undefined => verbs.find((one) => one.name === (ALIASES[name] ?? name));

function find(args: readonly string[]): { verb: Verb | undefined; rest: readonly string[] } {
  const [first = '', second = ''] = args;
  const two = known(`${first} ${second}`);
  if (two) return { verb: two, rest: args.slice(2) };
  return { verb: known(first), rest: args.slice(1) };
}

function missing([verb]: readonly string[], env: KubectlEnv): number {
  if (verb === undefined || verb === 'help' || verb === '--help' || verb === '-h') return say(env, overview());
  const nearest = unsupported[verb];
  const group = verbs.filter(({ name }) => name.startsWith(`${verb} `));
  if (group.length) env.err(`error: kubectl ${verb} needs one of: ${group.map(({ name }) => name.slice(verb.length + 1)).join(', ')}\n`);
  else if (nearest) env.err(`error: Podplay's kubectl does not support "${verb}". The nearest is: ${nearest}\n`);
  else env.err(`error: unknown command "${verb}" for "kubectl"\n${suggestion(verb)}`);
  return 1;
}

/** As cobra suggests: commands that begin so, or differ by two letters at most. */
function suggestion(word: string): string {
  const close = verbs.map(({ name }) => name).filter((name) => !name.includes(' ') && (name.startsWith(word) || distance(name, word) <= 2));
  return close.length ? `\nDid you mean this?\n${close.map((name) => `\t${name}\n`).join('')}` : '';
}

/** Levenshtein's. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}

function say(env: KubectlEnv, text: string): number {
  env.out(text);
  return 0;
}
