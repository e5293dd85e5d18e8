import type { Box } from '../layout';
import { SHADES, type Seat } from '../scene/actors';
import { path, rectangle, type Mark } from './marks';

/** A picture that an Indexed Job renders: each Pod hands over its lines in its termination message, and they stand
 *  where its index stands. What is not there yet is dashed. */

/** Letters are higher than wide. */
const ASPECT = 2;
/** How many darknesses can be told apart. */
const INKS = 4;

/** @returns nothing where no Pod has handed over a piece */
export function pictureOf(seats: readonly Seat[]): readonly (readonly string[] | undefined)[] {
  const pieces = seats.map(({ piece }) => piece);
  return pieces.some(Boolean) ? pieces : [];
}

/** How wide the picture is in a room so high. */
export function pictureWidth(pieces: readonly (readonly string[] | undefined)[], height: number): number {
  const { columns, rows } = sizeOf(pieces);
  return rows ? (height / rows / ASPECT) * columns : 0;
}

export function pictureMarks(pieces: readonly (readonly string[] | undefined)[], { x, y, width, height }: Box): Mark[] {
  const { columns, rows, lines } = sizeOf(pieces);
  const [w, h] = [width / columns, height / rows];
  const frame = path('picture', 'picture', rectangle(x, y, width, height));
  const marks = pieces.flatMap((piece, i): Mark[] => {
    const top = y + i * lines * h;
    if (!piece) return [path(`piece ${i}`, 'piece missing', rectangle(x, top, width, lines * h))];
    return inksOf(piece).map((cells, ink) =>
      path(
        `piece ${i} ${ink}`,
        `piece ink-${ink + 1}`,
        cells.map(([column, line, length]) => rectangle(x + column * w, top + line * h, length * w, h)).join('') || 'M0,0',
      ),
    );
  });
  return [frame, ...marks];
}

function sizeOf(pieces: readonly (readonly string[] | undefined)[]) {
  const lines = Math.max(0, ...pieces.map((piece) => piece?.length ?? 0));
  const columns = Math.max(1, ...pieces.flatMap((piece) => piece?.map(({ length }) => length) ?? []));
  return { columns, lines, rows: lines * pieces.length };
}

/** Runs of equal darkness, from light to dark: column, line, length. */
function inksOf(piece: readonly string[]): [number, number, number][][] {
  const inks: [number, number, number][][] = Array.from({ length: INKS }, () => []);
  piece.forEach((line, row) => {
    let start = 0;
    for (let at = 1; at <= line.length; at++) {
      const ink = inkOf(line[start]!);
      if (at < line.length && inkOf(line[at]!) === ink) continue;
      if (ink >= 0) inks[ink]!.push([start, row, at - start]);
      start = at;
    }
  });
  return inks;
}

/** -1 is the ground. */
const inkOf = (letter: string) => Math.ceil((SHADES.indexOf(letter) / (SHADES.length - 1)) * INKS) - 1;
