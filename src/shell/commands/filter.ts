import type { Call, ShellCommand } from '../command';
import { endOfDocuments, planOf, type Plan } from '../filters';
import { FILTER, TAKE } from '../stage-input';
import type { ShellContext } from './index';

type Context = Pick<ShellContext, 'input' | 'unread' | 'during'>;

/** What a filter in a pipe that flows becomes: see `stage-input.ts`. Nobody calls it by name. */
export function filter(context: Context): ShellCommand {
  return {
    name: FILTER,
    usage: '',
    run(call) {
      const [name = '', ...given] = call.args;
      const plan = planOf(name, given);
      // What only prints may end with whoever reads it.
      if (name !== 'tee') context.unread?.addEventListener('abort', () => context.input!.close());
      return new Feeding(call, context, name, plan).run();
    },
  };
}

/** One run of a filter over an input that comes bit by bit. */
class Feeding {
  /** What it was given so far, and printed of that. */
  #taken = '';
  #out = '';
  #err = '';
  #code: number | undefined;
  /** What is left of the lines it will read. */
  #left: number;

  constructor(
    private readonly call: Call,
    private readonly context: Context,
    private readonly name: string,
    private readonly plan: Plan,
  ) {
    this.#left = plan.most ?? Infinity;
  }

  async run(): Promise<number> {
    const { plan, call } = this;
    if (plan.files || plan.when === 'at the end') return this.#once(plan.files ? '' : await this.#rest());
    while (this.#left > 0 && !plan.over?.(this.#code ?? 1, this.#out)) {
      const lines = await this.#more();
      if (!lines || call.signal.aborted) break;
      await this.#feed(lines);
    }
    if (call.signal.aborted) return 130;
    return this.#code ?? this.#once('');
  }

  #rest(): Promise<string> {
    return this.context.during(this.context.input!.rest());
  }

  async #more(): Promise<string> {
    const lines = await this.context.during(this.context.input!.lines());
    if (this.plan.documents) return this.#documents(lines);
    const most = lines.split('\n').slice(0, this.#left).join('\n');
    this.#left -= Math.min(this.#left, lines.split('\n').length - 1);
    return most && !most.endsWith('\n') && most.length < lines.length ? `${most}\n` : most;
  }

  async #documents(first: string): Promise<string> {
    let text = first;
    for (;;) {
      const more = endOfDocuments(text) === text.length ? '' : await this.context.during(this.context.input!.lines());
      if (!more) return text;
      text += more;
    }
  }

  async #feed(lines: string): Promise<void> {
    const soFar = this.plan.when === 'so far';
    this.#taken = soFar ? this.#taken + lines : lines;
    const { stdout, stderr, exitCode } = await this.call.exec([this.name, ...this.plan.args], { stdin: this.#taken });
    if (this.call.signal.aborted) return;
    this.call.out(soFar ? stdout.slice(this.#out.length) : stdout);
    this.call.err(stderr.slice(this.#err.length));
    if (soFar) this.#out = stdout;
    this.#err = stderr;
    // grep has found something if it has in any of the lines.
    this.#code = /grep$/.test(this.name) ? Math.min(this.#code ?? 1, exitCode) : exitCode;
  }

  async #once(stdin: string): Promise<number> {
    if (this.call.signal.aborted) return 130;
    const { stdout, stderr, exitCode } = await this.call.exec([this.name, ...this.plan.args], { stdin });
    this.call.out(stdout);
    this.call.err(stderr);
    return exitCode;
  }
}

/** Puts the next line of the input, or the rest, where the next command finds it. */
export function take(context: Context): ShellCommand {
  return {
    name: TAKE,
    usage: '',
    async run({ args: [what, path], writeFile, signal }) {
      const input = context.input!;
      const text = await context.during(what === 'line' ? input.line() : input.rest());
      await writeFile(path!, text);
      return signal.aborted ? 130 : text ? 0 : 1;
    },
  };
}
