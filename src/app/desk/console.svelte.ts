import type { Shell } from '../../shell/shell';
import type { Player } from '../player.svelte';
import { enteredLines } from './transcript';

/** Where the console's text is seen: xterm, the command line of the present page, or nothing yet. */
export interface Screen {
  write(text: string): void;
  /** Show a command being typed; resolves when the last key is down. */
  type(line: string): Promise<void>;
  /** Show this text and nothing else. */
  reset(text: string): void;
}

/** The learner's shell on the playground: runs lines, and writes down in the journal what was entered and printed,
 *  so that going back in time takes the terminal along. The shell itself is loaded at the first line. */
export class Console {
  /** The command that runs now. */
  running = $state.raw<string | undefined>();
  loading = $state(false);
  /** Opens a file in the editor, for `edit FILE`. */
  onOpen: (path: string) => void = () => {};
  screen: Screen | undefined;
  columns = 80;
  readonly #player: Player;
  #shell: Promise<Shell> | undefined;
  #ready: Shell | undefined;
  #abort: AbortController | undefined;
  readonly #stop: () => void;

  constructor(player: Player) {
    this.#player = player;
    this.#stop = player.subscribe(({ jump }) => {
      if (jump) this.interrupt();
    });
  }

  get prompt(): string {
    return this.#ready?.prompt ?? '$ ';
  }

  /** Lines entered up to this instant. */
  get history(): string[] {
    return enteredLines(this.#player.playground.journal());
  }

  /** Load the shell. Safe to call again. */
  shell(): Promise<Shell> {
    this.#shell ??= this.#load();
    return this.#shell;
  }

  /** Type a script before the learner's eyes, line by line, and run it. @returns the last exit code */
  async perform(script: string): Promise<number> {
    await this.shell();
    await this.screen?.type(script);
    return this.run(script);
  }

  /** Run what was entered. Time begins to pass: a command waits for the cluster.
   *  @returns its exit code; 130 when it was interrupted */
  async run(script: string): Promise<number> {
    const shell = await this.shell();
    const { playground } = this.#player;
    const abort = (this.#abort = new AbortController());
    playground.note({ type: 'command', prompt: shell.prompt, line: script });
    playground.time.play();
    this.running = script;
    let code = 1;
    try {
      code = await shell.run(script, abort.signal);
    } finally {
      if (this.#abort === abort) this.#finish(code, abort.signal);
    }
    return code;
  }

  async complete(line: string, cursor: number) {
    return (await this.shell()).complete(line, cursor);
  }

  /** Ctrl-C. */
  interrupt(): void {
    this.#abort?.abort(new DOMException('interrupted', 'AbortError'));
  }

  close(): void {
    this.#stop();
    this.interrupt();
    this.#ready?.close();
  }

  /** After a move in time the journal of that instant stands, and nothing may be added to it. */
  #finish(code: number, signal: AbortSignal): void {
    this.running = undefined;
    this.#abort = undefined;
    const { playground } = this.#player;
    if (!(signal.aborted && playground.past)) playground.note({ type: 'exit', code });
  }

  async #load(): Promise<Shell> {
    this.loading = true;
    try {
      const { createShell } = await import('../../shell/shell');
      const { playground } = this.#player;
      this.#ready = createShell({
        cluster: playground.cluster,
        files: playground.files,
        namespace: playground.scenario.namespace,
        tty: true,
        write: (text) => this.#write(text),
        columns: () => this.columns,
        open: (path) => this.onOpen(path),
        fault: (fault) => playground.fault(fault),
        history: () => this.history,
      });
      return this.#ready;
    } finally {
      this.loading = false;
    }
  }

  #write(text: string): void {
    if (this.#abort?.signal.aborted) return;
    this.#player.playground.note({ type: 'output', text });
    this.screen?.write(text);
  }
}
