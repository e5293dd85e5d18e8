import { createActor, type ActorRefFrom } from 'xstate';
import type { View } from '../kube/view';
import { unmet } from './goals';
import type { JournalEntry, JournalNote } from './journal';
import type { Lesson, LessonGoal, LessonStep } from './lesson';
import { lessonMachine } from './lesson.machine';
import type { Story } from './past';

/** What a lesson is played on: a playground, seen through a keyhole. */
export interface LessonWorld extends Story {
  readonly view: View;
  /** Entries up to the present instant. */
  journal(): readonly JournalEntry[];
  note(note: JournalNote): void;
  /** True while the world stands before its recorded end: what is shown then is memory, and writing would end it. */
  readonly past: boolean;
  /** Hear of every change; `jump` when time was moved. @returns stop */
  subscribe(listener: (change: { readonly jump: boolean }) => void): () => void;
}

/** What the lesson column shows. */
export interface LessonState {
  readonly index: number;
  readonly step: LessonStep;
  readonly phase: 'predict' | 'act' | 'explained';
  /** The learner's prediction for this step. */
  readonly choice: string | number | undefined;
  /** How many hints have been asked for. */
  readonly hints: number;
  /** Goals that the cluster does not show yet, in order; empty once explained. */
  readonly missing: readonly LessonGoal[];
  /** Steps done, by index. */
  readonly done: ReadonlySet<number>;
}

/** Plays one lesson on one world. Everything it knows lies in the world's journal, so wherever time is moved
 *  to, the lesson stands where the learner stood then. */
export class LessonRunner {
  readonly lesson: Lesson;
  readonly #world: LessonWorld;
  #actor!: ActorRefFrom<typeof lessonMachine>;
  readonly #listeners = new Set<() => void>();
  readonly #stop: () => void;
  #from = 0;
  #missing: readonly LessonGoal[] = [];
  #done: ReadonlySet<number> = new Set();
  #judged = { version: -1, logged: -1, open: false };

  constructor(lesson: Lesson, world: LessonWorld) {
    this.lesson = lesson;
    this.#world = world;
    this.#stand();
    if (!world.journal().some((entry) => entry.type === 'step')) this.go(0);
    this.#judge();
    this.#stop = world.subscribe(({ jump }) => (jump || world.past ? this.#remember() : this.#judge()));
  }

  get state(): LessonState {
    const { context, value } = this.#actor.getSnapshot();
    return {
      index: context.step,
      step: this.lesson.steps[context.step]!,
      phase: value as LessonState['phase'],
      choice: context.choice,
      hints: context.hints,
      missing: this.#missing,
      done: this.#done,
    };
  }

  get last(): boolean {
    return this.state.index === this.lesson.steps.length - 1;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Turn to a step by its index. */
  go(step: number): void {
    if (step < 0 || step >= this.lesson.steps.length) return;
    this.#from = this.#world.log.length;
    this.#turn(step, this.#done);
    this.#world.note({ type: 'step', step, from: this.#from });
    this.#judge(true);
  }

  next(): void {
    this.go(this.state.index + 1);
  }

  previous(): void {
    this.go(this.state.index - 1);
  }

  predict(choice: string | number): void {
    this.#actor.send({ type: 'PREDICT', choice });
    this.#world.note({ type: 'predict', step: this.state.index, choice });
    this.#judge(true);
  }

  /** Show one more hint. */
  hint(): void {
    if (this.state.hints >= this.state.step.hints.length) return;
    this.#actor.send({ type: 'HINT' });
    this.#world.note({ type: 'hint', step: this.state.index });
    this.#tell();
  }

  /** Ask the cluster now; the runner does so by itself whenever its world tells of a change. */
  look(): void {
    this.#judge();
  }

  destroy(): void {
    this.#stop();
    this.#actor.stop();
  }

  /** Ask the cluster whether the step is done. Cheap when nothing has changed. */
  #judge(again = false): void {
    const { view, log } = this.#world;
    const open = this.#unanswered;
    const { version, logged, open: before } = this.#judged;
    if (!again && version === view.version && logged === log.length && open === before) return;
    this.#judged = { version: view.version, logged: log.length, open };
    const { index, phase } = this.state;
    if (phase === 'explained') return again ? this.#tell() : undefined;
    const missing = this.#missing;
    this.#missing = this.#unmet();
    const met = !this.#missing.length && !open;
    if (met) {
      this.#actor.send({ type: 'MET' });
      this.#done = new Set([...this.#done, index]);
      this.#world.note({ type: 'done', step: index });
    }
    const same = missing.length === this.#missing.length && missing.every((goal, i) => goal === this.#missing[i]);
    if (again || !same || met) this.#tell();
  }

  /** A question comes first: what the cluster shows already is not told before it is answered, or the learner has
   *  acted without an answer. A question with nothing to do is done by the answer alone. */
  get #unanswered(): boolean {
    const { step, choice } = this.state;
    if (step.predict === undefined || choice !== undefined) return false;
    if (!step.goals.length && !step.run && !step.fault) return true;
    return !this.#acted;
  }

  /** Something was done to the cluster, or a command was entered, since the step was opened. */
  get #acted(): boolean {
    const { log } = this.#world;
    if (log.slice(this.#from).some(({ type, cause }) => cause === undefined && (type === 'input' || type === 'fault'))) return true;
    const journal = this.#world.journal();
    return journal.slice(journal.findLastIndex(({ type }) => type === 'step')).some(({ type }) => type === 'command');
  }

  #unmet(): readonly LessonGoal[] {
    const { view, log, stored } = this.#world;
    return unmet(this.state.step.goals, { view, log, stored, namespace: this.lesson.namespace, from: this.#from });
  }

  /** Show the step as it was at this instant. */
  #remember(): void {
    this.#stand();
    if (this.state.phase !== 'explained') this.#missing = this.#unmet();
    this.#judged = { version: -1, logged: -1, open: false };
    this.#tell();
  }

  #turn(step: number, done: ReadonlySet<number>): void {
    this.#actor.send({ type: 'GO', step });
    if (done.has(step)) this.#actor.send({ type: 'MET' });
  }

  /** Read from the journal where the learner stood at this instant. */
  #stand(): void {
    this.#actor?.stop();
    this.#actor = createActor(lessonMachine, { input: { asks: this.lesson.steps.map((step) => step.predict !== undefined) } }).start();
    this.#missing = [];
    const done = new Set<number>();
    for (const entry of this.#world.journal()) this.#replay(entry, done);
    this.#done = done;
  }

  #replay(entry: JournalEntry, done: Set<number>): void {
    if (entry.type === 'step') {
      this.#from = entry.from;
      this.#turn(entry.step, done);
    } else if (entry.type === 'predict') this.#actor.send({ type: 'PREDICT', choice: entry.choice });
    else if (entry.type === 'hint') this.#actor.send({ type: 'HINT' });
    else if (entry.type === 'done') {
      done.add(entry.step);
      if (this.#actor.getSnapshot().context.step === entry.step) this.#actor.send({ type: 'MET' });
    }
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
