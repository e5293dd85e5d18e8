/** Is a line finished, or does bash wait for more? Enough of the grammar to know what is still open: quotes,
 *  backslash, heredocs, `$( … )`, `{ … }`, a pipe at the end, and for/done, while/done, if/fi, case/esac. What is merely wrong counts
 *  as finished: the interpreter says so. */
export function isFinished(text: string): boolean {
  const scan = new Scan(text);
  return scan.finished();
}

const OPENERS: Readonly<Record<string, string>> = { for: 'done', while: 'done', until: 'done', if: 'fi', case: 'esac', '{': '}', '(': ')' };
/** After these words a command begins again. */
const AGAIN = new Set(['then', 'else', 'elif', 'do', 'if', 'while', 'until', '!', '{', '(', 'time']);

class Scan {
  readonly #open: string[] = [];
  #heredocs: { readonly word: string; readonly tabs: boolean }[] = [];
  /** The next word may be a keyword. */
  #commandNext = true;
  /** The line may not end here: after `|`, `&&`, `||`. */
  #wants = false;
  #at = 0;

  constructor(private readonly text: string) {}

  finished(): boolean {
    while (this.#at < this.text.length) if (!this.#token()) return false;
    return this.#open.length === 0 && !this.#wants && this.#heredocs.length === 0;
  }

  /** @returns false when the text ends inside something */
  #token(): boolean {
    const char = this.text[this.#at]!;
    if (char === '\n') return this.#newline();
    if (/\s/.test(char)) return this.#skip(1);
    if (char === '#') return this.#comment();
    if (char === ')') return this.#close(')');
    if (char === '(') return this.#begin('(');
    if (this.#heredoc()) return true;
    const operator = /^(?:&&|\|\|?&?|;;?&?|&)/.exec(this.text.slice(this.#at, this.#at + 3))?.[0];
    return operator === undefined ? this.#word() : this.#operator(operator);
  }

  #skip(length: number): true {
    this.#at += length;
    return true;
  }

  #comment(): true {
    const end = this.text.indexOf('\n', this.#at);
    this.#at = end < 0 ? this.text.length : end;
    return true;
  }

  #operator(operator: string): true {
    this.#commandNext = true;
    this.#wants = operator.startsWith('|') || operator === '&&';
    return this.#skip(operator.length);
  }

  #begin(opener: string): true {
    this.#open.push(OPENERS[opener]!);
    this.#commandNext = true;
    this.#wants = false;
    return this.#skip(1);
  }

  #close(closer: string): true {
    if (this.#open.at(-1) === closer) this.#open.pop();
    // The body of a function, or of a case, may follow.
    this.#commandNext = true;
    return this.#skip(1);
  }

  #newline(): boolean {
    this.#at++;
    this.#commandNext = true;
    const waiting = this.#heredocs;
    this.#heredocs = [];
    return waiting.every((heredoc) => this.#body(heredoc.word, heredoc.tabs));
  }

  /** Read lines up to the one that ends the heredoc. */
  #body(word: string, tabs: boolean): boolean {
    while (this.#at < this.text.length) {
      const end = this.text.indexOf('\n', this.#at);
      const line = this.text.slice(this.#at, end < 0 ? undefined : end);
      this.#at = end < 0 ? this.text.length : end + 1;
      if ((tabs ? line.replace(/^\t+/, '') : line) === word) return true;
    }
    return false;
  }

  #heredoc(): boolean {
    const match = /^<<(-?)\s*(?:'([^'\n]*)'|"([^"\n]*)"|\\?([^\s<>|&;()'"]+))/.exec(this.text.slice(this.#at));
    if (!match || this.text.startsWith('<<<', this.#at)) return false;
    this.#heredocs.push({ word: match[2] ?? match[3] ?? match[4]!, tabs: match[1] === '-' });
    return this.#skip(match[0].length);
  }

  #word(): boolean {
    const start = this.#at;
    while (this.#at < this.text.length && !/[\s;|&()]/.test(this.text[this.#at]!)) if (!this.#part()) return false;
    this.#keyword(this.text.slice(start, this.#at));
    return true;
  }

  #keyword(word: string): void {
    this.#wants = false;
    if (!this.#commandNext) return;
    if (Object.hasOwn(OPENERS, word)) this.#open.push(OPENERS[word]!);
    else if (this.#open.at(-1) === word) this.#open.pop();
    this.#commandNext = AGAIN.has(word);
  }

  /** One piece of a word. @returns false when the text ends inside it */
  #part(): boolean {
    const char = this.text[this.#at]!;
    if (char === '\\') return this.#escape();
    if (char === "'") return this.#until("'");
    if (char === '"') return this.#double();
    if (char === '`') return this.#until('`');
    if (this.text.startsWith('$(', this.#at)) return this.#substitution();
    return this.#skip(1);
  }

  /** A backslash at the very end asks for another line. */
  #escape(): boolean {
    const last = /^\\\n?$/.test(this.text.slice(this.#at));
    this.#at += 2;
    return !last;
  }

  #until(quote: string): boolean {
    const end = this.text.indexOf(quote, this.#at + 1);
    this.#at = end + 1;
    return end >= 0;
  }

  #double(): boolean {
    for (this.#at++; this.#at < this.text.length;) {
      if (this.text[this.#at] === '"') return this.#skip(1);
      if (this.text[this.#at] === '\\') this.#at += 2;
      else if (!(this.text.startsWith('$(', this.#at) ? this.#substitution() : this.#skip(1))) return false;
    }
    return false;
  }

  #substitution(): boolean {
    let depth = 0;
    for (this.#at++; this.#at < this.text.length;) {
      const char = this.text[this.#at]!;
      if (char === '(') depth++;
      if (char === ')' && --depth === 0) return this.#skip(1);
      if (char === "'" || char === '"' || char === '\\') {
        if (!this.#part()) return false;
      } else this.#at++;
    }
    return false;
  }
}
