import type { Box, Measure } from '../layout';
import { detailOf } from '../layout';
import type { ContainerDot, PodActor } from '../scene/actors';
import { circle, clip, clipStart, d, LETTER, path, rectangle, text, type Glyph, type Mark } from './marks';
import { bodyOf, corner, dotOf } from './pod-shapes';

/** A tile. How much it shows goes by its size. */
export const pod: Glyph<PodActor> = {
  name: 'pod',
  marks(data, box, measure) {
    const strike = data.foreseen === 'goes' ? [path('strike', 'strike', d`M0,${box.height} L${box.width},0`)] : [];
    return [...marksOf(data, box, measure), ...strike];
  },
  states: ({ look, hue, foreseen = 'no' }) => ({ look, hue, foreseen }),
  label: ({ name, status, node, look, restarts, foreseen }) =>
    `${foreseen ? WOULD[foreseen] : ''}Pod ${name}: ${look === 'lost' ? 'lost with its node' : status}${look === 'ready' ? ', ready' : ''}${restarts ? `, restarted ${restarts} times` : ''}${node ? `, on ${node}` : ', without a node'}`,
};

const WOULD = { comes: 'Would come: ', goes: 'Would go: ' };

function marksOf(data: PodActor, box: Box, measure: Measure): Mark[] {
  const detail = detailOf(box.width, box.height, measure);
  if (detail === 'dot') return alike(`${data.look} ${box.width} ${box.height}`, () => dotOf(data.look, box.width, box.height));
  if (detail === 'chip') return chip(data, box, measure);
  return detail === 'tile' ? tile(data, box, measure) : card(data, box, measure);
}

/** Small tiles that look alike have the very same marks: what is the same is not drawn again. */
function alike(look: string, make: () => Mark[]): Mark[] {
  let marks = known.get(look);
  if (marks) return marks;
  if (known.size >= MOST_ALIKE) known.clear();
  known.set(look, (marks = make()));
  return marks;
}

const known = new Map<string, Mark[]>();
const MOST_ALIKE = 500;

const radiusOf = ({ width, height }: Box, { t }: Measure) => Math.min(t * 0.5, width * 0.14, height * 0.14);

function chip(data: PodActor, box: Box, measure: Measure): Mark[] {
  const { width, height } = box;
  const number = data.ordinal ?? (data.look === 'lost' ? '?' : undefined);
  const size = Math.min(height * 0.7, measure.t * 1.4);
  const label =
    number !== undefined && size >= 11
      ? [text('label', 'name bold', String(number), { ...middle(box, size), anchor: 'middle', size })]
      : [];
  return [...bodyOf(data.look, width, height, radiusOf(box, measure)), ...label];
}

const middle = ({ width, height }: Box, size: number) => ({ x: width / 2, y: height / 2 + size * 0.35 });

/** Its short name and its containers. */
function tile(data: PodActor, box: Box, measure: Measure): Mark[] {
  const { width, height } = box;
  const { s, t } = measure;
  const pad = t * 0.35;
  if (width >= 5 * t && height >= 2.5 * t) return strip(data, box, measure);
  const big = data.ordinal !== undefined || data.look === 'lost';
  const size = big ? Math.min(height * 0.5, t * 2) : s;
  const words =
    data.look === 'lost' ? '?' : data.ordinal !== undefined ? String(data.ordinal) : clipStart(data.label, width - 2 * pad, s, LETTER.code);
  const y = height * 0.5 + size * 0.35;
  return [
    ...bodyOf(data.look, width, height, radiusOf(box, measure)),
    text('label', big ? 'name bold' : 'name code', words, { x: pad, y, size }),
    ...(height < t * 2.7 ? [] : containers(data.containers, { x: pad, y: height - t * 0.55, width: width - 2 * pad }, t * 0.26, 'dots')),
    ...(width < t * 4.4 ? [] : restarts(data, box, measure)),
  ];
}

/** A tile that is wide enough for kubectl's word. */
function strip(data: PodActor, box: Box, measure: Measure): Mark[] {
  const { width, height } = box;
  const { s, t } = measure;
  const pad = t * 0.4;
  const room = width - pad - corner(box);
  const name = data.ordinal === undefined ? clipStart(data.label, room, s, LETTER.code) : numbered(data.family, data.ordinal, room, t);
  const bottom = height - Math.max(t * 0.65, height * 0.2);
  const foot = footOf(data, { x: pad, y: bottom, width: width - 2 * pad }, t * 0.26, s, 'dots');
  return [
    ...bodyOf(data.look, width, height, radiusOf(box, measure)),
    text('label', data.ordinal === undefined ? 'name code bold' : 'name bold', name, {
      x: pad,
      y: height * 0.4,
      size: data.ordinal === undefined ? s : t,
    }),
    ...foot,
    ...restarts(data, box, measure),
  ];
}

/** `picture-10`, or where that does not fit, the number: it is what tells one from another. */
function numbered(family: string, ordinal: number, room: number, size: number): string {
  const whole = `${family}-${ordinal}`;
  return whole.length * size * LETTER.bold <= room ? whole : String(ordinal);
}

