import { evaluate } from './arithmetic';
import { patternOf, strip } from './glob';
import type { Host } from './host';
import type { Task } from './process';
import type { Node, Part, Word } from './syntax';
import { plainText } from './words';

/** Expansion of words: variables, substitutions (their outputs come ready made), arithmetic, fields, patterns.
 *  MODELS POSIX 2.6, and of bash `${x/a/b}` and `${x:offset:length}`. and braces. OMITS tilde expansion. */

/** The substitutions in words, in the order in which they run. */
export function substitutionsIn(words: readonly Word[]): Node[] {
  const found: Node[] = [];
  const look = (part: Part): void => {
    if (part.p === 'command') found.push(part.body);
    else if (part.p === 'arithmetic') part.words.forEach(look);
    else if (part.p === 'variable') [...(part.index ?? []), ...(part.operand ?? [])].forEach(look);
  };
  for (const word of words) word.forEach(look);
  return found;
}

export class ExpansionProblem extends Error {
  override readonly name = 'ExpansionProblem';
}

/** Outputs of substitutions, taken one after another. */
export class Results {
  #next = 0;
  constructor(private readonly texts: readonly string[]) {}
  take(): string {
    return this.texts[this.#next++] ?? '';
  }
}

/** Characters that split fields, and characters that a pattern may be made of, are marked while a word is put
 *  together; `quoted` ones are neither. */
interface Piece {
  readonly text: string;
  readonly quoted: boolean;
  /** Came from an expansion: it splits into fields. */
  readonly splits: boolean;
  /** "$@": a new field begins before this piece. */
  readonly breaks?: boolean;
}

/** Words to fields. */
export function expandFields(task: Task, host: Host, words: readonly Word[], results: Results): string[] {
  const fields: string[] = [];
  for (const word of words.flatMap((one) => (task.options.includes('B') ? braces(one) : [one]))) {
    for (const field of split(pieces(task, host, word, results), task.vars['IFS'] ?? ' \t\n')) fields.push(...matching(field, task, host));
  }
  return fields;
}

/** bash's `{1..3}` and `{a,b}`, of which each makes a word. */
function braces(word: Word): Word[] {
  for (const [i, part] of word.entries()) {
    const match = part.p === 'text' && !part.quoted ? /\{(?:(-?\d+)\.\.(-?\d+)|([^{}]*,[^{}]*))\}/.exec(part.text) : null;
    if (!match || part.p !== 'text') continue;
    const [whole, from, to, list] = match;
    const values = list?.split(',') ?? range(Number(from), Number(to));
    const [before, after] = [part.text.slice(0, match.index), part.text.slice(match.index + whole.length)];
    return values.flatMap((value) => braces([...word.slice(0, i), { ...part, text: before + value + after }, ...word.slice(i + 1)]));
  }
  return [word];
}

function range(from: number, to: number): string[] {
  const step = to < from ? -1 : 1;
  return Array.from({ length: Math.min(Math.abs(to - from) + 1, 10_000) }, (_, i) => String(from + i * step));
}

/** One word to one text, as in assignments and redirections. */
export function expandText(task: Task, host: Host, word: Word, results: Results): string {
  return pieces(task, host, word, results)
    .map((piece) => (piece.breaks ? ` ${piece.text}` : piece.text))
    .join('');
}

/** One word to a pattern: what is quoted stands for itself. */
export function expandPattern(task: Task, host: Host, word: Word, results: Results): RegExp {
  return patternOf(
    pieces(task, host, word, results)
      .map((piece) => (piece.quoted ? piece.text.replace(/[*?[\]\\]/g, '\\$&') : piece.text))
      .join(''),
  );
}

function pieces(task: Task, host: Host, word: Word, results: Results): Piece[] {
  return word.flatMap((part): Piece[] => {
    if (part.p === 'text') return [{ text: part.text, quoted: part.quoted, splits: false }];
    if (part.p === 'command') return [{ text: results.take(), quoted: part.quoted, splits: !part.quoted }];
    if (part.p === 'arithmetic') return [{ text: arithmetic(task, host, part.words, results), quoted: part.quoted, splits: false }];
    const all = severalOf(task, part);
    if (all) return all.map((text, i) => ({ text, quoted: part.quoted, splits: !part.quoted, breaks: i > 0 }));
    return [{ text: variable(task, host, part, results), quoted: part.quoted, splits: !part.quoted }];
  });
}

/** `$@` and `${array[@]}`: each value is a field of its own. */
function severalOf(task: Task, { name, index, operator }: Extract<Part, { p: 'variable' }>): readonly string[] | undefined {
  if (operator) return undefined;
  if (name === '@') return task.args.slice(1);
  return index && isAll(index) ? elements(task, name) : undefined;
}

function elements(task: Task, name: string): string[] {
  const prefix = `${name}[`;
  return Object.keys(task.vars)
    .filter((key) => key.startsWith(prefix))
    .map((key) => task.vars[key]!);
}

function arithmetic(task: Task, host: Host, words: Word, results: Results): string {
  const value = (name: string) => Number(lookUp(task, host, name) || 0) || 0;
  const set = (name: string, number: number) => void (task.vars[name] = String(number));
  return String(evaluate(expandText(task, host, words, results), { get: value, set }));
}

/** The value of a variable; undefined when it is not set. */
export function lookUp(task: Task, host: Host, name: string): string | undefined {
  if (/^\d+$/.test(name)) return task.args[Number(name)];
  switch (name) {
    case '?':
      return String(task.status);
    case '#':
      return String(Math.max(0, task.args.length - 1));
    case '@':
    case '*':
      return task.args.slice(1).join(' ');
    case '$':
      return '1';
    case '!':
      return task.vars['!'];
    case '-':
      return task.options;
    case 'RANDOM':
      return String(host.random.int(32_768));
    case 'PWD':
      return task.cwd;
    default:
      return Object.hasOwn(task.vars, name) ? task.vars[name] : undefined;
  }
}

function variable(task: Task, host: Host, part: Extract<Part, { p: 'variable' }>, results: Results): string {
  const { operator = '' } = part;
  const value = part.index ? element(task, host, part.name, part.index, results, operator) : lookUp(task, host, part.name);
  if (operator === 'length' && part.index && /^\d+$/.test(value ?? '') && isAll(part.index)) return value!;
  const operand = () => expandText(task, host, part.operand ?? [], results);
  const unset = operator.startsWith(':') ? !value : value === undefined;
  switch (operator.replace(':', '')) {
    case 'length':
      return String((value ?? '').length);
    case '-':
      return unset ? operand() : value!;
    case '=':
      return unset ? (task.vars[part.name] = operand()) : value!;
    case '+':
      return unset ? '' : operand();
    case '?':
      if (unset) throw new ExpansionProblem(`${part.name}: ${operand() || 'parameter not set'}`);
      return value!;
    case '#':
    case '##':
    case '%':
    case '%%':
      return strip(value ?? '', operand(), operator);
    case '/':
    case '//':
      return replaced(value ?? '', operand(), operator === '//');
    default:
      return operator === ':' ? substring(value ?? '', operand()) : plain(task, part.name, value);
  }
}

const isAll = (index: Word) => /^[@*]$/.test(plainText(index));

/** `${name[index]}`; of all elements: their values, or with `#` their number. */
function element(task: Task, host: Host, name: string, index: Word, results: Results, operator: string): string | undefined {
  if (isAll(index)) {
    const all = elements(task, name);
    return operator === 'length' ? String(all.length) : all.join(' ');
  }
  return task.vars[`${name}[${arithmetic(task, host, index, results)}]`];
}

function plain(task: Task, name: string, value: string | undefined): string {
  if (value === undefined && task.options.includes('u') && !/^[@*#?]$/.test(name)) throw new ExpansionProblem(`${name}: parameter not set`);
  return value ?? '';
}

function replaced(value: string, operand: string, all: boolean): string {
  const slash = operand.indexOf('/');
  const [glob, by] = slash < 0 ? [operand, ''] : [operand.slice(0, slash), operand.slice(slash + 1)];
  const source = patternOf(glob).source.slice(1, -1);
  return value.replace(new RegExp(source, all ? 'g' : ''), () => by);
}

function substring(value: string, operand: string): string {
  const [from = 0, length] = operand.split(':').map((one) => Number(one.trim()) || 0);
  const start = from < 0 ? Math.max(0, value.length + from) : from;
  if (length === undefined) return value.slice(start);
  return length < 0 ? value.slice(start, length) : value.slice(start, start + length);
}

/** A field on its way: its text, and the same as a pattern with what is quoted escaped. */
interface Field {
  text: string;
  glob: string;
  globs: boolean;
}

function split(all: readonly Piece[], separators: string): Field[] {
  const fields: Field[] = [];
  let field: Field | undefined;
  const start = () => (field ??= { text: '', glob: '', globs: false });
  const end = () => {
    if (field) fields.push(field);
    field = undefined;
  };
  for (const piece of all) {
    if (piece.breaks) end();
    if (piece.quoted || !piece.splits) add(start(), piece);
    else
      for (const c of piece.text) {
        if (separators.includes(c)) end();
        else add(start(), { text: c, quoted: false });
      }
  }
  end();
  return fields;
}

function add(field: Field, { text, quoted }: Pick<Piece, 'text' | 'quoted'>): void {
  field.text += text;
  field.glob += quoted ? text.replace(/[*?[\]\\]/g, '\\$&') : text;
  if (!quoted && /[*?[]/.test(text)) field.globs = true;
}

/** Names of files that a field with a pattern in its last component stands for; the field itself when there are none. */
function matching(field: Field, task: Task, host: Host): string[] {
  if (!field.globs) return [field.text];
  const slash = field.glob.lastIndexOf('/');
  const [directory, last] = slash < 0 ? ['', field.glob] : [field.glob.slice(0, slash + 1), field.glob.slice(slash + 1)];
  if (/[*?[]/.test(directory)) return [field.text];
  const pattern = patternOf(last);
  const names =
    host.files.list(resolvePath(directory || '.', task.cwd))?.filter((name) => pattern.test(name) && !name.startsWith('.')) ?? [];
  return names.length ? names.map((name) => directory + name) : [field.text];
}

/** An absolute path without `.`, `..` and doubled slashes. */
export function resolvePath(path: string, cwd: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
