import '../../../src/app/tokens.css';
import { plainNodes } from '../../../src/cluster/bootstrap';
import { turn } from '../../../src/app/turn';
import type { Manifest } from '../../../src/kube/object';
import { Playground } from '../../../src/playground';
import { mountStage } from '../../../src/stage';
import type { Scene, Stage } from '../../../src/stage';

/** A playground and its stage without the page around them: what the benches measure and the fuzz looks at. */

export interface Frames {
  /** ms from each frame to the next. */
  readonly frames: number[];
  /** ms that the stage's own code took in each frame. */
  readonly stage: number[];
  /** ms that the engine took in each frame. */
  readonly engine: number[];
  /** Virtual ms that passed. */
  readonly passed: number;
}

export class Harness {
  readonly playground: Playground;
  readonly stage: Stage;
  readonly captions: string[] = [];
  scene: Scene | undefined;
  readonly #svg = document.querySelector('svg')!;
  #jump = true;

  constructor(nodes: number) {
    const roomy = plainNodes(nodes).map(({ name }) => ({ name, labels: {}, cpu: '64', memory: '256Gi', pods: '250' }));
    const scenario = { slug: 'bench', seed: 1, cluster: { nodes: roomy }, namespace: 'default', files: {}, setup: [] };
    this.playground = new Playground({ scenario, turn });
    this.#svg.style.cssText = 'display: block; width: 100%; height: 100%';
    this.stage = mountStage(this.#svg, {
      mode: 'page',
      reducedMotion: () => false,
      onScene: (scene) => (this.scene = scene),
      onCaption: (sentence) => this.captions.push(sentence),
    });
  }

  async apply(manifest: Manifest): Promise<void> {
    await this.playground.cluster.create(DEPLOYMENTS, manifest, { namespace: 'default' });
  }

  async update(change: (spec: any) => void): Promise<void> {
    const ref = { ...DEPLOYMENTS, namespace: 'default', name: 'web' };
    const old = structuredClone(await this.playground.cluster.get(ref)) as any;
    change(old.spec);
    await this.playground.cluster.update(ref, old);
  }

  /** Let virtual time pass without being seen. */
  pass(ms: number): void {
    this.playground.cluster.advance(this.playground.cluster.at + ms);
  }

  show(speed: number): void {
    const { view, log, time } = this.playground;
    this.stage.show({ view, log, at: time.at, playing: true, speed, jump: this.#jump, namespace: 'default' });
    this.#jump = false;
  }

  /** Play for some real time. @param most  ms that the engine may take of a frame: time falls behind rather than the
   *  picture */
  play(ms: number, speed: number, most: number): Promise<Frames> {
    return new Promise((resolve) => {
      const { cluster } = this.playground;
      const [start, begin] = [performance.now(), cluster.at];
      const told = { frames: [] as number[], stage: [] as number[], engine: [] as number[] };
      let last = start;
      requestAnimationFrame(function first(now) {
        last = now;
      });
      const tick = (now: number) => {
        const target = cluster.at + Math.min(100, now - last) * speed;
        const begun = performance.now();
        cluster.advance(Math.floor(target) + 1, () => performance.now() - begun > most);
        const between = performance.now();
        this.stage.tick(between);
        this.show(speed);
        told.frames.push(now - last);
        told.engine.push(between - begun);
        told.stage.push(performance.now() - between);
        last = now;
        if (now - start < ms) requestAnimationFrame(tick);
        else resolve({ ...told, passed: cluster.at - begin });
      };
      requestAnimationFrame(() => requestAnimationFrame(tick));
    });
  }
}

const DEPLOYMENTS = { group: 'apps', version: 'v1', resource: 'deployments' };
Object.assign(globalThis, { Harness });