/** Name, and on a plate below: containers and kubectl's word. */
function card(data: PodActor, box: Box, measure: Measure): Mark[] {
  const { width, height } = box;
  const { s, t } = measure;
  const plate = Math.max(t * 1.5, s * 1.6);
  const body = height - plate;
  const radius = radiusOf(box, measure);
  const pad = t * 0.55;
  return [
    path(
      'plate',
      'plate',
      d`M0,${body - radius} V${height - radius} q0,${radius} ${radius},${radius} H${width - radius} q${radius},0 ${radius},${-radius} V${body - radius}z`,
    ),
    ...bodyOf(data.look, width, body, radius),
    ...names(data, width, body, measure),
    ...footOf(data, { x: pad, y: height - plate / 2, width: width - 1.6 * pad }, t * 0.3, s, 'plate'),
    ...restarts(data, { ...box, height: body }, measure),
  ];
}

function names({ label, family, ordinal, look }: PodActor, width: number, height: number, { s, t }: Measure): Mark[] {
  const pad = t * 0.55;
  const room = width - 2 * pad - corner({ width, height }) * 0.8;
  if (look === 'lost')
    return [
      text('number', 'name bold', '?', { x: pad, y: height * 0.72, size: height * 0.6 }),
      text('label', 'name', clip(label, room - height * 0.4, s), { x: pad + height * 0.4, y: height * 0.6 }),
    ];
  if (ordinal !== undefined) {
    const size = Math.min(height * 0.72, t * 2.6);
    const x = pad + size * 0.62 * String(ordinal).length + t * 0.35;
    return [
      text('number', 'name bold', String(ordinal), { x: pad, y: height / 2 + size * 0.36, size }),
      text('family', 'name', clip(family, width - x - corner({ width, height }), s), { x, y: height / 2 + s * 0.36 }),
    ];
  }
  if (!family) return [text('label', 'name bold', clip(label, room, t, LETTER.bold), { x: pad, y: height / 2 + t * 0.36, size: t })];
  if (height < s * 2.7)
    return [text('label', 'name code', clipStart(label, room, t, LETTER.code), { x: pad, y: height / 2 + t * 0.36, size: t })];
  return [
    text('family', 'name', clip(family, room, s), { x: pad, y: height / 2 - s * 0.25 }),
    text('label', 'name code bold', clipStart(label, room, t, LETTER.code), { x: pad, y: height / 2 + t * 0.95, size: t }),
  ];
}

/** How often a container was started again. */
function restarts({ restarts, look }: PodActor, { width }: Box, { s, t }: Measure): Mark[] {
  if (!restarts || (look !== 'crashing' && look !== 'unready' && look !== 'ready')) return [];
  const words = `↻${restarts}`;
  const [w, h] = [s * (0.6 * words.length + 0.7), s * 1.25];
  const x = width - w - (look === 'ready' ? t * 1.9 : t * 0.3);
  const y = look === 'crashing' ? t * 0.55 : t * 0.25;
  if (x < 0) return [];
  return [
    path('badge', 'badge', rectangle(x, y, w, h, h / 2)),
    text('restarts', 'badge-text', words, { x: x + w / 2, y: y + h * 0.74, anchor: 'middle' }),
  ];
}

/** Containers and kubectl's word; where both do not fit, the word alone: it must be read whole. */
function footOf(data: PodActor, { x, y, width }: { x: number; y: number; width: number }, r: number, s: number, on: string): Mark[] {
  const word = data.look === 'lost' ? 'lost?' : data.status;
  const dots = dotsWidth(data.containers, r);
  const size = [s, 11].find((one) => word.length * one * LETTER.word <= width) ?? 11;
  const beside = dots + word.length * size * LETTER.word <= width;
  const words = clip(word, beside ? width - dots : width, size, LETTER.word);
  const name = on === 'dots' ? 'name word' : 'word';
  return [
    ...(beside ? containers(data.containers, { x, y, width: dots }, r, on) : []),
    text('word', name, words, { x: beside ? x + dots : x, y: y + size * 0.36, size }),
  ];
}

const dotsWidth = (dots: readonly ContainerDot[], r: number) => Math.min(6, dots.length) * r * 2.6 + r * 2;

/** Init containers stand in a queue before the others. */
function containers(
  dots: readonly ContainerDot[],
  { x, y, width }: { x: number; y: number; width: number },
  r: number,
  on: string,
): Mark[] {
  const shown = dots.slice(0, Math.max(1, Math.min(6, Math.round(width / (r * 2.6)))));
  return shown.flatMap(({ part, state }, i) => {
    const cx = x + r + i * r * 2.6;
    const shape =
      part === 'init'
        ? d`M${cx - r},${y} l${r},${-r} l${r},${r} l${-r},${r}z`
        : part === 'sidecar'
          ? rectangle(cx - r, y - r, 2 * r, 2 * r, r * 0.3)
          : circle(cx, y, r);
    return [path(`dot ${i}`, `dot ${on} ${state}`, shape)];
  });
}
