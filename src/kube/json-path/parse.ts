/** JSONPath templates, read. Source: client-go util/jsonpath/parser.go */

/** Between braces, one step works on what the step before it has found. */
export type Step =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly value: number | boolean }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'identifier'; readonly name: string }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'recursive' }
  | { readonly kind: 'slice'; readonly from?: number; readonly to?: number; readonly step?: number; readonly single: boolean }
  | { readonly kind: 'union'; readonly parts: readonly Steps[] }
  | { readonly kind: 'filter'; readonly left: Steps; readonly operator: string; readonly right: Steps };

export type Steps = readonly Step[];

/** A template is text and braces in turn; text stands for one step. */
export type Template = readonly Steps[];

/** What is wrong with a template, or with the use of one, in the words of client-go. */
export class JsonPathError extends Error {
  override readonly name = 'JsonPathError';
}

const templates = new Map<string, Template>();

/** @throws JsonPathError */
export function parseTemplate(text: string): Template {
  const known = templates.get(text);
  if (known) return known;
  const read = new Reader(text).template();
  templates.set(text, read);
  return read;
}

/** What stands between a pair of braces. */
const inBraces = (text: string): Steps => new Reader(`{${text}}`).template()[0] ?? [];

const TERMINATOR = /[\s.,[\]$@{}]/;
const KEY = /^'([^']*)'$/;
const SLICE = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/;
const COMPARISON = /^([^!<>=]+)([!<>=~]+)(.+?)$/;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v', '\\': '\\' };

class Reader {
  #at = 0;
  constructor(readonly text: string) {}

