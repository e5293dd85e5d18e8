import { parse, UsageError } from './arguments';
import { find, suggestions } from './command-path';
import type { KubectlEnv } from './env';
import { KubectlError, report } from './errors';
import { checkGlobalFlags } from './global-flags';
import { commonOptions, groupHelp, help, overview } from './help';
import { absent } from './verbs/absent';
import { asAnother } from './verbs/auth';
import type { Verb } from './verb';

export { complete } from './complete';
export type { KubectlEnv } from './env';

/** Run kubectl. Speaks only to `env`.
 *  @param args what follows `kubectl`
 *  @returns the exit code; 130 when it was interrupted */
export async function kubectl(args: readonly string[], env: KubectlEnv): Promise<number> {
  const { path, verb, rest } = find(args);
  if (verb) return run(verb, rest, env);
  if (path.length) return group(path.join(' '), rest, env);
  const [word] = rest.filter((one) => !one.startsWith('-'));
  if (word === undefined) return bare(rest, env);
  if (word === 'help') return helpFor(rest.slice(rest.indexOf('help') + 1), env);
  if (word === 'options') return say(env, commonOptions());
  return unknown(word, env);
}

const NOT_AS =
  '--as is not supported here: what this terminal asks, its administrator asks.\nWhat another may do is told by kubectl auth can-i VERB TYPE --as=USER';

async function run(verb: Verb, rest: readonly string[], env: KubectlEnv): Promise<number> {
  try {
    const args = parse(rest, verb);
    if (args.on('help')) return say(env, help(verb));
    if (args.has('record')) env.err('Flag --record has been deprecated, --record will be removed in the future\n');
    checkGlobalFlags(args, verb.flags);
    if (args.get('as') !== undefined && !asAnother.has(verb)) throw new KubectlError(NOT_AS);
    return (await verb.run(args, env)) ?? 0;
  } catch (error) {
    if (env.signal.aborted) return 130;
    const { text, code } = report(error, verb.name, verb.failure);
    env.err(text);
    return code;
  }
}

/** `kubectl rollout` alone, or with a word that it does not know. */
function group(name: string, rest: readonly string[], env: KubectlEnv): number {
  const words = rest.filter((one) => !one.startsWith('-'));
  if (rest.some((one) => one === '--help' || one === '-h')) return say(env, groupHelp(name));
  if (!words.length) {
    env.err(groupHelp(name));
    return 1;
  }
  const nearest = absent[`${name} ${words[0]}`];
  if (nearest) return notSupported(`${name} ${words[0]}`, nearest, env);
  env.err(`error: unknown command ${JSON.stringify(words.join(' '))}\nSee 'kubectl ${name} -h' for help and examples\n`);
  return 1;
}

/** No command at all: help, or a flag that there is not. */
function bare(rest: readonly string[], env: KubectlEnv): number {
  try {
    parse(rest, { flags: {} });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    env.err(report(error, '').text);
    return 1;
  }
  return say(env, overview());
}

function helpFor(words: readonly string[], env: KubectlEnv): number {
  const { path, verb } = find(words);
  return say(env, verb ? help(verb) : path.length ? groupHelp(path.join(' ')) : overview());
}

function unknown(word: string, env: KubectlEnv): number {
  const nearest = absent[word];
  if (nearest) return notSupported(word, nearest, env);
  env.err(`error: unknown command ${JSON.stringify(word)} for "kubectl"\n${suggestions(word)}`);
  return 1;
}

function notSupported(command: string, nearest: string, env: KubectlEnv): number {
  env.err(`error: kubectl ${command} is not supported in Podplay\npodplay: ${nearest}\n`);
  return 1;
}

function say(env: KubectlEnv, text: string): number {
  env.out(text);
  return 0;
}
