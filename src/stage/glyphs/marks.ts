import type { Box, Measure } from '../layout';

/** A plain shape with a class: what glyphs are made of. The page, the gallery and the tests read the same marks. */
export interface Mark {
  /** Unlike its sisters in the glyph: a mark that stays is changed, not made anew. */
  readonly key: string;
  readonly tag: 'path' | 'text';
  readonly class: string;
  readonly at: Readonly<Record<string, string | number>>;
  readonly text?: string;
  /** Key of the actor that this mark stands for. */
  readonly link?: string;
}

/** A thing on the stage. Glyphs get data and a box, never the store; where they stand is the layout's business. */
export interface Glyph<T> {
  readonly name: string;
  /** In the box's own coordinates. */
  marks(data: T, box: Box, measure: Measure): Mark[];
  /** What a screen reader says. */
  label(data: T): string;
  /** Attributes `data-…` of the group, for the style sheet. */
  states?(data: T): Readonly<Record<string, string | number | boolean>>;
}

/** One decimal is enough for a pixel. */
export const round = (value: number): number => Math.round(value * 10) / 10;

/** `M…` from a template of numbers. */
export function d(strings: TemplateStringsArray, ...numbers: number[]): string {
  let path = strings[0]!;
  for (let i = 0; i < numbers.length; i++) path += round(numbers[i]!) + strings[i + 1]!;
  return path;
}

export const path = (key: string, name: string, shape: string, link?: string): Mark => ({
  key,
  tag: 'path',
  class: name,
  at: { d: shape },
  ...(link && { link }),
});

export interface TextAt {
  readonly x: number;
  readonly y: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  /** px; default: the small size. */
  readonly size?: number;
}

export const text = (key: string, name: string, words: string, { x, y, anchor = 'start', size }: TextAt): Mark => ({
  key,
  tag: 'text',
  class: name,
  at: { x: round(x), y: round(y), ...(anchor !== 'start' && { 'text-anchor': anchor }), ...(size && { 'font-size': round(size) }) },
  text: words,
});

/** Mean width of a letter in ems: of the system's face, in bold, of kubectl's words in bold (they have many capitals),
 *  and of the code face. */
export const LETTER = { plain: 0.55, bold: 0.59, word: 0.645, code: 0.615 };

/** Words that fit a width, at their end an ellipsis if they must. */
export function clip(words: string, width: number, size: number, letter = LETTER.plain): string {
  const room = Math.floor(width / (size * letter));
  return words.length <= room ? words : room < 2 ? '' : `${words.slice(0, room - 1)}…`;
}

/** Names that controllers made differ at their end: keep that. */
export function clipStart(words: string, width: number, size: number, letter = LETTER.plain): string {
  const room = Math.floor(width / (size * letter));
  return words.length <= room ? words : room < 2 ? '' : `…${words.slice(words.length - room + 1)}`;
}

export const rectangle = (x: number, y: number, width: number, height: number, radius = 0): string =>
  radius
    ? d`M${x + radius},${y} h${width - 2 * radius} q${radius},0 ${radius},${radius} v${height - 2 * radius} q0,${radius} ${-radius},${radius} h${2 * radius - width} q${-radius},0 ${-radius},${-radius} v${2 * radius - height} q0,${-radius} ${radius},${-radius}z`
    : d`M${x},${y} h${width} v${height} h${-width}z`;

export const circle = (x: number, y: number, r: number): string =>
  d`M${x - r},${y} a${r},${r} 0 1 0 ${2 * r},0 a${r},${r} 0 1 0 ${-2 * r},0z`;

export const tick = (x: number, y: number, size: number): string =>
  d`M${x - size * 0.5},${y} l${size * 0.36},${size * 0.38} l${size * 0.64},${-size * 0.78}`;

export const cross = (x: number, y: number, size: number): string =>
  d`M${x - size / 2},${y - size / 2} l${size},${size} m0,${-size} l${-size},${size}`;

/** Slanting lines that fill a rectangle. */
export function hatch(x: number, y: number, width: number, height: number, step: number): string {
  let lines = '';
  for (let at = step; at < width + height; at += step) {
    const [x1, y1] = [Math.max(0, at - height), Math.min(at, height)];
    const [x2, y2] = [Math.min(at, width), Math.max(0, at - width)];
    lines += d`M${x + x1},${y + y1} L${x + x2},${y + y2}`;
  }
  return lines;
}
