/** Places that never re-flow: who has one keeps it until it leaves; who comes takes the first that is free. */
export class Slots {
  #places = new Map<string, Map<string, number>>();

  /** @param tray where; @param keys who is there now, in order of arrival
   *  @returns the place of each, from 0 */
  settle(tray: string, keys: readonly string[]): ReadonlyMap<string, number> {
    const before = this.#places.get(tray) ?? new Map<string, number>();
    const after = new Map([...before].filter(([key]) => keys.includes(key)));
    const taken = new Set(after.values());
    for (const key of keys) {
      if (after.has(key)) continue;
      let place = 0;
      while (taken.has(place)) place++;
      taken.add(place);
      after.set(key, place);
    }
    this.#places.set(tray, after);
    return after;
  }

  /** Forget everything: time was moved. */
  clear(): void {
    this.#places.clear();
  }
}
