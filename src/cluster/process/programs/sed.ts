import { resolvePath } from '../expand';
import type { Program } from '../host';
import { basic } from './regular-expression';

/** sed, as far as manifests use it: `s` with any delimiter, `d`, `p`, `q`, `a`, `i`, `c`, addresses and ranges by number or pattern, -n, -e, -i, -E. */

interface Address {
  /** A line's number; Infinity: the last. */
  readonly number?: number;
  readonly pattern?: RegExp;
}

interface Command {
  readonly from?: Address;
  readonly to?: Address;
  readonly negated: boolean;
  readonly verb: string;
  readonly change: (line: string) => string;
  /** Text that `a`, `i` and `c` bring. */
  readonly text: string;
}

const ADDRESS = String.raw`(?:(\d+|\$)|\/((?:\\.|[^/\\])*)\/)`;
const COMMAND = new RegExp(String.raw`^\s*(?:${ADDRESS}(?:,${ADDRESS})?)?\s*(!)?\s*([spdqaic])([\s\S]*)$`);

function parseCommand(text: string, extended: boolean): Command | undefined {
  const source = (pattern: string) => (extended ? pattern : basic(pattern));
  const match = COMMAND.exec(text);
  if (!match) return undefined;
  const [, number, pattern, toNumber, toPattern, negation, verb, rest = ''] = match;
  const address = (digits?: string, regex?: string): Address | undefined =>
    digits !== undefined
      ? { number: digits === '$' ? Infinity : Number(digits) }
      : regex !== undefined
        ? { pattern: new RegExp(source(regex)) }
        : undefined;
  const [from, to] = [address(number, pattern), address(toNumber, toPattern)];
  const change = verb === 's' ? substitution(rest, source) : (line: string) => line;
  return {
    ...(from && { from }),
    ...(to && { to }),
    negated: negation !== undefined,
    verb: verb!,
    change,
    text: rest.replace(/^\\?\s*/, ''),
  };
}

/** `s/from/to/flags`, with any delimiter. */
function substitution(rest: string, source: (pattern: string) => string): (line: string) => string {
  const delimiter = rest[0]!;
  const [, from = '', to = '', flags = ''] = rest.split(new RegExp(`(?<!\\\\)${delimiter.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}`));
  const find = new RegExp(
    source(from.replaceAll(`\\${delimiter}`, delimiter)),
    `${flags.includes('g') ? 'g' : ''}${/i/i.test(flags) ? 'i' : ''}`,
  );
  const by = to
    .replaceAll('$', '$$$$')
    .replace(/\\(\d)/g, '$$$1')
    .replace(/(?<!\\)&/g, '$$&')
    .replaceAll('\\&', '&')
    .replaceAll('\\n', '\n')
    .replaceAll(`\\${delimiter}`, delimiter);
  return (line) => line.replace(find, by);
}

/** Whether each command applies to a line; ranges remember that they have begun. */
function selector({ from, to, negated }: Command): (line: string, number: number, last: boolean) => boolean {
  let inside = false;
  const at = (address: Address, line: string, number: number, last: boolean) =>
    address.pattern ? address.pattern.test(line) : address.number === Infinity ? last : address.number === number;
  const wanted = (line: string, number: number, last: boolean): boolean => {
    if (!from) return true;
    if (!to) return at(from, line, number, last);
    if (inside) inside = !(at(to, line, number, last) || (to.number !== undefined && number >= to.number));
    else if (at(from, line, number, last)) inside = !(to.number !== undefined && to.number <= number);
    else return false;
    return true;
  };
  return (line, number, last) => wanted(line, number, last) !== negated;
}

function edit(text: string, commands: readonly Command[], silent: boolean): string {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const selectors = commands.map(selector);
  const out: string[] = [];
  for (const [i, first] of lines.entries()) {
    let line: string | undefined = first;
    let quit = false;
    const after: string[] = [];
    for (const [j, { verb, change, text: brought }] of commands.entries()) {
      if (line === undefined || !selectors[j]!(line, i + 1, i === lines.length - 1)) continue;
      if (verb === 'd') line = undefined;
      else if (verb === 'p') out.push(line);
      else if (verb === 'q') quit = true;
      else if (verb === 'i') out.push(brought);
      else if (verb === 'a') after.push(brought);
      else if (verb === 'c') line = brought;
      else line = change(line);
    }
    if (line !== undefined && !silent) out.push(line);
    out.push(...after);
    if (quit) break;
  }
  return out.length ? `${out.join('\n')}\n` : '';
}

export const sed: Program = {
  run(io) {
    const scripts: string[] = [];
    const operands: string[] = [];
    io.args.forEach((arg, i) => {
      if (io.args[i - 1] === '-e') scripts.push(arg);
      else if (!arg.startsWith('-')) operands.push(arg);
    });
    if (!scripts.length) scripts.push(operands.shift() ?? '');
    const extended = io.args.some((arg) => /^-[a-z]*[Er]/.test(arg));
    const silent = io.args.some((arg) => /^-[a-zE]*n/.test(arg));
    const commands = scripts.flatMap((script) => script.split(/;(?=\s*(?:\d|\$|\/|[spdq]))/)).map((text) => parseCommand(text, extended));
    if (commands.some((one) => !one)) return (io.err(`sed: bad command: ${scripts.join(' ')}\n`), 1);
    if (!operands.length) return (io.out(edit(io.stdin, commands as Command[], silent)), 0);
    for (const name of operands) {
      const path = resolvePath(name, io.cwd);
      const text = io.host.files.read(path);
      if (text === undefined) return (io.err(`sed: ${name}: No such file or directory\n`), 1);
      const edited = edit(text, commands as Command[], silent);
      if (io.args.some((arg) => arg.startsWith('-i'))) io.host.files.write(path, edited);
      else io.out(edited);
    }
    return 0;
  },
};
