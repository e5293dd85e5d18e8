import type { Mark } from './glyphs/marks';

/** The shapes of one glyph as elements of SVG: only what differs from before is written. */

interface Shape {
  readonly mark: Mark;
  readonly element: SVGElement;
}

const drawn = new WeakMap<SVGGElement, readonly Shape[]>();
const identity = ({ tag, key }: Mark) => `${tag} ${key}`;

/** Join the marks of a glyph to the elements of its group, back to front. */
export function drawMarks(group: SVGGElement, marks: readonly Mark[]): void {
  const before = drawn.get(group) ?? [];
  const shapes = isAlike(before, marks)
    ? marks.map((mark, i) => shapeOf(group, mark, before[i]))
    : rejoin(group, marks, new Map(before.map((shape) => [identity(shape.mark), shape])));
  drawn.set(group, shapes);
}

/** The same shapes in the same order: nobody comes, goes or steps aside. */
const isAlike = (before: readonly Shape[], marks: readonly Mark[]) =>
  before.length === marks.length && before.every(({ mark }, i) => mark.key === marks[i]!.key && mark.tag === marks[i]!.tag);

function rejoin(group: SVGGElement, marks: readonly Mark[], known: Map<string, Shape>): Shape[] {
  const shapes = marks.map((mark) => {
    const old = known.get(identity(mark));
    known.delete(identity(mark));
    return shapeOf(group, mark, old);
  });
  for (const { element } of known.values()) element.remove();
  let next: SVGElement | null = null;
  for (const { element } of shapes.toReversed()) {
    if (element.parentNode !== group || element.nextElementSibling !== next) group.insertBefore(element, next);
    next = element;
  }
  return shapes;
}

function shapeOf(group: SVGGElement, mark: Mark, old: Shape | undefined): Shape {
  if (old?.mark === mark) return old;
  const element = old?.element ?? group.ownerDocument.createElementNS('http://www.w3.org/2000/svg', mark.tag);
  write(element, mark, old?.mark);
  return { mark, element };
}

function write(element: SVGElement, { class: name, at, text, link }: Mark, old: Mark | undefined): void {
  if (old?.class !== name) element.setAttribute('class', name);
  for (const key in at) if (old?.at[key] !== at[key]) element.setAttribute(key, String(at[key]));
  for (const key in old?.at) if (!(key in at)) element.removeAttribute(key);
  if (text !== old?.text) element.textContent = text ?? '';
  if (link !== old?.link) {
    if (link) element.dataset['link'] = link;
    else delete element.dataset['link'];
  }
}
