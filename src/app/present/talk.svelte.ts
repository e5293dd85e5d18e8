import type { Console, Screen } from '../desk/console.svelte';
import { reducedMotion } from '../frames';
import type { Player } from '../player.svelte';
import type { Beat } from '../beats';
import { openChannel, type TalkChannel } from './channel';

/** A lesson on stage: forward types and runs the next command for real, back truly turns back the cluster and
 *  everything shown. The speaker's second window hears of each beat, and may send `forward` and `back`. */
export class Talk {
  /** What is being typed. */
  typed = $state<string | undefined>();
  blank = $state(false);
  readonly #player: Player;
  readonly #console: Console;
  readonly #channel: TalkChannel;
  #busy = false;

  constructor(player: Player, console: Console) {
    this.#player = player;
    this.#console = console;
    console.attach(this.#screen());
    this.#channel = openChannel(player.lesson.slug, (message) => {
      if (message.type === 'hello') this.#tell();
      else if (message.type === 'forward') void this.forward();
      else if (message.type === 'back') this.back();
    });
    this.#tell();
  }

  get beat(): Beat {
    return this.#player.beat;
  }

  async forward(): Promise<void> {
    if (this.blank) return void (this.blank = false);
    if (this.#busy) return;
    const { runner, playground, lesson } = this.#player;
    const { step, performed } = this.beat;
    const { run, fault } = lesson.steps[step]!;
    // One that still runs, such as `-w`, has been seen.
    this.#console.interrupt();
    playground.time.play();
    if (performed || (!run && !fault)) runner.next();
    else if (fault) playground.fault(fault);
    else await this.#perform(run!);
    this.#tell();
  }

  /** To the end of the beat before; time rests there until the talk goes on. */
  back(): void {
    this.#console.interrupt();
    const { runner, playground } = this.#player;
    const { step, performed, at } = this.beat;
    playground.time.seek(at - 1);
    // The command came in the very instant in which the step was shown.
    if (performed && runner.state.index !== step) runner.go(step);
    this.typed = undefined;
    this.#tell();
  }

  close(): void {
    this.#channel.close();
    this.#console.detach();
  }

  /** Runs on while the talk goes on: only its typing is waited for. */
  async #perform(run: string): Promise<void> {
    this.#busy = true;
    const typed = new Promise<void>((resolve) => (this.#typedOut = resolve));
    const done = this.#console.perform(run);
    done.catch((error: unknown) => console.error(error));
    await Promise.race([typed, done.catch(() => {})]);
    this.#busy = false;
  }

  #typedOut: () => void = () => {};

  #screen(): Screen {
    return {
      columns: 100,
      write: () => {},
      ready: () => {},
      reset: () => (this.typed = undefined),
      type: async (line) => {
        for (let end = 0; end <= line.length && !reducedMotion(); end++) {
          this.typed = line.slice(0, end);
          await pause(line[end - 1] === ' ' ? 70 : 38);
        }
        this.typed = undefined;
        this.#typedOut();
      },
    };
  }

  #tell(): void {
    const { step, performed } = this.beat;
    this.#channel.send({ type: 'beat', step, performed });
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
