import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { draw, leaveLine } from '../../src/shell/line-drawing';
import { emptyEditor, type Editor } from '../../src/shell/line-editor';
import { SmallTerminal } from './small-terminal';

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
