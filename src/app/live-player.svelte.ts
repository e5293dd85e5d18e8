import { createSubscriber } from 'svelte/reactivity';
import type { Fault } from '../kube/fault';
import { LessonRunner, type LessonState } from '../lessons/runner';
import type { Lesson } from '../lessons/lesson';
import type { SavedPlayground } from '../playground';
import { beatOf, isExplained, type Beat } from './beats';
import { marksOf, type Mark } from './marks';
import { Show } from './show.svelte';

/** A show with its lesson. */
export class LivePlayer extends Show {
  readonly resting = false as const;
  readonly real = false as const;
  readonly lesson: Lesson;
  readonly runner: LessonRunner;
  readonly #told: () => void;
  readonly #stopPacing: () => void;
  /** The step whose own speed is kept, and the speed before it. */
  #paced: { readonly index: number; readonly before: number } | undefined;

  /** @param speed  the learner's own: see `Time.setSpeed` */
  constructor(lesson: Lesson, saved?: SavedPlayground, speed?: number) {
    super(lesson, saved);
    if (speed !== undefined) this.playground.time.setSpeed(speed);
    this.lesson = lesson;
    this.runner = new LessonRunner(lesson, this.playground);
    this.#told = createSubscriber((update) => this.runner.subscribe(update));
    this.#stopPacing = this.runner.subscribe(() => this.#pace());
    this.#pace();
  }

  /** The speed that the learner chose, also while a step keeps another one. */
  get ownSpeed(): number {
    return this.#paced?.before ?? this.playground.time.speed;
  }

  get step(): LessonState {
    this.#told();
    return this.runner.state;
  }

  get explained(): boolean {
    return isExplained(this.step, this.beat);
  }

  /** Where a talk stands: see beats.ts. */
  get beat(): Beat {
    void this.at;
    const { inputs } = this.playground.cluster.history;
    const faults = inputs.flatMap(({ at, input }) => (input.type === 'fault' ? [at] : []));
    return beatOf(this.playground.journal(), faults);
  }

  get marks(): Mark[] {
    void this.at;
    const titles = this.lesson.steps.map((step) => step.title);
    return marksOf(this.playground.recorded, this.playground.cluster.history.recorded, titles, this.start);
  }

  /** Faults thrown up to this instant. */
  get faults(): Fault[] {
    return this.playground.cluster.history.inputs.flatMap(({ input }) => (input.type === 'fault' ? [input.fault] : []));
  }

  live(): Promise<LivePlayer> {
    return Promise.resolve(this);
  }

  override close(): void {
    super.close();
    this.#stopPacing();
    this.runner.destroy();
  }

  /** A step in which one would wait for long lets time pass faster; the next one gives back the learner's own speed. */
  #pace(): void {
    const { index, step } = this.runner.state;
    if (this.#paced?.index === index) return;
    const { time } = this.playground;
    const before = this.#paced?.before;
    this.#paced = undefined;
    if (before !== undefined) time.setSpeed(before);
    if (step.speed === undefined || step.speed <= time.speed) return;
    this.#paced = { index, before: time.speed };
    time.setSpeed(step.speed);
  }
}
