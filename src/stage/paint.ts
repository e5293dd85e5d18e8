import type { Mark } from './glyphs/marks';

/** The other painter of marks: on a canvas, with the style sheet of the page. A mark's style is asked for once, of an
 *  element that nobody sees. */

interface Style {
  readonly fill: string;
  readonly fillOpacity: number;
  readonly stroke: string;
  readonly strokeOpacity: number;
  readonly strokeWidth: number;
  readonly dashes: readonly number[];
  readonly font: (size: number | undefined) => string;
}

type States = Readonly<Record<string, string | number | boolean>>;

/** Styles by class, of marks in groups of one kind. */
export class Styles {
  readonly #known = new Map<string, Style>();

  /** @param ground  an element of the stage that is not seen: what is asked for hangs there for a moment */
  constructor(readonly ground: SVGGElement) {}

  of(kind: string, states: States, statesText: string, { tag, class: name }: Mark): Style {
    const key = `${kind} ${statesText} ${tag} ${name}`;
    let known = this.#known.get(key);
    if (!known) this.#known.set(key, (known = this.#ask(kind, states, tag, name)));
    return known;
  }

  /** Another theme, or another size of type. */
  forget(): void {
    this.#known.clear();
  }

  #ask(kind: string, states: States, tag: string, name: string): Style {
    const make = (tag: string) => this.ground.ownerDocument.createElementNS('http://www.w3.org/2000/svg', tag);
    const [group, element] = [make('g'), make(tag)];
    group.setAttribute('class', kind);
    element.setAttribute('class', name);
    for (const [state, value] of Object.entries(states)) group.dataset[state] = String(value);
    group.append(element);
    this.ground.append(group);
    const style = read(getComputedStyle(element));
    group.remove();
    return style;
  }
}

function read(style: CSSStyleDeclaration): Style {
  const { fill, stroke, fontWeight, fontFamily, fontSize } = style;
  return {
    fill,
    stroke,
    fillOpacity: Number(style.fillOpacity),
    strokeOpacity: Number(style.strokeOpacity),
    strokeWidth: Number.parseFloat(style.strokeWidth),
    dashes: style.strokeDasharray === 'none' ? [] : style.strokeDasharray.split(',').map(Number.parseFloat),
    font: (size) => `${fontWeight} ${size === undefined ? fontSize : `${size}px`} ${fontFamily}`,
  };
}

export function paintMark(context: CanvasRenderingContext2D, { tag, at, text = '' }: Mark, style: Style): void {
  context.lineWidth = style.strokeWidth;
  context.setLineDash([...style.dashes]);
  context.lineJoin = 'round';
  context.lineCap = 'round';
  if (tag === 'text') return write(context, at, text, style);
  const shape = new Path2D(String(at['d']));
  fill(context, style, () => context.fill(shape));
  stroke(context, style, () => context.stroke(shape));
}

function write(context: CanvasRenderingContext2D, at: Mark['at'], words: string, style: Style): void {
  const [x, y] = [Number(at['x']), Number(at['y'])];
  const anchor = at['text-anchor'];
  context.font = style.font(at['font-size'] === undefined ? undefined : Number(at['font-size']));
  context.textAlign = anchor === 'middle' ? 'center' : anchor === 'end' ? 'right' : 'left';
  // As in the style sheet, where the ground of letters is painted before them.
  stroke(context, style, () => context.strokeText(words, x, y));
  fill(context, style, () => context.fillText(words, x, y));
}

function fill(context: CanvasRenderingContext2D, { fill, fillOpacity }: Style, act: () => void): void {
  if (fill === 'none' || fillOpacity === 0) return;
  context.fillStyle = fill;
  context.globalAlpha = fillOpacity;
  act();
}

function stroke(context: CanvasRenderingContext2D, { stroke, strokeOpacity, strokeWidth }: Style, act: () => void): void {
  if (stroke === 'none' || strokeOpacity === 0 || strokeWidth === 0) return;
  context.strokeStyle = stroke;
  context.globalAlpha = strokeOpacity;
  act();
}
