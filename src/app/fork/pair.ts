import type { Input } from '../../cluster/input';
import type { SimulatedCluster } from '../../cluster/simulated';
import type { LogEntry } from '../../kube/log';
import type { LoggedInput } from '../../sim/history';

/** Two forks of one cluster in lock-step: as it went on, and as it would have gone on with one thing changed. What was
 *  done to the first after the fork is done to both, at its instant. */

/** The first thing that happened to a Pod on one side and not, or not then, on the other. */
export interface Difference {
  readonly at: number;
  readonly side: 0 | 1;
  readonly entry: LogEntry;
  /** The Pod was asked to stop: the write set its deletionTimestamp. */
  readonly leaving?: boolean;
}

export class Pair {
  readonly start: number;
  readonly sides: readonly [SimulatedCluster, SimulatedCluster];
  /** The latest instant lived through. */
  end: number;
  difference: Difference | undefined;
  readonly #ahead: readonly LoggedInput<Input>[];
  #given = 0;
  readonly #read: [number, number];
  readonly #told: [LogEntry[], LogEntry[]] = [[], []];

  constructor(cluster: SimulatedCluster) {
    const { inputs, recorded } = cluster.history;
    this.sides = [cluster.fork(), cluster.fork()];
    this.start = this.end = cluster.at;
    this.#ahead = recorded.slice(inputs.length);
    this.#read = [cluster.log.length, cluster.log.length];
  }

  get at(): number {
    return this.sides[0].at;
  }

  /** Is anything to come that was done after the fork? */
  get hasFuture(): boolean {
    return this.#given < this.#ahead.length;
  }

  /** Let time pass on both sides, up to an instant.
   *  @param enough  asked after each event of the first side: then both stop at the instant that it has reached
   *  @returns false when they stopped before `until` */
  advance(until: number, enough = () => false): boolean {
    const done = this.#live(until, enough);
    if (this.at > this.end) this.#compare();
    this.end = Math.max(this.end, this.at);
    return done;
  }

  /** Stand at an instant between the fork and the end. */
  seek(at: number): void {
    const target = Math.min(this.end, Math.max(this.start, at));
    for (const side of this.sides) side.seek(target);
  }

  #live(until: number, enough: () => boolean): boolean {
    for (let next = this.#ahead[this.#given]; next && next.at <= until; next = this.#ahead[this.#given]) {
      if (!this.#pass(next.at, enough)) return false;
      this.#given++;
      for (const side of this.sides) give(side, next.input);
    }
    return this.#pass(until, enough);
  }

  #pass(until: number, enough: () => boolean): boolean {
    const [first] = this.sides;
    if (first.at < until) first.advance(until, enough);
    const stop = enough() ? first.at : until;
    // What is left of the instant in which it stopped.
    if (stop < until) first.advance(stop);
    // It stops early when somebody who waits is woken; they act when this turn is over.
    for (const side of this.sides) while (side.at < stop) side.advance(stop);
    return stop >= until;
  }

  #compare(): void {
    if (this.difference) return;
    this.sides.forEach(({ log }, side) => {
      for (; this.#read[side]! < log.length; this.#read[side]!++) {
        const entry = log[this.#read[side]!]!;
        if (isOfPods(entry)) this.#told[side]!.push(entry);
      }
    });
    const found = firstDifference(this.#told[0], this.#told[1]);
    if (!found) return;
    const { log, stored } = this.sides[found.side];
    this.difference = { ...found, leaving: stored.at(log.indexOf(found.entry))?.metadata.deletionTimestamp !== undefined };
  }
}

/** A refusal is part of the story. */
function give(side: SimulatedCluster, input: Input): void {
  try {
    side.history.input(input);
  } catch {
    // The API said no, here as there, or here alone.
  }
}

const isOfPods = ({ type, object }: LogEntry) => object?.kind === 'Pod' && (type === 'write' || type === 'machine');

const signature = ({ at, type, actor, verb, object, to }: LogEntry) => [at, type, actor, verb, object?.name, to].join(' ');

/** @param left  @param right  what was told of Pods since the fork; both sides have reached the same instant */
export function firstDifference(left: readonly LogEntry[], right: readonly LogEntry[]): Difference | undefined {
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const [a, b] = [left[i], right[i]];
    if (a && b && signature(a) === signature(b)) continue;
    const side = !a || (b && b.at < a.at) ? 1 : 0;
    const entry = (side ? b : a)!;
    return { at: entry.at, side, entry };
  }
  return undefined;
}
