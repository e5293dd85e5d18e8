import { createSubscriber } from 'svelte/reactivity';
import { LessonRunner, type LessonState } from '../lessons/runner';
import type { Lesson } from '../lessons/lesson';
import type { SavedPlayground } from '../playground';
import { beatOf, type Beat } from './beats';
import { marksOf, type Mark } from './marks';
import { Show } from './show.svelte';

/** A show with its lesson. */
export class Player extends Show {
  readonly lesson: Lesson;
  readonly runner: LessonRunner;
  readonly #told: () => void;

  constructor(lesson: Lesson, saved?: SavedPlayground) {
    super(lesson, saved);
    this.lesson = lesson;
    this.runner = new LessonRunner(lesson, this.playground);
    this.#told = createSubscriber((update) => this.runner.subscribe(update));
  }

  get step(): LessonState {
    this.#told();
    return this.runner.state;
  }

  /** The cluster shows all that the step asks for; where it asks for nothing, its command was run. */
  get explained(): boolean {
    const { phase, step } = this.step;
    if (phase !== 'explained') return false;
    return step.goals.length > 0 || (!step.run && !step.fault) || this.beat.performed;
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

  override close(): void {
    super.close();
    this.runner.destroy();
  }
}
