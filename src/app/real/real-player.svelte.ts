import { createSubscriber } from 'svelte/reactivity';
import type { LogEntry } from '../../kube/log';
import type { View } from '../../kube/view';
import type { Lesson } from '../../lessons/lesson';
import { LessonRunner, type LessonState } from '../../lessons/runner';
import type { RealWorld } from '../../real-world';
import { beatOf, isExplained } from '../beats';
import { marksOf, type Mark } from '../marks';
import type { LessonPlayer, TerminalPlayer } from '../player';
import type { Shown } from '../shown';

/** Real ms between two looks at the clock. */
const BEAT = 500;

/** Pods beyond which what happens is summed up: a real cluster waits for nobody. */
const CROWD = 300;
const SUMMED_UP = 8;

/** A real cluster as the components see it: reading a getter is subscribing to it. */
export class RealShow implements Shown, TerminalPlayer {
  readonly resting = false as const;
  readonly real = true as const;
  readonly playground: RealWorld;
  selected = $state.raw<string | undefined>();
  pointed = $state.raw<string | undefined>();
  caption = $state('');
  readonly #heard: () => void;

  constructor(world: RealWorld) {
    this.playground = world;
    this.#heard = createSubscriber((update) => {
      const stop = world.subscribe(update);
      const timer = setInterval(update, BEAT);
      return () => {
        stop();
        clearInterval(timer);
      };
    });
  }

  get #recording() {
    this.#heard();
    return this.playground.recorder.recording;
  }

  get at(): number {
    return this.#recording.at;
  }

  get start(): number {
    return this.#recording.start;
  }

  get end(): number {
    return this.#recording.end;
  }

  get past(): boolean {
    return this.#recording.past;
  }

  get playing(): boolean {
    return !this.past;
  }

  /** As the stage is to show it. */
  get speed(): number {
    return this.view.list('pods').length > CROWD ? SUMMED_UP : 1;
  }

  get version(): number {
    return this.#recording.view.version;
  }

  get view(): View {
    return this.playground.view;
  }

  get log(): readonly LogEntry[] {
    return this.playground.log;
  }

  get namespace(): string {
    return this.playground.scenario.namespace;
  }

  get marks(): Mark[] {
    return marksOf(this.#recording ? this.playground.recorded : [], [], [], this.start);
  }

  /** How it stands with each resource. */
  get followed() {
    this.#heard();
    return this.playground.recorder.followed;
  }

  subscribe(listener: (change: { readonly jump: boolean }) => void): () => void {
    return this.playground.subscribe(listener);
  }

  /** A real cluster waits for nobody. */
  hold(): () => void {
    return () => {};
  }

  live(): Promise<this> {
    return Promise.resolve(this);
  }

  seek(at: number): void {
    this.playground.time.seek(at);
  }

  togglePlaying(): void {
    if (this.past) this.playground.goOn();
    else this.seek(this.end - 1);
  }

  close(): void {
    this.playground.close();
  }
}

/** A real cluster with a lesson on it. */
export class RealPlayer extends RealShow implements LessonPlayer {
  readonly lesson: Lesson;
  readonly runner: LessonRunner;
  readonly #told: () => void;

  constructor(world: RealWorld, lesson: Lesson) {
    super(world);
    this.lesson = lesson;
    this.runner = new LessonRunner(lesson, world);
    this.#told = createSubscriber((update) => this.runner.subscribe(update));
  }

  get step(): LessonState {
    this.#told();
    return this.runner.state;
  }

  get explained(): boolean {
    void this.at;
    return isExplained(this.step, beatOf(this.playground.journal()));
  }

  override get marks(): Mark[] {
    const titles = this.lesson.steps.map((step) => step.title);
    void this.at;
    return marksOf(this.playground.recorded, [], titles, this.start);
  }

  override close(): void {
    super.close();
    this.runner.destroy();
  }
}
