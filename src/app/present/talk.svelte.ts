import type { Console, Screen } from '../desk/console.svelte';
import { reducedMotion } from '../frames';
import type { LivePlayer } from '../live-player.svelte';
import type { Beat } from '../beats';
import { openChannel, type TalkChannel } from './channel';

/** A lesson on stage: forward types and runs the next command for real, back truly turns back the cluster and
 *  everything shown. The speaker's second window hears of each beat, and may send `forward` and `back`. */
export class Talk {
  /** What is being typed. */
  typed = $state<string | undefined>();
  blank = $state(false);
  readonly #player: LivePlayer;
  readonly #console: Console;
  readonly #channel: TalkChannel;
  readonly #stopTelling: () => void;
  #busy = false;

  constructor(player: LivePlayer, console: Console) {
    this.#player = player;
    this.#console = console;
    console.attach(this.#screen());
    this.#channel = openChannel(player.lesson.slug, (message) => {
      if (message.type === 'hello') this.#tell();
      else if (message.type === 'forward') void this.forward();
      else if (message.type === 'back') this.back();
    });
    this.#tell();
    this.#stopTelling = player.runner.subscribe(() => this.#tell());
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
    // After going back, time must not run through what was taken back; and each beat has an instant of its own.
    playground.goOn();
    playground.time.pass(1);
    playground.time.play();
    if (performed || (!run && !fault)) runner.next();
    else if (fault) playground.fault(fault);
    else await this.#perform(run!);
    this.#tell();
  }

  /** To the end of the beat before; time rests there until the talk goes on. */
  back(): void {
    this.#console.interrupt();
    const { playground } = this.#player;
    this.#stopTyping();
    playground.time.seek(this.beat.at - 1);
    this.#tell();
  }

  close(): void {
    this.#stopTelling();
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
  /** Which line is being typed: going back stops it. */
  #typing: symbol | undefined;

  #screen(): Screen {
    return {
      columns: 100,
      rows: 24,
      write: () => {},
      ready: () => {},
      reset: () => this.#stopTyping(),
      type: async (line) => {
        const typing = (this.#typing = Symbol(line));
        for (let end = 0; end <= line.length && !reducedMotion() && typing === this.#typing; end++) {
          this.typed = line.slice(0, end);
          await pause(line[end - 1] === ' ' ? 70 : 38);
        }
        if (typing === this.#typing) this.#stopTyping();
        this.#typedOut();
      },
    };
  }

  #stopTyping(): void {
    this.#typing = undefined;
    this.typed = undefined;
  }

  #tell(): void {
    const { step, performed } = this.beat;
    const { explained: shown } = this.#player;
    this.#channel.send({ type: 'beat', step, performed, shown });
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
