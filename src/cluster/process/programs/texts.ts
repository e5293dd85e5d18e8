import { resolvePath } from '../expand';
import type { Io, Program } from '../host';
import { operandsOf } from './files';
import { basic } from './regular-expression';
import { sed } from './sed';

/** Programs that print, filter and count text. */

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', a: '\x07', '0': '\0', e: '\x1b' };
const unescape = (text: string) => text.replace(/\\([ntra\\0e])/g, (_, c: string) => ESCAPES[c]!);

const echo: Program = {
  run(io) {
    const args = [...io.args];
    let [newline, escapes] = [true, false];
    while (args.length && /^-[neE]+$/.test(args[0]!)) {
      const flag = args.shift()!;
      if (flag.includes('n')) newline = false;
      if (flag.includes('e')) escapes = true;
    }
    const text = args.join(' ');
    io.out((escapes ? unescape(text) : text) + (newline ? '\n' : ''));
    return 0;
  },
};

/** One conversion of printf. */
function convert(spec: string, kind: string, value: string): string {
  const [, flags = '', width = '0', , precision] = /^%([-0+ ]*)(\d*)(\.(\d+))?/.exec(spec) ?? [];
  let text = value;
  if (kind === 'd' || kind === 'i') text = String(Math.trunc(Number(value) || 0));
  if (kind === 'f') text = (Number(value) || 0).toFixed(precision === undefined ? 6 : Number(precision));
  if (kind === 'x') text = (Number(value) || 0).toString(16);
  if (kind === 'c') text = value.slice(0, 1);
  if (kind === 'b') text = unescape(value);
  if (kind === 's' && precision !== undefined) text = value.slice(0, Number(precision));
  if (flags.includes('-')) return text.padEnd(Number(width));
  return text.padStart(Number(width), flags.includes('0') && kind !== 's' ? '0' : ' ');
}

const printf: Program = {
  run(io) {
    const [format = '', ...values] = io.args;
    const rest = [...values];
    do {
      const before = rest.length;
      io.out(
        unescape(format).replace(/%([-0+ ]*\d*(?:\.\d+)?)([sdifxcb%])/g, (spec, _, kind: string) =>
          kind === '%' ? '%' : convert(spec, kind, rest.shift() ?? ''),
        ),
      );
      if (rest.length === before) break;
    } while (rest.length);
    return 0;
  },
};

/** The text a filter reads: its files, or what comes in. undefined: a file is missing, and was complained about. */
function input(io: Io, who: string, operands: readonly string[]): string | undefined {
  if (!operands.length) return io.stdin;
  let all = '';
  for (const name of operands) {
    const text = name === '-' ? io.stdin : io.host.files.read(resolvePath(name, io.cwd));
    if (text === undefined) return (io.err(`${who}: ${name}: No such file or directory\n`), undefined);
    all += text;
  }
  return all;
}

const linesOf = (text: string) => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));

/** A program that turns lines into lines. `values` names the flags that take a value. */
function filter(
  who: string,
  values: string,
  act: (lines: readonly string[], flags: ReadonlyMap<string, string>) => readonly string[],
): Program {
  return {
    run(io) {
      const { flags, operands } = parseFlags(io.args, values);
      const text = input(io, who, operands);
      if (text === undefined) return 1;
      const lines = act(linesOf(text), flags);
      if (lines.length) io.out(`${lines.join('\n')}\n`);
      return 0;
    },
  };
}

function parseFlags(args: readonly string[], values: string): { flags: Map<string, string>; operands: string[] } {
  const flags = new Map<string, string>();
  const operands: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (!arg.startsWith('-') || arg === '-') operands.push(arg);
    else if (/^-\d+$/.test(arg)) flags.set('n', arg.slice(1));
    else
      for (let j = 1; j < arg.length; j++) {
        const flag = arg[j]!;
        if (!values.includes(flag)) flags.set(flag, '');
        else {
          flags.set(flag, arg.slice(j + 1) || (args[++i] ?? ''));
          break;
        }
      }
  }
  return { flags, operands };
}

const grep: Program = {
  run(io) {
    const { flags, operands } = parseFlags(
      io.args.map((arg) => arg.replace(/^--(\w).*$/, '-$1')),
      'emABC',
    );
    const pattern = flags.get('e') ?? operands.shift();
    if (pattern === undefined) return (io.err('grep: missing pattern\n'), 2);
    const text = input(
      io,
      'grep',
      operands.filter((name) => !io.host.files.isDirectory(resolvePath(name, io.cwd))),
    );
    if (text === undefined) return 2;
    const found = matches(linesOf(text), expression(pattern, flags), flags);
    if (flags.has('c')) io.out(`${found.length}\n`);
    else if (!flags.has('q') && found.length) io.out(`${found.join('\n')}\n`);
    return found.length ? 0 : 1;
  },
};