  template(): Template {
    const parts: Steps[] = [];
    while (this.#at < this.text.length) {
      const open = this.text.indexOf('{', this.#at);
      const end = open < 0 ? this.text.length : open;
      if (end > this.#at) parts.push([{ kind: 'text', text: this.text.slice(this.#at, end) }]);
      this.#at = end + 1;
      if (open >= 0) parts.push(this.#action());
    }
    return parts;
  }

  #starts(prefix: string): boolean {
    return this.text.startsWith(prefix, this.#at);
  }

  /** Up to the closing brace. */
  #action(): Steps {
    const steps: Step[] = [];
    for (;;) {
      if (this.#starts('}')) {
        this.#at++;
        return steps;
      }
      if (this.#starts('[?(')) steps.push(this.#filter());
      else if (this.#starts('..')) steps.push(...this.#recursive(steps.at(-1)));
      else steps.push(...this.#step());
    }
  }

  #step(): Step[] {
    const sign = this.text[this.#at];
    if (sign === undefined || sign === '\n' || sign === '\r') throw new JsonPathError('unclosed action');
    if (sign === '[') return this.#bracket();
    if (sign === '"' || sign === "'") return [this.#quoted(sign)];
    if (/[-+\d]/.test(sign)) return [this.#number()];
    if (/[\p{L}\p{Nd}_]/u.test(sign)) return [this.#word()];
    this.#at++;
    if (sign === '.') return [this.#field()];
    // `@` and `$` are what there is already.
    if (sign === ' ' || sign === '@' || sign === '$') return [];
    throw new JsonPathError(`unrecognized character in action: ${charName(this.text, this.#at - 1)}`);
  }

  #until(end: RegExp): string {
    const from = this.#at;
    while (this.#at < this.text.length && !end.test(this.text[this.#at]!)) this.#at += this.text[this.#at] === '\\' ? 2 : 1;
    return this.text.slice(from, (this.#at = Math.min(this.#at, this.text.length)));
  }

  #word(): Step {
    const word = this.#until(TERMINATOR);
    return word === 'true' || word === 'false' ? { kind: 'value', value: word === 'true' } : { kind: 'identifier', name: word };
  }

  #field(): Step {
    const name = this.#until(TERMINATOR);
    return name === '*' ? { kind: 'wildcard' } : { kind: 'field', name: name.replaceAll('\\', '') };
  }

  #recursive(before: Step | undefined): Step[] {
    if (before?.kind === 'recursive') throw new JsonPathError('invalid multiple recursive descent');
    this.#at += 2;
    const named = /[\p{L}\p{Nd}_]/u.test(this.text[this.#at] ?? '');
    return [{ kind: 'recursive' }, ...(named ? [this.#field()] : [])];
  }

  #number(): Step {
    const [text = ''] = /^[-+]?[\d.]*/.exec(this.text.slice(this.#at))!;
    this.#at += text.length;
    if (!/^[-+]?(\d+\.?\d*|\.\d+)$/.test(text)) throw new JsonPathError(`cannot parse number ${text}`);
    return { kind: 'value', value: Number(text) };
  }

  #quoted(quote: string): Step {
    const from = this.#at++;
    for (; this.text[this.#at] !== quote || this.text[this.#at - 1] === '\\'; this.#at++)
      if (this.#at >= this.text.length || this.text[this.#at] === '\n') throw new JsonPathError('unterminated quoted string');
    const whole = this.text.slice(from, ++this.#at);
    const wrong = () => new JsonPathError(`unquote string ${whole} error invalid syntax`);
    const text = whole.slice(1, -1).replaceAll(/\\(?:x([\da-f]{2})|u([\da-f]{4})|(.))/gi, (_, x?: string, u?: string, sign?: string) => {
      if (x ?? u) return String.fromCodePoint(parseInt((x ?? u)!, 16));
      if (sign === quote) return quote;
      if (!Object.hasOwn(ESCAPES, sign!)) throw wrong();
      return ESCAPES[sign!]!;
    });
    return { kind: 'text', text };
  }

  /** `[*]`, `[0]`, `[1:3]`, `['name']`, `[0,2]`. */
  #bracket(): Step[] {
    const end = this.text.slice(this.#at).search(/[\]\n]/);
    if (end < 0 || this.text[this.#at + end] === '\n') throw new JsonPathError('unterminated array');
    const inner = this.text.slice(this.#at + 1, this.#at + end);
    this.#at += end + 1;
    const parts = inner.split(',');
    if (parts.length > 1) return [{ kind: 'union', parts: parts.map((part) => inBraces(`[${part.replaceAll(/^ +| +$/g, '')}]`)) }];
    const key = KEY.exec(inner);
    return key ? [...inBraces(`.${key[1]!}`)] : [slice(inner === '*' ? ':' : inner)];
  }

  #filter(): Step {
    const from = (this.#at += 3);
    this.#at = this.#filterEnd();
    if (this.text[this.#at] !== ']') throw new JsonPathError('unclosed array expect ]');
    const text = this.text.slice(from, this.#at++ - 1);
    const [, left, operator, right] = COMPARISON.exec(text) ?? [];
    if (left === undefined) return { kind: 'filter', left: inBraces(text), operator: 'exists', right: [] };
    return { kind: 'filter', left: inBraces(left), operator: operator!, right: inBraces(right!) };
  }

  /** Behind the bracket that closes it; one inside quotes does not. */
  #filterEnd(): number {
    let quote = '';
    let closed = false;
    for (let i = this.#at; i < this.text.length && this.text[i] !== '\n'; i++) {
      const sign = this.text[i]!;
      if (sign === ')' && (quote === '' || closed)) return i + 1;
      if (sign !== '"' && sign !== "'") continue;
      if (!quote) quote = sign;
      else if (sign === quote && this.text[i - 1] !== '\\') closed = true;
    }
    throw new JsonPathError('unterminated filter');
  }
}

function slice(text: string): Step {
  const found = SLICE.exec(text);
  if (!found) throw new JsonPathError(`invalid array index ${text}`);
  const [from, to, step] = found.slice(1).map((part: string | undefined) => {
    const digits = part?.replace(/^:/, '');
    if (digits === '-') throw new JsonPathError(`array index ${digits} is not a number`);
    return digits ? Number(digits) : undefined;
  });
  return {
    kind: 'slice',
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(step !== undefined && { step }),
    single: found[2] === undefined,
  };
}

/** `U+007C '|'`, as Go's %#U. */
function charName(text: string, at: number): string {
  const code = text.codePointAt(at)!;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')} '${String.fromCodePoint(code)}'`;
}
