import { widthOf } from '../../src/shell/text-width';

/** A terminal as small as the line editor needs: rows, a cursor, and the hanging cursor at the end of a full row. */
export class SmallTerminal {
  rows: string[][] = [[]];
  row = 0;
  column = 0;
  constructor(private readonly columns: number) {}

  write(output: string): void {
    for (const [token] of output.matchAll(/\x1b\[[\d;?]*[A-Za-z]|[\s\S]/gu)) this.#token(token);
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
    else if (token === '\x1b[2J') this.#clear();
    else if (token.startsWith('\x1b') || token === '\x07') return;
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

  /** As after ESC [ H ESC [ 2 J. */
  #clear(): void {
    this.rows = [[]];
    this.row = 0;
    this.column = 0;
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
