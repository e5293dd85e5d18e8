import { laneHead } from '../layout/owners';
import type { Controller, Doorway, Generation, Workload } from '../scene/actors';
import { clip, clipStart, d, LETTER, path, rectangle, text, type Glyph, type Mark } from './marks';
import { isRoomy, seatMarks } from './seats';
import { pictureMarks, pictureOf, pictureWidth } from './work-picture';

/** Controllers are squares with a loop, workloads lanes, Services doorways. */

const unmet = (current: number, desired: number | undefined) => desired !== undefined && current !== desired;
const pairText = (current: number, desired: number | undefined) => (desired === undefined ? String(current) : `${current} / ${desired}`);

/** The loop: look, compare, act. */
const loop = (x: number, y: number, r: number): string =>
  d`M${x + r * 0.87},${y - r * 0.5} A${r},${r} 0 1 0 ${x + r},${y + r * 0.1} M${x + r * 1.1},${y - r * 0.95} L${x + r * 0.87},${y - r * 0.4} L${x + r * 0.3},${y - r * 0.6}`;

export const controller: Glyph<Controller> = {
  name: 'controller',
  marks({ title, object, current, desired }, { width, height }, { t, s, narrow }) {
    const pair = pairText(current, desired);
    const pad = t * (narrow ? 0.35 : 0.6);
    const wide = Math.min(pair.length * t * 0.56 + t, width - pad);
    const marks = [path('square', 'square', rectangle(0, 0, width, height, t * 0.2))];
    const icon = !narrow && width > 11 * t ? t * 1.7 : 0;
    if (icon) marks.push(path('loop', 'loop', loop(pad + t * 0.5, height * 0.36, t * 0.42)));
    // On a phone the title stands close to the edge, clear of the pair below.
    const [top, y] = narrow ? [height * 0.25, height * 0.72] : [height * 0.36, height * 0.75];
    marks.push(titleOf(title, { x: pad + icon, y: top, width: width - pad * 1.6 - icon }, narrow ? [s] : [t, s]));
    if (width - wide - pad > 3 * t)
      marks.push(text('object', 'soft code', clipStart(object, width - wide - pad * 1.4, s, LETTER.code), { x: pad, y: y + s * 0.34 }));
    const tall = t * (narrow ? 1.2 : 1.36);
    marks.push(path('gap', 'gap', rectangle(width - wide - pad * 0.5, y - tall / 2, wide, tall, tall / 2)));
    marks.push(text('pair', 'pair', pair, { x: width - wide / 2 - pad * 0.5, y: y + t * 0.34, anchor: 'middle', size: t }));
    return marks;
  },
  states: ({ current, desired }) => ({ met: !unmet(current, desired) }),
  label: ({ title, object, current, desired }) =>
    desired === undefined ? `${title} controller: ${object}, ${current}` : `${title} controller: ${object}, ${current} of ${desired}`,
};

/** Width of a bold letter of a kind's name in ems, in the widest of the systems' faces; of a longer text the mean does. */
const KIND = 0.69;

/** The longest of its names in the largest of the sizes that fits. */
function titleOf(title: string, { x, y, width }: { x: number; y: number; width: number }, sizes: readonly number[]): Mark {
  const names = [`${title} controller`, title, SHORT[title] ?? title];
  for (const words of names)
    for (const size of sizes)
      if (words.length * size * (words.includes(' ') ? LETTER.bold + 0.04 : KIND) <= width)
        return text('title', 'title', words, { x, y: y + size * 0.36, size });
  const size = sizes.at(-1)!;
  return text('title', 'title', clip(names.at(-1)!, width + size * 0.3, size, LETTER.bold), { x, y: y + size * 0.36, size });
}

/** For a square that is too narrow for the kind: kubectl's own short names, where there is one. */
const SHORT: Readonly<Record<string, string>> = {
  Deployment: 'deploy',
  ReplicaSet: 'rs',
  StatefulSet: 'sts',
  DaemonSet: 'ds',
  CronJob: 'cj',
  EndpointSlice: 'slice',
  Volume: 'pvc',
};

