import type { Selection } from 'd3-selection';
import type { Box } from '../layout';

/** A thing on the stage. `draw` is called for a new one, `update` for every change of its data.
 *  Glyphs get data, never the store; where they stand is the layout's business. */
export interface Glyph<T> {
  readonly name: string;
  draw(group: Selection<SVGGElement, unknown, null, undefined>): void;
  update(group: Selection<SVGGElement, unknown, null, undefined>, data: T, box: Box): void;
  /** What a screen reader says. */
  label(data: T): string;
}
