/** Columns as Go's tabwriter lays them out for kubectl: at least 6 wide, 3 spaces between, the last one as it is.
 *  Widths are remembered, so that rows of a watch stay under their header. Source: cli-runtime printers/tabwriter.go */
export class Tabs {
  #widths: number[] = [];

  /** @returns the rows as text, one line each */
  print(rows: readonly (readonly string[])[]): string {
    for (const row of rows) row.slice(0, -1).forEach((cell, i) => (this.#widths[i] = Math.max(this.#widths[i] ?? 6, cell.length + 3)));
    return rows.map((row) => `${row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(this.#widths[i]!))).join('')}\n`).join('');
  }
}
