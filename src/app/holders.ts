/** At this speed and below nothing may be missed. */
const SLOW = 1;

/** Those who ask time to wait while they have something to show, at the pace of a beginner. */
export class Holders {
  #busy: readonly (() => boolean)[] = [];

  /** @returns stop */
  hold(busy: () => boolean): () => void {
    this.#busy = [...this.#busy, busy];
    return () => (this.#busy = this.#busy.filter((one) => one !== busy));
  }

  /** @param speed  of the time that would wait */
  waits(speed: number): boolean {
    return speed <= SLOW && this.#busy.some((busy) => busy());
  }
}
