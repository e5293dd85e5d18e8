import type { LogEntry } from '../kube/log';
import type { View } from '../kube/view';
import { castOf, LAYERS } from './cast';
import { escape, printThing } from './gallery/print';
import { layOut, type Room } from './layout';
import { sceneOf } from './scene';
import { Chronicle } from './scene/chronicle';
import { Slots } from './slots';
import { linesOf, threadsOf } from './threads';

/** One instant of a cluster as a picture that stands alone, without a page: what a post shows before anybody presses
 *  play. Its style is put in by whoever writes the file. */

export interface Instant {
  readonly view: View;
  readonly log: readonly LogEntry[];
  readonly at: number;
  readonly namespace: string;
}

/** How much a picture has to tell: the different looks of its pods, and gaps that a controller has still to close. */
export function tells(instant: Instant): number {
  const { pods, workloads } = sceneIn(instant);
  const looks = new Set(pods.map(({ look }) => look)).size;
  return looks + (workloads.some(({ desired, ready }) => desired !== ready) ? 1 : 0);
}

/** @param caption  one sentence beneath the picture
 *  @param style  CSS for the classes of the stage */
export function printPoster(instant: Instant, caption: string, style: string, room: Room): string {
  const scene = sceneIn(instant);
  const slots = new Slots();
  const layout = layOut(scene, slots, room);
  const cast = castOf(scene, layout, slots, () => undefined);
  const { t, s } = layout.measure;
  const things = (layers: readonly (typeof LAYERS)[number][]) =>
    layers.flatMap((layer) => cast[layer].map((thing) => printThing(thing, layout.measure)));
  const threads = linesOf(threadsOf(scene), layout).map(({ kind, d }) => `<path class="thread ${kind}" d="${d}"/>`);
  const size = Math.min(CAPTION, (room.width * 1.9) / caption.length);
  const whole = room.height + CAPTION * 2.2;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${room.width} ${Math.ceil(whole)}" role="img" aria-label="${escape(caption)}">`,
    `<style>${style}</style>`,
    `<rect class="ground" width="100%" height="100%"/>`,
    `<g class="stage-picture" style="--t:${t}px;--s:${s}px">`,
    ...things(LAYERS.slice(0, -1)),
    `<g>${threads.join('')}</g>`,
    ...things(['pods']),
    '</g>',
    `<text class="caption" x="${room.width / 2}" y="${Math.round(whole - CAPTION * 0.9)}" font-size="${size.toFixed(1)}" text-anchor="middle">${escape(caption)}</text>`,
    '</svg>',
  ].join('\n');
}

const CAPTION = 21;

function sceneIn({ view, log, at, namespace }: Instant) {
  const chronicle = new Chronicle();
  chronicle.read(log);
  return sceneOf(view, namespace, chronicle, at);
}
