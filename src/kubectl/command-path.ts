import { groups } from './help';
import type { Verb } from './verb';
import { verbs } from './verbs';

/** Which verb a command line means. Source: cobra Command.Find, SuggestionsFor */

interface Found {
  /** The words of a verb, or of a group of verbs: `rollout`. */
  readonly path: readonly string[];
  readonly verb: Verb | undefined;
  /** The arguments without those words. */
  readonly rest: readonly string[];
}

/** Flags that may stand before a verb and take the next word. */
const TAKES_NEXT = /^(-[nsfolL]|--(namespace|context|cluster|user|kubeconfig|server|token|as|request-timeout|filename|output|selector))$/;

export function find(args: readonly string[]): Found {
  const path: string[] = [];
  const rest: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const word = args[i]!;
    const longer = word.startsWith('-') ? undefined : extended(path, word);
    if (longer) path.splice(0, path.length, ...longer);
    else if (!word.startsWith('-') || word === '--') return { path, verb: named(path), rest: [...rest, ...args.slice(i)] };
    else rest.push(word, ...(TAKES_NEXT.test(word) && i + 1 < args.length ? [args[++i]!] : []));
  }
  return { path, verb: named(path), rest };
}

const named = (path: readonly string[]) => verbs.find(({ name }) => name === path.join(' '));

/** Other names of groups of verbs. */
const GROUP_ALIASES: Readonly<Record<string, string>> = { svc: 'create service' };

/** The path with one word more, when a verb goes on so. */
function extended(path: readonly string[], word: string): readonly string[] | undefined {
  for (const { name, aliases = [] } of verbs) {
    const words = name.split(' ');
    if (words.length <= path.length || path.some((one, i) => one !== words[i])) continue;
    const next = words[path.length]!;
    if (next === word || GROUP_ALIASES[word] === [...path, next].join(' ') || (words.length === path.length + 1 && aliases.includes(word)))
      return [...path, next];
  }
  return undefined;
}

/** Commands that begin so, or differ by two letters at most. */
export function suggestions(word: string): string {
  const close = groups
    .flatMap(({ commands }) => commands)
    .filter((name) => name.startsWith(word.toLowerCase()) || distance(name, word) <= 2);
  return close.length ? `\nDid you mean this?\n${close.map((name) => `\t${name}\n`).join('')}` : '';
}

/** Levenshtein's. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1]!.toLowerCase() === b[j - 1]!.toLowerCase() ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
