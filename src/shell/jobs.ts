/** Exit code of what a signal has ended: 128 and its number. */
const SIGNALS: Readonly<Record<string, number>> = { HUP: 1, INT: 2, QUIT: 3, KILL: 9, TERM: 15 };

/** Process ids of the terminal begin here: those of the cluster's own processes stay below. */
const FIRST_PID = 2001;

/** A command line that runs in the background. */
export interface Job {
  readonly number: number;
  readonly pid: number;
  /** As it was entered, without the `&`. */
  readonly text: string;
  /** Fulfilled with its exit code. */
  readonly ended: Promise<number>;
  /** Its exit code, once it has ended. */
  readonly code: number | undefined;
  /** What has killed it. */
  readonly signal: string | undefined;
}

type Entry = { -readonly [Field in keyof Job]: Job[Field] } & { readonly abort: AbortController; told: boolean };

/** The jobs of one shell.
 *  MODELS bash's table of jobs: numbers, `%1`, `%+`, `%-`, process ids and what is told when a job has ended.
 *  OMITS Ctrl-Z: nothing stops half-way. */
export class Jobs {
  #entries: Entry[] = [];
  #nextPid = FIRST_PID;
  /** Of the job that was started last; `$!`. */
  lastPid: number | undefined;

  get all(): readonly Job[] {
    return this.#entries;
  }

  start(text: string, run: (signal: AbortSignal) => Promise<number>): Job {
    const abort = new AbortController();
    const number = (this.#entries.at(-1)?.number ?? 0) + 1;
    const pid = this.#nextPid++;
    const entry: Entry = { number, pid, text, abort, told: false, code: undefined, signal: undefined, ended: Promise.resolve(0) };
    entry.ended = run(abort.signal)
      .catch(() => 1)
      .then((code) => (entry.code = entry.signal ? 128 + SIGNALS[entry.signal]! : code));
    this.#entries.push(entry);
    this.lastPid = pid;
    return entry;
  }

  /** A job by `%1`, `%%`, `%+`, `%-`, `%name` or its process id. */
  find(name: string): Job | undefined {
    if (!name.startsWith('%')) return this.#entries.find(({ pid }) => String(pid) === name);
    const rest = name.slice(1);
    if (rest === '' || rest === '%' || rest === '+') return this.#entries.at(-1);
    if (rest === '-') return this.#entries.at(-2) ?? this.#entries.at(-1);
    if (/^\d+$/.test(rest)) return this.#entries.find(({ number }) => String(number) === rest);
    return this.#entries.findLast(({ text }) => text.startsWith(rest));
  }

  /** @param signal  without `SIG`; one of `signalCalled` */
  kill(job: Job, signal: string): void {
    const entry = this.#entries.find((one) => one === job);
    if (!entry || entry.code !== undefined) return;
    entry.signal = signal;
    entry.abort.abort(new DOMException(signal, 'AbortError'));
  }

  /** What `jobs` prints of a job. */
  line(job: Job, withPid = false): string {
    const mark = job === this.#entries.at(-1) ? '+' : job === this.#entries.at(-2) ? '-' : ' ';
    const running = job.code === undefined;
    return `[${job.number}]${mark} ${withPid ? job.pid : ''} ${stateOf(job).padEnd(24)}${job.text}${running ? ' &' : ''}\n`;
  }

  /** What has ended since it was last asked. Those jobs are forgotten. */
  news(): string {
    const ended = this.#entries.filter(({ code, told }) => code !== undefined && !told);
    const text = ended.map((job) => this.line(job)).join('');
    this.forget(...ended);
    return text;
  }

  forget(...jobs: readonly Job[]): void {
    this.#entries = this.#entries.filter((entry) => !jobs.includes(entry));
  }

  /** The shell is gone: its jobs get a HUP. */
  hangUp(): void {
    for (const entry of this.#entries) this.kill(entry, 'HUP');
  }
}

/** The signal that a word means: `9`, `KILL`, `SIGKILL`; undefined: there is none of that name here. */
export function signalCalled(name: string): string | undefined {
  const plain = name.toUpperCase().replace(/^SIG/, '');
  if (Object.hasOwn(SIGNALS, plain)) return plain;
  return Object.keys(SIGNALS).find((signal) => String(SIGNALS[signal]) === name);
}

function stateOf({ code, signal }: Job): string {
  if (code === undefined) return 'Running';
  if (signal === 'KILL') return 'Killed';
  if (signal === 'HUP') return 'Hangup';
  if (signal === 'INT') return 'Interrupt';
  if (signal) return signal === 'QUIT' ? 'Quit' : 'Terminated';
  return code === 0 ? 'Done' : `Exit ${code}`;
}
