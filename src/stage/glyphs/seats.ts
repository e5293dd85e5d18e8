import type { Seat } from '../scene/actors';
import type { Box, Measure } from '../layout';
import { cross, d, hatch, LETTER, path, rectangle, text, tick, type Mark } from './marks';

/** Desired beside current: a slot for each Pod that is wanted, dashed where there is none yet. */

/** More than this are counted, not drawn. */
export const MOST_SEATS = 60;

/** @param places  the place of each seat by key */
export function seatMarks(seats: readonly Seat[], places: ReadonlyMap<string, number>, space: Box, { t, s }: Measure): Mark[] {
  const shown = seats.filter(({ key }) => (places.get(key) ?? MOST_SEATS) < MOST_SEATS);
  const count = Math.max(0, ...shown.map(({ key }) => places.get(key)! + 1));
  if (!count) return [];
  const side = sideOf(count, space, largestSide(space, t));
  const gap = side * 0.22;
  const across = Math.max(1, Math.floor((space.width + gap) / (side + gap)));
  return shown.flatMap((seat): Mark[] => {
    const place = places.get(seat.key)!;
    const [x, y] = [space.x + (place % across) * (side + gap), space.y + Math.floor(place / across) * (side + gap)];
    const before = drawn.get(seat);
    if (before && before.place === place && before.x === x && before.y === y && before.side === side && before.s === s) return before.marks;
    const marks = one(seat, place, x, y, side, s);
    drawn.set(seat, { place, x, y, side, s, marks });
    return marks;
  });
}

const largestSide = ({ height }: Box, t: number) => Math.min(t * 2.6, height * 0.8);

/** Do all of them fit as large as seats can be? */
export const isRoomy = (count: number, space: Box, { t }: Measure) =>
  sideOf(Math.min(count, MOST_SEATS), space, largestSide(space, t)) === Math.min(largestSide(space, t), space.height);

/** A seat that stays as it was has the very same marks. */
interface Drawn {
  readonly place: number;
  readonly x: number;
  readonly y: number;
  readonly side: number;
  readonly s: number;
  readonly marks: Mark[];
}

const drawn = new WeakMap<Seat, Drawn>();

/** The largest side with which all fit. */
function sideOf(count: number, { width, height }: Box, largest: number): number {
  for (let side = Math.min(largest, height); side > 4; side *= 0.92) {
    const gap = side * 0.22;
    if (Math.floor((width + gap) / (side + gap)) * Math.floor((height + gap) / (side + gap)) >= count) return side;
  }
  return 4;
}

/** Sides from which on there is room for a sign beside the number. */
const CORNER = 18;

function one({ state, hue, pod, label, failures }: Seat, place: number, x: number, y: number, side: number, s: number): Mark[] {
  const box = rectangle(x, y, side, side, side * 0.16);
  const marks = [path(`seat ${place}`, `seat ${state} hue-${hue}`, box, pod)];
  const [cx, cy] = [x + side / 2, y + side / 2];
  const size = Math.max(11, Math.min(s, side * 0.72));
  const sign = (name: string, shape: string) => marks.push(path(`sign ${place}`, name, shape));
  if (state === 'present') marks.push(path(`texture ${place}`, `lines hue-${hue}`, hatch(x + 1, y + 1, side - 2, side - 2, side / 3.5)));
  if (state === 'failed') sign('sign', cross(cx, cy, side * 0.45));
  // A number that is too wide for its seat is left out.
  else if (label !== undefined && s >= 9 && side >= 12.5 && label.length * size * LETTER.word <= side) {
    const middle = { x: cx, y: cy + size * 0.36, anchor: 'middle', size } as const;
    marks.push(text(`seat label ${place}`, `seat-label ${state} hue-${hue}`, label, middle));
    if (state === 'done' && side >= CORNER) sign('sign', d`M${x + side * 0.72},${y} v${side * 0.28} h${side * 0.28}`);
    // It was tried before.
    else if (failures && side >= CORNER) sign('sign', cross(x + side * 0.82, y + side * 0.18, side * 0.22));
  } else if (state === 'ready' || state === 'done') sign(`seat-sign hue-${hue}`, tick(cx, cy, side * 0.5));
  if (state === 'leaving') sign('sign', d`M${x + side * 0.25},${cy} h${side * 0.5}`);
  return marks;
}
