/** Go's text/tabwriter with padding 2: in each run of lines that have a cell in a column, that column is as wide as
 *  its widest cell. Cells end with a tab; the last of a line is left as it is. */
export function align(text: string, padding = 2): string {
  const lines = text.split('\n').map((line) => line.split('\t'));
  const widths = lines.map((cells) => cells.map(() => 0));
  for (let column = 0; lines.some((cells) => cells.length > column + 1); column++) {
    for (let from = 0; from < lines.length; from++) {
      let to = from;
      while (to < lines.length && lines[to]!.length > column + 1) to++;
      const width = Math.max(0, ...lines.slice(from, to).map((cells) => cells[column]!.length)) + padding;
      for (let i = from; i < to; i++) widths[i]![column] = width;
      if (to > from) from = to;
    }
  }
  return lines.map((cells, i) => cells.map((cell, j) => (j === cells.length - 1 ? cell : cell.padEnd(widths[i]![j]!))).join('')).join('\n');
}
