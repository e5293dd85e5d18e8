/** What `diff -u -N` prints of two texts: changes with three lines around them.
 *  MODELS GNU diff's unified format; of several shortest ways from one text to the other, the first. */

export interface Side {
  readonly path: string;
  readonly text: string;
}

interface Edit {
  readonly sign: ' ' | '-' | '+';
  readonly line: string;
}

const AROUND = 3;

/** @param time as diff prints it: `2025-03-31 09:00:00.000000000 +0000`
 *  @returns nothing when they are equal */
export function unifiedDiff(before: Side, after: Side, time: string): string {
  if (before.text === after.text) return '';
  const edits = editsBetween(linesOf(before.text), linesOf(after.text));
  const heads = [`diff -u -N ${before.path} ${after.path}`, `--- ${before.path}\t${time}`, `+++ ${after.path}\t${time}`];
  return `${[...heads, ...hunksOf(edits)].join('\n')}\n`;
}

const linesOf = (text: string) => (text ? text.replace(/\n$/, '').split('\n') : []);

/** The longest common subsequence, and what is not in it. */
function editsBetween(a: readonly string[], b: readonly string[]): Edit[] {
  const width = b.length + 1;
  const longest = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const at = i * width + j;
      longest[at] = a[i] === b[j] ? longest[at + width + 1]! + 1 : Math.max(longest[at + width]!, longest[at + 1]!);
    }
  const edits: Edit[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const at = i * width + j;
    if (i < a.length && j < b.length && a[i] === b[j]) edits.push({ sign: ' ', line: a[(j++, i++)]! });
    else if (j === b.length || (i < a.length && longest[at + width]! >= longest[at + 1]!)) edits.push({ sign: '-', line: a[i++]! });
    else edits.push({ sign: '+', line: b[j++]! });
  }
  return edits;
}

function hunksOf(edits: readonly Edit[]): string[] {
  const near = edits.map((_, i) => edits.slice(Math.max(0, i - AROUND), i + AROUND + 1).some(({ sign }) => sign !== ' '));
  const lines: string[] = [];
  let [left, right] = [0, 0];
  for (let i = 0; i < edits.length;) {
    if (!near[i]) {
      [left, right, i] = [left + 1, right + 1, i + 1];
      continue;
    }
    let end = i;
    while (end < edits.length && near[end]) end++;
    const hunk = edits.slice(i, end);
    const [old, now] = [hunk.filter(({ sign }) => sign !== '+').length, hunk.filter(({ sign }) => sign !== '-').length];
    lines.push(`@@ -${range(left, old)} +${range(right, now)} @@`, ...hunk.map(({ sign, line }) => sign + line));
    [left, right, i] = [left + old, right + now, end];
  }
  return lines;
}

/** From where, and how many; one goes without saying. */
const range = (before: number, count: number) => (count === 1 ? String(before + 1) : `${count ? before + 1 : before},${count}`);
