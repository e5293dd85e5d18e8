import { piecesOf, type Piece } from './tokens';
import { TemplateError, type Block, type Node, type Operand, type Pipe } from './syntax';

/** Source: text/template/parse/parse.go */

export function parseTemplate(template: string): readonly Node[] {
  const reader = new Reader(piecesOf(template));
  const nodes = reader.list();
  if (reader.ended) throw new TemplateError(`template: output:${reader.line}: unexpected {{${reader.ended}}}`);
  return nodes;
}

const BLOCKS: readonly string[] = ['if', 'range', 'with'];

class Reader {
  #at = 0;
  /** `end` or `else`, when the last list ended with it. */
  ended: 'end' | 'else' | undefined;
  #chained: readonly string[] = [];
  constructor(readonly pieces: readonly Piece[]) {}

  get line(): number {
    return this.pieces[Math.min(this.#at, this.pieces.length) - 1]?.line ?? 1;
  }

  list(): Node[] {
    const nodes: Node[] = [];
    this.ended = undefined;
    for (let piece = this.pieces[this.#at++]; piece; piece = this.pieces[this.#at++]) {
      if (piece.text !== undefined) nodes.push({ kind: 'text', text: piece.text });
      const [word, ...rest] = piece.tokens ?? [];
      if (word === 'end' || word === 'else') {
        this.#chained = rest;
        this.ended = word;
        return nodes;
      }
      if (word !== undefined) nodes.push(this.#node(word, rest, piece));
      else if (piece.tokens) throw new TemplateError(`template: output:${piece.line}: missing value for command`);
    }
    return nodes;
  }

  #node(word: string, rest: readonly string[], { tokens, line }: Piece): Node {
    if (BLOCKS.includes(word)) return this.#block(word as Block, rest, line);
    if (word === 'define' || word === 'template' || word === 'block' || word === 'break' || word === 'continue')
      throw new TemplateError(`template: output:${line}: {{${word}}} is not supported in Podplay: if, range and with are`);
    return { kind: 'action', pipe: new Words(tokens!, line).pipe() };
  }

  #block(kind: Block, words: readonly string[], line: number): Node {
    const pipe = new Words(words, line).pipe(kind);
    const body = this.list();
    const otherwise = this.ended === 'else' ? this.#otherwise(line) : [];
    if (!this.ended) throw new TemplateError(`template: output:${this.line}: unexpected EOF`);
    this.ended = undefined;
    return { kind, pipe, body, otherwise };
  }

  /** `else`, or `else if …`, which shares its end. */
  #otherwise(line: number): Node[] {
    const [word, ...rest] = this.#chained;
    if (word !== 'if' && word !== 'with') return this.list();
    const node = this.#block(word, rest, line);
    this.ended = 'end';
    return [node];
  }
}

class Words {
  #at = 0;
  constructor(
    readonly tokens: readonly string[],
    readonly line: number,
  ) {}

  pipe(context = 'command'): Pipe {
    const { variables, assigns } = this.#declaration();
    const commands: Operand[][] = [[]];
    for (let token = this.#next(); token !== undefined && token !== ')'; token = this.#next()) {
      if (token === '|') commands.push([]);
      else commands.at(-1)!.push(this.#operand(token));
    }
    if (commands.some((command) => !command.length)) throw new TemplateError(`template: output:${this.line}: missing value for ${context}`);
    return { variables, assigns, commands };
  }

  #next(): string | undefined {
    return this.tokens[this.#at++];
  }

  #declaration() {
    const sign = this.tokens.findIndex((token) => token === ':=' || token === '=');
    if (sign < 0 || !this.tokens[this.#at]?.startsWith('$')) return { variables: [], assigns: false };
    const variables = this.tokens.slice(this.#at, sign).filter((token) => token !== ',');
    this.#at = sign + 1;
    return { variables, assigns: this.tokens[sign] === '=' };
  }

  #operand(token: string): Operand {
    const base = this.#base(token);
    const fields = token.startsWith('.') ? names(token) : [];
    while (this.tokens[this.#at]?.startsWith('\0')) fields.push(...names(this.#next()!.slice(1)));
    return { base, fields };
  }

  #base(token: string): Operand['base'] {
    if (token === '(') return { kind: 'pipe', pipe: this.pipe() };
    if (token.startsWith('$')) return { kind: 'variable', name: token };
    if (token.startsWith('.')) return { kind: 'dot' };
    if (/^["`'\d+-]/.test(token)) return { kind: 'literal', value: literal(token) };
    if (token === 'true' || token === 'false') return { kind: 'literal', value: token === 'true' };
    if (token === 'nil') return { kind: 'literal', value: null };
    if (FUNCTIONS.includes(token)) return { kind: 'function', name: token };
    throw new TemplateError(`template: output:${this.line}: function ${JSON.stringify(token)} not defined`);
  }
}

const names = (path: string) => path.split('.').filter(Boolean);

function literal(token: string): unknown {
  if (token.startsWith('`')) return token.slice(1, -1);
  if (token.startsWith("'")) return token.slice(1, -1).codePointAt(0);
  return token.startsWith('"') ? (JSON.parse(token) as string) : Number(token);
}

const FUNCTIONS: readonly string[] = [
  ...['and', 'or', 'not', 'len', 'index', 'eq', 'ne', 'lt', 'le', 'gt', 'ge', 'print', 'printf', 'println'],
  ...['base64decode', 'exists'],
];
