/** What a map held, in its order. Two lists take a fifth of the time of another map, and a third of its room.
 *  Of a large map the first entries stand in pieces, which those that were saved one after the other share. */
export interface Saved<V> {
  readonly pieces?: readonly Piece<V>[];
  readonly keys: readonly string[];
  readonly values: readonly V[];
}

interface Piece<V> {
  readonly keys: readonly string[];
  readonly values: readonly V[];
}

/** Entries of a piece. Where one begins depends on nothing but what is saved: the same world is saved the same. */
const PIECE = 64;

/** @param before  what was saved last: of what has not changed since there is one copy */
export function savedFrom<V>(keys: readonly string[], values: readonly V[], before: Saved<V> | undefined): Saved<V> {
  if (keys.length < 2 * PIECE) return { keys, values };
  const pieces: Piece<V>[] = [];
  let at = 0;
  for (; keys.length - at >= PIECE; at += PIECE) {
    const old = before?.pieces?.[pieces.length];
    const isOld = old && standsAt(old.keys, keys, at) && standsAt(old.values, values, at);
    pieces.push(isOld ? old : { keys: keys.slice(at, at + PIECE), values: values.slice(at, at + PIECE) });
  }
  return { pieces, keys: keys.slice(at), values: values.slice(at) };
}

function standsAt(part: readonly unknown[], whole: readonly unknown[], at: number): boolean {
  for (let i = 0; i < part.length; i++) if (part[i] !== whole[at + i]) return false;
  return true;
}

/** Every entry of what was saved, in its order. */
export function eachSaved<V>({ pieces = [], keys, values }: Saved<V>, take: (key: string, value: V) => void): void {
  for (const piece of [...pieces, { keys, values }]) piece.keys.forEach((key, i) => take(key, piece.values[i]!));
}

/** A map that is saved and loaded with the world. As long as nothing in it changes, all who save it share what was saved. */
export class Cell<V> extends Map<string, V> {
  #saved: Saved<V> | undefined;
  #changed = true;

  static from<V>(saved: Saved<V>): Cell<V> {
    const cell = new Cell<V>();
    eachSaved(saved, (key, value) => cell.set(key, value));
    cell.#saved = saved;
    cell.#changed = false;
    return cell;
  }

  override set(key: string, value: V): this {
    this.#changed = true;
    return super.set(key, value);
  }

  override delete(key: string): boolean {
    this.#changed = true;
    return super.delete(key);
  }

  override clear(): void {
    this.#changed = true;
    super.clear();
  }

  save(): Saved<V> {
    if (this.#changed || !this.#saved) this.#saved = savedFrom([...this.keys()], [...this.values()], this.#saved);
    this.#changed = false;
    return this.#saved;
  }
}
