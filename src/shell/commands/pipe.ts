import { Channel } from '../channel';
import { quoted, type Call, type ShellCommand } from '../command';
import { PIPE, PIPED } from '../pipes';
import type { ShellContext } from './index';

/** What a pipe that flows becomes: see `pipes.ts`. Nobody calls it by name. */
export function pipe(context: ShellContext): ShellCommand {
  return {
    name: PIPE,
    usage: '',
    async run(call) {
      const codes = await context.during(new Flow(call, context).run());
      call.pipeStatus(codes);
      const failed = codes.findLast((code) => code !== 0);
      return (call.variables.SHELLOPTS ?? '').split(':').includes('pipefail') ? (failed ?? 0) : codes.at(-1)!;
    },
  };
}

class Flow {
  readonly #texts: readonly string[];
  /** `|` or `|&`, after each command but the last. */
  readonly #signs: readonly string[];
  readonly #channels: readonly Channel[];

  constructor(
    private readonly call: Call,
    private readonly context: ShellContext,
  ) {
    this.#texts = call.args.filter((_, i) => i % 2 === 0);
    this.#signs = call.args.filter((_, i) => i % 2 === 1);
    this.#channels = this.#signs.map(() => new Channel());
  }

  async run(): Promise<readonly number[]> {
    const { signal } = this.call;
    const stop = () => this.#channels.forEach((channel) => channel.close());
    signal.addEventListener('abort', stop);
    try {
      return await Promise.all(this.#texts.map((text, i) => this.#stage(text, i)));
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  async #stage(text: string, i: number): Promise<number> {
    const { call, context } = this;
    const [before, after] = [this.#channels[i - 1], this.#channels[i]];
    const piped = new AbortController();
    const unread = after?.unread ?? context.unread ?? call.signal;
    const out = after ? (written: string) => after.write(written) || piped.abort(new DOMException('PIPE', 'AbortError')) : call.out;
    const stage = {
      input: before ?? context.input ?? new Channel(call.stdin),
      out: (written: string) => void out(written),
      err: this.#signs[i] === '|&' ? (written: string) => void out(written) : call.err,
      unread,
      tty: !after && call.tty,
    };
    const script = { text: this.#parameters() + text, variables: call.variables, behind: true, stage };
    const code = await context.spawn(script, AbortSignal.any([call.signal, piped.signal]));
    before?.close();
    after?.end();
    return piped.signal.aborted && !call.signal.aborted ? PIPED : code;
  }

  /** `$1` and the others are what they are around the pipe. */
  #parameters(): string {
    const { parameters } = this.call;
    return parameters.length ? `set -- ${parameters.map(quoted).join(' ')}\n` : '';
  }
}
