import type { Beat } from './beat';

/** One beat at a time, in their order. Pure but for what it remembers: real time is handed in. */
export class Pace {
  #queue: Beat[] = [];
  #now: Beat | undefined;
  #ends = 0;
  #last: { readonly kind: string; readonly at: number } | undefined;

  /** The beat that is shown. */
  get beat(): Beat | undefined {
    return this.#now;
  }

  /** Does something move, or wait to? */
  get busy(): boolean {
    return this.#now !== undefined || this.#queue.length > 0;
  }

  /** Keys of those whose turn has not come. */
  get held(): ReadonlySet<string> {
    return new Set(this.#queue.flatMap(({ subjects }) => subjects).filter((key) => !this.#now?.subjects.includes(key)));
  }

  /** New beats stand at the end. One that waits already for the same subject and kind is overtaken by the newer.
   *  @param most  more than this wait: all but the last are done at once */
  add(beats: readonly Beat[], most: number): void {
    this.#queue.push(...beats);
    if (this.#queue.length > most) this.#queue = this.#queue.slice(-1);
  }

  /** @param now  real ms
   *  @param speed  of time; beats are not longer than it needs
   *  @returns true when another beat began, or the last one ended */
  tick(now: number, speed: number): boolean {
    if (this.#now && now < this.#ends) return false;
    const before = this.#now;
    this.#now = this.#queue.shift();
    if (this.#now) this.#begin(this.#now, now, speed);
    return before !== this.#now;
  }

  /** The same thing again is understood faster. */
  #begin(beat: Beat, now: number, speed: number): void {
    const again = this.#last?.kind === beat.kind && now - this.#last.at < 400;
    this.#ends = now + (beat.weight * (again ? 0.45 : 1)) / speed;
    this.#last = { kind: beat.kind, at: this.#ends };
  }

  clear(): void {
    this.#queue = [];
    this.#now = undefined;
    this.#last = undefined;
  }
}
