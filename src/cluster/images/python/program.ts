import type { Io, Outcome } from '../../process/host';
import {
  evaluate,
  Exit,
  isKnownFunction,
  isKnownMethod,
  isTrue,
  numberOf,
  pathOf,
  Raised,
  textOf,
  type Value,
  type Variables,
} from './evaluate';
import { NotUnderstood, parseExpression, type Expression } from './syntax';

/** Small Python programs: the scripts of the Job pages of the Kubernetes documentation, and their like.
 *  MODELS import, assignment, if, while, for, print, time.sleep, sys.exit, raise, an uncaught exception's traceback.
 *  OMITS functions, classes, try, with, dictionaries and the libraries. A program that uses more than is known is
 *  not begun: the caller says so. */
type Step =
  | { readonly do: 'evaluate'; readonly of: Expression }
  | { readonly do: 'assign'; readonly name: string; readonly to: Expression }
  | { readonly do: 'jump'; to: number; readonly unless?: Expression }
  /** Take the next item of a list that is kept under `list`, or go on at `to`. */
  | { readonly do: 'next'; readonly list: string; readonly name: string; to: number }
  | { readonly do: 'sleep'; readonly seconds: Expression }
  | { readonly do: 'raise'; readonly error: string; readonly message?: Expression };

interface Line {
  readonly indent: number;
  readonly text: string;
}

/** Where a run stands: plain data. */
export interface PythonState {
  readonly at: number;
  readonly variables: Variables;
}

const compiled = new Map<string, readonly Step[] | string>();

/** @returns its steps, or what of it is not understood */
export function compile(source: string): readonly Step[] | string {
  let steps = compiled.get(source);
  if (steps === undefined) compiled.set(source, (steps = attempt(source)));
  return steps;
}

function attempt(source: string): readonly Step[] | string {
  const compiler = new Compiler(linesOf(source));
  try {
    return compiler.all();
  } catch (error) {
    if (error instanceof NotUnderstood) return compiler.current;
    throw error;
  }
}

/** Logical lines: without comments and empty ones; an open bracket goes on. */
function linesOf(source: string): Line[] {
  const lines: Line[] = [];
  let open = '';
  for (const raw of source.split('\n')) {
    const text = open + withoutComment(raw);
    if (!text.trim()) continue;
    const bare = text.replaceAll(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g, '');
    const depth = (bare.match(/[([{]/g)?.length ?? 0) - (bare.match(/[)\]}]/g)?.length ?? 0);
    open = depth > 0 ? `${text} ` : '';
    if (!open) lines.push({ indent: text.length - text.trimStart().length, text: text.trim() });
  }
  return lines;
}

