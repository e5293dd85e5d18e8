/* eslint-disable no-restricted-globals -- the terminal is of the page, and a command that is typed is seen in real time */
import { FitAddon } from '@xterm/addon-fit';
import { Terminal, type ITheme } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import { markNames, tellOfNames, type NamesHost } from './terminal-names';
import { PromptLine, type TerminalHost } from './prompt-line';

/** xterm with the line editor in it. Large: the page loads this file when a terminal is to be seen. */

/** Colours as CSS writes them. The names of ANSI colours (`red`, `brightBlue` …) are xterm's. */
export type TerminalTheme = Pick<ITheme, 'background' | 'foreground' | 'cursor' | 'cursorAccent' | AnsiColour> & {
  readonly selection?: string;
};

type AnsiColour =
  | 'black'
  | 'red'
  | 'green'
  | 'yellow'
  | 'blue'
  | 'magenta'
  | 'cyan'
  | 'white'
  | 'brightBlack'
  | 'brightRed'
  | 'brightGreen'
  | 'brightYellow'
  | 'brightBlue'
  | 'brightMagenta'
  | 'brightCyan'
  | 'brightWhite';

export interface TerminalOptions {
  readonly host: TerminalHost;
  readonly theme?: TerminalTheme;
  readonly fontFamily?: string;
  readonly fontSize?: number;
  /** Which words are names, and who hears of them. */
  readonly names?: NamesHost;
  /** Tell a screen reader what is printed. Default true. */
  readonly screenReader?: boolean;
  /** Hear of a new width. */
  readonly resized?: (columns: number, rows: number) => void;
}

export interface TypeOptions {
  /** 0 types at once: reduced motion. Default 35. */
  readonly msPerKey?: number;
  /** False: the line is entered, but somebody else runs it and calls `ready` afterwards. Default true. */
  readonly run?: boolean;
}

export interface TerminalHandle {
  readonly columns: number;
  readonly rows: number;
  /** Show what a command prints. */
  write(text: string): void;
  /** Type a script before the reader's eyes, and enter it. Resolves when the last key is down. */
  type(line: string, options?: TypeOptions): Promise<void>;
  /** Keys that were pressed before the terminal was there, as a terminal sends them. */
  receive(keys: string): void;
  /** The line that was entered is done: prompt again. */
  ready(): void;
  /** Another instant: show this text and the prompt. */
  reset(text: string): void;
  /** Mark the names of this object in what is in sight; undefined: of none. */
  mark(id: string | undefined, colour: { readonly ground: string; readonly ink: string }): void;
  focus(): void;
  /** Take the size of the element. */
  fit(): void;
  setTheme(theme: TerminalTheme): void;
  setFontSize(size: number): void;
  dispose(): void;
}

const DEFAULT_FONT = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace';

