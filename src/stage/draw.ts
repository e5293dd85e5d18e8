import { select, type Selection } from 'd3-selection';
import type { Glyph, Mark } from './glyphs/marks';
import type { Box, Measure } from './layout';

/** Put glyphs on the stage: joined by key, moved to their place, taken away. A movement is the browser's own animation
 *  of `transform` and `opacity`; what is drawn beneath it is true at once. */

/** An actor in its place. */
export interface Thing {
  readonly key: string;
  readonly glyph: Glyph<any>;
  readonly data: unknown;
  readonly box: Box;
  /** Where a new one comes from; absent: it appears in its place. */
  readonly from?: Box | undefined;
  /** Not to be found by keys or a pointer: a mere ground. */
  readonly mute?: boolean;
}

export interface Motion {
  /** ms of a journey; 0: nothing moves. */
  readonly journey: number;
  readonly measure: Measure;
  /** Keys of those whose turn has not come: they stay as they are. */
  readonly held: ReadonlySet<string>;
  /** ms that a key waits before it moves: members of a group go one after another. */
  delay(key: string): number;
}

/** What a group remembers. */
interface Drawn extends Thing {
  readonly measure: Measure;
}

type Group = Selection<SVGGElement, Thing, SVGGElement, unknown>;

const EASE = 'cubic-bezier(0.2, 0.7, 0.2, 1)';
const place = ({ x, y }: Box) => `translate(${x}px, ${y}px)`;

export function drawAll(layer: SVGGElement, things: readonly Thing[], motion: Motion): void {
  const present = new Set(things.map(({ key }) => key));
  const joined = select(layer)
    .selectChildren<SVGGElement, Drawn>('g:not([data-leaving])')
    .data(things as readonly Drawn[], ({ key }) => key);
  joined.exit<Drawn>().each(function ({ key }) {
    if (!motion.held.has(key) && !present.has(key)) leave(this, motion);
  });
  joined.each(function (thing) {
    if (!motion.held.has(thing.key)) update(this, thing, motion);
  });
  const entering = joined.enter().append((thing) => groupOf(layer, thing)) as unknown as Group;
  entering.filter(({ key }) => motion.held.has(key)).remove();
  entering
    .filter(({ key }) => !motion.held.has(key))
    .each(function (thing) {
      update(this, thing, motion);
      enter(this, thing, motion);
    });
}

/** A held thing that enters is not drawn; one that is there keeps what it was last drawn with. */
const drawn = new WeakMap<Element, Drawn>();

function groupOf(layer: SVGGElement, { glyph, key, mute }: Thing): SVGGElement {
  const group = layer.ownerDocument.createElementNS('http://www.w3.org/2000/svg', 'g');
  group.setAttribute('class', glyph.name);
  group.dataset['key'] = key;
  if (mute) group.setAttribute('aria-hidden', 'true');
  else {
    group.setAttribute('role', 'img');
    group.setAttribute('tabindex', '-1');
  }
  return group;
}

function update(group: SVGGElement, thing: Thing, motion: Motion): void {
  const before = drawn.get(group);
  const moved = !before || !sameBox(before.box, thing.box);
  if (!moved && before.data === thing.data && before.measure === motion.measure) return;
  drawn.set(group, { ...thing, measure: motion.measure });
  if (moved) {
    group.setAttribute('transform', `translate(${thing.box.x},${thing.box.y})`);
    if (before) move(group, before.box, thing, motion);
  }
  for (const [state, value] of Object.entries(thing.glyph.states?.(thing.data) ?? {})) group.dataset[state] = String(value);
  if (!thing.mute) group.setAttribute('aria-label', thing.glyph.label(thing.data));
  drawMarks(group, thing.glyph.marks(thing.data, thing.box, motion.measure));
}

const sameBox = (a: Box, b: Box) => a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;

/** From its old place, and its old size, to the new. */
function move(group: SVGGElement, old: Box, { box, key }: Thing, { journey, delay }: Motion): void {
  if (!journey) return;
  const far = Math.hypot(old.x - box.x, old.y - box.y) > 160;
  const scale = old.width / box.width;
  group.animate([{ transform: `${place(old)} scale(${scale})` }, { transform: place(box) }], {
    duration: far ? journey : journey / 2,
    delay: delay(key),
    easing: EASE,
    fill: 'backwards',
  });
}

/** It comes out of whoever made it. */
function enter(group: SVGGElement, { box, key, from }: Thing, { journey, delay }: Motion): void {
  if (!journey) return;
  const to = place(box);
  const start = from
    ? { transform: `translate(${from.x + from.width / 2}px, ${from.y + from.height / 2}px) scale(0.12)`, opacity: 0.2 }
    : { transform: to, opacity: 0 };
  group.animate([start, { transform: to, opacity: 1 }], {
    duration: from ? journey : journey / 4,
    delay: delay(key),
    easing: EASE,
    fill: 'backwards',
  });
}

/** What goes sinks away. */
function leave(group: SVGGElement, { journey }: Motion): void {
  const before = drawn.get(group);
  group.setAttribute('data-leaving', 'true');
  group.removeAttribute('data-key');
  if (!journey || !before) return group.remove();
  const { x, y, height } = before.box;
  const sunk = { transform: `translate(${x}px, ${y + Math.min(24, height / 3)}px)`, opacity: 0 };
  const gone = group.animate([{ transform: place(before.box), opacity: 1 }, sunk], {
    duration: journey / 2,
    easing: 'ease-in',
    fill: 'forwards',
  });
  gone.onfinish = gone.oncancel = () => group.remove();
}

/** Join the shapes of one glyph. */
export function drawMarks(group: SVGGElement, marks: readonly Mark[]): void {
  const joined = select(group)
    .selectChildren<SVGElement, Mark>('*')
    .data(marks as Mark[], ({ key, tag }) => `${tag} ${key}`);
  joined.exit().remove();
  joined
    .enter()
    .append(({ tag }) => group.ownerDocument.createElementNS('http://www.w3.org/2000/svg', tag) as SVGElement)
    .merge(joined)
    .order()
    .each(function (mark) {
      this.setAttribute('class', mark.class);
      for (const [name, value] of Object.entries(mark.at)) this.setAttribute(name, String(value));
      if (mark.text !== undefined && this.textContent !== mark.text) this.textContent = mark.text;
      if (mark.link) this.dataset['link'] = mark.link;
      else delete this.dataset['link'];
    });
}