function expression(pattern: string, flags: ReadonlyMap<string, string>): RegExp {
  const literal = flags.has('F')
    ? pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    : flags.has('E') || flags.has('P')
      ? pattern
      : basic(pattern);
  const whole = flags.has('x') ? `^(?:${literal})$` : flags.has('w') ? `\\b(?:${literal})\\b` : literal;
  return new RegExp(whole, flags.has('i') ? 'gi' : 'g');
}

function matches(lines: readonly string[], regex: RegExp, flags: ReadonlyMap<string, string>): string[] {
  if (flags.has('o')) return lines.flatMap((line) => line.match(regex) ?? []);
  const found = lines.flatMap((line, i) =>
    line.search(regex) >= 0 !== flags.has('v') ? [flags.has('n') ? `${i + 1}:${line}` : line] : [],
  );
  return flags.has('m') ? found.slice(0, Number(flags.get('m'))) : found;
}

const wc: Program = {
  run(io) {
    const { flags, operands } = parseFlags(io.args, '');
    const text = input(io, 'wc', operands);
    if (text === undefined) return 1;
    const counts: Readonly<Record<string, number>> = {
      l: text.split('\n').length - 1,
      w: text.split(/\s+/).filter(Boolean).length,
      c: new TextEncoder().encode(text).length,
    };
    const asked = flags.size ? ['l', 'w', 'c'].filter((one) => flags.has(one)) : ['l', 'w', 'c'];
    const numbers = asked.map((one) => String(counts[one] ?? 0).padStart(asked.length > 1 ? 9 : 0)).join('');
    io.out(`${numbers}${operands.length ? ` ${operands.join(' ')}` : ''}\n`);
    return 0;
  },
};

const seq: Program = {
  run(io) {
    const numbers = operandsOf(io).map(Number);
    const [first, step, last] =
      numbers.length === 1
        ? [1, 1, numbers[0]!]
        : numbers.length === 2
          ? [numbers[0]!, 1, numbers[1]!]
          : [numbers[0]!, numbers[1]!, numbers[2]!];
    let text = '';
    for (let n = first, left = 100_000; left > 0 && step !== 0 && (step > 0 ? n <= last : n >= last); n += step, left--) text += `${n}\n`;
    io.out(text);
    return 0;
  },
};

const expr: Program = {
  run(io) {
    const [a = '', operator, b = ''] = io.args;
    const compute: Readonly<Record<string, () => string | number>> = {
      '+': () => Number(a) + Number(b),
      '-': () => Number(a) - Number(b),
      '*': () => Number(a) * Number(b),
      '/': () => Math.trunc(Number(a) / Number(b)),
      '%': () => Number(a) % Number(b),
      '=': () => (a === b ? 1 : 0),
      '!=': () => (a !== b ? 1 : 0),
      '<': () => (Number(a) < Number(b) ? 1 : 0),
      '>': () => (Number(a) > Number(b) ? 1 : 0),
      ':': () => new RegExp(`^${basic(b)}`).exec(a)?.[1] ?? '',
    };
    const value = operator === undefined ? a : (compute[operator]?.() ?? '');
    io.out(`${value}\n`);
    return String(value) === '0' || value === '' ? 1 : 0;
  },
};

const tee: Program = {
  run(io) {
    const append = io.args.includes('-a');
    for (const name of operandsOf(io)) {
      const path = resolvePath(name, io.cwd);
      const problem = append ? io.host.files.append(path, io.stdin) : io.host.files.write(path, io.stdin);
      if (problem) io.err(`tee: ${name}: ${problem}\n`);
    }
    io.out(io.stdin);
    return 0;
  },
};

const ranges = (text: string) =>
  text.split(',').map((one): readonly [number, number] => {
    const [from = '', to] = one.split('-');
    return [Number(from || 1), to === undefined ? Number(from) : to === '' ? Infinity : Number(to)];
  });

const cut = filter('cut', 'dfc', (lines, flags) => {
  const wanted = ranges(flags.get('f') ?? flags.get('c') ?? '1');
  const inside = (i: number) => wanted.some(([from, to]) => i + 1 >= from && i + 1 <= to);
  const by = flags.has('c') ? '' : (flags.get('d') ?? '\t');
  return lines.map((line) =>
    line.split(by).length === 1
      ? line
      : line
          .split(by)
          .filter((_, i) => inside(i))
          .join(by),
  );
});