const withoutComment = (line: string) => /^((?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^"'#])*)#/.exec(line)?.[1] ?? line;

class Compiler {
  readonly #lines: readonly Line[];
  readonly #steps: Step[] = [];
  readonly #loops: { readonly start: number; readonly exits: { to: number }[] }[] = [];
  #at = 0;
  current = '';

  constructor(lines: readonly Line[]) {
    this.#lines = lines;
  }

  all(): readonly Step[] {
    while (this.#at < this.#lines.length) this.#block(this.#lines[this.#at]!.indent);
    return this.#steps;
  }

  #block(indent: number): void {
    while (this.#at < this.#lines.length && this.#lines[this.#at]!.indent === indent) this.#statement(indent);
  }

  #statement(indent: number): void {
    const { text } = this.#lines[this.#at++]!;
    this.current = text;
    const head = /^(if|while|for)\b(.*?):\s*((?:[^:"'[]|"[^"]*"|'[^']*')*)$/.exec(text);
    if (!head) return this.#simple(text);
    const [, word, condition, rest] = head;
    if (word === 'if') this.#if(indent, condition!, rest!);
    else this.#loop(indent, word!, condition!, rest!);
  }

  #suite(indent: number, rest: string): void {
    if (rest.trim()) return this.#simple(rest);
    const inner = this.#lines[this.#at];
    if (!inner || inner.indent <= indent) throw new NotUnderstood('a block');
    this.#block(inner.indent);
  }

  #if(indent: number, condition: string, rest: string): void {
    const ends: { to: number }[] = [];
    let skip = this.#jump(condition);
    this.#suite(indent, rest);
    for (;;) {
      const line = this.#lines[this.#at];
      const more = line?.indent === indent ? /^(elif\b(.*?)|else\s*):\s*(.*)$/.exec(line.text) : null;
      if (!more) break;
      this.current = line!.text;
      this.#at++;
      ends.push(this.#jump());
      skip.to = this.#steps.length;
      if (more[2] !== undefined) skip = this.#jump(more[2]);
      this.#suite(indent, more[3]!);
      if (more[2] === undefined) break;
    }
    for (const jump of [skip, ...ends]) if (jump.to < 0) jump.to = this.#steps.length;
  }

  #loop(indent: number, word: string, condition: string, rest: string): void {
    const list = `$${this.#steps.length}`;
    const [, name, of] = /^\s*(\w+)\s+in\s+(.*)$/.exec(condition) ?? [];
    if (word === 'for') this.#steps.push({ do: 'assign', name: list, to: checked(of ?? '') });
    const start = this.#steps.length;
    const exit: { to: number } = word === 'for' ? this.#push({ do: 'next', list, name: name!, to: -1 }) : this.#jump(condition);
    this.#loops.push({ start, exits: [exit] });
    this.#suite(indent, rest);
    this.#jump().to = start;
    for (const jump of this.#loops.pop()!.exits) jump.to = this.#steps.length;
  }

  #push<T extends Step>(step: T): T {
    this.#steps.push(step);
    return step;
  }

  /** @param unless  nothing: always */
  #jump(unless?: string): { to: number } {
    return this.#push({ do: 'jump', to: -1, ...(unless !== undefined && { unless: checked(unless) }) });
  }

  #simple(text: string): void {
    for (const part of text.split(/;(?=(?:[^"']|"[^"]*"|'[^']*')*$)/)) if (part.trim()) this.#one(part.trim());
  }

  #one(text: string): void {
    const loop = this.#loops.at(-1);
    const assigned = /^(\w+)\s*(\+|-|\*|\/)?=(?!=)\s*(.*)$/.exec(text);
    const raised = /^raise\s+(\w+)(?:\((.*)\))?$/.exec(text);
    const slept = /^(?:time\.)?sleep\((.*)\)$/.exec(text)?.[1];
    if (/^(import|from)\s|^pass$/.test(text)) return;
    if (text === 'break' && loop) loop.exits.push(this.#jump());
    else if (text === 'continue' && loop) this.#jump().to = loop.start;
    else if (slept !== undefined) this.#push({ do: 'sleep', seconds: checked(slept) });
    else if (raised) this.#push({ do: 'raise', error: raised[1]!, ...(raised[2] && { message: checked(raised[2]) }) });
    else if (assigned) {
      const [, name, sign, value] = assigned;
      this.#push({ do: 'assign', name: name!, to: checked(sign ? `${name} ${sign} (${value})` : value!) });
    } else this.#push({ do: 'evaluate', of: checked(text) });
  }
}

/** @throws NotUnderstood for a call of what is not known, before anything has run */
function checked(source: string): Expression {
  const read = parseExpression(source);
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const one = value as Expression;
    if (one.op === 'call') {
      const path = pathOf(one.of);
      if (!isKnownFunction(path ?? '') && !(one.of.op === 'member' && isKnownMethod(one.of.name))) throw new NotUnderstood(source);
      if (one.of.op === 'member' && !isKnownFunction(path ?? '')) visit(one.of.of);
      one.args.forEach(visit);
      Object.values(one.named).forEach(visit);
    } else if (one.op === 'member') throw new NotUnderstood(source);
    else if (!(one.op === 'index' && pathOf(one.of) === 'os.environ')) Object.values(value).forEach(visit);
    else visit(one.at);
  };
  visit(read);
  return read;
}

/** Steps between two waits: a loop that never waits is stopped. */
const MOST = 100_000;

export function runPython(steps: readonly Step[], io: Io, from: PythonState = { at: 0, variables: {} }): Outcome {
  const variables = { ...from.variables };
  const value = (of: Expression) => evaluate(of, variables, io);
  try {
    let at = from.at;
    for (let count = 0; at < steps.length; count++) {
      if (count > MOST) return { wait: Infinity };
      const step = steps[at++]!;
      if (step.do === 'evaluate') value(step.of);
      else if (step.do === 'assign') variables[step.name] = value(step.to);
      else if (step.do === 'jump') at = !step.unless || !isTrue(value(step.unless)) ? step.to : at;
      else if (step.do === 'next') at = next(step, variables) ? at : step.to;
      else if (step.do === 'sleep') return { wait: numberOf(value(step.seconds)) * 1_000, state: { at, variables } satisfies PythonState };
      else throw new Raised(step.message ? `${step.error}: ${textOf(value(step.message))}` : step.error);
    }
    return 0;
  } catch (error) {
    if (error instanceof Exit) return error.code;
    if (!(error instanceof Raised)) throw error;
    io.err(`Traceback (most recent call last):\n  File "<string>", line 1, in <module>\n${error.message}\n`);
    return 1;
  }
}

function next(step: Extract<Step, { do: 'next' }>, variables: Variables): boolean {
  const left = variables[step.list] as readonly Value[];
  if (!left.length) return false;
  variables[step.name] = left[0]!;
  variables[step.list] = left.slice(1);
  return true;
}
