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

export function linesOf(threads: readonly Thread[], { boxes, regions }: Layout): (Thread & { readonly d: string })[] {
  return threads.flatMap((thread) => {
    const [a, b] = [boxes.get(thread.from), boxes.get(thread.to)];
    if (!a || !b) return [];
    return [{ ...thread, d: thread.kind === 'traffic' ? street(a, b, regions) : curve(a, b) }];
  });
}

export function drawThreads(layer: SVGGElement, threads: readonly Thread[], layout: Layout): void {
  const lines = linesOf(threads, layout);
  select(layer)
    .selectChildren<SVGPathElement, (typeof lines)[number]>('path')
    .data(lines, ({ key }) => key)
    .join('path')
    .attr('class', ({ kind }) => `thread ${kind}`)
    .attr('data-from', ({ from }) => from)
    .attr('data-to', ({ to }) => to)
    .attr('d', ({ d }) => d);
}

/** From the door along the margin into the street between the owners and the nodes, and up the drive of the Pod: over
 *  nobody's words. */
export function street(service: Box, pod: Box, { services, trays }: Layout['regions']): string {
  const [from, to] = [doorOf(service), { x: pod.x + pod.width * 0.7, y: pod.y }];
  const y = (services.y + services.height + trays.y) / 2;
  if (to.y < y) return curve(service, pod);
  const margin = services.x - Math.min(7, services.x * 0.6);
  const r = Math.min(6, (trays.y - y) * 0.9, services.x - margin);
  return d`M${service.x},${from.y} H${margin + r} Q${margin},${from.y} ${margin},${from.y + r} V${y - r} Q${margin},${y} ${margin + r},${y} H${to.x - r} Q${to.x},${y} ${to.x},${y + r} V${to.y}`;
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
