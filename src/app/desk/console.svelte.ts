import type { JournalEntry } from '../../lessons/journal';
import type { Completion } from '../../shell/completion';
import type { Shell } from '../../shell/shell';
import type { TerminalHandle } from '../../shell/terminal';
import { api } from '../../page-api';
import type { World } from '../../world';
import { reducedMotion } from '../frames';
import { enteredLines, isShown, transcript } from './transcript';

/** Where the console's text is seen: xterm on the lesson's page, the command line on stage. */
export type Screen = Pick<TerminalHandle, 'columns' | 'rows' | 'write' | 'type' | 'ready' | 'reset'>;

/** A command that runs longer than this many real ms is worth a button that stops it. */
const LONG = 800;
const KEY = 32;
/** The exit code of what was interrupted. */
const INTERRUPTED = 130;

/** Whose shell it is. */
export interface Typist {
  readonly playground: World;
  subscribe(listener: (change: { readonly jump: boolean }) => void): () => void;
}

/** The learner's shell on the playground. It runs lines, and writes down in the journal what was entered and printed;
 *  a terminal, when one is open, shows the journal. So going back in time takes the terminal along. The shell itself
 *  is loaded for the first line. */
export class Console {
  /** The command that runs, or is being typed. */
  running = $state.raw<string | undefined>();
  /** It runs for so long that one may want to stop it. */
  long = $state(false);
  /** Opens a file in the editor, for `edit FILE`. */
  onOpen: (path: string) => void = () => {};
  readonly #player: Typist;
  #terminal: Screen | undefined;
  /** How many entries of the journal the terminal shows. */
  #shown = 0;
  #loading: Promise<Shell> | undefined;
  #shell: Shell | undefined;
  #abort: AbortController | undefined;
  #interrupts = 0;
  /** The command before has ended, also one that was interrupted. */
  #ended: Promise<unknown> = Promise.resolve();
  readonly #stop: () => void;

  constructor(player: Typist) {
    this.#player = player;
    this.#stop = player.subscribe(({ jump }) => {
      if (jump && !player.playground.runsOn) this.interrupt();
      this.#follow(jump);
    });
  }

  get prompt(): string {
    return this.#shell?.prompt ?? '$ ';
  }

  /** Lines go into a shell in a container. */
  get typing(): boolean {
    return this.#shell?.typing ?? false;
  }

  /** Lines entered up to this instant. */
  get history(): string[] {
    return enteredLines(this.#player.playground.journal());
  }

  /** Show the journal on a terminal from now on. */
  attach(terminal: Screen): void {
    this.#terminal = terminal;
    this.#shown = -1;
    this.#follow(true);
  }

  detach(): void {
    this.#terminal = undefined;
  }

  /** Load the shell. Safe to call again. */
  shell(): Promise<Shell> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  /** Type a script before the learner's eyes, and run it. @returns its exit code */
  async perform(script: string): Promise<number> {
    this.running = script;
    const interrupts = this.#interrupts;
    try {
      await this.shell();
      await this.#terminal?.type(script, { run: false, msPerKey: reducedMotion() ? 0 : KEY });
      // Taken back before the last key was down.
      if (interrupts !== this.#interrupts) return INTERRUPTED;
      return await this.run(script);
    } finally {
      this.running = undefined;
      this.#terminal?.ready();
    }
  }

  /** Run what was entered. Time begins to pass: a command waits for the cluster.
   *  @returns its exit code; 130 when it was interrupted */
  async run(script: string): Promise<number> {
    const shell = await this.shell();
    await this.#ended;
    const abort = (this.#abort = new AbortController());
    const entered = this.#enter(shell.prompt, script);
    this.running = script;
    const timer = setTimeout(() => (this.long = true), LONG);
    const work = shell.run(script, abort.signal);
    this.#ended = work.catch(() => {});
    let code = 1;
    try {
      code = await work;
    } finally {
      clearTimeout(timer);
      this.#finish(code, abort, entered);
    }
    return code;
  }

  /** What was recorded after this instant is dropped before time runs through it again. */
  #enter(prompt: string, line: string): JournalEntry {
    const { playground } = this.#player;
    playground.goOn();
    playground.time.pass(1);
    let entered!: JournalEntry;
    this.#note(() => (entered = playground.note({ type: 'command', prompt, line })));
    playground.time.play();
    return entered;
  }

  async complete(line: string, cursor: number): Promise<Completion> {
    return (await this.shell()).complete(line, cursor);
  }

  /** Ctrl-C. */
  interrupt(): void {
    this.#interrupts++;
    this.#abort?.abort(new DOMException('interrupted', 'AbortError'));
  }

  /** Ctrl-C, and wait until the command has ended. */
  stop(): Promise<unknown> {
    this.interrupt();
    return this.#ended;
  }

  close(): void {
    this.#stop();
    this.interrupt();
    this.#shell?.close();
  }

  /** When time was moved, the journal of that instant stands, and nothing is added to it. */
  #finish(code: number, abort: AbortController, entered: JournalEntry): void {
    this.long = false;
    this.running = undefined;
    if (this.#abort === abort) this.#abort = undefined;
    const { playground } = this.#player;
    const taken = !playground.runsOn && ((abort.signal.aborted && playground.past) || !playground.recorded.includes(entered));
    if (!taken) this.#note(() => playground.note({ type: 'exit', code }));
  }

  /** @param behind  a job in the background says it: a line need not run */
  #write(text: string, behind = false): void {
    const { playground } = this.#player;
    if (behind ? playground.past && !playground.runsOn : !this.#abort || this.#abort.signal.aborted) return;
    this.#note(() => playground.note({ type: 'output', text }));
    // Who looks at the past sees it when he is back.
    if (!playground.past) this.#terminal?.write(text);
  }

  /** Add to the journal what the terminal shows already. */
  #note(add: () => void): void {
    this.#shown = Infinity;
    add();
    this.#shown = this.#count();
  }

  /** Time moved, or runs again through what was recorded: the terminal shows that instant. */
  #follow(jump: boolean): void {
    const { playground } = this.#player;
    if (!this.#terminal || this.#shown === Infinity) return;
    if (!jump && !playground.past) return;
    const count = this.#count();
    // Where time goes on by itself, whoever is typing keeps what is typed.
    if (count === this.#shown && (!jump || playground.runsOn)) return;
    this.#shown = count;
    this.#terminal.reset(transcript(playground.journal()));
  }

  #count(): number {
    return this.#player.playground.journal().filter(isShown).length;
  }

  async #load(): Promise<Shell> {
    const { createShell } = await import('../../shell/shell');
    const { playground } = this.#player;
    return (this.#shell = createShell({
      cluster: playground.cluster,
      api,
      files: playground.files,
      namespace: playground.scenario.namespace,
      tty: true,
      write: (text, behind) => this.#write(text, behind),
      columns: () => this.#terminal?.columns ?? 80,
      rows: () => this.#terminal?.rows ?? 24,
      open: (path) => this.onOpen(path),
      fault: (fault) => playground.fault(fault),
      history: () => this.history,
    }));
  }
}
