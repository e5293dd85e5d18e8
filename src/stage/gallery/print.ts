import { castOf, LAYERS } from '../cast';
import type { Mark } from '../glyphs/marks';
import type { Thing } from '../draw';
import { layOut, type Measure, type Room } from '../layout';
import { sceneOf } from '../scene';
import { Chronicle } from '../scene/chronicle';
import { Slots } from '../slots';
import { NAMESPACE, viewOf } from './objects';
import type { GalleryScene } from './scenes';

/** A picture as SVG text, without a browser: what the tests keep. */
export function printScene({ objects, log }: GalleryScene, room: Room): string {
  const chronicle = new Chronicle();
  chronicle.read(log);
  const slots = new Slots();
  const scene = sceneOf(viewOf(objects), NAMESPACE, chronicle, log.at(-1)?.at ?? 0);
  const layout = layOut(scene, slots, room);
  const cast = castOf(scene, layout, slots, () => undefined);
  const groups = LAYERS.flatMap((layer) => cast[layer].map((thing) => printThing(thing, layout.measure)));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${room.width} ${room.height}">\n${groups.join('\n')}\n</svg>\n`;
}

export function printThing({ glyph, data, box, mute }: Thing, measure: Measure): string {
  const states = Object.entries(glyph.states?.(data) ?? {}).map(([name, value]) => ` data-${name}="${value}"`);
  const label = mute ? '' : ` aria-label="${escape(glyph.label(data))}"`;
  const place = `translate(${box.x.toFixed(1)},${box.y.toFixed(1)})`;
  return `<g class="${glyph.name}" transform="${place}"${states.join('')}${label}>\n${glyph.marks(data, box, measure).map(printMark).join('\n')}\n</g>`;
}

export function printMark({ tag, class: name, at, text }: Mark): string {
  const attributes = Object.entries(at).map(([key, value]) => ` ${key}="${value}"`);
  return `  <${tag} class="${name}"${attributes.join('')}${text === undefined ? '/>' : `>${escape(text)}</${tag}>`}`;
}

export const escape = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
