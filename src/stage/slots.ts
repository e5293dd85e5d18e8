/** Places that never re-flow: who has one keeps it until it leaves; who comes takes the first that is free; a room
 *  that became too small grows by a step, and does not shrink until time jumps. */
export class Slots {
  #places = new Map<string, ReadonlyMap<string, number>>();
  #rooms = new Map<string, number>();
  #kept = new Map<string, { readonly from: unknown; readonly made: unknown }>();
  #made = new WeakMap<object, unknown>();
  #followed = new Map<string, readonly unknown[]>();
  /** Names that were asked for since the last sweep. */
  #asked = new Set<string>();
  #turns = 0;

  /** @param tray where; @param keys who is there now, in order of arrival, each once
   *  @param most  places that there are: who comes later waits until one is free
   *  @returns the place of each, from 0; the same map as before when nobody came or went */
  settle(tray: string, keys: readonly string[], most = Infinity): ReadonlyMap<string, number> {
    this.#asked.add(tray);
    const before = this.#places.get(tray) ?? NOBODY;
    let known = 0;
    for (let i = 0; i < keys.length; i++) if (before.has(keys[i]!)) known++;
    const size = Math.min(most, keys.length);
    if (known === before.size && before.size === size) return before;
    const after = new Map(before);
    if (known < before.size) {
      const here = new Set(keys);
      for (const key of before.keys()) if (!here.has(key)) after.delete(key);
    }
    const taken = new Set(after.values());
    let place = 0;
    for (const key of keys) {
      if (after.size >= size) break;
      if (after.has(key)) continue;
      while (taken.has(place)) place++;
      taken.add(place);
      after.set(key, place);
    }
    this.#places.set(tray, after);
    return after;
  }

  /** What follows from what it was in the picture before. */
  follow<T>(name: string, make: (before: readonly T[]) => T[]): T[] {
    const after = make((this.#followed.get(name) ?? []) as readonly T[]);
    this.#followed.set(name, after);
    return after;
  }

  /** For how many a room has places.
   *  @param needed now; @param steps rising sizes; beyond the last it doubles */
  room(name: string, needed: number, steps: readonly number[]): number {
    this.#asked.add(name);
    let size = this.#rooms.get(name) ?? steps[0]!;
    while (size < needed) size = steps.find((step) => step > size) ?? size * 2;
    this.#rooms.set(name, size);
    return size;
  }

  /** What follows from a value alone is made once, not for every picture. */
  keep<T>(name: string, from: unknown, make: () => T): T {
    this.#asked.add(name);
    const kept = this.#kept.get(name);
    if (kept && kept.from === from) return kept.made as T;
    const made = make();
    this.#kept.set(name, { from, made });
    return made;
  }

  /** What follows from an object of the scene, and from the places of its own, is made once for it. */
  madeFor<T>(object: object, make: () => T): T {
    if (!this.#made.has(object)) this.#made.set(object, make());
    return this.#made.get(object) as T;
  }

  /** A picture begins. Now and then the rooms of those who left long ago are forgotten. */
  begin(): void {
    if (++this.#turns % SWEEP) return;
    for (const known of [this.#places, this.#rooms, this.#kept])
      for (const name of known.keys()) if (!this.#asked.has(name)) known.delete(name);
    this.#asked.clear();
  }

  /** Forget everything: time was moved. */
  clear(): void {
    this.#places.clear();
    this.#rooms.clear();
    this.#kept.clear();
    this.#followed.clear();
    this.#made = new WeakMap();
  }
}

const NOBODY: ReadonlyMap<string, number> = new Map();
/** Pictures between two sweeps. */
const SWEEP = 500;
