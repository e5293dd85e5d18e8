import type { Completion } from './completion';
import { applyCompletion, columnsOf } from './completion-menu';
import { KeyReader, type Key } from './keys';
import { cursorRowOf, draw, leaveLine } from './line-drawing';
import { emptyEditor, insert, press, type Editor, type Effect } from './line-editor';

/** Who runs what is entered at the terminal. */
export interface TerminalHost {
  /** What stands before the line. */
  prompt(): string;
  /** Lines entered before, oldest first. */
  history(): readonly string[];
  /** Run a line. The terminal takes keys for the next one when it is done. */
  run(line: string): Promise<unknown>;
  complete(line: string, cursor: number): Promise<Completion>;
  /** Ctrl-C while a line runs. */
  interrupt(): void;
  /** Esc, and Ctrl-D on an empty line: the keyboard goes elsewhere. */
  leave(): void;
  /** Is there a shell that Ctrl-D ends? */
  readonly typing?: boolean;
}

/** What the line is drawn on: xterm, or a model of it in tests. */
export interface Paper {
  readonly columns: number;
  write(output: string): void;
}

/** The dialogue at the prompt: keys go into the line editor, the line is drawn, and run when it is entered. While a
 *  line runs, output is shown and keys wait. */
export class PromptLine {
  #editor: Editor;
  #row = 0;
  #busy = false;
  /** Output ended in the middle of a row. */
  #midRow = false;
  #waiting: Key[] = [];
  /** Completion and runs answer later; answers to an older question are dropped. */
  #question = 0;
  readonly #reader = new KeyReader();

  constructor(
    private readonly host: TerminalHost,
    private readonly paper: Paper,
  ) {
    this.#editor = emptyEditor(host.history());
    this.#draw();
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** What a terminal sent for the keyboard. */
  receive(data: string): void {
    for (const key of this.#reader.read(data)) this.press(key);
  }

  press(key: Key): void {
    if (this.#busy) return this.#pressWhileBusy(key);
    const { editor, effect } = press(this.#editor, key, this.host.history());
    const entered = this.#editor;
    this.#editor = editor;
    this.#question++;
    if (effect?.type === 'run') return this.#enter(entered, effect.line);
    if (effect?.type === 'end' && this.host.typing) return this.#enter({ ...entered, text: 'exit', cursor: 4 }, 'exit');
    if (effect?.type === 'interrupt') return this.#abandon(entered);
    this.#draw();
    if (effect) this.#carryOut(effect);
  }

  /** Show output. It comes above the line that is being entered. */
  print(text: string): void {
    if (!text) return;
    if (this.#busy) return this.#output(text);
    this.paper.write(this.#rubOut());
    this.#output(text);
    this.#freshRow();
    this.#row = 0;
    this.#draw();
  }

  /** Forget what was begun. */
  discard(): void {
    this.#editor = emptyEditor(this.host.history(), this.#editor.cut);
    this.#question++;
    this.#draw();
  }

  /** Text at the cursor, as it is. */
  add(text: string): void {
    this.#editor = insert(this.#editor, text).editor;
    this.#question++;
    this.#draw();
  }

  /** Enter the line without running it: somebody else does, and calls `ready` afterwards. @returns the line */
  enter(): string {
    const { text } = this.#editor;
    this.#leave(this.#editor);
    return text;
  }

  /** Prompt again. */
  ready(): void {
    if (!this.#busy) return;
    this.#busy = false;
    this.#freshRow();
    this.#begin();
    const keys = this.#waiting;
    this.#waiting = [];
    for (const key of keys) this.press(key);
  }

  /** Show this text, and the prompt below it. */
  reset(text: string): void {
    this.#question++;
    this.#waiting = [];
    this.#busy = false;
    this.paper.write('\x1b[0m\x1b[H\x1b[2J\x1b[3J');
    this.#midRow = false;
    this.#output(text);
    this.#freshRow();
    this.#begin();
  }

  /** The terminal has another width: rows have moved. */
  resized(): void {
    if (this.#busy) return;
    this.#row = cursorRowOf(this.#editor, this.host.prompt(), this.paper.columns);
    this.#draw();
  }

  #pressWhileBusy(key: Key): void {
    if (key.type === 'command' && key.name === 'interrupt') {
      this.#waiting = [];
      this.#output('^C');
      this.host.interrupt();
    } else if (key.type === 'command' && key.name === 'escape') this.host.leave();
    else this.#waiting.push(key);
  }

  #begin(): void {
    this.#editor = emptyEditor(this.host.history(), this.#editor.cut);
    this.#row = 0;
    this.#draw();
  }

  #enter(entered: Editor, line: string): void {
    this.#leave(entered);
    if (!line.trim()) return this.ready();
    const question = this.#question;
    const done = () => {
      if (question === this.#question) this.ready();
    };
    this.host.run(line).then(done, done);
  }

  #leave(entered: Editor): void {
    this.paper.write(leaveLine(entered, this.host.prompt(), this.#row, this.paper.columns));
    this.#busy = true;
    this.#midRow = false;
  }

  #abandon(entered: Editor): void {
    const whole = { ...entered, text: `${entered.text}^C` };
    this.paper.write(leaveLine(whole, this.host.prompt(), this.#row, this.paper.columns));
    this.#row = 0;
    this.#draw();
  }

  #carryOut(effect: Effect): void {
    if (effect.type === 'leave' || effect.type === 'end') this.host.leave();
    else if (effect.type === 'bell') this.paper.write('\x07');
    else if (effect.type === 'say') this.print(`${effect.text}\n`);
    else if (effect.type === 'complete') void this.#complete();
    else if (effect.type === 'clear') this.#clear();
  }

  #clear(): void {
    this.paper.write('\x1b[H\x1b[2J\x1b[3J');
    this.#row = 0;
    this.#draw();
  }

  async #complete(): Promise<void> {
    const question = this.#question;
    const { text, cursor } = this.#editor;
    const completion = await this.host.complete(text, cursor);
    if (question !== this.#question || this.#busy) return;
    const { editor, list } = applyCompletion(this.#editor, completion);
    if (!completion.candidates.length) this.paper.write('\x07');
    this.#editor = editor;
    if (list) this.#list(list);
    else this.#draw();
  }

  /** Candidates go below the line, which is drawn anew under them. */
  #list(list: readonly string[]): void {
    this.paper.write(leaveLine(this.#editor, this.host.prompt(), this.#row, this.paper.columns));
    this.#output(`${columnsOf(list, this.paper.columns)}\n`);
    this.#row = 0;
    this.#draw();
  }

  #rubOut(): string {
    return `\r${this.#row > 0 ? `\x1b[${this.#row}A` : ''}\x1b[J`;
  }

  #draw(): void {
    const { output, cursorRow } = draw(this.#editor, this.host.prompt(), this.#row, this.paper.columns);
    this.#row = cursorRow;
    this.paper.write(output);
  }

  #output(text: string): void {
    if (!text) return;
    this.paper.write(text.replace(/\r?\n/g, '\r\n'));
    // Sequences that only colour or clear leave no mark in the row.
    const visible = text.replace(/\x1b\[[\d;?]*[A-Za-z]/g, '');
    if (visible) this.#midRow = !visible.endsWith('\n');
    else if (text.endsWith('J')) this.#midRow = false;
  }

  #freshRow(): void {
    if (this.#midRow) this.paper.write('\r\n');
    this.#midRow = false;
  }
}