const sort = filter('sort', 'kt', (lines, flags) => {
  const value = (line: string) => (flags.has('k') ? (line.split(flags.get('t') ?? /\s+/)[parseInt(flags.get('k')!, 10) - 1] ?? '') : line);
  const compare = (a: string, b: string) =>
    flags.has('n') ? (parseFloat(value(a)) || 0) - (parseFloat(value(b)) || 0) : value(a) < value(b) ? -1 : value(a) > value(b) ? 1 : 0;
  const sorted = [...(flags.has('u') ? new Set(lines) : lines)].sort(compare);
  return flags.has('r') ? sorted.reverse() : sorted;
});

const uniq = filter('uniq', '', (lines, flags) => {
  const groups: { line: string; count: number }[] = [];
  for (const line of lines) {
    const last = groups.at(-1);
    if (last?.line === line) last.count++;
    else groups.push({ line, count: 1 });
  }
  return groups.map(({ line, count }) => (flags.has('c') ? `${String(count).padStart(7)} ${line}` : line));
});

/** `a-z` and classes, written out. */
function characters(set: string): string {
  return unescape(set)
    .replace('[:upper:]', 'A-Z')
    .replace('[:lower:]', 'a-z')
    .replace('[:digit:]', '0-9')
    .replace('[:space:]', ' \t\n')
    .replace(/(.)-(.)/g, (_, a: string, b: string) =>
      Array.from({ length: b.charCodeAt(0) - a.charCodeAt(0) + 1 }, (__, i) => String.fromCharCode(a.charCodeAt(0) + i)).join(''),
    );
}

const tr: Program = {
  run(io) {
    const { flags, operands } = parseFlags(io.args, '');
    const [from, to] = [characters(operands[0] ?? ''), characters(operands[1] ?? '')];
    let text = '';
    for (const c of io.stdin) {
      const i = from.indexOf(c);
      if (i < 0) text += c;
      else if (!flags.has('d')) text += to[Math.min(i, to.length - 1)] ?? c;
    }
    io.out(text);
    return 0;
  },
};

/** awk, as far as manifests use it: `[/pattern/] {print $1, $3}` with -F. */
const awk: Program = {
  run(io) {
    const { flags, operands } = parseFlags(io.args, 'Fv');
    const [, pattern, body = '$0'] = /^\s*(?:\/(.*?)\/)?\s*(?:\{\s*print\s*(.*?)\s*;?\s*\})?\s*$/.exec(operands[0] ?? '') ?? [];
    const text = input(io, 'awk', operands.slice(1));
    if (text === undefined) return 2;
    const by = flags.get('F') ?? /\s+/;
    for (const [i, line] of linesOf(text).entries()) {
      if (pattern && !new RegExp(pattern).test(line)) continue;
      const fields = (typeof by === 'string' ? line : line.trim()).split(by);
      const value = (one: string) =>
        /^".*"$/.test(one)
          ? one.slice(1, -1)
          : one === '$0' || one === ''
            ? line
            : one === 'NR'
              ? String(i + 1)
              : one === '$NF'
                ? (fields.at(-1) ?? '')
                : (fields[Number(one.slice(1)) - 1] ?? '');
      io.out(
        `${body
          .split(/\s*,\s*/)
          .map(value)
          .join(' ')}\n`,
      );
    }
    return 0;
  },
};

const base64: Program = {
  run(io) {
    const text = input(io, 'base64', operandsOf(io)) ?? '';
    if (io.args.includes('-d') || io.args.includes('--decode'))
      io.out(new TextDecoder().decode(Uint8Array.from(atob(text.trim()), (c) => c.charCodeAt(0))));
    else io.out(`${btoa(String.fromCharCode(...new TextEncoder().encode(text)))}\n`);
    return 0;
  },
};

const name = (act: (path: string, suffix: string) => string): Program => ({
  run: (io) => (io.out(`${act(io.args[0] ?? '', io.args[1] ?? '')}\n`), 0),
});

export const texts: Readonly<Record<string, Program>> = {
  echo,
  printf,
  grep,
  egrep: { run: (io) => grep.run({ ...io, args: ['-E', ...io.args] }) },
  wc,
  seq,
  expr,
  tee,
  cut,
  sort,
  uniq,
  tr,
  awk,
  sed,
  base64,
  head: filter('head', 'nc', (lines, flags) => lines.slice(0, Number(flags.get('n') ?? 10))),
  rev: filter('rev', '', (lines) => lines.map((line) => [...line].reverse().join(''))),
  tac: filter('tac', '', (lines) => [...lines].reverse()),
  more: filter('more', '', (lines) => lines),
  basename: name((path, suffix) => path.slice(path.lastIndexOf('/') + 1).replace(new RegExp(`${suffix.replaceAll('.', '\\.')}$`), '')),
  dirname: name((path) => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) || '/' : '.')),
};
