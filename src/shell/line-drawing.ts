import type { Editor } from './line-editor';
import { widthOf } from './text-width';

/** What is drawn before the second and further lines of an unfinished command. */
export const CONTINUATION = '> ';

/** Where the cursor of the terminal stands, in rows below the row of the prompt. */
export interface Drawn {
  /** What to write to the terminal. */
  readonly output: string;
  readonly cursorRow: number;
}

interface Place {
  readonly row: number;
  readonly column: number;
}

/** Draw the line anew over what was drawn before.
 *  @param above  rows between the first row and the cursor, as drawn before
 *  @param columns  of the terminal */
export function draw(editor: Editor, prompt: string, above: number, columns: number): Drawn {
  const shown = shownOf(editor, prompt);
  const end = placeOf(shown.text, columns);
  const cursor = placeOf(shown.text.slice(0, shown.cursor), columns);
  const full = end.column === 0 && end.row > 0 && !shown.text.endsWith('\n');
  const output = [
    `\r${up(above)}\x1b[J`,
    shown.text.replaceAll('\n', '\r\n'),
    // A row that is exactly full leaves the cursor hanging at its end: bring it down.
    full ? '\r\n' : '',
    up(end.row - cursor.row),
    `\r${cursor.column ? `\x1b[${cursor.column}C` : ''}`,
  ];
  return { output: output.join(''), cursorRow: cursor.row };
}

/** Go to the end of what is drawn, and onto a fresh row: the line is entered. */
export function leaveLine(editor: Editor, prompt: string, above: number, columns: number): string {
  const shown = shownOf(editor, prompt);
  const { output, cursorRow } = draw({ ...editor, cursor: editor.text.length }, prompt, above, columns);
  const end = placeOf(shown.text, columns);
  return `${output}${end.row > cursorRow ? `\x1b[${end.row - cursorRow}B` : ''}${end.column === 0 && end.row > 0 ? '' : '\r\n'}`;
}

/** In which row below the prompt's the cursor stands. */
export function cursorRowOf(editor: Editor, prompt: string, columns: number): number {
  const shown = shownOf(editor, prompt);
  return placeOf(shown.text.slice(0, shown.cursor), columns).row;
}

function up(rows: number): string {
  return rows > 0 ? `\x1b[${rows}A` : '';
}

/** Prompt and text as they are seen, and where in that the cursor is. */
function shownOf({ text, cursor, search }: Editor, prompt: string): { readonly text: string; readonly cursor: number } {
  const lead = search ? searchPrompt(search) : prompt;
  const continued = (part: string) => lead + part.replaceAll('\n', `\n${CONTINUATION}`).replaceAll('\t', '  ');
  return { text: continued(text), cursor: continued(text.slice(0, cursor)).length };
}

function searchPrompt({ query, found }: NonNullable<Editor['search']>): string {
  return `(${query && found === undefined ? 'failed ' : ''}reverse-i-search)\`${query}': `;
}

/** Where the cursor is after the text. A character that would be cut by the edge goes to the next row. */
function placeOf(text: string, columns: number): Place {
  let row = 0;
  let column = 0;
  for (const char of text) {
    if (char === '\n') {
      row++;
      column = 0;
      continue;
    }
    const width = widthOf(char);
    if (column + width > columns) {
      row++;
      column = 0;
    }
    column += width;
  }
  return column === columns ? { row: row + 1, column: 0 } : { row, column };
}
