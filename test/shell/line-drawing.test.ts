import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draw, leaveLine } from '../../src/shell/line-drawing';
import { emptyEditor, type Editor } from '../../src/shell/line-editor';
import { widthOf } from '../../src/shell/text-width';

/** A terminal as small as the line editor needs: rows, a cursor, and the hanging cursor at the end of a full row. */
class SmallTerminal {
  readonly rows: string[][] = [[]];
  row = 0;
  column = 0;
  constructor(private readonly columns: number) {}

  write(output: string): void {
    for (const [token] of output.matchAll(/\x1b\[(?:\d*)[A-Z]|[\s\S]/gu)) this.#token(token);
  }

  text(): string[] {
    return this.rows.map((row) => Array.from({ length: row.length }, (_, i) => row[i] ?? ' ').join(''));
  }

  #token(token: string): void {
    const count = Number(/\d+/.exec(token)?.[0] ?? 1);
    if (token === '\r') this.column = 0;
    else if (token === '\n') this.#to(this.row + 1);
    else if (token.endsWith('A') && token.startsWith('\x1b')) this.row -= count;
    else if (token.endsWith('B') && token.startsWith('\x1b')) this.row += count;
    else if (token.endsWith('C') && token.startsWith('\x1b')) this.column += count;
    else if (token === '\x1b[J') this.#erase();
    else this.#put(token);
  }

  #to(row: number): void {
    this.row = row;
    while (this.rows.length <= row) this.rows.push([]);
  }

  #erase(): void {
    this.rows.length = this.row + 1;
    this.rows[this.row]!.length = Math.min(this.rows[this.row]!.length, this.column);
  }

  #put(char: string): void {
    const width = widthOf(char);
    if (this.column + width > this.columns) {
      this.#to(this.row + 1);
      this.column = 0;
    }
    this.rows[this.row]![this.column] = char;
    if (width === 2) this.rows[this.row]![this.column + 1] = '';
    this.column += width;
  }
}

const at = (text: string, cursor = text.length): Editor => ({ ...emptyEditor([]), text, cursor });

describe('drawing the line', () => {
  it.each([
    ['a short line', 'kubectl', 7, 20, ['$ kubectl'], [0, 9]],
    ['the cursor inside', 'kubectl', 2, 20, ['$ kubectl'], [0, 4]],
    ['a line that wraps', 'abcdefghij', 10, 8, ['$ abcdef', 'ghij'], [1, 4]],
    ['a row that is exactly full', 'abcdef', 6, 8, ['$ abcdef', ''], [1, 0]],
    ['several lines', 'a\nb', 3, 20, ['$ a', '> b'], [1, 3]],
    ['wide letters', '你好', 1, 20, ['$ 你好'], [0, 4]],
    ['a wide letter that does not fit', 'abcde你', 6, 8, ['$ abcde', '你'], [1, 2]],
  ])('shows %s', (_what, text, cursor, columns, rows, [row, column]) => {
    const terminal = new SmallTerminal(columns);
    terminal.write(draw(at(text, cursor), '$ ', 0, columns).output);
    expect(terminal.text()).toEqual(rows);
    expect([terminal.row, terminal.column]).toEqual([row, column]);
  });

  it('shows what is sought', () => {
    const terminal = new SmallTerminal(60);
    terminal.write(draw({ ...at('ls -l', 0), search: { query: 'ls', found: 1 } }, '$ ', 0, 60).output);
    expect(terminal.text()).toEqual(["(reverse-i-search)`ls': ls -l"]);
  });

  it('replaces what was drawn before, whatever it was, and leaves the line below it', () => {
    const text = fc.stringMatching(/^[a-e \n你好]{0,40}$/);
    fc.assert(
      fc.property(text, text, fc.nat(40), fc.nat(40), fc.integer({ min: 4, max: 12 }), (before, after, i, j, columns) => {
        const terminal = new SmallTerminal(columns);
        const first = draw(at(before, Math.min(i, before.length)), '$ ', 0, columns);
        terminal.write(first.output);
        const second = draw(at(after, Math.min(j, after.length)), '$ ', first.cursorRow, columns);
        terminal.write(second.output);
        const fresh = new SmallTerminal(columns);
        fresh.write(draw(at(after, Math.min(j, after.length)), '$ ', 0, columns).output);
        expect(terminal.text()).toEqual(fresh.text());
        expect([terminal.row, terminal.column]).toEqual([fresh.row, fresh.column]);
        expect(terminal.row).toBe(second.cursorRow);
        terminal.write(leaveLine(at(after, Math.min(j, after.length)), '$ ', second.cursorRow, columns));
        expect([terminal.rows.length - 1, terminal.column]).toEqual([terminal.row, 0]);
      }),
    );
  });
});
