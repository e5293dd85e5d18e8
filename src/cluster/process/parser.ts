import type { Assignment, Node, Redirection, Word } from './syntax';
import { plainText, SyntaxProblem, WordReader } from './words';

/** Reads POSIX shell (and the few bash words that manifests use) into plain data.
 *  MODELS lists, and-or, pipelines, redirections, here-documents, if, while, until, for, case, functions, groups,
 *  subshells, background, `[[ ]]` as `test`.
 *  OMITS arrays but for `a=(…)` and reading them, process substitution, select, coprocesses, aliases. */

const REMEMBERED = new Map<string, Node>();

/** @throws SyntaxProblem in the words of ash */
export function parse(source: string): Node {
  let node = REMEMBERED.get(source);
  if (!node) {
    node = new Parser(source).program();
    if (REMEMBERED.size > 500) REMEMBERED.clear();
    REMEMBERED.set(source, node);
  }
  return node;
}

const RESERVED = new Set(['then', 'else', 'elif', 'fi', 'do', 'done', 'esac', '}', ')', ';;']);
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

class Parser extends WordReader {
  program(): Node {
    const node = this.list();
    this.skipBlank(true);
    if (this.at < this.source.length) throw this.unexpected();
    return node;
  }

  protected override parseInner(source: string): Node {
    return new Parser(source).program();
  }

  protected override reader(source: string): Parser {
    return new Parser(source);
  }

  /** Commands up to a closing word. */
  private list(): Node {
    const items: Node[] = [];
    for (;;) {
      this.skipBlank(true);
      if (this.at >= this.source.length || this.closes()) break;
      let item = this.andOr();
      this.skipBlank(false);
      if (this.peek('&') && !this.peek('&&')) {
        this.at++;
        item = { t: 'background', node: item };
      } else if (this.peek(';') && !this.peek(';;')) this.at++;
      items.push(item);
      this.takeHereDocuments();
    }
    return items.length === 1 ? items[0]! : { t: 'list', items };
  }

  private closes(): boolean {
    if (this.peek(')') || this.peek(';;')) return true;
    return RESERVED.has(this.bareWord());
  }

  private andOr(): Node {
    let left = this.pipeline();
    for (;;) {
      this.skipBlank(false);
      const or = this.peek('||');
      if (!or && !this.peek('&&')) return left;
      this.at += 2;
      this.skipBlank(true);
      left = { t: 'and-or', or, left, right: this.pipeline() };
    }
  }

  private pipeline(): Node {
    this.skipBlank(false);
    if (this.bareWord() === '!') {
      this.at++;
      return { t: 'not', node: this.pipeline() };
    }
    const stages = [this.command()];
    for (;;) {
      this.skipBlank(false);
      if (!this.peek('|') || this.peek('||')) break;
      this.at += this.peek('|&') ? 2 : 1;
      this.skipBlank(true);
      stages.push(this.command());
    }
    return stages.length === 1 ? stages[0]! : { t: 'pipe', stages };
  }

  private command(): Node {
    const node = this.compound();
    if (!node) return this.simple();
    const redirections = this.redirections();
    return redirections.length ? { t: 'redirect', node, redirections } : node;
  }

  private compound(): Node | undefined {
    if (this.peek('((')) return this.arithmeticCommand();
    if (this.peek('(')) {
      this.at++;
      const body = this.list();
      this.expectText(')');
      return { t: 'subshell', body };
    }
    switch (this.bareWord()) {
      case '{':
        return this.group();
      case 'if':
        return this.ifClause();
      case 'while':
      case 'until':
        return this.loop();
      case 'for':
        return this.forClause();
      case 'case':
        return this.caseClause();
      case 'function':
        this.word('function');
        this.skipBlank(false);
        return this.functionBody(this.bareWord());
      default:
        return this.isFunction() ? this.functionBody(this.bareWord()) : undefined;
    }
  }

  private group(): Node {
    this.word('{');
    const body = this.list();
    this.word('}');
    return body;
  }

  private ifClause(): Node {
    const arms: { test: Node; body: Node }[] = [];
    let opener = 'if';
    for (;;) {
      this.word(opener);
      const test = this.list();
      this.word('then');
      arms.push({ test, body: this.list() });
      this.skipBlank(true);
      if (this.bareWord() !== 'elif') break;
      opener = 'elif';
    }
    let otherwise: Node | undefined;
    if (this.bareWord() === 'else') {
      this.word('else');
      otherwise = this.list();
    }
    this.word('fi');
    return { t: 'if', arms, ...(otherwise && { otherwise }) };
  }

  private loop(): Node {
    const until = this.bareWord() === 'until';
    this.word(until ? 'until' : 'while');
    const test = this.list();
    return { t: 'while', until, test, body: this.doGroup() };
  }

