import type { Fault } from '../kube/fault';
import type { JournalEntry } from '../lessons/journal';
import type { Lesson } from '../lessons/lesson';
import type { LessonState } from '../lessons/runner';
import type { Beat } from './beats';
import { FilmShow } from './film/film-show.svelte';
import type { Opening } from './lesson/opening';
import type { LivePlayer } from './live-player.svelte';
import type { Mark } from './marks';

/** A lesson before anybody has done anything. It looks as the living one will, and needs no cluster for that: the first
 *  picture is there at once, and a reader who only reads loads nothing more. Whatever is done wakes it. */
export class RestingPlayer extends FilmShow {
  readonly resting = true as const;
  /** Hears of the living player before anything is asked of it. */
  onwake: (player: LivePlayer) => void = () => {};
  readonly lesson: Lesson;
  readonly #opening: Opening;
  readonly #wake: () => Promise<LivePlayer>;
  #waking: Promise<LivePlayer> | undefined;

  /** @param wake  makes the living player; called once */
  constructor(lesson: Lesson, opening: Opening, wake: () => Promise<LivePlayer>) {
    super(opening.film);
    this.lesson = lesson;
    this.#opening = opening;
    this.#wake = wake;
    this.playground = this.memory();
  }

  readonly past = false;
  readonly faults: readonly Fault[] = [];
  readonly marks: Mark[] = [];

  get start(): number {
    return this.film.start;
  }

  get end(): number {
    return this.film.end;
  }

  get version(): number {
    return this.view.version;
  }

  get explained(): boolean {
    const { goals, run, fault } = this.lesson.steps[0]!;
    return this.#opening.explained && (goals.length > 0 || (!run && !fault));
  }

  get beat(): Beat {
    return { step: 0, performed: false, at: this.start };
  }

  get step(): LessonState {
    const step = this.lesson.steps[0]!;
    const { explained, missing } = this.#opening;
    return {
      index: 0,
      step,
      phase: explained ? 'explained' : step.predict ? 'predict' : 'act',
      choice: undefined,
      hints: 0,
      missing: missing.map((index) => step.goals[index]!),
      // eslint-disable-next-line svelte/prefer-svelte-reactivity -- it never changes
      done: new Set(explained ? [0] : []),
    };
  }

  /** The living player, once it is there. */
  live(): Promise<LivePlayer> {
    return (this.#waking ??= this.#wake().then((player) => {
      this.onwake(player);
      return player;
    }));
  }

  readonly runner = {
    go: (index: number) => this.#ask((player) => player.runner.go(index)),
    next: () => this.#ask((player) => player.runner.next()),
    previous: () => this.#ask((player) => player.runner.previous()),
    predict: (choice: string | number) => this.#ask((player) => player.runner.predict(choice)),
    hint: () => this.#ask((player) => player.runner.hint()),
  };

  /** What a playground would say of what has not begun. */
  readonly playground: ReturnType<RestingPlayer['memory']>;

  togglePlaying(): void {
    this.#ask((player) => player.togglePlaying());
  }

  private memory() {
    const { lesson } = this;
    return {
      scenario: lesson,
      view: this.view,
      log: this.log,
      recorded: [] as readonly JournalEntry[],
      journal: (): readonly JournalEntry[] => [],
      fault: (fault: Fault) => this.#ask((player) => player.playground.fault(fault)),
      files: {
        list: () => Object.keys(lesson.files),
        read: (path: string): string | undefined => lesson.files[path],
        subscribe: () => () => {},
      },
      time: {
        play: () => this.#ask((player) => player.playground.time.play()),
        pause: () => {},
        step: () => this.#ask((player) => void player.playground.time.step()),
        seek: () => {},
        setSpeed: (speed: number) => this.#ask((player) => player.playground.time.setSpeed(speed)),
      },
    };
  }

  #ask(act: (player: LivePlayer) => void): void {
    this.live().then(act, (error: unknown) => console.error('the lesson did not wake', error));
  }
}
