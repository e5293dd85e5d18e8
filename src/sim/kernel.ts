import TinyQueue from 'tinyqueue';
import { Cell, type Saved } from './cell';
import { Random, type RandomState } from './random';

/** Something that will happen at a virtual instant. Plain data: it can be saved, compared and forked. */
export interface Due<E> {
  /** Virtual milliseconds since the start of the world. */
  readonly at: number;
  /** Total order of scheduling; breaks ties between equal instants. */
  readonly seq: number;
  /** Names this appointment: scheduling the same key again replaces it. */
  readonly key: string;
  readonly event: E;
}

/** Everything the kernel knows, as plain data. */
export interface KernelState<E> {
  readonly now: number;
  readonly seq: number;
  readonly steps: number;
  readonly heap: readonly Due<E>[];
  readonly current: Saved<Due<E>>;
  readonly random: RandomState;
}

const sooner = (a: Pick<Due<unknown>, 'at' | 'seq'>, b: Pick<Due<unknown>, 'at' | 'seq'>) => a.at - b.at || a.seq - b.seq;

/** The virtual clock and its event heap. Time moves only when someone calls `next` or `idleTo`. */
export class Kernel<E> {
  now = 0;
  /** Events taken from the heap so far; with `now`, it names an instant exactly. */
  steps = 0;
  readonly random: Random;
  #seq = 0;
  #heap: TinyQueue<Due<E>> = new TinyQueue<Due<E>>([], sooner);
  // A replaced or cancelled appointment stays in the heap and is skipped when it surfaces.
  #current = new Cell<Due<E>>();

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  /** Schedule `event` after `delay` ms under `key`, replacing what that key held. */
  schedule(key: string, delay: number, event: E): void {
    const due: Due<E> = { at: this.now + Math.max(0, delay), seq: ++this.#seq, key, event };
    this.#current.set(key, due);
    this.#heap.push(due);
  }

  /** As `schedule`, but an earlier appointment under `key` is kept: the work-queue rule.
   *  @returns true when this call made or moved the appointment. */
  scheduleSooner(key: string, delay: number, event: E): boolean {
    const held = this.#current.get(key);
    if (held && held.at <= this.now + Math.max(0, delay)) return false;
    this.schedule(key, delay, event);
    return true;
  }

  cancel(key: string): void {
    this.#current.delete(key);
  }

  /** The appointment a key holds, if any. */
  due(key: string): Due<E> | undefined {
    return this.#current.get(key);
  }

  /** Instant of the next event, or undefined when nothing is scheduled. */
  nextAt(): number | undefined {
    this.#dropStale();
    return this.#heap.peek()?.at;
  }

  /** Take the next event and move the clock to it. */
  next(): Due<E> | undefined {
    this.#dropStale();
    const due = this.#heap.pop();
    if (!due) return undefined;
    this.#current.delete(due.key);
    this.now = due.at;
    this.steps++;
    return due;
  }

  /** Move the clock forward without an event. Throws when that would jump over one. */
  idleTo(at: number): void {
    const next = this.nextAt();
    if (next !== undefined && next < at) throw new Error(`kernel: idleTo(${at}) would jump over an event at ${next}`);
    if (at > this.now) this.now = at;
  }

  save(): KernelState<E> {
    return {
      now: this.now,
      seq: this.#seq,
      steps: this.steps,
      heap: this.#heap.data.slice(),
      current: this.#current.save(),
      random: this.random.save(),
    };
  }

  load(state: KernelState<E>): void {
    this.now = state.now;
    this.steps = state.steps;
    this.#seq = state.seq;
    this.#heap = new TinyQueue<Due<E>>(state.heap.slice(), sooner);
    this.#current = Cell.from(state.current);
    this.random.load(state.random);
  }

  #dropStale(): void {
    for (let top = this.#heap.peek(); top && this.#current.get(top.key) !== top; top = this.#heap.peek()) this.#heap.pop();
  }
}