export function mountTerminal(element: HTMLElement, options: TerminalOptions): TerminalHandle {
  const terminal = new Terminal({
    fontFamily: options.fontFamily ?? DEFAULT_FONT,
    fontSize: options.fontSize ?? 14,
    scrollback: 5000,
    screenReaderMode: options.screenReader ?? true,
    cursorBlink: false,
    // Marks in the text (decorations) ask for it.
    allowProposedApi: true,
    theme: xtermTheme(options.theme ?? {}),
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.open(element);
  // Pasted text comes in marks: many lines can be pasted without running.
  terminal.write('\x1b[?2004h');
  terminal.attachCustomKeyEventHandler((event) => !isClipboardKey(event, terminal));
  return new MountedTerminal(terminal, fit, element, options);
}

function xtermTheme({ selection, ...theme }: TerminalTheme): ITheme {
  return { ...theme, ...(selection && { selectionBackground: selection }) };
}

/** Keys that are the browser's: paste, and copying what is selected. */
function isClipboardKey(event: KeyboardEvent, terminal: Terminal): boolean {
  if (!event.ctrlKey || event.altKey || event.metaKey) return false;
  const key = event.key.toLowerCase();
  if (key === 'v') return true;
  if (key !== 'c' || !event.shiftKey) return false;
  // Ctrl-Shift-C would open the tools of some browsers.
  event.preventDefault();
  if (event.type === 'keydown' && terminal.hasSelection()) void navigator.clipboard?.writeText(terminal.getSelection());
  return true;
}

class MountedTerminal implements TerminalHandle {
  readonly #prompt: PromptLine;
  readonly #resize: ResizeObserver;
  /** Whoever types waits for who types before. */
  #typing: Promise<void> = Promise.resolve();
  #disposed = false;
  #unmark = () => {};
  readonly #names: NamesHost | undefined;

  constructor(
    private readonly terminal: Terminal,
    private readonly fitter: FitAddon,
    element: HTMLElement,
    options: TerminalOptions,
  ) {
    this.#names = options.names;
    if (options.names) tellOfNames(terminal, options.names);
    this.fitter.fit();
    this.#prompt = new PromptLine(options.host, {
      get columns() {
        return terminal.cols;
      },
      write: (output) => terminal.write(output),
    });
    terminal.onData((data) => this.#prompt.receive(data));
    terminal.onResize(({ cols, rows }) => {
      this.#prompt.resized();
      options.resized?.(cols, rows);
    });
    options.resized?.(terminal.cols, terminal.rows);
    this.#resize = new ResizeObserver(() => this.fit());
    this.#resize.observe(element);
  }

  get columns(): number {
    return this.terminal.cols;
  }

  get rows(): number {
    return this.terminal.rows;
  }

  write(text: string): void {
    this.#prompt.print(text);
  }

  type(line: string, options: TypeOptions = {}): Promise<void> {
    this.#typing = this.#typing.then(() => this.#type(line, options));
    return this.#typing;
  }

  receive(keys: string): void {
    this.#prompt.receive(keys);
  }

  ready(): void {
    this.#prompt.ready();
  }

  reset(text: string): void {
    this.#prompt.reset(text);
  }

  mark(id: string | undefined, colour: { readonly ground: string; readonly ink: string }): void {
    this.#unmark();
    const { terminal } = this;
    this.#unmark = id === undefined || !this.#names ? () => {} : markNames(terminal, this.#names, id, colour);
  }

  focus(): void {
    this.terminal.focus();
  }

  fit(): void {
    if (!this.#disposed) this.fitter.fit();
  }

  setTheme(theme: TerminalTheme): void {
    this.terminal.options.theme = xtermTheme(theme);
  }

  setFontSize(size: number): void {
    this.terminal.options.fontSize = size;
    this.fit();
  }

  dispose(): void {
    this.#disposed = true;
    this.#resize.disconnect();
    this.terminal.dispose();
  }

  async #type(line: string, { msPerKey = 35, run = true }: TypeOptions): Promise<void> {
    while (this.#prompt.busy && !this.#disposed) await frame();
    // What the reader had begun to type makes way.
    this.#prompt.discard();
    await this.#typeKeys([...line.trimEnd()], msPerKey);
    if (this.#disposed) return;
    if (run) this.#prompt.press({ type: 'command', name: 'enter' });
    else this.#prompt.enter();
  }

  /** At the pace of the frames, as many keys as are due. A hidden page has no frames: then all at once. */
  async #typeKeys(chars: readonly string[], msPerKey: number): Promise<void> {
    let typed = 0;
    let due = 0;
    for (let last = performance.now(); typed < chars.length && !this.#disposed;) {
      if (msPerKey <= 0 || document.hidden) due = chars.length;
      else {
        const now = await frame();
        due += Math.min(now - last, 100) / msPerKey;
        last = now;
      }
      const end = Math.min(chars.length, Math.floor(due));
      if (end > typed) this.#prompt.add(chars.slice(typed, end).join(''));
      typed = Math.max(typed, end);
    }
  }
}

function frame(): Promise<number> {
  return new Promise((resolve) => {
    if (document.hidden) setTimeout(() => resolve(performance.now()), 16);
    else requestAnimationFrame(resolve);
  });
}
