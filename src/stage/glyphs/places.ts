import { headOf, type Measure } from '../layout';
import type { Card, Drum, NamespacePlate, Tray } from '../scene/actors';
import { clip, clipStart, d, hatch, LETTER, path, rectangle, text, type Glyph, type Mark } from './marks';

/** The fixed parts of the stage: bar, trays, zones, shelf. */

export const kubectl: Glyph<undefined> = {
  name: 'kubectl',
  marks: (_, { width, height }, { t, s, narrow }) => [
    path('screen', 'screen', rectangle(0, 0, width, height, t * 0.3)),
    text('prompt', 'prompt code', narrow ? 'kubectl' : '$ kubectl', { x: width / 2, y: height / 2 + s * 0.36, anchor: 'middle' }),
    path('wire', 'wire', d`M${width},${height / 2} h${t * (narrow ? 1.2 : 2.2)}`),
  ],
  label: () => 'kubectl, with which you ask for things',
};

export const apiServer: Glyph<NamespacePlate> = {
  name: 'api-server',
  marks({ name, state }, { width, height }, { t, s, narrow }) {
    const words =
      state === 'absent'
        ? `namespace ${name}: not there`
        : state === 'terminating'
          ? `namespace ${name}: terminating`
          : `namespace ${name}`;
    const shown = narrow ? clip(name, width * 0.45, s) : words;
    const wide = Math.min(width * 0.6, shown.length * s * 0.6 + t * 1.6);
    const [x, h] = [width - wide - t * 0.35, height - t * 0.6];
    return [
      path('bar', 'bar', rectangle(0, 0, width, height, t * 0.3)),
      text('title', 'bar-text bold', 'API server', { x: t * 0.8, y: height / 2 + t * 0.36, size: t }),
      path('plate', `plate ${state}`, rectangle(x, t * 0.3, wide, h, h / 2)),
      text('namespace', 'bar-text', shown, { x: x + wide / 2, y: height / 2 + s * 0.36, anchor: 'middle' }),
    ];
  },
  label: ({ name, state }) =>
    `API server: the one door to the cluster; namespace ${name} ${state === 'active' ? 'is there' : `is ${state}`}`,
};

export interface Bay {
  readonly waiting: number;
}

export const scheduler: Glyph<Bay> = {
  name: 'scheduler',
  marks({ waiting }, { width, height }, { t, s, narrow }) {
    const marks = [
      path('bay', 'bay', rectangle(0, 0, width, height, t * 0.2)),
      // On a phone the Pods that wait stand close below.
      text('title', 'title', 'Scheduler', { x: t * 0.6, y: t * (narrow ? 1.02 : 1.3), size: narrow ? s : t }),
    ];
    const long = waiting ? `${waiting} without a node` : 'No Pod waits';
    const words = long.length * s * LETTER.plain <= width - t * 7.5 ? long : `${waiting} wait`;
    if (!narrow) marks.push(text('words', 'soft', clip(words, width - t * 7.5, s), { x: width - t * 0.6, y: t * 1.3, anchor: 'end' }));
    return marks;
  },
  label: ({ waiting }) => `Scheduler: ${waiting ? `${waiting} Pods wait for a node` : 'no Pod waits for a node'}`,
};

export const zone: Glyph<{ readonly name: string; readonly down: boolean }> = {
  name: 'zone',
  marks: ({ name, down }, { width, height }, { t, s }) => [
    path('ground', 'zone-ground', rectangle(0, 0, width, height, t * 0.7)),
    ...(down ? [path('down', 'zone-down', hatch(4, 4, width - 8, height - 8, t * 2.4))] : []),
    text('name', 'soft', down ? `${name} is down` : name, { x: t * 0.8, y: t * 0.75 + s * 0.42 }),
  ],
  states: ({ down }) => ({ down }),
  label: ({ name, down }) => `Zone ${name}${down ? ': down' : ''}`,
};

