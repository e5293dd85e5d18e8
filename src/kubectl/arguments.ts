import { checkedValue, type FlagType } from './flag-values';

/** Command-line arguments as pflag reads them.
 *  MODELS long and short flags, clusters of letters (`-it`), `-ojson`, `-o=json`, `--flag=value`, lists with commas,
 *  switches that may take a value after `=`, and pflag's words for what is wrong.
 *  OMITS flags of the connection (`--server`, `--token` …): they are read and have no effect. */

export type { FlagType } from './flag-values';
export type Flags = Readonly<Record<string, FlagType>>;

export interface Arguments {
  readonly words: readonly string[];
  /** After `--`, for the verbs that take a command. */
  readonly command: readonly string[];
  /** Was there a `--`? */
  readonly dashed: boolean;
  has(flag: string): boolean;
  /** The last value given. */
  get(flag: string): string | undefined;
  all(flag: string): readonly string[];
  /** A switch: absent `fallback`, `--flag` true, `--flag=false` false. */
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
  k: 'kustomize',
  h: 'help',
  v: 'v',
  s: 'server',
};

/** Flags of every verb. */
export const COMMON: Flags = {
  namespace: 'string',
  context: 'string',
  cluster: 'string',
  user: 'string',
  kubeconfig: 'string',
  server: 'string',
  token: 'string',
  as: 'string',
  'cache-dir': 'string',
  'insecure-skip-tls-verify': 'bool',
  'warnings-as-errors': 'bool',
  'request-timeout': 'string',
  v: 'string',
  help: 'bool',
};

/** Flags that can do without a value, and the value they then have. Source: pflag NoOptDefVal, cmdutil AddDryRunFlag … */
const BARE: Readonly<Record<string, string>> = { 'dry-run': 'unchanged', validate: 'strict', cascade: 'background' };

/** How to read the arguments of a verb. */
export interface Grammar {
  readonly flags: Flags;
  /** Letters that mean something else for this verb: `f` is `follow` for logs. */
  readonly shorts?: Readonly<Record<string, string>>;
  /** What comes after `--` is a command of its own, not more words. */
  readonly command?: boolean;
}

/** @throws UsageError in pflag's words */
export function parse(args: readonly string[], grammar: Grammar): Arguments {
  const reader = new Reader(args, grammar);
  reader.read();
  const { values, words, command, dashed } = reader;
  const get = (flag: string) => values.get(flag)?.at(-1);
  return {
    words: grammar.command ? words : [...words, ...command],
    command: grammar.command ? command : [],
    dashed,
    has: (flag) => values.has(flag),
    get,
    all: (flag) => values.get(flag) ?? [],
    on: (flag, fallback = false) => (values.has(flag) ? get(flag) === 'true' : fallback),
  };
}

class Reader {
  readonly values = new Map<string, string[]>();
  readonly words: string[] = [];
  command: string[] = [];
  dashed = false;
  readonly #rest: string[];
  readonly #known: Flags;
  readonly #shorts: Readonly<Record<string, string>>;

  constructor(args: readonly string[], { flags, shorts = {} }: Grammar) {
    this.#rest = [...args];
    this.#known = { ...COMMON, ...flags };
    this.#shorts = { ...SHORT, ...shorts };
  }

  read(): void {
    for (let word = this.#rest.shift(); word !== undefined; word = this.#rest.shift()) {
      if (word === '--') {
        this.dashed = true;
        this.command = this.#rest.splice(0);
      } else if (word.startsWith('--')) this.#long(word.slice(2));
      else if (word.startsWith('-') && word.length > 1) this.#cluster(word.slice(1));
      else this.words.push(word);
    }
  }

  #long(text: string): void {
    const at = text.indexOf('=');
    const flag = at < 0 ? text : text.slice(0, at);
    const type = this.#typeOf(flag);
    if (!type || !flag) throw new UsageError(flag ? `unknown flag: --${flag}` : `bad flag syntax: --${text}`);
    if (at >= 0) this.#add(flag, type, text.slice(at + 1));
    else this.#add(flag, type, this.#bare(flag, type) ?? this.#next(`flag needs an argument: --${flag}`));
  }

  #cluster(text: string): void {
    for (let i = 0; i < text.length; i++) {
      const flag = this.#shorts[text[i]!] ?? '';
      const type = this.#typeOf(flag);
      if (!type) throw new UsageError(`unknown shorthand flag: '${text[i]}' in -${text}`);
      const after = text.slice(i + 1);
      if (after.startsWith('=') && after.length > 1) return this.#add(flag, type, after.slice(1));
      const bare = this.#bare(flag, type);
      if (bare !== undefined) this.#add(flag, type, bare);
      else return this.#add(flag, type, after || this.#next(`flag needs an argument: '${text[i]}' in -${text}`));
    }
  }

  #typeOf(flag: string): FlagType | undefined {
    return Object.hasOwn(this.#known, flag) ? this.#known[flag] : undefined;
  }

  #bare(flag: string, type: FlagType): string | undefined {
    return type === 'bool' ? 'true' : type === 'optional' ? (BARE[flag] ?? 'true') : undefined;
  }

  #next(otherwise: string): string {
    const value = this.#rest.shift();
    if (value === undefined) throw new UsageError(otherwise);
    return value;
  }

  #add(flag: string, type: FlagType, text: string): void {
    const letter = Object.keys(this.#shorts).find((one) => this.#shorts[one] === flag && one !== 'v');
    const { value, wrong } = checkedValue(type, text);
    if (wrong)
      throw new UsageError(`invalid argument ${JSON.stringify(text)} for "${letter ? `-${letter}, ` : ''}--${flag}" flag: ${wrong}`);
    this.values.set(flag, [...(this.values.get(flag) ?? []), ...value]);
  }
}
