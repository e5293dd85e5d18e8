/** The word before the cursor, for completion: enough of bash's quoting to know where words begin and end. */
export interface CursorWords {
  /** The words of the command the cursor stands in, unquoted; the last one is being typed, perhaps empty. */
  readonly words: readonly string[];
  /** Where the last word begins in the line. */
  readonly from: number;
  /** The last word is the target of a redirection. */
  readonly redirect: boolean;
}

/** Words that may stand before a command. */
const BEFORE_COMMAND = new Set(['if', 'then', 'else', 'elif', 'do', 'while', 'until', '!', '{', 'time', 'sudo', 'watch', 'xargs']);

class Scanner {
  words: string[] = [];
  from = 0;
  redirect = false;
  #word: string | undefined;

  constructor(private readonly line: string) {}

  scan(): CursorWords {
    for (let i = 0; i < this.line.length;) i = this.#step(i);
    if (this.#word === undefined) this.from = this.line.length;
    return { words: [...this.words, this.#word ?? ''], from: this.from, redirect: this.redirect };
  }

  /** @returns the index after what was read */
  #step(i: number): number {
    const char = this.line[i]!;
    if (char === "'" || char === '"') return this.#quoted(i, char);
    if (char === '\\') return this.#add(i, this.line[i + 1] ?? '', 2);
    if (char === ' ' || char === '\t') return this.#end(i, 1);
    if (char === '$' && this.line[i + 1] === '(') return this.#command(i, 2);
    if ('|;&(`\n'.includes(char)) return this.#command(i, 1);
    if (char === '>' || char === '<') return this.#redirection(i);
    return this.#add(i, char, 1);
  }

  #add(i: number, text: string, length: number): number {
    if (this.#word === undefined) this.from = i;
    this.#word = (this.#word ?? '') + text;
    return i + length;
  }

  #quoted(i: number, quote: string): number {
    const close = this.line.indexOf(quote, i + 1);
    const end = close < 0 ? this.line.length : close;
    this.#add(i, this.line.slice(i + 1, end), 0);
    return end + 1;
  }

  #end(i: number, length: number): number {
    if (this.#word === undefined) return i + length;
    if (!this.redirect && !(this.words.length === 0 && (BEFORE_COMMAND.has(this.#word) || /^\w+=/.test(this.#word))))
      this.words.push(this.#word);
    this.#word = undefined;
    this.redirect = false;
    return i + length;
  }

  #command(i: number, length: number): number {
    this.#word = undefined;
    this.words = [];
    this.redirect = false;
    return i + length;
  }

  #redirection(i: number): number {
    // The number of a descriptor belongs to the redirection.
    if (this.#word !== undefined && /^\d$/.test(this.#word)) this.#word = undefined;
    this.#end(i, 0);
    this.redirect = true;
    return i + 1;
  }
}

/** @param line  what stands before the cursor */
export function cursorWords(line: string): CursorWords {
  return new Scanner(line).scan();
}