export const workload: Glyph<Workload> = {
  name: 'workload',
  marks({ kind, name, desired, ready, unit, note, givenUp }, box, measure) {
    const { height } = box;
    const { t, s, narrow } = measure;
    const room = laneHead(box, measure) - t * 0.9;
    const x = t * 0.6;
    const marks = [path('lane', 'lane', rectangle(0, 0, box.width, height, t * 0.5))];
    const lines = height > s * 4 + t ? 3 : 2;
    // Where there is no line for the note, what failed stands with the count.
    const lost = lines === 2 && note?.endsWith(' failed') ? `, ${note}` : '';
    const counts = [`${ready} of ${desired} ${unit}${lost}`, `${ready}/${desired} ${unit}${lost}`, `${ready} of ${desired} ${unit}`];
    const count = counts.find((one) => one.length * s * LETTER.bold <= room) ?? `${ready}/${desired} ${unit}`;
    if (height < s * 3.2) {
      const pair = givenUp
        ? 'Failed'
        : narrow
          ? `${ready}/${desired}`
          : counts.at(-1)!.length * s * LETTER.bold <= room
            ? counts.at(-1)!
            : `${ready}/${desired} ${unit}`;
      const space = room - pair.length * s * LETTER.bold - t * 0.7;
      const size = name.length * t * LETTER.word <= space ? t : s;
      marks.push(text('name', 'title', clip(name, space, size, LETTER.word), { x, y: height / 2 + size * 0.36, size }));
      marks.push(text('pair', 'count', pair, { x: x + room, y: height / 2 + s * 0.36, anchor: 'end' }));
      return marks;
    }
    const step = Math.min(t * 1.5, height / (lines + 0.3));
    const top = height / 2 - (lines * step) / 2 + step * 0.72;
    if (lines === 3) marks.push(text('kind', 'soft', clip(note ? `${kind}, ${note}` : kind, room, s), { x, y: top }));
    marks.push(text('name', 'title', clip(name, room, t * 1.15, LETTER.bold), { x, y: top + (lines - 2) * step, size: t * 1.15 }));
    marks.push(text('pair', 'count', clip(count, room, s, LETTER.bold), { x, y: top + (lines - 1) * step }));
    return marks;
  },
  states: ({ desired, ready }) => ({ met: desired === ready }),
  label: ({ kind, name, desired, ready, unit, note }) => `${kind} ${name}: ${ready} of ${desired} ${unit}${note ? `, ${note}` : ''}`,
};

