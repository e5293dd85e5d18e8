/** A map that is saved and loaded with the world. As long as nothing in it changes, all that save it share one copy. */
export class Cell<V> extends Map<string, V> {
  #copy: ReadonlyMap<string, V> | undefined;

  /** @param copy  what a cell has saved */
  static from<V>(copy: ReadonlyMap<string, V>): Cell<V> {
    const cell = new Cell<V>();
    copy.forEach((value, key) => cell.set(key, value));
    cell.#copy = copy;
    return cell;
  }

  override set(key: string, value: V): this {
    this.#copy = undefined;
    return super.set(key, value);
  }

  override delete(key: string): boolean {
    this.#copy = undefined;
    return super.delete(key);
  }

  override clear(): void {
    this.#copy = undefined;
    super.clear();
  }

  /** What it holds, in its order. `new Map(map)` asks an iterator for each pair, and takes twice the time. */
  save(): ReadonlyMap<string, V> {
    if (this.#copy) return this.#copy;
    const copy = new Map<string, V>();
    this.forEach((value, key) => copy.set(key, value));
    return (this.#copy = copy);
  }
}
