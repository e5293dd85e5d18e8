import { select } from 'd3-selection';
import { drawMarks } from './draw-marks';
import type { Glyph } from './glyphs/marks';
import { sameBox, type Box, type Measure } from './layout';

/** Put glyphs on the stage: joined by key (D3's data join), moved to their place, taken away. A movement is the browser's own animation
 *  of `transform` and `opacity`; what is drawn beneath it is true at once. The join keeps what each group was last
 *  drawn with, so that a picture costs what changed in it, and never reads the page. */

/** An actor in its place. */
export interface Thing {
  readonly key: string;
  readonly glyph: Glyph<any>;
  readonly data: unknown;
  readonly box: Box;
  /** Where a new one comes from; absent: it appears in its place. */
  readonly from?: (() => Box | undefined) | undefined;
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
  readonly effort: Effort;
}

/** What one frame may cost. What is left over is drawn in the next ones. */
export class Effort {
  /** Was anything left over? */
  behind = false;
  #drawn = 0;
  #moved = 0;

  /** @param most  groups that are drawn  @param moves  groups that move: of more the eye follows none */
  constructor(
    readonly most: number,
    readonly moves: number,
  ) {}

  /** May one more be drawn? */
  draw(): boolean {
    if (this.#drawn < this.most) this.#drawn++;
    else this.behind = true;
    return !this.behind;
  }

  /** May one more move? */
  move(): boolean {
    return this.#moved++ < this.moves;
  }
}

/** What a group was last drawn with. */
interface Drawn extends Thing {
  readonly group: SVGGElement;
  readonly measure: Measure;
}

const EASE = 'cubic-bezier(0.2, 0.7, 0.2, 1)';
const place = ({ x, y }: Box) => `translate(${x}px, ${y}px)`;

/** The groups of one layer, from back to front. */
export class Layer {
  readonly #drawn = new Map<string, Drawn>();

  constructor(readonly element: SVGGElement) {}

  /** The group of an actor that is on the stage. */
  find(key: string): SVGGElement | undefined {
    return this.#drawn.get(key)?.group;
  }

  /** A held thing that enters is not drawn; one that is there keeps what it was last drawn with. */
  draw(things: readonly Thing[], motion: Motion): void {
    const joined = select(this.element)
      .selectChildren<SVGGElement, Thing>(HERE)
      .data(things, ({ key }) => key);
    joined.exit<Thing>().each(({ key }) => this.#leave(key, motion));
    joined.each((thing) => this.#update(thing, motion));
    joined.enter().each((thing) => this.#enter(thing, motion));
  }

  #update(thing: Thing, motion: Motion): void {
    const before = this.#drawn.get(thing.key)!;
    if (motion.held.has(thing.key) || isSame(before, thing, motion.measure) || !motion.effort.draw()) return;
    this.#drawn.set(thing.key, { ...thing, group: before.group, measure: motion.measure });
    update(before.group, thing, before, motion);
  }

  #enter(thing: Thing, motion: Motion): void {
    if (motion.held.has(thing.key) || !motion.effort.draw()) return;
    const group = select(this.element)
      .append(() => groupOf(this.element, thing))
      .datum(thing)
      .node()!;
    this.#drawn.set(thing.key, { ...thing, group, measure: motion.measure });
    update(group, thing, undefined, motion);
    enter(group, thing, motion);
  }

  #leave(key: string, motion: Motion): void {
    if (motion.held.has(key) || !motion.effort.draw()) return;
    const gone = this.#drawn.get(key)!;
    this.#drawn.delete(key);
    leave(gone, motion);
  }
}

/** What is on its way out is not joined any more. */
const HERE = 'g:not([data-leaving])';

const isSame = (before: Drawn, { data, box }: Thing, measure: Measure) =>
  before.data === data && before.measure === measure && sameBox(before.box, box);

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

function update(group: SVGGElement, thing: Thing, before: Drawn | undefined, motion: Motion): void {
  const { glyph, data, box } = thing;
  if (!before || !sameBox(before.box, box)) {
    group.setAttribute('transform', `translate(${box.x},${box.y})`);
    if (before) move(group, before.box, thing, motion);
  }
  const sized = before?.measure === motion.measure && before.box.width === box.width && before.box.height === box.height;
  if (sized && before.data === data) return;
  for (const [state, value] of Object.entries(glyph.states?.(data) ?? {}))
    if (group.dataset[state] !== String(value)) group.dataset[state] = String(value);
  if (!thing.mute && (!before || before.data !== data)) group.setAttribute('aria-label', glyph.label(data));
  drawMarks(group, glyph.marks(data, box, motion.measure));
}

/** From its old place, and its old size, to the new. */
function move(group: SVGGElement, old: Box, { box, key }: Thing, { journey, delay, effort }: Motion): void {
  if (!journey || !effort.move()) return;
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
function enter(group: SVGGElement, { box, key, from }: Thing, { journey, delay, effort }: Motion): void {
  if (!journey || !effort.move()) return;
  const to = place(box);
  const origin = from?.();
  const start = origin
    ? { transform: `translate(${origin.x + origin.width / 2}px, ${origin.y + origin.height / 2}px) scale(0.12)`, opacity: 0.2 }
    : { transform: to, opacity: 0 };
  group.animate([start, { transform: to, opacity: 1 }], {
    duration: origin ? journey : journey / 4,
    delay: delay(key),
    easing: EASE,
    fill: 'backwards',
  });
}

/** What goes sinks away. */
function leave({ group, box }: Drawn, { journey, effort }: Motion): void {
  group.setAttribute('data-leaving', 'true');
  group.removeAttribute('data-key');
  if (!journey || !effort.move()) return group.remove();
  const { x, y, height } = box;
  const sunk = { transform: `translate(${x}px, ${y + Math.min(24, height / 3)}px)`, opacity: 0 };
  const gone = group.animate([{ transform: place(box), opacity: 1 }, sunk], {
    duration: journey / 2,
    easing: 'ease-in',
    fill: 'forwards',
  });
  gone.onfinish = gone.oncancel = () => group.remove();
}