/** An image as far as it fits: whole, without its registry and path, or its tag; a stump of it tells nothing. */
function imageText(title: string, width: number, s: number): string {
  const short = title.replace(/[^\s,]*\//g, '');
  // Generations differ by their tags more often than by their names.
  const tag = /^[^\s,:]+(:[^\s,:]+)$/.exec(short)?.[1] ?? short;
  return [title, short, tag].find((one) => one.length * s * LETTER.code <= width) ?? '';
}

/** A generation with the places of its seats. */
export interface SeatedGeneration extends Generation {
  readonly places: ReadonlyMap<string, number>;
  /** The workload itself: it needs no frame of its own. */
  readonly alone: boolean;
}

export const generation: Glyph<SeatedGeneration> = {
  name: 'generation',
  marks({ title, desired, current, seats, places, alone }, { width, height }, measure) {
    const { t, s } = measure;
    const flag = alone ? 0 : t * 0.5;
    const x = flag + t * (alone ? 0.2 : 0.5);
    const marks: Mark[] = alone
      ? []
      : [path('frame', 'frame', rectangle(0, 0, width, height, t * 0.2)), path('flag', 'flag', rectangle(0, 0, flag, height))];
    const pair = pairText(current, desired);
    const words = height > s * 2.9 && width > 6 * t;
    const wide = alone ? 0 : pair.length * s * LETTER.bold + t * 0.6;
    // A low lane has its title beside the seats, not above them.
    const beside = alone && words && height < s * 5.5;
    // … and many seats are worth more than it.
    const crowded =
      beside && !isRoomy(seats.length, { x, y: 0, width: width - x - Math.min(t * 9, width * 0.35), height: height * 0.74 }, measure);
    const name = crowded ? '' : imageText(title, beside ? Math.min(t * 9, width * 0.35) - t * 0.5 : width - x - wide - t * 0.5, s);
    if (words) {
      if (name) marks.push(text('title', 'soft code', name, { x, y: beside ? height / 2 + s * 0.36 : s * 1.25 }));
      if (!alone) marks.push(text('pair', 'pair-small', pair, { x: width - t * 0.5, y: s * 1.25, anchor: 'end' }));
    }
    const left = beside && name ? x + Math.min(t * 9, width * 0.35) : x;
    const top = words && !beside ? s * 1.7 : height * 0.14;
    const space = { x: left, y: top, width: width - left - t * 0.4, height: height - top - height * 0.12 };
    const picture = pictureOf(seats);
    const tall = height * 0.86;
    const wanted = Math.min(space.width * 0.6, pictureWidth(picture, tall));
    const drawn = { x: space.x + space.width - wanted, y: height * 0.07, width: wanted, height: tall };
    const rest = wanted ? { ...space, width: space.width - wanted - t * 0.6 } : space;
    return [...marks, ...seatMarks(seats, places, rest, measure), ...(wanted ? pictureMarks(picture, drawn) : [])];
  },
  states: ({ hue, desired, current }) => ({ hue, idle: desired === 0 && current === 0, met: desired === current }),
  label: ({ kind, name, title, desired, current }) => `${kind} ${name} for ${title}: ${current} of ${desired}`,
};

export const service: Glyph<Doorway> = {
  name: 'service',
  marks({ name, ready, waiting, headless, seconds }, { width, height }, { t, s, narrow }) {
    const door = Math.min(height * 0.8, t * 3, width * 0.36);
    const [h, y0] = [Math.min(height, door * 1.35), height];
    const marks = [
      path(
        'door',
        'door',
        d`M0,${y0} V${y0 - h * 0.55} Q0,${y0 - h} ${door / 2},${y0 - h} Q${door},${y0 - h} ${door},${y0 - h * 0.55} V${y0}z`,
      ),
    ];
    marks.push(
      path(
        'way',
        'way',
        d`M${door * 0.24},${y0} V${y0 - h * 0.5} Q${door * 0.24},${y0 - h * 0.8} ${door / 2},${y0 - h * 0.8} Q${door * 0.76},${y0 - h * 0.8} ${door * 0.76},${y0 - h * 0.5} V${y0}`,
      ),
    );
    const x = door + t * 0.5;
    const room = width - x;
    const count = ready.length ? `${ready.length} ready` : waiting.length ? 'none ready' : 'no Pods';
    const strip = seconds.length > 0 && height > t * 3.2;
    const [first, step] = height < s * 2.6 ? [height / 2 + t * 0.36, 0] : [height - (strip ? t * 1.5 : 0) - (s * 1.5 + t * 0.4), t * 1.3];
    if (!narrow && step && height > t * 4.4 + (strip ? t * 1.5 : 0))
      marks.push(text('kind', 'soft', headless ? 'Headless Service' : 'Service', { x, y: first - t * 1.3 }));
    marks.push(text('name', 'title', clip(name, room, t, LETTER.bold), { x, y: first, size: t }));
    if (step) marks.push(text('count', 'soft', clip(count, room, s), { x, y: first + step }));
    return strip ? [...marks, ...traffic(seconds, x, height - t * 1.3, room, t * 1.3)] : marks;
  },
  states: ({ ready }) => ({ open: ready.length > 0 }),
  label: ({ name, ready, seconds }) => {
    const served = seconds.reduce((sum, { ok }) => sum + ok, 0);
    const failed = seconds.reduce((sum, one) => sum + one.failed, 0);
    const traffic = served + failed ? `; of the last requests ${served} were served and ${failed} failed` : '';
    return `Service ${name}: ${ready.length} Pods behind it${traffic}`;
  },
};

/** Second by second: served stands up, failed hangs down with a cross. */
function traffic(seconds: Doorway['seconds'], x: number, y: number, width: number, height: number): Mark[] {
  const most = Math.max(2, ...seconds.map(({ ok, failed }) => Math.max(ok, failed)));
  const step = width / seconds.length;
  const ground = y + height * 0.58;
  let [served, failed] = ['', ''];
  seconds.forEach((second, i) => {
    const [left, w] = [x + i * step, step * 0.72];
    if (second.ok) served += rectangle(left, ground - (height * 0.55 * second.ok) / most, w, (height * 0.55 * second.ok) / most);
    if (second.failed) failed += rectangle(left, ground + 1.5, w, Math.max(3, (height * 0.4 * second.failed) / most));
  });
  return [
    path('ground', 'strip', d`M${x},${ground} h${width}`),
    path('served', 'served', served || 'M0,0'),
    path('failed', 'failed', failed || 'M0,0'),
  ];
}
