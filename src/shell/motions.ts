/** Where the cursor goes: by what a reader takes for one character, by word, by line. */

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

export function left(text: string, cursor: number): number {
  let before = 0;
  for (const { index } of graphemes.segment(text)) {
    if (index >= cursor) break;
    before = index;
  }
  return before;
}

export function right(text: string, cursor: number): number {
  const segment = graphemes.segment(text).containing(cursor);
  return segment ? segment.index + segment.segment.length : text.length;
}

const isWord = (char: string | undefined) => char !== undefined && /[\p{L}\p{N}]/u.test(char);

export function wordLeft(text: string, cursor: number): number {
  let at = cursor;
  while (at > 0 && !isWord(text[at - 1])) at--;
  while (at > 0 && isWord(text[at - 1])) at--;
  return at;
}

export function wordRight(text: string, cursor: number): number {
  let at = cursor;
  while (at < text.length && !isWord(text[at])) at++;
  while (at < text.length && isWord(text[at])) at++;
  return at;
}

/** The start of the word as the shell splits words: Ctrl-W. */
export function argumentLeft(text: string, cursor: number): number {
  let at = cursor;
  while (at > 0 && /\s/.test(text[at - 1]!)) at--;
  while (at > 0 && !/\s/.test(text[at - 1]!)) at--;
  return at;
}

export function lineStart(text: string, cursor: number): number {
  return text.lastIndexOf('\n', cursor - 1) + 1;
}

export function lineEnd(text: string, cursor: number): number {
  const end = text.indexOf('\n', cursor);
  return end < 0 ? text.length : end;
}

/** The same column one line up; undefined on the first line. */
export function lineUp(text: string, cursor: number): number | undefined {
  const start = lineStart(text, cursor);
  if (start === 0) return undefined;
  const above = lineStart(text, start - 1);
  return Math.min(above + (cursor - start), start - 1);
}

/** The same column one line down; undefined on the last line. */
export function lineDown(text: string, cursor: number): number | undefined {
  const end = lineEnd(text, cursor);
  if (end === text.length) return undefined;
  return Math.min(end + 1 + (cursor - lineStart(text, cursor)), lineEnd(text, end + 1));
}
