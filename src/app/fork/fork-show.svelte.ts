import type { SimulatedCluster } from '../../cluster/simulated';
import type { Change } from '../../playground';
import { eachFrame, enough, LARGEST_FRAME } from '../frames';
import { Holders } from '../holders';
import type { Shown } from '../shown';
import { Pair } from './pair';

/** The time that both sides of a fork share. */
export class ForkTime {
  readonly pair: Pair;
  readonly sides: readonly [ForkShow, ForkShow];
  playing = $state(false);
  speed = $state(1);
  /** Changes with every move of time. */
  at = $state(0);
  #target: number;
  readonly #holders = new Holders();
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nobody draws it
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #stop: () => void;

  constructor(cluster: SimulatedCluster, namespace: string) {
    this.pair = new Pair(cluster);
    this.sides = [new ForkShow(this, 0, namespace), new ForkShow(this, 1, namespace)];
    this.at = this.#target = this.pair.at;
    this.#stop = eachFrame((elapsed) => this.#frame(elapsed));
  }

  seek(at: number): void {
    this.playing = false;
    this.pair.seek(at);
    this.#moved(true);
  }

  /** Something was done to a side. */
  changed(): void {
    this.#moved(false);
  }

  subscribe(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Both wait while one has something to show. */
  hold(busy: () => boolean): () => void {
    return this.#holders.hold(busy);
  }

  close(): void {
    this.playing = false;
    this.#stop();
  }

  #frame(elapsed: number): void {
    if (!this.playing || this.#holders.waits(this.speed)) return;
    this.#target += Math.min(elapsed, LARGEST_FRAME) * this.speed;
    // Time falls behind, not the picture.
    if (!this.pair.advance(Math.floor(this.#target), enough(this.sides.length))) this.#target = this.pair.at;
    this.#moved(false);
  }

  #moved(jump: boolean): void {
    if (jump) this.#target = this.pair.at;
    this.at = this.pair.at;
    for (const listener of this.#listeners) listener({ jump });
  }
}

/** One side, as the stage sees it. */
export class ForkShow implements Shown {
  selected = $state.raw<string | undefined>();
  pointed = $state.raw<string | undefined>();
  caption = $state('');

  constructor(
    private readonly time: ForkTime,
    private readonly side: 0 | 1,
    readonly namespace: string,
  ) {}

  get #cluster() {
    return this.time.pair.sides[this.side];
  }

  get at() {
    return this.time.at;
  }

  get playing() {
    return this.time.playing;
  }

  get speed() {
    return this.time.speed;
  }

  get view() {
    return this.#cluster.view;
  }

  get log() {
    return this.#cluster.log;
  }

  subscribe(listener: (change: Change) => void): () => void {
    return this.time.subscribe(listener);
  }

  hold(busy: () => boolean): () => void {
    return this.time.hold(busy);
  }
}
