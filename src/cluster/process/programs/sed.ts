import { resolvePath } from '../expand';
import type { Program } from '../host';
import { basic } from './regular-expression';

/** sed, as far as manifests use it: `s` with any delimiter, `d`, `p`, addresses by number or pattern, -n, -e, -i, -E. */

interface Command {
  readonly wanted: (line: string, number: number, last: boolean) => boolean;
  readonly verb: string;
  readonly change: (line: string) => string;
}

function parseCommand(text: string, extended: boolean): Command | undefined {
  const source = (pattern: string) => (extended ? pattern : basic(pattern));
  const match = /^\s*(?:(\d+|\$)|\/(.*?)\/)?\s*([spd])([\s\S]*)$/.exec(text);
  if (!match) return undefined;
  const [, number, pattern, verb, rest] = match as unknown as [string, string?, string?, string?, string?];
  const regex = pattern === undefined ? undefined : new RegExp(source(pattern));
  const wanted: Command['wanted'] = (line, i, last) =>
    regex ? regex.test(line) : number === '$' ? last : number === undefined || Number(number) === i;
  if (verb !== 's') return { wanted, verb: verb!, change: (line) => line };
  const delimiter = rest![0]!;
  const [, from = '', to = '', flags = ''] = rest!.split(new RegExp(`(?<!\\\\)${delimiter.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}`));
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
  return { wanted, verb: 's', change: (line) => line.replace(find, by) };
}

function edit(text: string, commands: readonly Command[], silent: boolean): string {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const out: string[] = [];
  lines.forEach((first, i) => {
    let line: string | undefined = first;
    for (const command of commands) {
      if (line === undefined || !command.wanted(line, i + 1, i === lines.length - 1)) continue;
      if (command.verb === 'd') line = undefined;
      else if (command.verb === 'p') out.push(line);
      else line = command.change(line);
    }
    if (line !== undefined && !silent) out.push(line);
  });
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
    const commands = scripts.flatMap((script) => script.split(/;(?=\s*(?:\d|\$|\/|[spd]))/)).map((text) => parseCommand(text, extended));
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
