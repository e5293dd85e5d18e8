import { labelValue, qualifiedName } from './names';
import { badRequest } from './status';

/** The text form of a label selector: `app=web,tier!=cache,env in (a,b),!old`.
 *  MODELS apimachinery/pkg/labels/selector.go Lexer and Parser, with their messages. */

export interface Requirement {
  readonly key: string;
  readonly operator: 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt';
  readonly values: readonly string[];
}

/** A text, and whether it is a name or a mark such as `,` or `!=`. */
interface Token {
  readonly text: string;
  readonly kind: 'identifier' | 'mark' | 'end';
}

const MARKS = /==|!=|[=!(),<>]/y;
const NAME = /[^\s=!(),<>]+/y;
const BLANK = /\s*/y;

function tokens(text: string): Token[] {
  const found: Token[] = [];
  for (let at = 0; ;) {
    at = match(BLANK, text, at)!.end;
    if (at >= text.length) return [...found, { text: '', kind: 'end' }];
    const mark = match(MARKS, text, at);
    const { end } = mark ?? match(NAME, text, at)!;
    found.push({ text: text.slice(at, end), kind: mark ? 'mark' : 'identifier' });
    at = end;
  }
}

function match(pattern: RegExp, text: string, at: number): { readonly end: number } | undefined {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  return found ? { end: at + found[0].length } : undefined;
}

const OPERATORS: Readonly<Record<string, Requirement['operator']>> = {
  in: 'in',
  notin: 'notin',
  '=': 'in',
  '==': 'in',
  '!=': 'notin',
  '>': 'gt',
  '<': 'lt',
};

/** @throws StatusError 400 in upstream's words */
export function parseRequirements(text: string): Requirement[] {
  return new Parser(tokens(text)).requirements();
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(all: readonly Token[]) {
    this.#tokens = all;
  }

  requirements(): Requirement[] {
    const found: Requirement[] = [];
    if (this.#peek().kind === 'end') return found;
    if (!this.#startsRequirement()) throw this.#unexpected(", expected: !, identifier, or 'end of string'");
    for (;;) {
      found.push(this.#requirement());
      const after = this.#take();
      if (after.kind === 'end') return found;
      if (after.text !== ',' || after.kind !== 'mark') throw badRequest(`found '${after.text}', expected: ',' or 'end of string'`);
      if (!this.#startsRequirement()) throw this.#unexpected(", expected: identifier after ','");
    }
  }

  #peek(): Token {
    return this.#tokens[this.#at]!;
  }

  #take(): Token {
    return this.#peek().kind === 'end' ? this.#peek() : this.#tokens[this.#at++]!;
  }

  #is(mark: string): boolean {
    return this.#peek().kind === 'mark' && this.#peek().text === mark;
  }

  #startsRequirement(): boolean {
    return this.#peek().kind === 'identifier' || this.#is('!');
  }

  #unexpected(expected: string) {
    return badRequest(`found '${this.#peek().text}'${expected}`);
  }

  #requirement(): Requirement {
    const absent = this.#is('!');
    if (absent) this.#take();
    if (this.#peek().kind !== 'identifier') throw this.#refuse(`found '${this.#peek().text}', expected: identifier`);
    const key = this.#take().text;
    for (const why of qualifiedName(key)) throw this.#refuse(`key: Invalid value: ${JSON.stringify(key)}: ${why}`);
    if (absent) return { key, operator: '!', values: [] };
    if (this.#peek().kind === 'end' || this.#is(',')) return { key, operator: 'exists', values: [] };
    const written = this.#take();
    const operator = OPERATORS[written.text];
    if (!operator) throw this.#refuse(`found '${written.text}', expected: in, notin, =, ==, !=, gt, lt`);
    const values = written.kind === 'identifier' ? this.#set() : [this.#exact()];
    return { key, operator, values: this.#checked(key, operator, values) };
  }

  #refuse(why: string) {
    return badRequest(`unable to parse requirement: ${why}`);
  }

  /** One value; nothing at all is the empty one. */
  #exact(): string {
    if (this.#peek().kind === 'end' || this.#is(',')) return '';
    if (this.#peek().kind !== 'identifier') throw this.#refuse(`found '${this.#peek().text}', expected: identifier`);
    return this.#take().text;
  }

  /** `(a,b)`; a place left empty is the empty value. */
  #set(): string[] {
    if (!this.#is('(')) throw this.#refuse(`found '${this.#peek().text}' expected: '('`);
    this.#take();
    if (this.#is(')')) throw this.#refuse(`values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty`);
    const values: string[] = [];
    for (;;) {
      values.push(this.#peek().kind === 'identifier' ? this.#take().text : '');
      if (this.#is(')')) break;
      if (!this.#is(',')) throw this.#refuse(`found '${this.#peek().text}', expected: ',' or ')'`);
      this.#take();
    }
    this.#take();
    return values;
  }

  #checked(key: string, operator: Requirement['operator'], values: readonly string[]): readonly string[] {
    if (operator === 'gt' || operator === 'lt') {
      if (/^-?\d+$/.test(values[0]!)) return values;
      throw this.#refuse(`values[0]: Invalid value: ${JSON.stringify(values[0])}: for 'Gt', 'Lt' operators, the value must be an integer`);
    }
    for (const [i, value] of values.entries())
      for (const why of labelValue(value)) throw this.#refuse(`values[${i}][${key}]: Invalid value: ${JSON.stringify(value)}: ${why}`);
    return values;
  }
}
