import { createSubscriber } from 'svelte/reactivity';
import { LessonRunner, type LessonState } from '../lessons/runner';
import type { Lesson } from '../lessons/lesson';
import { Playground, type Change, type SavedPlayground } from '../playground';
import { beatOf, type Beat } from './beats';
import { eachFrame } from './frames';
import { marksOf, type Mark } from './marks';
import { turn } from './turn';

/** A playground and its lesson as the components see them: reading a getter is subscribing to it. */
export class Player {
  readonly lesson: Lesson;
  readonly playground: Playground;
  readonly runner: LessonRunner;
  /** The object that the learner chose on the stage. */
  selected = $state.raw<string | undefined>();
  /** The sentence under the stage. */
  caption = $state('');
  readonly #heard: () => void;
  readonly #told: () => void;
  readonly #stopFrames: () => void;

  constructor(lesson: Lesson, saved?: SavedPlayground) {
    this.lesson = lesson;
    this.playground = openPlayground(lesson, saved);
    this.runner = new LessonRunner(lesson, this.playground);
    this.#heard = createSubscriber((update) => this.playground.subscribe(update));
    this.#told = createSubscriber((update) => this.runner.subscribe(update));
    this.#stopFrames = eachFrame((elapsed) => this.playground.time.frame(elapsed));
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
    this.#heard();
    return beatOf(this.playground.journal(), faultsOf(this.playground));
  }

  get at(): number {
    this.#heard();
    return this.playground.time.at;
  }

  get end(): number {
    this.#heard();
    return this.playground.time.end;
  }

  get start(): number {
    return this.playground.time.start;
  }

  get playing(): boolean {
    this.#heard();
    return this.playground.time.playing;
  }

  get speed(): number {
    this.#heard();
    return this.playground.time.speed;
  }

  get past(): boolean {
    this.#heard();
    return this.playground.past;
  }

  /** Changes with every change of the cluster. */
  get version(): number {
    this.#heard();
    return this.playground.view.version;
  }

  get marks(): Mark[] {
    this.#heard();
    const titles = this.lesson.steps.map((step) => step.title);
    return marksOf(this.playground.recorded, this.playground.cluster.history.recorded, titles, this.start);
  }

  subscribe(listener: (change: Change) => void): () => void {
    return this.playground.subscribe(listener);
  }

  togglePlaying(): void {
    const { time } = this.playground;
    if (time.playing) time.pause();
    else time.play();
  }

  close(): void {
    this.playground.time.pause();
    this.#stopFrames();
    this.runner.destroy();
  }
}

/** When faults were thrown, up to now. */
function faultsOf({ cluster }: Playground): number[] {
  return cluster.history.inputs.flatMap(({ at, input }) => (input.type === 'fault' ? [at] : []));
}

/** A save that no longer fits (an older Podplay wrote it) is dropped: the lesson begins anew. */
function openPlayground(lesson: Lesson, saved?: SavedPlayground): Playground {
  if (saved?.seed !== lesson.seed) return new Playground({ scenario: lesson, turn });
  try {
    return new Playground({ scenario: lesson, turn, saved });
  } catch (error) {
    console.warn('Podplay could not take up where you were; the lesson begins anew.', error);
    return new Playground({ scenario: lesson, turn });
  }
}
