import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/** The generator's state: plain numbers. */
export type RandomState = readonly number[];

/** Kubernetes' alphabet for generated names (apimachinery util/rand): no vowels, no 0, 1, 3. */
export const SAFE_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

const HEX = '0123456789abcdef';

const codesOf = (text: string) => Array.from(text, (letter) => letter.charCodeAt(0));
const UUID: readonly number[] = codesOf('xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx');
const [X, Y] = codesOf('xy');
const DIGITS: readonly number[] = codesOf(HEX);
/** Filled for each UUID. */
const codes = [...UUID];

/** All chance in a world comes from here: same seed, same draws, in Node and in every browser. */
export class Random {
  #generator;

  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }

  /** A whole number from 0 up to, but not including, `below`. */
  int(below: number): number {
    return (this.#generator.next() >>> 0) % below;
  }

  /** A fraction in [0, 1). */
  fraction(): number {
    return (this.#generator.next() >>> 0) / 0x1_0000_0000;
  }

  pick<T>(items: readonly T[]): T | undefined {
    return items.length ? items[this.int(items.length)] : undefined;
  }

  /** A whole number of ms between `low` and `high`, both included. */
  between(low: number, high: number): number {
    return low + this.int(high - low + 1);
  }

  /** `length` characters as Kubernetes appends them to a generateName. */
  suffix(length = 5): string {
    let text = '';
    for (let i = 0; i < length; i++) text += SAFE_ALPHABET[this.int(SAFE_ALPHABET.length)];
    return text;
  }

  /** A version-4 UUID. */
  uuid(): string {
    // Made in one piece: a string that is added up drags all its beginnings along.
    for (let i = 0; i < codes.length; i++) {
      if (UUID[i] === X) codes[i] = DIGITS[this.int(16)]!;
      else if (UUID[i] === Y) codes[i] = DIGITS[8 + this.int(4)]!;
    }
    return String.fromCharCode.apply(undefined, codes);
  }

  save(): RandomState {
    return this.#generator.getState();
  }

  load(state: RandomState): void {
    this.#generator = xoroshiro128plusFromState(state);
  }
}
