import { LAYERS, type Layer as LayerName } from './cast';
import { CrowdLayer } from './crowd';
import { Layer, type Motion, type Thing } from './draw';
import type { Layout } from './layout';
import type { Scene } from './scene/actors';
import { set, Threads } from './threads';

/** What is inside the <svg>: layers of groups from back to front, threads beneath the pods, and what travels on top. */
export class Picture {
  readonly pods: CrowdLayer;
  readonly #layers: Readonly<Record<LayerName, Layer | CrowdLayer>>;
  readonly threads: Threads;
  readonly journeys: SVGGElement;
  #lit: ReadonlySet<string> = new Set();
  #measure: Layout['measure'] | undefined;

  constructor(readonly svg: SVGSVGElement) {
    svg.replaceChildren();
    const layers = {} as Record<LayerName, Layer | CrowdLayer>;
    for (const name of LAYERS.slice(0, -1)) layers[name] = new Layer(this.#group(name));
    this.threads = new Threads(this.#group('threads'));
    this.pods = layers.pods = new CrowdLayer(this.#group('pods'));
    this.#layers = layers;
    this.journeys = this.#group('journeys');
  }

  draw(cast: Readonly<Record<LayerName, readonly Thing[]>>, scene: Scene, layout: Layout, motion: Motion): void {
    this.#fit(layout.measure);
    for (const name of LAYERS) this.#layers[name].draw(cast[name], motion);
    if (!motion.effort.behind) this.threads.draw(scene, layout);
  }

  find(key: string): SVGGElement | undefined {
    for (const name of LAYERS) {
      const found = this.#layers[name].find(key);
      if (found) return found;
    }
    return undefined;
  }

  /** What the group of an actor is called, or would be. */
  labelOf(key: string): string {
    return this.find(key)?.getAttribute('aria-label') ?? this.pods.labelOf(key) ?? '';
  }

  /** Everybody who can be reached by keys. */
  keys(): Set<string> {
    const groups = [...this.svg.querySelectorAll<SVGGElement>('g[data-key][role]')];
    return new Set([...groups.map((one) => one.dataset['key']!), ...this.pods.keys()]);
  }

  /** The group of an actor that is to be focused. */
  reach(key: string): SVGGElement | undefined {
    return this.find(key) ?? this.pods.reach(key);
  }

  stop(): void {
    this.pods.stop();
    this.svg.replaceChildren();
  }

  /** First dim the rest. @param focal  nobody: all is lit */
  light(focal: ReadonlySet<string>): void {
    set(this.svg, 'data-dim', focal.size ? 'true' : undefined);
    for (const key of this.#lit) if (!focal.has(key)) this.find(key)?.removeAttribute('data-focal');
    for (const key of focal) this.find(key)?.setAttribute('data-focal', '');
    this.#lit = focal;
    this.threads.focus(focal);
  }

  #fit(measure: Layout['measure']): void {
    if (measure === this.#measure) return;
    this.#measure = measure;
    const { width, height, t, s } = measure;
    set(this.svg, 'viewBox', `0 0 ${width} ${height}`);
    this.svg.style.setProperty('--t', `${t}px`);
    this.svg.style.setProperty('--s', `${s}px`);
  }

  #group(name: string): SVGGElement {
    const group = this.svg.ownerDocument.createElementNS('http://www.w3.org/2000/svg', 'g');
    group.setAttribute('class', `layer-${name}`);
    return this.svg.appendChild(group);
  }
}
