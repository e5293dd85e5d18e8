import type { ContainerShell } from '../../kube/cluster';

/** A terminal before a shell in a container, for who sends single keys: `kubectl exec -it` over HTTP.
 *  MODELS the line discipline of a tty: echo, erasing, Ctrl-C, Ctrl-U, Ctrl-D, carriage returns.
 *  OMITS moving within a line, history, and its width: nothing that runs here asks for it. */
export class LineTerminal {
  #line = '';
  /** Keys that came while a line runs. */
  #waiting: string[] = [];
  #running: AbortController | undefined;
  #escape = '';

  /** @param ended with the shell's exit code */
  constructor(
    private readonly shell: ContainerShell,
    private readonly write: (text: string) => void,
    private readonly ended: (exitCode: number) => void,
  ) {
    this.#prompt();
  }

  keys(text: string): void {
    for (const key of text) {
      if (key === '\x03') this.#interrupt();
      else if (this.#running) this.#waiting.push(key);
      else this.#press(key);
    }
  }

  close(): void {
    this.#waiting = [];
    this.#running?.abort();
  }

  #press(key: string): void {
    if (this.#skips(key)) return;
    if (key === '\r' || key === '\n') void this.#enter(this.#line);
    else if (key === '\x7f' || key === '\b') this.#erase(1);
    else if (key === '\x15') this.#erase([...this.#line].length);
    else if (key === '\x04') this.#endOfInput();
    else if (key >= ' ') {
      this.#line += key;
      this.write(key);
    }
  }

  /** Arrows and their like come as sequences, and mean nothing here. */
  #skips(key: string): boolean {
    if (this.#escape) this.#escape = /[\x40-\x7e]/.test(key) && !(this.#escape === '\x1b' && /[[O]/.test(key)) ? '' : this.#escape + key;
    else if (key === '\x1b') this.#escape = key;
    else return false;
    return true;
  }

  #erase(count: number): void {
    const chars = [...this.#line];
    this.write('\b \b'.repeat(Math.min(count, chars.length)));
    this.#line = chars.slice(0, -count).join('');
  }

  #endOfInput(): void {
    if (!this.#line) void this.#enter('exit');
  }

  #interrupt(): void {
    this.write('^C');
    this.#waiting = [];
    if (this.#running) return this.#running.abort();
    this.#line = '';
    this.write('\r\n');
    this.#prompt();
  }

  async #enter(line: string): Promise<void> {
    this.#line = '';
    this.write('\r\n');
    const running = (this.#running = new AbortController());
    const exitCode = line.trim() ? await this.#run(line, running.signal) : 0;
    this.#running = undefined;
    if (this.shell.prompt === undefined) return this.ended(exitCode);
    this.#prompt();
    for (const key of this.#waiting.splice(0)) this.keys(key);
  }

  /** @returns the exit code; what went wrong is told */
  async #run(line: string, signal: AbortSignal): Promise<number> {
    try {
      const { stdout, stderr, exitCode } = await this.shell.run(line, signal);
      this.write((stdout + stderr).replaceAll('\n', '\r\n'));
      return exitCode;
    } catch (error) {
      this.write(signal.aborted ? '\r\n' : `${error instanceof Error ? error.message : String(error)}\r\n`);
      return 130;
    }
  }

  #prompt(): void {
    this.write(this.shell.prompt ?? '');
  }
}
