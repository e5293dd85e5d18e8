/** Columns as Go's tabwriter lays them out for kubectl: at least 6 wide, 3 spaces between, the last one as it is.
 *  Widths are remembered, so that rows of a watch stay under their header. Source: cli-runtime printers/tabwriter.go */
export class Tabs {
  readonly #widths: number[] = [];

  /** @returns the rows as text, one line each */
  print(rows: readonly (readonly string[])[]): string {
    for (const row of rows) row.slice(0, -1).forEach((cell, i) => (this.#widths[i] = Math.max(this.#widths[i] ?? 6, length(cell) + 3)));
    const line = (row: readonly string[]) =>
      row.map((cell, i) => (i === row.length - 1 ? cell : cell + ' '.repeat(this.#widths[i]! - length(cell)))).join('');
    return rows.map((row) => `${line(row)}\n`).join('');
  }
}

/** In characters, as Go counts them. */
const length = (text: string) => [...text].length;
