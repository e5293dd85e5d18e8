import type { Box, Measure } from './box';

/** Tiles of one size in a tray: as large as they can be. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
  readonly width: number;
  readonly height: number;
  readonly gap: number;
}

/** How much a tile shows. */
export type Detail = 'card' | 'tile' | 'chip' | 'dot';

/** Sizes of a tray, in pods. */
export const TRAY_STEPS = [4, 6, 9, 12, 16, 20, 30, 42, 56, 72, 90, 110, 135, 165, 200, 250];

/** Width to height of a tile. */
const ASPECT = 3.2;
/** ems */
const LARGEST = { width: 11.5, height: 7 };

/** The grid of `count` tiles that fills a room best. */
export function gridOf({ width, height }: Pick<Box, 'width' | 'height'>, count: number, { t }: Measure, largest = LARGEST): Grid {
  let best: Grid | undefined;
  for (let columns = 1; columns <= count; columns++) {
    const grid = tryGrid(width, height, columns, Math.ceil(count / columns), t, largest);
    if (!best || grid.width * grid.height > best.width * best.height * 1.001) best = grid;
  }
  return best ?? { columns: 1, rows: 1, width, height, gap: 0 };
}

function tryGrid(
  width: number,
  height: number,
  columns: number,
  rows: number,
  t: number,
  largest: { width: number; height: number },
): Grid {
  // Small tiles stand closer together.
  const gap = Math.min(t * 0.7, width / columns / 8, height / rows / 8);
  const [across, down] = [(width - gap * (columns - 1)) / columns, (height - gap * (rows - 1)) / rows];
  const tileHeight = Math.min(down, largest.height * t, across / 1.2);
  const tileWidth = Math.min(across, largest.width * t, tileHeight * ASPECT);
  return { columns, rows, width: tileWidth, height: tileHeight, gap };
}

/** How many tiles of this size a room holds. */
export function capacityOf({ width, height }: Pick<Box, 'width' | 'height'>, grid: Grid): Grid {
  const fit = (room: number, tile: number) => Math.max(1, Math.floor((room + grid.gap + 0.5) / (tile + grid.gap)));
  return { ...grid, columns: Math.max(grid.columns, fit(width, grid.width)), rows: Math.max(grid.rows, fit(height, grid.height)) };
}

/** The place of the nth tile. */
export function cell(space: Box, grid: Grid, place: number): Box {
  const [across, down] = [place % grid.columns, Math.floor(place / grid.columns)];
  return {
    x: space.x + across * (grid.width + grid.gap),
    y: space.y + down * (grid.height + grid.gap),
    width: grid.width,
    height: grid.height,
  };
}

export function detailOf(width: number, height: number, { t }: Measure): Detail {
  if (width >= 6 * t && height >= 3.9 * t) return 'card';
  if (width >= 3 * t && height >= 1.7 * t) return 'tile';
  return width >= t && height >= 0.8 * t ? 'chip' : 'dot';
}
