/** A place on the stage, in CSS pixels of the picture. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The real size of the picture. */
export interface Room {
  readonly width: number;
  readonly height: number;
}

/** How large things are: everything is measured in ems of `t`. */
export interface Measure extends Room {
  /** Size of text, px. */
  readonly t: number;
  /** Size of small text, px. */
  readonly s: number;
  /** A phone: labels are short. */
  readonly narrow: boolean;
}

/** A type size for the room: 15 px in a lesson's panel, 28 px on a projector, never below 12 (11 for small text). */
export function measure({ width, height }: Room): Measure {
  const t = Math.min(30, Math.max(12, Math.sqrt(width * height) / 47));
  return { width, height, t, s: Math.max(11, t * 0.83), narrow: width < 48 * t };
}

export const inset = ({ x, y, width, height }: Box, by: number): Box => ({
  x: x + by,
  y: y + by,
  width: Math.max(0, width - 2 * by),
  height: Math.max(0, height - 2 * by),
});

/** `count` places side by side, equally wide. */
export function columns({ x, y, width, height }: Box, count: number, gap: number, widest = Infinity): Box[] {
  const each = Math.min(widest, (width - gap * (count - 1)) / Math.max(1, count));
  return Array.from({ length: count }, (_, i) => ({ x: x + i * (each + gap), y, width: each, height }));
}

/** `count` places below each other, equally high. */
export function rows({ x, y, width, height }: Box, count: number, gap: number, highest = Infinity): Box[] {
  const each = Math.min(highest, (height - gap * (count - 1)) / Math.max(1, count));
  return Array.from({ length: count }, (_, i) => ({ x, y: y + i * (each + gap), width, height: each }));
}

export const sameBox = (a: Box, b: Box) => a === b || (a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height);

export const centre = ({ x, y, width, height }: Box) => ({ x: x + width / 2, y: y + height / 2 });
