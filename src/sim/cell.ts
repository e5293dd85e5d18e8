/** What a map held, in its order. Two lists take a fifth of the time of another map, and a third of its room. */
export interface Saved<V> {
  readonly keys: readonly string[];
  readonly values: readonly V[];
}

/** A map that is saved and loaded with the world. As long as nothing in it changes, all who save it share what was saved. */
export class Cell<V> extends Map<string, V> {
  #saved: Saved<V> | undefined;

  static from<V>(saved: Saved<V>): Cell<V> {
    const cell = new Cell<V>();
    saved.keys.forEach((key, i) => cell.set(key, saved.values[i]!));
    cell.#saved = saved;
    return cell;
  }

  override set(key: string, value: V): this {
    this.#saved = undefined;
    return super.set(key, value);
  }

  override delete(key: string): boolean {
    this.#saved = undefined;
    return super.delete(key);
  }

  override clear(): void {
    this.#saved = undefined;
    super.clear();
  }

  save(): Saved<V> {
    return (this.#saved ??= { keys: [...this.keys()], values: [...this.values()] });
  }
}