export const node: Glyph<Tray> = {
  name: 'node',
  marks(data, { width, height }, measure) {
    const { t, narrow } = measure;
    return [
      path('tray', 'tray', rectangle(0, 0, width, height, t * 0.45)),
      path('lip', 'lip', d`M${t * 0.2},${height} h${width - t * 0.4}`),
      ...(data.cordoned ? [path('cordon', 'cordon', hatch(t * 0.3, t * 0.12, width - t * 0.6, t * (narrow ? 0.26 : 0.42), t * 0.5))] : []),
      ...head(data, width, height, measure),
    ];
  },
  states: ({ ready, power, cordoned }) => ({ ready, power, cordoned }),
  label: ({ name, status, power, zone, labels, taints, fullness, count }) =>
    [
      `Node ${name}: ${status}`,
      power === 'on' ? '' : POWER[power],
      zone && `in ${zone}`,
      labels.length ? `labels ${labels.join(', ')}` : '',
      taints.length ? `taints ${taints.join(', ')}` : '',
      fullness === undefined ? '' : `${percent(fullness)} of its CPU is requested`,
      count === undefined ? '' : `${count} Pods`,
    ]
      .filter(Boolean)
      .join(', '),
};

const POWER: Readonly<Record<Tray['power'], string>> = {
  on: '',
  off: 'the machine is off',
  starting: 'it starts',
  cut: 'cut off from the network',
};
const SHORT: Readonly<Record<Tray['power'], string>> = { on: '', off: 'off', starting: 'starts', cut: 'cut off' };
const percent = (share: number) => `${Math.round(share * 100)} %`;

function head(
  { name, ready, power, cordoned, labels, taints, fullness, count }: Tray,
  width: number,
  height: number,
  measure: Measure,
): Mark[] {
  const { t, s, narrow } = measure;
  const line = headOf(height, measure);
  if (!line) return [];
  const low = line < t * (narrow ? 1.2 : 1.6);
  const pad = t * (narrow ? 0.5 : 0.8);
  const y = low ? Math.min(t * 0.7, height * 0.06) + line - s * 0.3 : narrow ? s * 1.25 : t * 1.45;
  const size = narrow || low ? s : t;
  const load = count === undefined ? (fullness === undefined ? '' : `cpu ${percent(fullness)}`) : String(count);
  const room = width - 2 * pad;
  const off = power === 'off' ? t * 0.34 : 0;
  const spaceOf = (words: string) => (words ? words.length * s * LETTER.word + t * 0.5 : 0) + off * 5;
  // The name of a node is worth more than the end of a word; what is left out its outline says.
  const least = Math.min(name.length, 7) * s * LETTER.word;
  const words = stateWords({ ready, power, cordoned, narrow }).find((one) => spaceOf(one) + least <= room) ?? '';
  const isWell = power === 'on' && ready && !cordoned;
  const state = isWell && spaceOf(load) + least <= room ? load : words;
  const taken = spaceOf(state);
  const space = taken ? room - taken : width - pad - t * 0.2;
  const fit = name.length * size * LETTER.bold <= space ? size : s;
  const title = clipStart(name, space, fit, LETTER.bold);
  const marks = [text('name', 'title', title, { x: pad, y, size })];
  if (state) marks.push(text('state', words ? 'state' : 'soft', state, { x: width - pad, y, anchor: 'end' }));
  if (off) marks.push(path('plug', 'plug', plug(width - pad - taken + off * 1.4, y - t * 0.35, off)));
  const left = pad + title.length * size * LETTER.bold + t * 0.6;
  const chips = [...labels, ...taints.map((one) => `⊘ ${one}`)].join('  ');
  const free = width - pad - left - taken;
  if (chips && free > 4 * s) marks.push(text('labels', 'soft code', clip(chips, free, s, LETTER.code), { x: left, y }));
  return marks;
}

/** What is not well with a node, from the longest to the shortest way to say it. */
function stateWords({ ready, power, cordoned, narrow }: Pick<Tray, 'ready' | 'power' | 'cordoned'> & Pick<Measure, 'narrow'>): string[] {
  const all = [SHORT[power], ready ? '' : 'NotReady', cordoned ? 'cordoned' : ''].filter(Boolean);
  if (!all.length) return [];
  const words = all.map((_, i) => all.slice(0, all.length - i).join(', '));
  return cordoned && !narrow ? [words[0]!.replace('cordoned', 'SchedulingDisabled'), ...words] : words;
}