  private doGroup(): Node {
    this.skipBlank(true);
    this.word('do');
    const body = this.list();
    this.word('done');
    return body;
  }

  private forClause(): Node {
    this.word('for');
    this.skipBlank(false);
    if (this.peek('((')) return this.countingLoop();
    const name = this.bareWord();
    this.word(name);
    this.skipBlank(true);
    let words: Word[] | undefined;
    if (this.bareWord() === 'in') {
      this.word('in');
      words = this.wordsToSeparator();
    }
    this.skipBlank(true);
    if (this.peek(';')) this.at++;
    return { t: 'for', name, ...(words && { words }), body: this.doGroup() };
  }

  /** `for ((i=0; i<3; i++))`, as the while loop it is. */
  private countingLoop(): Node {
    const [start = '', test = '', step = ''] = this.doubleParentheses().split(';');
    this.skipBlank(true);
    if (this.peek(';')) this.at++;
    const body = this.doGroup();
    const sum = (text: string) => this.arithmetic(text.trim() || '1');
    return {
      t: 'list',
      items: [sum(start), { t: 'while', until: false, test: sum(test), body: { t: 'list', items: [body, sum(step)] } }],
    };
  }

  private arithmeticCommand(): Node {
    return this.arithmetic(this.doubleParentheses());
  }

  private arithmetic(text: string): Node {
    const words = this.quotedWord(text);
    const part = { p: 'arithmetic' as const, words, quoted: true };
    return { t: 'command', assignments: [], words: [[{ p: 'text', text: 'let', quoted: false }], [part]] };
  }

  private caseClause(): Node {
    this.word('case');
    this.skipBlank(false);
    const word = this.readWord()!;
    this.skipBlank(true);
    this.word('in');
    const arms: { patterns: Word[]; body: Node }[] = [];
    for (this.skipBlank(true); this.bareWord() !== 'esac'; this.skipBlank(true)) {
      arms.push({ patterns: this.patterns(), body: this.list() });
      this.skipBlank(true);
      if (this.peek(';;')) this.at += 2;
    }
    this.word('esac');
    return { t: 'case', word, arms };
  }

  private patterns(): Word[] {
    if (this.peek('(')) this.at++;
    const patterns: Word[] = [];
    do {
      this.skipBlank(false);
      const word = this.readWord();
      if (!word) throw this.unexpected();
      patterns.push(word);
      this.skipBlank(false);
    } while (this.take('|'));
    this.expectText(')');
    return patterns;
  }

  private isFunction(): boolean {
    const name = this.bareWord();
    return NAME.test(name) && /^[ \t]*\([ \t]*\)/.test(this.source.slice(this.at + name.length, this.at + name.length + 20));
  }

  private functionBody(name: string): Node {
    this.word(name);
    this.skipBlank(false);
    if (this.take('(')) this.expectText(')');
    this.skipBlank(true);
    return { t: 'function', name, body: this.command() };
  }

  private simple(): Node {
    const assignments: Assignment[] = [];
    const words: Word[] = [];
    const redirections: Redirection[] = [];
    for (;;) {
      this.skipBlank(false);
      const redirection = this.redirection();
      if (redirection) {
        redirections.push(redirection);
        continue;
      }
      const assignment = words.length ? undefined : this.assignment();
      if (assignment) {
        assignments.push(assignment);
        continue;
      }
      const word = this.readWord();
      if (!word) break;
      words.push(word);
      if (words.length === 1 && plainText(word) === '[[') words.push(...this.condition());
    }
    if (!words.length && !assignments.length && !redirections.length) throw this.unexpected();
    const node: Node = { t: 'command', assignments, words };
    return redirections.length ? { t: 'redirect', node, redirections } : node;
  }

  /** What is between `[[` and `]]`, both outer operators and patterns as plain words: nothing in it is split. */
  private condition(): Word[] {
    const words: Word[] = [];
    for (;;) {
      this.skipBlank(true);
      const word = this.readWord(' \t\n;');
      if (!word) throw this.unexpected(']]');
      words.push(word.map((part) => ({ ...part, quoted: true })));
      if (plainText(word) === ']]') return words;
    }
  }

  private redirections(): Redirection[] {
    const all: Redirection[] = [];
    for (;;) {
      this.skipBlank(false);
      const one = this.redirection();
      if (!one) return all;
      all.push(one);
    }
  }

  private wordsToSeparator(): Word[] {
    const words: Word[] = [];
    for (;;) {
      this.skipBlank(false);
      const word = this.readWord();
      if (!word) return words;
      words.push(word);
    }
  }
}

export { SyntaxProblem };
