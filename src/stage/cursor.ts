/** Finds in a list those of an older one, when both keep their order: whoever is asked for stands where the last one
 *  stood, or soon after. So a picture of many costs no index. Who moved forward in the order is not found. */
export class Cursor<T> {
  #next = 0;

  constructor(
    readonly list: readonly T[],
    readonly keyOf: (one: T) => string,
  ) {}

  find(key: string): T | undefined {
    const { list, keyOf } = this;
    for (let i = this.#next; i < list.length; i++) {
      if (keyOf(list[i]!) !== key) continue;
      this.#next = i + 1;
      return list[i];
    }
    return undefined;
  }
}