/** A plug that lies beside its socket. */
const plug = (x: number, y: number, r: number): string =>
  d`M${x},${y - r} h${r} q${r},0 ${r},${r} q0,${r} ${-r},${r} h${-r}z M${x},${y - r * 0.45} h${-r * 0.8} M${x},${y + r * 0.45} h${-r * 0.8} M${x + 2 * r},${y} h${r}`;

/** Wanted, and not there yet. */
export const ghost: Glyph<{ readonly label: string; readonly says: string }> = {
  name: 'ghost',
  marks: ({ label }, { width, height }, { t, s }) => [
    path('outline', 'outline', rectangle(0, 0, width, height, t * 0.4)),
    text('label', 'soft', clip(label, width - t * 0.6, s), { x: width / 2, y: height / 2 + s * 0.36, anchor: 'middle' }),
  ],
  label: ({ says }) => says,
};

/** An empty place of a tray. */
export const slot: Glyph<undefined> = {
  name: 'slot',
  marks: (_, { width, height }, { t }) => [path('hollow', 'hollow', rectangle(0, 0, width, height, t * 0.4))],
  label: () => '',
};

/** A room in which nobody is yet. */
export const vacancy: Glyph<string> = {
  name: 'vacancy',
  marks: (words, { width, height }, { t, s }) => [
    path('hollow', 'hollow', rectangle(0, 0, width, height, t * 0.4)),
    text('words', 'soft', clip(words, width - t, s), { x: width / 2, y: height / 2 + s * 0.36, anchor: 'middle' }),
  ],
  label: (words) => words,
};

export const claim: Glyph<Drum> = {
  name: 'claim',
  marks({ name, size, status }, { width, height }, { t, s }) {
    const w = Math.min(height * 0.85, width * 0.3, t * 2.4);
    const [h, cap] = [Math.min(height, w * 1.2), w * 0.16];
    const y = (height - h) / 2;
    const x = w + t * 0.45;
    return [
      path('drum', 'drum', d`M0,${y + cap} a${w / 2},${cap} 0 0 1 ${w},0 V${y + h - cap} a${w / 2},${cap} 0 0 1 ${-w},0z`),
      path('rim', 'rim', d`M0,${y + cap} a${w / 2},${cap} 0 0 0 ${w},0`),
      text('name', 'title', clipStart(name, width - x, s, LETTER.bold), { x, y: height / 2 - (height > s * 2.3 ? s * 0.25 : -s * 0.36) }),
      ...(height > s * 2.3
        ? [text('size', 'soft', clip(status === 'Bound' ? size : status, width - x, s), { x, y: height / 2 + s * 1.05 })]
        : []),
    ];
  },
  states: ({ status }) => ({ bound: status === 'Bound' }),
  label: ({ name, size, status }) => `Claim ${name}: ${status}${size ? `, ${size}` : ''}`,
};

export const config: Glyph<Card> = {
  name: 'config',
  marks({ kind, name }, { width, height }, { t, s }) {
    const w = Math.min(height * 0.6, t * 1.5, width * 0.25);
    const h = w * 1.25;
    const [y, fold, x] = [(height - h) / 2, w * 0.3, w + t * 0.45];
    return [
      path(
        'paper',
        'paper',
        d`M0,${y} h${w - fold} l${fold},${fold} v${h - fold} h${-w}z M${w * 0.22},${y + h * 0.45} h${w * 0.56} M${w * 0.22},${y + h * 0.68} h${w * 0.56}`,
      ),
      text('name', 'title', clip(name, width - x, s, LETTER.bold), { x, y: height / 2 - (height > s * 2.3 ? s * 0.25 : -s * 0.36) }),
      ...(height > s * 2.3 ? [text('kind', 'soft', clip(kind, width - x, s), { x, y: height / 2 + s * 1.05 })] : []),
    ];
  },
  label: ({ kind, name }) => `${kind} ${name}`,
};
