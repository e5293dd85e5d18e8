import { Effort, Layer, type Motion, type Thing } from './draw';
import type { Box, Measure } from './layout';
import { COUNTED } from './scene/actors';
import { paintMark, Styles } from './paint';

/** The layer of pods. A few are groups of SVG; a crowd is painted on a canvas from the same marks, and of it only
 *  those that are pointed at or reached by keys are groups as well: they light up, have threads and are read aloud
 *  as ever. */

/** So many pods are a crowd; and it is one until fewer than that are left. */
const CROWD = { from: COUNTED, until: COUNTED * 0.75 };
/** Room for an outline around a sprite, px. */
const EDGE = 2;

export class CrowdLayer {
  readonly #groups: Layer;
  readonly #frame: SVGForeignObjectElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #styles: Styles;
  #sprites = new Map<string, HTMLCanvasElement>();
  /** The sprite of each, with what it follows from. */
  #looks = new Map<string, { readonly thing: Thing; readonly sprite: HTMLCanvasElement }>();
  #things: readonly Thing[] = [];
  readonly #byKey = new Map<string, Thing>();
  #motion: Motion | undefined;
  #measure: Measure | undefined;
  #pointed: ReadonlySet<string> = new Set();
  #reached: string | undefined;
  #stale = true;
  readonly #theme = new MutationObserver(() => this.#restyle());
  readonly #dark = matchMedia('(prefers-color-scheme: dark)');

  constructor(readonly element: SVGGElement) {
    const make = <T extends SVGElement>(tag: string) => element.ownerDocument.createElementNS('http://www.w3.org/2000/svg', tag) as T;
    this.#frame = make('foreignObject');
    this.#frame.setAttribute('class', 'crowd');
    this.#canvas = element.ownerDocument.createElement('canvas');
    this.#canvas.setAttribute('aria-hidden', 'true');
    this.#frame.append(this.#canvas);
    const [raised, unseen] = [make<SVGGElement>('g'), make<SVGGElement>('g')];
    unseen.setAttribute('visibility', 'hidden');
    element.append(unseen, raised);
    this.#groups = new Layer(raised);
    this.#styles = new Styles(unseen);
    this.#theme.observe(element.ownerDocument.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class', 'style'] });
    this.#dark.addEventListener('change', this.#restyle);
  }

  /** Is it painted? */
  get painted(): boolean {
    return this.#frame.isConnected;
  }

  find(key: string): SVGGElement | undefined {
    return this.#groups.find(key);
  }

  /** What can be reached by keys, groups or not. */
  keys(): Iterable<string> {
    return this.painted ? this.#byKey.keys() : [];
  }

  labelOf(key: string): string | undefined {
    const thing = this.#byKey.get(key);
    return thing?.glyph.label(thing.data);
  }

  /** Who of the crowd stands there? */
  at(x: number, y: number): string | undefined {
    if (!this.painted) return undefined;
    const isThere = ({ box }: Thing) => x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
    return this.#things.findLast(isThere)?.key;
  }

  draw(things: readonly Thing[], motion: Motion): void {
    const crowded = things.length > (this.painted ? CROWD.until : CROWD.from);
    if (crowded !== this.painted) this.#turn(crowded);
    this.#motion = motion;
    if (!crowded) return this.#groups.draw(things, motion);
    if (motion.measure !== this.#measure) this.#fit(motion.measure);
    this.#take(things);
    this.#raise();
    if (this.#stale) this.#paint();
  }

  /** Who is here now. What stays as it was is the same thing as before. */
  #take(things: readonly Thing[]): void {
    this.#things = things;
    for (const thing of things) {
      if (this.#byKey.get(thing.key) === thing) continue;
      this.#byKey.set(thing.key, thing);
      this.#stale = true;
    }
    if (this.#byKey.size === things.length) return;
    const here = new Set(things.map(({ key }) => key));
    for (const key of this.#byKey.keys()) if (!here.has(key)) this.#forgetOne(key);
    this.#stale = true;
  }

  #forgetOne(key: string): void {
    this.#byKey.delete(key);
    this.#looks.delete(key);
  }

  /** Those that are pointed at are groups. */
  point(keys: ReadonlySet<string>): void {
    this.#pointed = keys;
    this.#raise();
  }

  /** The group of one that is to be focused. */
  reach(key: string): SVGGElement | undefined {
    this.#reached = key;
    this.#raise();
    return this.find(key);
  }

  stop(): void {
    this.#theme.disconnect();
    this.#dark.removeEventListener('change', this.#restyle);
  }

  #turn(crowded: boolean): void {
    if (crowded) this.element.prepend(this.#frame);
    else this.#frame.remove();
    this.#stale = true;
    this.#things = [];
    this.#byKey.clear();
    this.#looks.clear();
  }

  #raise(): void {
    if (!this.painted || !this.#motion) return;
    const keys = [...this.#pointed, ...(this.#reached === undefined ? [] : [this.#reached])];
    const raised = [...new Set(keys)].flatMap((key) => this.#byKey.get(key) ?? []);
    this.#groups.draw(raised, { ...this.#motion, journey: 0, held: new Set(), effort: new Effort(Infinity, 0) });
  }

  readonly #restyle = (): void => {
    this.#forget();
    this.#stale = true;
    if (this.painted) this.#paint();
  };

  #fit(measure: Measure): void {
    const { width, height } = measure;
    this.#measure = measure;
    this.#stale = true;
    const scale = scaleOf();
    this.#frame.setAttribute('width', String(width));
    this.#frame.setAttribute('height', String(height));
    Object.assign(this.#canvas, { width: Math.round(width * scale), height: Math.round(height * scale) });
    this.#canvas.style.width = `${width}px`;
    this.#canvas.style.height = `${height}px`;
    this.#forget();
  }

  #forget(): void {
    this.#styles.forget();
    this.#sprites.clear();
    this.#looks.clear();
  }

  #paint(): void {
    const [context, measure] = [this.#canvas.getContext('2d'), this.#measure];
    if (!context || !measure) return;
    this.#stale = false;
    const scale = scaleOf();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    for (const thing of this.#things)
      context.drawImage(
        this.#lookOf(thing, measure, scale),
        Math.round((thing.box.x - EDGE) * scale),
        Math.round((thing.box.y - EDGE) * scale),
      );
  }

  #lookOf(thing: Thing, measure: Measure, scale: number): HTMLCanvasElement {
    const known = this.#looks.get(thing.key);
    if (known?.thing === thing) return known.sprite;
    const { data, box } = thing;
    const alike = known && known.thing.data === data && known.thing.box.width === box.width && known.thing.box.height === box.height;
    const sprite = alike ? known.sprite : this.#spriteOf(thing, measure, scale);
    this.#looks.set(thing.key, { thing, sprite });
    return sprite;
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
    return sprite;
  }
}

const MOST_SPRITES = 1000;
const scaleOf = () => Math.min(2, Math.max(1, devicePixelRatio || 1));

function spriteFor({ width, height }: Box, scale: number, paint: (context: CanvasRenderingContext2D) => void): HTMLCanvasElement {
  const sprite = document.createElement('canvas');
  Object.assign(sprite, { width: Math.ceil((width + 2 * EDGE) * scale), height: Math.ceil((height + 2 * EDGE) * scale) });
  const context = sprite.getContext('2d')!;
  context.setTransform(scale, 0, 0, scale, EDGE * scale, EDGE * scale);
  paint(context);
  return sprite;
}
