import type { LogEntry } from '../kube/log';
import { circle, cross } from './glyphs/marks';
import type { Box, Layout } from './layout';
import { API, KUBECTL } from './layout';
import { serviceOf } from './scene/chronicle';
import { doorOf } from './threads';

/** What travels and leaves nothing behind: messages to the API server, requests to Pods. Decoration: what it tells is
 *  in the caption and in the strip of requests as well. */

const SVG = 'http://www.w3.org/2000/svg';

/** A message travels from station to station. @param duration ms, of the whole way */
export function sendParcel(layer: SVGGElement, path: readonly string[], { boxes, measure }: Layout, duration: number): void {
  const stations = path.flatMap((key) => boxes.get(key) ?? []);
  if (stations.length < 2 || !duration) return;
  const points = path.map((key, i) => door(key, boxes.get(key)!, boxes.get(path[i === 0 ? 1 : i - 1]!)!));
  const group = shape(layer, 'parcel', envelope(measure.t));
  travel(group, points, duration, 'cubic-bezier(0.4, 0, 0.2, 1)').onfinish = () => group.remove();
}

const envelope = (t: number): string => {
  const [w, h] = [t * 1.25, t * 0.85];
  return `M${-w / 2},${-h / 2} h${w} v${h} h${-w}z M${-w / 2},${-h / 2} L0,${h * 0.12} L${w / 2},${-h / 2}`;
};

/** Where one enters: the side that faces the other; the API server is a long bar, so right above or below. */
function door(key: string, box: Box, other: Box): Point {
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  if (key === KUBECTL) return { x: box.x + box.width, y: middle.y };
  if (key !== API) return middle;
  const x = other.x < box.x ? box.x : Math.min(box.x + box.width - 8, Math.max(box.x + 8, other.x + other.width / 2));
  return { x, y: middle.y };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Requests that came since the last picture: a dot from who asks, through the Service, to who answers.
 *  One that fails ends as a cross. @returns how many were drawn */
export function sendRequests(layer: SVGGElement, entries: readonly LogEntry[], find: Finder, layout: Layout, duration: number): number {
  let drawn = 0;
  for (const entry of entries) {
    if (entry.type !== 'request' || drawn >= MOST) continue;
    drawn++;
    sendRequest(layer, entry, find, layout, duration);
  }
  return drawn;
}

/** Dots of one picture that an eye can follow. */
const MOST = 12;

export interface Finder {
  /** Key of a Service by `namespace/name`. */
  service(name: string): string | undefined;
  /** Key of a pod by its name. */
  pod(name: string): string | undefined;
}

function sendRequest(
  layer: SVGGElement,
  { actor, object, note, ok }: LogEntry,
  find: Finder,
  { boxes, measure }: Layout,
  duration: number,
): void {
  const service = serviceOf(object, note);
  const at = (key: string | undefined) => (key === undefined ? undefined : boxes.get(key));
  const doorway = at(service && find.service(service));
  const from = at(find.pod(actor)) ?? (actor === 'kubectl' ? at(KUBECTL) : undefined);
  const to = object?.kind === 'Pod' ? at(object.uid) : undefined;
  const step = doorway && doorOf(doorway);
  const outside = step && { x: doorway.x - measure.t, y: step.y };
  const points = [from ? centreOf(from) : outside, step, to && centreOf(to)].filter((one) => one !== undefined);
  if (points.length < 2) return;
  const group = shape(layer, `request ${ok ? 'ok' : 'failed'}`, circle(0, 0, measure.t * 0.32));
  travel(group, points, duration, 'linear').onfinish = () => (ok ? group.remove() : end(group, measure.t, points.at(-1)!));
}

const centreOf = (box: Box): Point => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });

function end(group: SVGPathElement, t: number, { x, y }: Point): void {
  group.setAttribute('d', cross(0, 0, t * 0.8));
  const here = `translate(${x}px, ${y}px)`;
  group.animate(
    [
      { opacity: 1, transform: here },
      { opacity: 0, transform: here },
    ],
    { duration: 700, easing: 'ease-in' },
  ).onfinish = () => group.remove();
}

function shape(layer: SVGGElement, name: string, d: string): SVGPathElement {
  const element = layer.ownerDocument.createElementNS(SVG, 'path');
  element.setAttribute('class', name);
  element.setAttribute('d', d);
  element.setAttribute('aria-hidden', 'true');
  return layer.appendChild(element);
}

function travel(element: SVGElement, points: readonly Point[], duration: number, easing: string): Animation {
  return element.animate(
    points.map(({ x, y }) => ({ transform: `translate(${x}px, ${y}px)`, easing })),
    { duration, fill: 'forwards' },
  );
}
