import type { Thing } from './draw';
import type { Box, Measure } from './layout';
import { paintMark, type Styles } from './paint';

/** A crowd on a canvas. Those that look alike share a sprite; only where somebody looks different from before it is
 *  painted again. */

/** Room for an outline around a sprite, px. */
const EDGE = 2;
const MOST_SPRITES = 1000;
/** Side of the squares in which neighbours are looked for, pixels of the canvas. */
const SQUARE = 32;

/** A sprite in its place. */
interface Spot {
  thing: Thing;
  readonly sprite: HTMLCanvasElement;
  /** Pixels of the canvas. */
  readonly x: number;
  readonly y: number;
}

export class Painting {
  readonly canvas: HTMLCanvasElement;
  readonly #styles: Styles;
  readonly #sprites = new Map<string, HTMLCanvasElement>();
  readonly #spots = new Map<string, Spot>();
  readonly #squares = new Map<string, Set<Spot>>();
  #measure: Measure | undefined;
  /** Nothing of it is worth keeping. */
  #stale = true;
  /** The largest sprite. */
  #largest = 0;

  constructor(document: Document, styles: Styles) {
    this.#styles = styles;
    this.canvas = document.createElement('canvas');
    this.canvas.setAttribute('aria-hidden', 'true');
  }

  /** Show these and nobody else. One that is the same thing as before looks as before. */
  show(things: readonly Thing[], measure: Measure): void {
    if (measure !== this.#measure) this.#fit(measure);
    const dirty = this.#change(things, measure);
    if (this.#stale || dirty.length * 6 > things.length) this.#paintAll();
    else for (const spot of dirty) this.#mend(spot);
    this.#stale = false;
  }

  /** Another theme, or another crowd. */
  forget(): void {
    this.#styles.forget();
    this.#sprites.clear();
    this.#spots.clear();
    this.#squares.clear();
    this.#largest = 0;
    this.#stale = true;
  }

  #fit(measure: Measure): void {
    const { width, height } = measure;
    this.#measure = measure;
    const scale = scaleOf();
    Object.assign(this.canvas, { width: Math.round(width * scale), height: Math.round(height * scale) });
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    this.forget();
  }

  /** @returns what is to be seen no more, and what is new */
  #change(things: readonly Thing[], measure: Measure): Spot[] {
    const dirty: Spot[] = [];
    for (const thing of things) {
      const known = this.#spots.get(thing.key);
      if (known?.thing === thing) continue;
      const spot = this.#spotOf(thing, known, measure);
      if (spot === known) continue;
      if (known) dirty.push(this.#drop(known));
      this.#spots.set(thing.key, spot);
      this.#squareOf(spot).add(spot);
      dirty.push(spot);
    }
    if (this.#spots.size === things.length) return dirty;
    const here = new Set(things.map(({ key }) => key));
    for (const [key, spot] of this.#spots) if (!here.has(key)) dirty.push(this.#drop(spot));
    return dirty;
  }

  #drop(spot: Spot): Spot {
    this.#spots.delete(spot.thing.key);
    this.#squareOf(spot).delete(spot);
    return spot;
  }

  #squareOf({ x, y }: Spot): Set<Spot> {
    const name = `${Math.floor(x / SQUARE)} ${Math.floor(y / SQUARE)}`;
    let square = this.#squares.get(name);
    if (!square) this.#squares.set(name, (square = new Set()));
    return square;
  }

  /** @returns the same as before where one sees no difference */
  #spotOf(thing: Thing, known: Spot | undefined, measure: Measure): Spot {
    const scale = scaleOf();
    const { data, box } = thing;
    const isAlike = known && known.thing.data === data && known.thing.box.width === box.width && known.thing.box.height === box.height;
    const sprite = isAlike ? known.sprite : this.#spriteOf(thing, measure, scale);
    const [x, y] = [Math.round((box.x - EDGE) * scale), Math.round((box.y - EDGE) * scale)];
    if (known?.sprite !== sprite || known.x !== x || known.y !== y) return { thing, sprite, x, y };
    known.thing = thing;
    return known;
  }

  #paintAll(): void {
    const context = this.canvas.getContext('2d');
    if (!context) return;
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    for (const { sprite, x, y } of this.#spots.values()) context.drawImage(sprite, x, y);
  }

  /** Paint one place again, with the edges of the neighbours that reach into it. */
  #mend({ sprite: { width, height }, x, y }: Spot): void {
    const context = this.canvas.getContext('2d');
    if (!context) return;
    context.save();
    context.beginPath();
    context.rect(x, y, width, height);
    context.clip();
    context.clearRect(x, y, width, height);
    const first = { across: Math.floor((x - this.#largest) / SQUARE), down: Math.floor((y - this.#largest) / SQUARE) };
    for (let across = first.across; across * SQUARE < x + width; across++)
      for (let down = first.down; down * SQUARE < y + height; down++)
        for (const near of this.#squares.get(`${across} ${down}`) ?? [])
          if (near.x < x + width && near.y < y + height && near.x + near.sprite.width > x && near.y + near.sprite.height > y)
            context.drawImage(near.sprite, near.x, near.y);
    context.restore();
  }

  /** A picture of a glyph; those that look alike share it. */
  #spriteOf({ glyph, data, box }: Thing, measure: Measure, scale: number): HTMLCanvasElement {
    const marks = glyph.marks(data, box, measure);
    const states = glyph.states?.(data) ?? {};
    const statesText = Object.values(states).join();
    const key = `${glyph.name} ${statesText} ${box.width} ${box.height} ${marks.map(({ class: name, at, text = '' }) => `${name} ${at['d'] ?? text}`).join()}`;
    let sprite = this.#sprites.get(key);
    if (sprite) return sprite;
    if (this.#sprites.size >= MOST_SPRITES) this.#sprites.clear();
    sprite = spriteFor(box, scale, (context) => {
      for (const mark of marks) paintMark(context, mark, this.#styles.of(glyph.name, states, statesText, mark));
    });
    this.#sprites.set(key, sprite);
    this.#largest = Math.max(this.#largest, sprite.width, sprite.height);
    return sprite;
  }
}

const scaleOf = () => Math.min(2, Math.max(1, devicePixelRatio || 1));

function spriteFor({ width, height }: Box, scale: number, paint: (context: CanvasRenderingContext2D) => void): HTMLCanvasElement {
  const sprite = document.createElement('canvas');
  Object.assign(sprite, { width: Math.ceil((width + 2 * EDGE) * scale), height: Math.ceil((height + 2 * EDGE) * scale) });
  const context = sprite.getContext('2d')!;
  context.setTransform(scale, 0, 0, scale, EDGE * scale, EDGE * scale);
  paint(context);
  return sprite;
}
