/** Places that never re-flow: who has one keeps it until it leaves; who comes takes the first that is free; a room
 *  that became too small grows by a step, and does not shrink until time jumps. */
export class Slots {
  #places = new Map<string, Map<string, number>>();
  #rooms = new Map<string, number>();

  /** @param tray where; @param keys who is there now, in order of arrival
   *  @returns the place of each, from 0 */
  settle(tray: string, keys: readonly string[]): ReadonlyMap<string, number> {
    const here = new Set(keys);
    const after = new Map([...(this.#places.get(tray) ?? [])].filter(([key]) => here.has(key)));
    const taken = new Set(after.values());
    let place = 0;
    for (const key of keys) {
      if (after.has(key)) continue;
      while (taken.has(place)) place++;
      taken.add(place);
      after.set(key, place);
    }
    this.#places.set(tray, after);
    return after;
  }

  /** For how many a room has places.
   *  @param needed now; @param steps rising sizes; beyond the last it doubles */
  room(name: string, needed: number, steps: readonly number[]): number {
    let size = this.#rooms.get(name) ?? steps[0]!;
    while (size < needed) size = steps.find((step) => step > size) ?? size * 2;
    this.#rooms.set(name, size);
    return size;
  }

  /** Forget everything: time was moved. */
  clear(): void {
    this.#places.clear();
    this.#rooms.clear();
  }
}
