import type { Assignment, Node, Part, Redirection, Word } from './syntax';

/** The script cannot be read; the message is ash's. */
export class SyntaxProblem extends Error {
  override readonly name = 'SyntaxProblem';
}

const ENDS = ' \t\n;&|<>()';
const SPECIAL = /^[?#@*$!0-9-]/;

/** Reads words: quotes, variables, substitutions, and the redirections between them. */
export abstract class WordReader {
  protected at = 0;
  /** Here-documents announced on this line: their bodies follow it. */
  private hereDocuments: { delimiter: string; literal: boolean; strip: boolean; fill(word: Word): void }[] = [];

  constructor(protected readonly source: string) {}

  protected abstract parseInner(source: string): Node;
  /** Another reader of this kind. */
  protected abstract reader(source: string): WordReader;

  protected peek(text: string): boolean {
    return this.source.startsWith(text, this.at);
  }

  protected take(text: string): boolean {
    if (!this.peek(text)) return false;
    this.at += text.length;
    return true;
  }

  protected expectText(text: string): void {
    this.skipBlank(true);
    if (!this.take(text)) throw this.unexpected(text);
  }

  /** Take a reserved word. */
  protected word(text: string): void {
    this.skipBlank(true);
    if (this.bareWord() !== text) throw this.unexpected(text);
    this.at += text.length;
  }

  /** The plain word that starts here, unread. */
  protected bareWord(): string {
    let end = this.at;
    while (end < this.source.length && !ENDS.includes(this.source[end]!) && !`'"\\$\``.includes(this.source[end]!)) end++;
    if (end === this.at && (this.peek('{') || this.peek('}') || this.peek('!'))) return this.source[this.at]!;
    return this.source.slice(this.at, end);
  }

  protected unexpected(wanted?: string): SyntaxProblem {
    const token = this.source.slice(this.at).match(/^(\s*)(;;|&&|\|\||\S[\w]*)/)?.[2];
    const what = token ? `unexpected "${token}"` : 'unexpected end of file';
    return new SyntaxProblem(`syntax error: ${what}${wanted ? ` (expecting "${wanted}")` : ''}`);
  }

  protected skipBlank(lines: boolean): void {
    for (;;) {
      const c = this.source[this.at];
      if (c === ' ' || c === '\t' || c === '\r') this.at++;
      else if (c === '\\' && this.source[this.at + 1] === '\n') this.at += 2;
      else if (c === '#' && this.startsComment()) this.skipComment();
      else if (lines && c === '\n') {
        this.at++;
        this.takeHereDocuments(true);
      } else return;
    }
  }

  private startsComment(): boolean {
    return this.at === 0 || ' \t\n;&|('.includes(this.source[this.at - 1]!);
  }

  private skipComment(): void {
    while (this.at < this.source.length && this.source[this.at] !== '\n') this.at++;
  }

  protected takeHereDocuments(afterNewline = false): void {
    if (!this.hereDocuments.length) return;
    if (!afterNewline) {
      this.skipBlank(false);
      if (this.source[this.at] !== '\n') return;
      this.at++;
    }
    const waiting = this.hereDocuments;
    this.hereDocuments = [];
    for (const one of waiting) one.fill(this.hereDocument(one));
  }

  private hereDocument({ delimiter, literal, strip }: { delimiter: string; literal: boolean; strip: boolean }): Word {
    let body = '';
    while (this.at < this.source.length) {
      const end = this.source.indexOf('\n', this.at);
      const raw = this.source.slice(this.at, end < 0 ? undefined : end);
      const line = strip ? raw.replace(/^\t+/, '') : raw;
      this.at = end < 0 ? this.source.length : end + 1;
      if (line === delimiter) break;
      body += `${line}\n`;
    }
    return literal ? [{ p: 'text', text: body, quoted: true }] : this.quotedWord(body);
  }

  protected redirection(): Redirection | undefined {
    const match = /^([0-9])?(<<<|<<-|<<|&>>|&>|>>|>&|<&|>\||>|<)/.exec(this.source.slice(this.at, this.at + 4));
    if (!match || (match[2]!.startsWith('&') && match[1])) return undefined;
    this.at += match[0].length;
    const operator = match[2]!;
    this.skipBlank(false);
    if (operator === '<<' || operator === '<<-') return this.announceHereDocument(operator === '<<-');
    const target = this.readWord();
    if (!target) throw this.unexpected();
    if (operator.startsWith('&')) return { fd: 3, operator: operator === '&>>' ? '>>' : '>', target };
    const plain = operator === '>|' ? '>' : operator === '<&' ? '>&' : operator;
    const fd = match[1] ? Number(match[1]) : plain.startsWith('<') ? 0 : 1;
    return { fd, operator: plain as Redirection['operator'], target };
  }

  private announceHereDocument(strip: boolean): Redirection {
    const quoted = /['"\\]/.test(this.source[this.at] ?? '');
    const delimiter = plainText(this.readWord()!);
    const redirection: { -readonly [K in keyof Redirection]: Redirection[K] } = { fd: 0, operator: '<<', target: [] };
    this.hereDocuments.push({ delimiter, literal: quoted, strip, fill: (word) => (redirection.target = word) });
    return redirection;
  }

  protected assignment(): Assignment | undefined {
    const match = /^([A-Za-z_][A-Za-z0-9_]*)(\+?)=/.exec(this.source.slice(this.at, this.at + 200));
    if (!match) return undefined;
    this.at += match[0].length;
    const name = match[1]!;
    if (this.peek('(') && !match[2]) return { name, value: [], items: this.arrayItems() };
    const value = this.readWord() ?? [];
    return { name, value: match[2] ? [{ p: 'variable', name, quoted: true }, ...value] : value };
  }

  /** `(a b c)` */
  private arrayItems(): Word[] {
    this.take('(');
    const items: Word[] = [];
    for (;;) {
      this.skipBlank(true);
      const word = this.readWord();
      if (!word) break;
      items.push(word);
    }
    this.expectText(')');
    return items;
  }

  /** The word that starts here; undefined when none does. */
  protected readWord(ends = ENDS): Word | undefined {
    const parts: Part[] = [];
    const start = this.at;
    while (this.at < this.source.length && !ends.includes(this.source[this.at]!)) this.part(parts);
    return this.at === start ? undefined : parts;
  }

  private part(parts: Part[]): void {
    const c = this.source[this.at]!;
    if (c === "'") return this.singleQuoted(parts);
    if (c === '"') return this.doubleQuoted(parts);
    if (c === '\\') {
      if (this.source[this.at + 1] !== '\n') add(parts, this.source[this.at + 1] ?? '\\', true);
      this.at += 2;
    } else if (c === '$') this.dollar(parts, false);
    else if (c === '`') this.backquoted(parts, false);
    else {
      add(parts, c, false);
      this.at++;
    }
  }

  private singleQuoted(parts: Part[]): void {
    const end = this.source.indexOf("'", this.at + 1);
    if (end < 0) throw new SyntaxProblem('syntax error: unterminated quoted string');
    add(parts, this.source.slice(this.at + 1, end), true);
    this.at = end + 1;
  }

  private doubleQuoted(parts: Part[]): void {
    this.at++;
    add(parts, '', true);
    for (;;) {
      const c = this.source[this.at];
      if (c === undefined) throw new SyntaxProblem('syntax error: unterminated quoted string');
      if (c === '"') break;
      this.quotedPart(parts, c);
    }
    this.at++;
  }

  private quotedPart(parts: Part[], c: string): void {
    if (c === '$') return this.dollar(parts, true);
    if (c === '`') return this.backquoted(parts, true);
    if (c === '\\' && '$`"\\\n'.includes(this.source[this.at + 1] ?? '')) {
      if (this.source[this.at + 1] !== '\n') add(parts, this.source[this.at + 1]!, true);
      this.at += 2;
    } else {
      add(parts, c, true);
      this.at++;
    }
  }

  /** A text in which only `$`, backquotes and backslashes mean something: a here-document, an arithmetic. */
  protected quotedWord(text: string): Word {
    const inner = this.reader(text);
    const parts: Part[] = [];
    while (inner.at < text.length) inner.quotedPart(parts, text[inner.at]!);
    return parts;
  }

  private dollar(parts: Part[], quoted: boolean): void {
    if (this.peek('$((')) {
      this.at++;
      parts.push({ p: 'arithmetic', words: this.quotedWord(this.doubleParentheses()), quoted });
    } else if (this.peek('$(')) parts.push({ p: 'command', body: this.parseInner(this.enclosed('(', ')', 1)), quoted });
    else if (this.peek('${')) parts.push(this.braced(this.enclosed('{', '}', 1), quoted));
    else if (this.peek("$'") && !quoted) {
      this.at++;
      const before = parts.length;
      this.singleQuoted(parts);
      const last = parts.at(-1) as Extract<Part, { p: 'text' }>;
      if (parts.length >= before) parts[parts.length - 1] = { ...last, text: last.text.replaceAll('\\n', '\n').replaceAll('\\t', '\t') };
    } else this.plainVariable(parts, quoted);
  }

  private plainVariable(parts: Part[], quoted: boolean): void {
    const rest = this.source.slice(this.at + 1, this.at + 200);
    const name = /^[A-Za-z_][A-Za-z0-9_]*/.exec(rest)?.[0] ?? SPECIAL.exec(rest)?.[0];
    this.at += 1 + (name?.length ?? 0);
    if (name === undefined) add(parts, '$', quoted);
    else parts.push({ p: 'variable', name, quoted });
  }

  private braced(text: string, quoted: boolean): Part {
    const element = /^(#?)([A-Za-z_]\w*)\[((?:[^[\]]|\[[^\]]*\])*)\]$/.exec(text);
    if (element) {
      const [, length, name, index] = element;
      return { p: 'variable', name: name!, index: this.quotedWord(index!), quoted, ...(length && { operator: 'length' }) };
    }
    const match = /^(#?)([A-Za-z_][A-Za-z0-9_]*|[?#@*$!0-9-]+)(:?[-=+?]|%%?|##?|\/\/?|:)?/.exec(text);
    if (!match) throw new SyntaxProblem('syntax error: bad substitution');
    if (text === '#') return { p: 'variable', name: '#', quoted };
    const [whole, length, name, operator] = match;
    if (length) return { p: 'variable', name: name!, quoted, operator: 'length' };
    const operand = text.slice(whole.length);
    if (operator === undefined && operand) throw new SyntaxProblem('syntax error: bad substitution');
    return {
      p: 'variable',
      name: name!,
      quoted,
      ...(operator && { operator, operand: this.quotedWord(operand.replace(/^"(.*)"$/, '$1')) }),
    };
  }

  private backquoted(parts: Part[], quoted: boolean): void {
    let end = this.at + 1;
    while (end < this.source.length && this.source[end] !== '`') end += this.source[end] === '\\' ? 2 : 1;
    const inner = this.source.slice(this.at + 1, end).replace(/\\([`$\\])/g, '$1');
    this.at = end + 1;
    parts.push({ p: 'command', body: this.parseInner(inner), quoted });
  }

  /** The text inside `(( … ))`; the reader stands at the first parenthesis. */
  protected doubleParentheses(): string {
    const text = this.enclosed('(', ')', 0);
    return text.slice(1, -1);
  }

  /** The text up to the closing bracket that belongs to the one at `at + skip`. Quotes hide brackets. */
  private enclosed(open: string, close: string, skip: number): string {
    let depth = 0;
    const start = this.at + skip;
    for (let i = start; i < this.source.length; i++) {
      const c = this.source[i]!;
      if (c === '\\') i++;
      else if (c === "'" && close === ')') i = Math.max(i, this.source.indexOf("'", i + 1));
      else if (c === open) depth++;
      else if (c === close && --depth === 0) {
        this.at = i + 1;
        return this.source.slice(start + 1, i);
      }
    }
    throw new SyntaxProblem('syntax error: unexpected end of file');
  }
}

function add(parts: Part[], text: string, quoted: boolean): void {
  const last = parts.at(-1);
  if (last?.p === 'text' && last.quoted === quoted) parts[parts.length - 1] = { ...last, text: last.text + text };
  else parts.push({ p: 'text', text, quoted });
}

/** What a word says without any expansion. */
export function plainText(word: Word): string {
  return word.map((part) => (part.p === 'text' ? part.text : '')).join('');
}
