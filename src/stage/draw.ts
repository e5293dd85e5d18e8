import { easeCubicOut } from 'd3-ease';
import { select } from 'd3-selection';
import 'd3-transition';
import type { Glyph } from './glyphs/glyph';
import type { Box } from './layout';

/** Put glyphs on the stage: joined by key, moved to their place, taken away. */

export interface Thing<T> {
  readonly key: string;
  readonly data: T;
  readonly box: Box;
  /** Where a new one comes from; absent: it appears in its place. */
  readonly from?: Box | undefined;
}

export interface Motion {
  /** ms of a journey; 0: no transitions at all. */
  readonly journey: number;
  select(uid: string): void;
}

export function drawAll<T>(layer: SVGGElement, glyph: Glyph<T>, things: readonly Thing<T>[], motion: Motion): void {
  const joined = select(layer)
    .selectChildren<SVGGElement, Thing<T>>('g')
    .data(things as Thing<T>[], (thing) => thing.key);
  joined
    .exit<Thing<T>>()
    .attr('data-leaving', 'true')
    .transition()
    .duration(motion.journey / 2)
    .style('opacity', 0)
    .remove();
  const entered = joined.enter().append('g').attr('class', glyph.name).attr('tabindex', -1).attr('role', 'img').each(begin);
  entered.merge(joined).each(update);

  function begin(this: SVGGElement, thing: Thing<T>): void {
    const group = select(this);
    glyph.draw(group);
    const start = thing.from ?? thing.box;
    group.attr('transform', `translate(${start.x},${start.y})`).style('opacity', motion.journey ? 0 : 1);
    this.addEventListener('click', () => motion.select(thing.key));
    this.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      motion.select(thing.key);
    });
  }

  function update(this: SVGGElement, thing: Thing<T>): void {
    const group = select(this);
    glyph.update(group, thing.data, thing.box);
    group.attr('aria-label', glyph.label(thing.data)).attr('data-key', thing.key);
    const place = `translate(${thing.box.x},${thing.box.y})`;
    if (this.dataset['place'] === place && this.style.opacity === '1') return;
    this.dataset['place'] = place;
    if (!motion.journey) group.interrupt().attr('transform', place).style('opacity', 1);
    else group.transition().duration(motion.journey).ease(easeCubicOut).attr('transform', place).style('opacity', 1);
  }
}
