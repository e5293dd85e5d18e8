import { d } from './glyphs/marks';
import { sameBox, type Box, type Layout } from './layout';
import type { Scene } from './scene/actors';

/** Lines between what belongs together: faint, and clear while one of the two is spoken of. */
export interface Thread {
  readonly key: string;
  readonly kind: 'traffic' | 'claim' | 'owner';
  readonly from: string;
  readonly to: string;
}

/** Of so many pods the threads are a fog: only those of what is pointed at are shown. */
const CROWD = 150;
/** More at a time tell nothing. */
const MOST = 300;
const NOBODY: ReadonlySet<string> = new Set();

/** @param pointed  keys of what somebody points at */
export function threadsOf(scene: Scene, pointed: ReadonlySet<string> = NOBODY): Thread[] {
  const crowd = scene.pods.length > CROWD;
  if (crowd && !pointed.size) return [];
  const threads = allThreads(scene);
  return crowd ? threads.filter(({ from, to }) => pointed.has(from) || pointed.has(to)).slice(0, MOST) : threads;
}

function allThreads({ services, pods, workloads }: Scene): Thread[] {
  const thread = (kind: Thread['kind'], from: string, to: string): Thread => ({ key: `${kind} ${from} ${to}`, kind, from, to });
  return [
    ...services.flatMap(({ uid, ready }) => ready.map((pod) => thread('traffic', uid, pod))),
    ...pods.flatMap(({ uid, claims }) => claims.map((claim) => thread('claim', uid, claim))),
    // They are seen only when somebody points.
    ...workloads.flatMap(({ generations }) =>
      generations.flatMap(({ uid, seats }) => seats.flatMap(({ pod }) => (pod ? [thread('owner', uid, pod)] : []))),
    ),
  ];
}

export function linesOf(threads: readonly Thread[], { boxes, regions }: Layout): (Thread & { readonly d: string })[] {
  return threads.flatMap((thread) => {
    const [a, b] = [boxes.get(thread.from), boxes.get(thread.to)];
    return a && b ? [{ ...thread, d: lineOf(thread, a, b, regions) }] : [];
  });
}

const lineOf = ({ kind }: Thread, a: Box, b: Box, regions: Layout['regions']): string =>
  kind === 'traffic' ? street(a, b, regions) : curve(a, b);

interface Line {
  readonly thread: Thread;
  readonly element: SVGPathElement;
  readonly a: Box;
  readonly b: Box;
}

/** The threads on the stage. */
export class Threads {
  readonly #lines = new Map<string, Line>();
  #scene: Scene | undefined;
  #pointed = NOBODY;
  #focal = NOBODY;

  constructor(readonly element: SVGGElement) {}

  /** Keys at the other ends of the threads of these. */
  near(own: ReadonlySet<string>): Set<string> {
    const threads = this.#scene ? threadsOf(this.#scene, own) : [];
    return new Set(threads.flatMap(({ from, to }) => (own.has(from) || own.has(to) ? [from, to] : [])));
  }

  draw(scene: Scene, layout: Layout): void {
    this.#scene = scene;
    const threads = threadsOf(scene, this.#pointed);
    const present = new Set(threads.map(({ key }) => key));
    for (const [key, { element }] of this.#lines)
      if (!present.has(key)) {
        element.remove();
        this.#lines.delete(key);
      }
    for (const thread of threads) this.#place(thread, layout);
    this.#mark();
  }

  /** Make those of what is pointed at clear. @param layout  where things stand */
  point(own: ReadonlySet<string>, layout: Layout | undefined): void {
    if (own.size === 0 && this.#pointed.size === 0) return;
    this.#pointed = own;
    if (this.#scene && layout) this.draw(this.#scene, layout);
  }

  /** Make those clear whose both ends are spoken of. */
  focus(focal: ReadonlySet<string>): void {
    this.#focal = focal;
    this.#mark();
  }

  #place(thread: Thread, { boxes, regions }: Layout): void {
    const [a, b] = [boxes.get(thread.from), boxes.get(thread.to)];
    const known = this.#lines.get(thread.key);
    if (!a || !b) {
      known?.element.remove();
      this.#lines.delete(thread.key);
      return;
    }
    if (known && sameBox(known.a, a) && sameBox(known.b, b)) return;
    const element = known?.element ?? this.#make(thread);
    element.setAttribute('d', lineOf(thread, a, b, regions));
    this.#lines.set(thread.key, { thread, element, a, b });
  }

  #make({ kind }: Thread): SVGPathElement {
    const element = this.element.ownerDocument.createElementNS('http://www.w3.org/2000/svg', 'path');
    element.setAttribute('class', `thread ${kind}`);
    return this.element.appendChild(element);
  }

  #mark(): void {
    for (const { thread, element } of this.#lines.values()) {
      const { from, to } = thread;
      set(element, 'data-focal', this.#focal.has(from) && this.#focal.has(to) ? 'true' : undefined);
      set(element, 'data-highlight', this.#pointed.has(from) || this.#pointed.has(to) ? 'near' : undefined);
    }
  }
}

/** Write an attribute only if it differs. */
export function set(element: Element, name: string, value: string | undefined): void {
  if (element.getAttribute(name) === (value ?? null)) return;
  if (value === undefined) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

/** From the door along the margin into the street between the owners and the nodes, and along the Pod's right side to
 *  its door: over nobody's words. */
export function street(service: Box, pod: Box, { services, trays }: Layout['regions']): string {
  const gutter = Math.min(5, pod.width / 16, pod.height / 14);
  const [from, to] = [doorOf(service), { x: pod.x + pod.width + gutter, y: pod.y + pod.height * 0.6 }];
  const y = (services.y + services.height + trays.y) / 2;
  if (pod.y < y) return curve(service, pod);
  const margin = services.x - Math.min(7, services.x * 0.6);
  const r = Math.min(6, (trays.y - y) * 0.9, services.x - margin);
  return d`M${service.x},${from.y} H${margin + r} Q${margin},${from.y} ${margin},${from.y + r} V${y - r} Q${margin},${y} ${margin + r},${y} H${to.x - r} Q${to.x},${y} ${to.x},${y + r} V${to.y} h${-gutter}`;
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
