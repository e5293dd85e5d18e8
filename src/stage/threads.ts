import { select } from 'd3-selection';
import { d } from './glyphs/marks';
import type { Box, Layout } from './layout';
import type { Scene } from './scene/actors';

/** Lines between what belongs together: faint, and clear while one of the two is spoken of. */
export interface Thread {
  readonly key: string;
  readonly kind: 'traffic' | 'claim' | 'owner';
  readonly from: string;
  readonly to: string;
}

const CROWD = 150;

export function threadsOf({ services, pods, workloads }: Scene): Thread[] {
  const thread = (kind: Thread['kind'], from: string, to: string): Thread => ({ key: `${kind} ${from} ${to}`, kind, from, to });
  return [
    ...services.flatMap(({ uid, ready }) => ready.map((pod) => thread('traffic', uid, pod))),
    ...pods.flatMap(({ uid, claims }) => claims.map((claim) => thread('claim', uid, claim))),
    // They are seen only when somebody points; a crowd has too many of them.
    ...(pods.length > CROWD ? [] : workloads).flatMap(({ generations }) =>
      generations.flatMap(({ uid, seats }) => seats.flatMap(({ pod }) => (pod ? [thread('owner', uid, pod)] : []))),
    ),
  ];
}

export function drawThreads(layer: SVGGElement, threads: readonly Thread[], { boxes }: Layout): void {
  const lines = threads.flatMap((thread) => {
    const [a, b] = [boxes.get(thread.from), boxes.get(thread.to)];
    if (!a || !b) return [];
    return [{ ...thread, d: curve(a, b) }];
  });
  select(layer)
    .selectChildren<SVGPathElement, (typeof lines)[number]>('path')
    .data(lines, ({ key }) => key)
    .join('path')
    .attr('class', ({ kind }) => `thread ${kind}`)
    .attr('data-from', ({ from }) => from)
    .attr('data-to', ({ to }) => to)
    .attr('d', ({ d }) => d);
}

/** A Service's door stands at the left of its place. */
export const doorOf = ({ x, y, width, height }: Box) => ({ x: x + Math.min(width * 0.16, height * 0.3), y: y + height * 0.75 });

/** From the side of one that faces the other, straight out and straight in. */
export function curve(a: Box, b: Box): string {
  const down = b.y + b.height / 2 > a.y + a.height / 2;
  const [x1, x2] = [doorOf(a).x, b.x + b.width / 2];
  const [y1, y2] = down ? [a.y + a.height, b.y] : [a.y, b.y + b.height];
  const middle = (y1 + y2) / 2;
  return d`M${x1},${y1} C${x1},${middle} ${x2},${middle} ${x2},${y2}`;
}
