/** How the interpreter's filters may be fed while their input still comes.
 *  MODELS what a reader sees of a filter that writes line by line (as `grep --line-buffered`, `sed -u`, `stdbuf -oL` do).
 *  OMITS the 4096 bytes that many of them hold back when no terminal is behind them, and awk's exit, after which its
 *  input is read on. */

export interface Plan {
  /** `each`: a line of input decides what is printed of it; `so far`: what is printed for more input begins with what
   *  was printed for less; `at the end`: nothing can be printed before. */
  readonly when: 'each' | 'so far' | 'at the end';
  /** Options of how to buffer are left out. */
  readonly args: readonly string[];
  /** It takes whole JSON documents, not lines. */
  readonly documents?: boolean;
  /** No more lines than that are read. */
  readonly most?: number;
  /** Is nothing more to be expected? @param printed  so far */
  readonly over?: (code: number, printed: string) => boolean;
  /** It reads files, and no input. */
  readonly files?: boolean;
}

interface Parsed {
  readonly flags: ReadonlyMap<string, string>;
  readonly operands: readonly string[];
}

interface Filter {
  /** Letters of options that have a value. */
  readonly valued?: string;
  /** Operands before the files. */
  readonly operands?: (parsed: Parsed) => number;
  readonly plan: (parsed: Parsed) => Omit<Plan, 'args' | 'files'>;
}

const each: Filter['plan'] = () => ({ when: 'each' });
const soFar: Filter['plan'] = () => ({ when: 'so far' });
const atTheEnd: Filter['plan'] = () => ({ when: 'at the end' });

const grep: Filter = {
  valued: 'efmABC',
  operands: ({ flags }) => (flags.has('e') || flags.has('f') ? 0 : 1),
  plan({ flags }) {
    if (flags.has('q') || flags.has('l')) return { when: 'so far', over: (code) => code === 0 };
    if (flags.has('c') || flags.has('L')) return { when: 'at the end' };
    const most = Number(flags.get('m') ?? Infinity);
    if (most < Infinity) return { when: 'so far', over: (_code, printed) => printed.split('\n').length > most };
    return { when: ['n', 'b', 'A', 'B', 'C'].some((flag) => flags.has(flag)) ? 'so far' : 'each' };
  },
};

const head: Filter = {
  valued: 'nc',
  plan({ flags }) {
    const short = [...flags.keys()].find((flag) => /^\d+$/.test(flag));
    const lines = Number(flags.get('n') ?? short ?? 10);
    return flags.has('c') || !(lines >= 0) ? { when: 'at the end' } : { when: 'so far', most: lines };
  },
};

