import { Effort, Layer, type Motion, type Thing } from './draw';
import { COUNTED } from './scene/actors';
import { Styles } from './paint';
import { Painting } from './painting';

/** The layer of pods. A few are groups of SVG; a crowd is painted on a canvas from the same marks, and of it only
 *  those that are pointed at or reached by keys are groups as well: they light up, have threads and are read aloud
 *  as ever. */

/** So many pods are a crowd; and it is one until fewer than that are left. */
const CROWD = { from: COUNTED, until: COUNTED * 0.75 };

export class CrowdLayer {
  readonly #groups: Layer;
  readonly #frame: SVGForeignObjectElement;
  readonly #painting: Painting;
  #things: readonly Thing[] = [];
  #motion: Motion | undefined;
  #pointed: ReadonlySet<string> = new Set();
  #reached: string | undefined;
  readonly #theme = new MutationObserver(() => this.#restyle());
  readonly #dark = matchMedia('(prefers-color-scheme: dark)');

  constructor(readonly element: SVGGElement) {
    const make = <T extends SVGElement>(tag: string) => element.ownerDocument.createElementNS('http://www.w3.org/2000/svg', tag) as T;
    this.#frame = make('foreignObject');
    this.#frame.setAttribute('class', 'crowd');
    const [raised, unseen] = [make<SVGGElement>('g'), make<SVGGElement>('g')];
    unseen.setAttribute('visibility', 'hidden');
    element.append(unseen, raised);
    this.#groups = new Layer(raised);
    this.#painting = new Painting(element.ownerDocument, new Styles(unseen));
    this.#frame.append(this.#painting.canvas);
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
    return this.painted ? this.#things.map(({ key }) => key) : [];
  }

  labelOf(key: string): string | undefined {
    const thing = this.#find(key);
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
    const { width, height } = motion.measure;
    this.#frame.setAttribute('width', String(width));
    this.#frame.setAttribute('height', String(height));
    this.#things = things;
    this.#raise();
    this.#painting.show(things, motion.measure);
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
    this.#painting.forget();
    this.#things = [];
  }

  #find(key: string): Thing | undefined {
    return this.painted ? this.#things.find((one) => one.key === key) : undefined;
  }

  #raise(): void {
    if (!this.painted || !this.#motion) return;
    const keys = new Set(this.#reached === undefined ? this.#pointed : [...this.#pointed, this.#reached]);
    const raised = keys.size ? this.#things.filter(({ key }) => keys.has(key)) : [];
    this.#groups.draw(raised, { ...this.#motion, journey: 0, held: new Set(), effort: new Effort(Infinity, 0) });
  }

  readonly #restyle = (): void => {
    this.#painting.forget();
    if (this.painted && this.#motion) this.#painting.show(this.#things, this.#motion.measure);
  };
}
