/** Python's expressions, read into plain data.
 *  MODELS literals, f-strings, names with dots, calls with keywords, indexes, lists and the operators.
 *  OMITS lambdas, comprehensions, slices, dictionaries and sets: what does not fit is a NotUnderstood. */
export type Expression =
  | { readonly op: 'value'; readonly value: string | number | boolean | null }
  | { readonly op: 'float'; readonly value: number }
  | { readonly op: 'name'; readonly name: string }
  | { readonly op: 'text'; readonly parts: readonly (string | readonly [Expression, string])[] }
  | { readonly op: 'list'; readonly items: readonly Expression[] }
  | { readonly op: 'unary' | 'not'; readonly of: Expression }
  | { readonly op: 'binary'; readonly sign: string; readonly left: Expression; readonly right: Expression }
  | { readonly op: 'index'; readonly of: Expression; readonly at: Expression }
  | {
      readonly op: 'call';
      readonly of: Expression;
      readonly args: readonly Expression[];
      readonly named: Readonly<Record<string, Expression>>;
    }
  | { readonly op: 'member'; readonly of: Expression; readonly name: string };

export class NotUnderstood extends Error {}

const TOKEN =
  /\s*(?:([fFrRbB]{0,2}(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))|(\d+\.?\d*(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|(\*\*|\/\/|==|!=|<=|>=|[-+*/%<>()[\],.:=]))/y;

type Token = { readonly kind: 'text' | 'number' | 'word' | 'sign'; readonly text: string };

function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (source.slice(TOKEN.lastIndex).trim()) {
    const found = TOKEN.exec(source);
    if (!found) throw new NotUnderstood(source);
    const at = found.slice(1).findIndex((part) => part !== undefined);
    tokens.push({ kind: (['text', 'number', 'word', 'sign'] as const)[at]!, text: found[at + 1]! });
  }
  return tokens;
}

/** Weakest first. */
const LEVELS: readonly (readonly string[])[] = [
  ['or'],
  ['and'],
  [],
  ['==', '!=', '<', '>', '<=', '>=', 'in', 'not in', 'is', 'is not'],
  ['+', '-'],
  ['*', '/', '//', '%'],
];
const NOT = 2;

export function parseExpression(source: string): Expression {
  const reader = new Reader(tokensOf(source), source);
  const read = reader.expression();
  if (!reader.done) throw new NotUnderstood(source);
  return read;
}

class Reader {
  readonly #tokens: readonly Token[];
  readonly #source: string;
  #at = 0;

  constructor(tokens: readonly Token[], source: string) {
    this.#tokens = tokens;
    this.#source = source;
  }

  get done(): boolean {
    return this.#at === this.#tokens.length;
  }

  #next(): string | undefined {
    const token = this.#tokens[this.#at];
    return token && token.kind !== 'text' ? token.text : undefined;
  }

  #take(text: string): boolean {
    if (this.#next() !== text) return false;
    this.#at++;
    return true;
  }

  #expect(text: string): void {
    if (!this.#take(text)) throw new NotUnderstood(this.#source);
  }

  expression(level = 0): Expression {
    if (level === NOT) return this.#take('not') ? { op: 'not', of: this.expression(NOT) } : this.expression(NOT + 1);
    if (level === LEVELS.length) return this.#unary();
    let left = this.expression(level + 1);
    for (let sign = this.#sign(level); sign; sign = this.#sign(level))
      left = { op: 'binary', sign, left, right: this.expression(level + 1) };
    return left;
  }

  #sign(level: number): string | undefined {
    const signs = LEVELS[level]!;
    const sign = this.#next();
    const after = this.#tokens[this.#at + 1]?.text;
    const two = `${sign} ${after}`;
    if (signs.includes(two)) return ((this.#at += 2), two);
    if (sign === undefined || !signs.includes(sign)) return undefined;
    this.#at++;
    return sign;
  }

  #unary(): Expression {
    if (this.#take('-')) return { op: 'unary', of: this.#unary() };
    const base = this.#postfix(this.#atom());
    return this.#take('**') ? { op: 'binary', sign: '**', left: base, right: this.#unary() } : base;
  }

  #postfix(start: Expression): Expression {
    let of = start;
    for (;;) {
      if (this.#take('.')) of = { op: 'member', of, name: this.#word() };
      else if (this.#take('(')) of = this.#call(of);
      else if (this.#take('[')) {
        of = { op: 'index', of, at: this.expression() };
        this.#expect(']');
      } else return of;
    }
  }

  #word(): string {
    const token = this.#tokens[this.#at++];
    if (token?.kind !== 'word') throw new NotUnderstood(this.#source);
    return token.text;
  }

  #call(of: Expression): Expression {
    const args: Expression[] = [];
    const named: Record<string, Expression> = {};
    while (!this.#take(')')) {
      const isNamed = this.#tokens[this.#at]?.kind === 'word' && this.#tokens[this.#at + 1]?.text === '=';
      if (isNamed) {
        const name = this.#word();
        this.#expect('=');
        named[name] = this.expression();
      } else args.push(this.expression());
      if (!this.#take(',') && this.#next() !== ')') throw new NotUnderstood(this.#source);
    }
    return { op: 'call', of, args, named };
  }

  #atom(): Expression {
    const token = this.#tokens[this.#at++];
    if (!token) throw new NotUnderstood(this.#source);
    if (token.kind === 'number')
      return /^\d+$/.test(token.text) ? { op: 'value', value: Number(token.text) } : { op: 'float', value: Number(token.text) };
    if (token.kind === 'text') return this.#text(token.text);
    if (token.kind === 'word') return WORDS[token.text] ?? { op: 'name', name: token.text };
    if (token.text === '(') return this.#group(')');
    if (token.text === '[') return this.#group(']');
    throw new NotUnderstood(this.#source);
  }

  /** `(a)` is a; `(a, b)` is kept as a list. */
  #group(end: string): Expression {
    const items: Expression[] = [];
    let comma = false;
    while (!this.#take(end)) {
      items.push(this.expression());
      if (this.#take(',')) comma = true;
      else if (this.#next() !== end) throw new NotUnderstood(this.#source);
    }
    return end === ')' && items.length === 1 && !comma ? items[0]! : { op: 'list', items };
  }

  /** Neighbouring texts are one. */
  #text(literal: string): Expression {
    const parts = [...partsOf(literal)];
    while (this.#tokens[this.#at]?.kind === 'text') parts.push(...partsOf(this.#tokens[this.#at++]!.text));
    return parts.every((part) => typeof part === 'string') ? { op: 'value', value: parts.join('') } : { op: 'text', parts };
  }
}

const WORDS: Readonly<Record<string, Expression>> = {
  True: { op: 'value', value: true },
  False: { op: 'value', value: false },
  None: { op: 'value', value: null },
};

function partsOf(literal: string): (string | readonly [Expression, string])[] {
  const [, prefix, quote, body] = /^([a-zA-Z]*)("""|'''|"|')([\s\S]*)\2$/.exec(literal)!;
  const plain = /r/i.test(prefix!) ? body! : unescape(body!);
  if (!/f/i.test(prefix!) || !quote) return [plain];
  return plain.split(/(\{\{|\}\}|\{[^{}]*\})/).map((piece) => {
    if (piece === '{{' || piece === '}}') return piece[0]!;
    const [, inner, format = ''] = /^\{([^:!]*)(?:![rs])?(?::([^}]*))?\}$/.exec(piece) ?? [];
    return inner === undefined ? piece : ([parseExpression(inner), format] as const);
  });
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0', '\n': '' };

const unescape = (text: string) =>
  text.replaceAll(/\\([\s\S])/g, (all, sign: string) => ESCAPES[sign] ?? (/[\\'"]/.test(sign) ? sign : all));
