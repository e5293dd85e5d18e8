/** A command of ours is registered under four names, so that it knows which of its streams the terminal shows and may
 *  write to it while it runs: see `visible-output.ts`. */

/** Which of a command's streams reach the terminal. */
export interface Seen {
  readonly out: boolean;
  readonly err: boolean;
}

/** Invisible letters at the end of a command's name: this stream is seen. */
const OUT = '\u2060';
const ERR = '\u2061';

/** The names under which a command is registered, with what it may assume. */
export function twins(name: string): readonly { readonly name: string; readonly seen: Seen }[] {
  const choices = [false, true].flatMap((out) => [false, true].map((err) => ({ out, err })));
  return choices.map((seen) => ({ name: twinOf(name, seen), seen }));
}

/** The name to call a command by that may assume this. */
export function twinOf(name: string, seen: Seen): string {
  return name + (seen.out ? OUT : '') + (seen.err ? ERR : '');
}

/** Take the twins' letters out of text for people (`set -x` prints names). */
export function withoutTwins(text: string): string {
  return text.replaceAll(OUT, '').replaceAll(ERR, '');
}