const sed: Filter = {
  valued: 'ef',
  operands: ({ flags }) => (flags.has('e') || flags.has('f') ? 0 : 1),
  plan({ flags, operands }) {
    const script = flags.get('e') ?? operands[0] ?? '';
    const quit = /^(\d+)q$/.exec(script);
    if (quit) return { when: 'so far', most: Number(quit[1]) };
    // What is left are addresses and commands: `$` is the last line, and N and D look ahead.
    const bare = script
      .replace(/\\./g, '')
      .replace(/[sy]([^\w\s])(.*?)\1(.*?)\1\w*/g, '')
      .replace(/\/[^/]*\//g, '');
    if (flags.has('f') || flags.has('i') || /[$NDF]/.test(bare)) return { when: 'at the end' };
    return { when: bare.trim() ? 'so far' : 'each' };
  },
};

const awk: Filter = {
  valued: 'Fvf',
  operands: ({ flags }) => (flags.has('f') ? 0 : 1),
  plan({ flags, operands: [program = ''] }) {
    return { when: flags.has('f') || /\b(END|getline)\b/.test(program) ? 'at the end' : 'so far' };
  },
};

const tail: Filter = { valued: 'nc', plan: ({ flags }) => ({ when: flags.get('n')?.startsWith('+') ? 'so far' : 'at the end' }) };
const uniq: Filter = {
  valued: 'fsw',
  plan: ({ flags }) => ({ when: ['c', 'd', 'D', 'u'].some((flag) => flags.has(flag)) ? 'at the end' : 'so far' }),
};
const xargs: Filter = {
  valued: 'nILPd',
  operands: () => Infinity,
  plan: ({ flags }) => ({ when: flags.get('n') === '1' || flags.get('L') === '1' || flags.has('I') ? 'each' : 'at the end' }),
};
const jq: Filter = {
  valued: 'f',
  operands: () => Infinity,
  plan: ({ flags }) => (['s', 'n', 'R'].some((flag) => flags.has(flag)) ? { when: 'at the end' } : { when: 'each', documents: true }),
};

const FILTERS: Readonly<Record<string, Filter>> = {
  awk,
  base64: { valued: 'w', plan: atTheEnd },
  cat: { plan: ({ flags }) => ({ when: flags.size ? 'so far' : 'each' }) },
  column: { valued: 'sco', plan: atTheEnd },
  cut: { valued: 'bcdf', plan: each },
  egrep: grep,
  expand: { valued: 't', plan: each },
  fgrep: grep,
  fold: { valued: 'w', plan: each },
  grep,
  head,
  jq,
  md5sum: { plan: atTheEnd },
  nl: { valued: 'bvwsi', plan: soFar },
  od: { valued: 'AtjN', plan: atTheEnd },
  paste: { valued: 'd', operands: ({ operands }) => operands.filter((one) => one === '-').length, plan: atTheEnd },
  rev: { plan: each },
  rg: { ...grep, plan: atTheEnd },
  sed,
  sha1sum: { plan: atTheEnd },
  sha256sum: { plan: atTheEnd },
  sort: { valued: 'kto', plan: atTheEnd },
  tac: { plan: atTheEnd },
  tail,
  tee: { operands: () => Infinity, plan: soFar },
  tr: { operands: () => Infinity, plan: each },
  unexpand: { valued: 't', plan: each },
  uniq,
  wc: { plan: atTheEnd },
  xargs,
};

/** Names of what can be fed. */
export const filters: ReadonlySet<string> = new Set(Object.keys(FILTERS));

const BUFFERING = new Set(['--line-buffered', '--unbuffered']);

export function planOf(name: string, given: readonly string[]): Plan {
  const { valued = '', operands = () => 0, plan } = FILTERS[name]!;
  const args = (name === 'sed' ? given.flatMap(buffered) : given).filter((arg) => !BUFFERING.has(arg));
  const parsed = parse(args, valued);
  const files = parsed.operands.slice(operands(parsed)).some((operand) => operand !== '-');
  return { ...plan(parsed), args, files };
}

/** sed's `-u` taken out of `-nu`. */
function buffered(arg: string): readonly string[] {
  const letters = /^-([nErsz]*)u([nErsz]*)$/.exec(arg);
  if (!letters) return [arg];
  return letters[1] || letters[2] ? [`-${letters[1]}${letters[2]}`] : [];
}

/** Where the last JSON document of the text ends. */
export function endOfDocuments(text: string): number {
  let depth = 0;
  let end = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}\n]/g)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (token === '\n' && depth === 0) end = index + 1;
  }
  return end;
}

function parse(args: readonly string[], valued: string): Parsed {
  const flags = new Map<string, string>();
  const operands: string[] = [];
  const rest = [...args];
  const note = (flag: string, value?: string) => {
    const text = value ?? (valued.includes(flag) ? (rest.shift() ?? '') : '');
    flags.set(flag, flags.has(flag) ? `${flags.get(flag)}\n${text}` : text);
  };
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--') operands.push(...rest.splice(0));
    else if (arg.startsWith('--')) long(arg, note);
    else if (/^-\d+$/.test(arg)) flags.set(arg.slice(1), '');
    else if (arg.startsWith('-') && arg !== '-') letters(arg.slice(1), valued, note);
    else operands.push(arg);
  }
  return { flags, operands };
}

type Note = (flag: string, value?: string) => void;

function long(arg: string, note: Note): void {
  const [, name = '', value] = /^(--[\w-]+)(?:=(.*))?$/s.exec(arg) ?? [];
  const letter = Object.hasOwn(LONG, name) ? LONG[name] : undefined;
  if (letter) note(letter, value);
}

function letters(text: string, valued: string, note: Note): void {
  for (let i = 0; i < text.length; i++) {
    const letter = text[i]!;
    if (!valued.includes(letter)) note(letter);
    else return note(letter, text.slice(i + 1) || undefined);
  }
}

/** Long options that decide how a filter is fed. */
const LONG: Readonly<Record<string, string>> = {
  '--after-context': 'A',
  '--before-context': 'B',
  '--bytes': 'c',
  '--context': 'C',
  '--count': 'c',
  '--expression': 'e',
  '--file': 'f',
  '--files-with-matches': 'l',
  '--in-place': 'i',
  '--line-number': 'n',
  '--lines': 'n',
  '--max-count': 'm',
  '--quiet': 'q',
  '--regexp': 'e',
  '--repeated': 'd',
  '--silent': 'q',
  '--unique': 'u',
};
