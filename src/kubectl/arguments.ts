/** Command-line arguments as pflag reads them. */

/** `string`: takes a value; `strings`: may be given more than once, or as a list with commas; `bool`: a switch;
 *  `optional`: a switch that may take a value after `=`. */
export type FlagType = 'string' | 'strings' | 'bool' | 'optional';
export type Flags = Readonly<Record<string, FlagType>>;

export interface Arguments {
  readonly words: readonly string[];
  /** After `--`. */
  readonly command: readonly string[];
  has(flag: string): boolean;
  /** The last value given. */
  get(flag: string): string | undefined;
  all(flag: string): readonly string[];
  /** A switch: absent false, `--flag` true, `--flag=false` false. */
  on(flag: string, fallback?: boolean): boolean;
}

/** A mistake in how kubectl was called: its text is what kubectl prints after `error: `. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const SHORT: Readonly<Record<string, string>> = {
  n: 'namespace',
  o: 'output',
  l: 'selector',
  f: 'filename',
  A: 'all-namespaces',
  w: 'watch',
  L: 'label-columns',
  c: 'container',
  p: 'previous',
  i: 'stdin',
  t: 'tty',
  R: 'recursive',
};

/** Flags of every verb. */
const COMMON: Flags = {
  namespace: 'string',
  context: 'string',
  kubeconfig: 'string',
  v: 'string',
  help: 'bool',
  'request-timeout': 'string',
};

/** @param shorts  letters that mean something else for this verb (`f` is `follow` for logs)
 *  @throws UsageError in pflag's words */
export function parse(args: readonly string[], flags: Flags, shorts: Readonly<Record<string, string>> = {}): Arguments {
  const known: Flags = { ...COMMON, ...flags };
  const values = new Map<string, string[]>();
  const words: string[] = [];
  const rest = [...args];
  let command: string[] = [];
  const add = (flag: string, value: string) =>
    values.set(flag, [...(values.get(flag) ?? []), ...(known[flag] === 'strings' ? value.split(/,(?![^()]*\))/) : [value])]);
  const long = (text: string) => {
    const [flag, ...after] = text.split('=') as [string, ...string[]];
    const type = known[flag];
    if (!type) throw new UsageError(`unknown flag: --${flag}`);
    if (after.length) add(flag, after.join('='));
    else if (type === 'bool' || type === 'optional') add(flag, 'true');
    else add(flag, taken(rest, `--${flag}`));
  };
  const short = (text: string) => {
    for (let i = 0; i < text.length; i++) {
      const flag = shorts[text[i]!] ?? SHORT[text[i]!] ?? (text[i] === 'h' ? 'help' : '');
      const type = known[flag];
      if (!type) throw new UsageError(`unknown shorthand flag: '${text[i]}' in -${text}`);
      if (type === 'bool') add(flag, 'true');
      else return void add(flag, text.slice(i + 1).replace(/^=/, '') || taken(rest, `-${text[i]}`, text));
    }
  };
  while (rest.length) {
    const word = rest.shift()!;
    if (word === '--') command = rest.splice(0);
    else if (word.startsWith('--')) long(word.slice(2));
    else if (word.startsWith('-') && word.length > 1) short(word.slice(1));
    else words.push(word);
  }
  const get = (flag: string) => values.get(flag)?.at(-1);
  return {
    words,
    command,
    has: (flag) => values.has(flag),
    get,
    all: (flag) => values.get(flag) ?? [],
    on: (flag, fallback = false) => (values.has(flag) ? get(flag) !== 'false' : fallback),
  };
}

function taken(rest: string[], flag: string, cluster = ''): string {
  const value = rest.shift();
  if (value !== undefined) return value;
  throw new UsageError(
    flag.startsWith('--') ? `flag needs an argument: ${flag}` : `flag needs an argument: '${flag.slice(1)}' in -${cluster}`,
  );
}
