import type { PodLook } from '../scene/actors';
import { circle, cross, d, hatch, path, rectangle, tick, type Mark } from './marks';

/** The body of a pod: shape and texture are its state, hue its generation. */

interface Body {
  readonly width: number;
  readonly height: number;
  readonly radius: number;
}

/** Outline, filling and sign of a look. */
export function bodyOf(look: PodLook, width: number, height: number, radius: number): Mark[] {
  const body = { width, height, radius };
  return [
    path('ground', 'ground', outlineOf(look, body)),
    ...filling(look, body),
    path('outline', 'outline', outlineOf(look, body)),
    ...sign(look, body),
  ];
}

/** Size of the corner that carries a sign. */
export const corner = ({ width, height }: Pick<Body, 'width' | 'height'>): number => Math.min(width * 0.34, height * 0.42, 26);

function outlineOf(look: PodLook, { width: w, height: h, radius: r }: Body): string {
  const k = corner({ width: w, height: h });
  if (look === 'ready')
    return d`M${r},0 H${w - k} A${k},${k} 0 0 0 ${w},${k} V${h - r} q0,${r} ${-r},${r} H${r} q${-r},0 ${-r},${-r} V${r} q0,${-r} ${r},${-r}z`;
  if (look === 'completed' || look === 'failed')
    return d`M${r},0 H${w - k} L${w},${k} V${h - r} q0,${r} ${-r},${r} H${r} q${-r},0 ${-r},${-r} V${r} q0,${-r} ${r},${-r}z`;
  if (look === 'crashing') return jagged(w, h, r);
  return rectangle(0, 0, w, h, r);
}

/** A torn upper edge. */
function jagged(w: number, h: number, r: number): string {
  const teeth = Math.max(3, Math.min(7, Math.round(w / 14)));
  const tooth = w / teeth;
  const deep = Math.min(h * 0.2, tooth * 0.7);
  let edge = d`M0,${deep}`;
  for (let i = 0; i < teeth; i++) edge += d`L${(i + 0.5) * tooth},0 L${(i + 1) * tooth},${deep}`;
  return edge + d`V${h - r} q0,${r} ${-r},${r} H${r} q${-r},0 ${-r},${-r}z`;
}

function filling(look: PodLook, { width: w, height: h, radius: r }: Body): Mark[] {
  if (look === 'ready') return [path('fill', 'fill', outlineOf(look, { width: w, height: h, radius: r }))];
  if (look === 'creating') return [path('fill', 'fill', level(w, h, r, 0.45))];
  if (look === 'terminating') return [path('fill', 'fill sinking', level(w, h, r, 0.28))];
  if (look === 'unready' || look === 'crashing') return [path('fill', 'lines', hatch(2, h * 0.22, w - 4, h * 0.76, Math.max(4, h / 7)))];
  if (look === 'completed') return [path('fill', 'fill pale', outlineOf(look, { width: w, height: h, radius: r }))];
  // The hue is shown by a band, so that the generation of what is not there yet can be told.
  return [path('fill', look === 'lost' ? 'fill pale' : 'fill', level(w, h, r, 0.09))];
}

/** Filled from below up to a share of its height. */
function level(w: number, h: number, r: number, share: number): string {
  const high = Math.max(h * share, r);
  return d`M0,${h - high} H${w} V${h - r} q0,${r} ${-r},${r} H${r} q${-r},0 ${-r},${-r}z`;
}

function sign(look: PodLook, body: Body): Mark[] {
  const { width: w, height: h } = body;
  const k = corner(body);
  const [x, y] = [w - k * 0.4, k * 0.4];
  if (look === 'ready') return [path('sign', 'sign', tick(w - k * 0.32, k * 0.32, k * 0.55))];
  if (look === 'completed' || look === 'failed') {
    const y = Math.min(h - k * 0.35, k * 1.5);
    const mark = look === 'completed' ? tick(w - k * 0.6, y, k * 0.7) : cross(w - k * 0.55, y, k * 0.5);
    return [path('fold', 'outline fold', d`M${w - k},0 V${k} H${w}`), path('sign', 'sign', mark)];
  }
  if (look === 'pending')
    return [path('sign', 'sign', circle(x, y + k * 0.15, k * 0.34) + d`M${x},${y - k * 0.05} v${k * 0.2} h${k * 0.17}`)];
  if (look === 'unpullable') return [path('sign', 'sign', crate(w, k))];
  if (look === 'terminating')
    return [
      path(
        'sign',
        'sign',
        d`M${x},${y - k * 0.2} v${k * 0.6} m${-k * 0.22},${-k * 0.24} l${k * 0.22},${k * 0.24} l${k * 0.22},${-k * 0.24}`,
      ),
    ];
  return [];
}

/** An open, empty box. */
function crate(w: number, k: number): string {
  const [size, x, y] = [k * 0.8, w - k * 1.05, k * 0.3];
  return d`M${x},${y} v${size} h${size} v${-size} M${x},${y + size * 0.5} h${size} M${x - size * 0.14},${y - size * 0.12} l${size * 0.3},${size * 0.12} M${x + size * 1.14},${y - size * 0.12} l${-size * 0.3},${size * 0.12}`;
}

/** The smallest pod: four shapes tell well, coming, ill, and leaving apart. */
export function dotOf(look: PodLook, width: number, height: number): Mark[] {
  if (look === 'ready') return [path('body', 'fill outline', rectangle(0, 0, width, height))];
  if (look === 'crashing' || look === 'unpullable' || look === 'failed')
    return [path('body', 'ill outline', d`M0,${height} L${width / 2},0 L${width},${height}z`)];
  if (look === 'terminating' || look === 'lost') return [path('body', 'outline', d`M0,${height * 0.75} H${width}`)];
  return [path('body', 'ground outline', circle(width / 2, height / 2, Math.min(width, height) / 2.2))];
}
