/** A pipe between two commands that run at the same time. OMITS a limit to what lies in it. */
export class Channel {
  #text = '';
  #ended = false;
  readonly #closed = new AbortController();
  #wake = () => {};

  constructor(text?: string) {
    if (text === undefined) return;
    this.#text = text;
    this.#ended = true;
  }

  /** Aborted when nobody reads any more. */
  get unread(): AbortSignal {
    return this.#closed.signal;
  }

  /** @returns false when nobody will read it: whoever writes gets a SIGPIPE */
  write(text: string): boolean {
    if (this.unread.aborted) return false;
    this.#text += text;
    this.#wake();
    return true;
  }

  /** Nothing more will be written. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** Nobody reads any more. */
  close(): void {
    this.#closed.abort();
    this.#text = '';
    this.end();
  }

  /** The next line with its newline, which the last one may lack. '' at the end. */
  line(): Promise<string> {
    return this.#take((text) => text.indexOf('\n') + 1);
  }

  /** The whole lines that are there, one at least. '' at the end. */
  lines(): Promise<string> {
    return this.#take((text) => text.lastIndexOf('\n') + 1);
  }

  /** Everything to the end. */
  rest(): Promise<string> {
    return this.#take(() => 0);
  }

  async #take(length: (text: string) => number): Promise<string> {
    for (;;) {
      const end = length(this.#text) || (this.#ended ? this.#text.length : 0);
      if (end || this.#ended) {
        const taken = this.#text.slice(0, end);
        this.#text = this.#text.slice(end);
        return taken;
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
