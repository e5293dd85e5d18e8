import type { LiveNews, LiveStart } from '../../live';
import { Show } from '../show.svelte';

/** A show of a cluster that lives in a server: it lives through the same inputs, and so through the same story.
 *  Going back is free; the server goes on meanwhile. */
export class LiveShow extends Show {
  readonly #speed: number;
  /** The page stands where the server stands. */
  #following = true;

  constructor({ scenario, epoch, speed, ...news }: LiveStart) {
    super(scenario, undefined, epoch);
    this.#speed = speed;
    this.playground.cluster.history.extend(news.inputs, news.end);
    this.follow();
  }

  get following(): boolean {
    void this.at;
    return this.#following;
  }

  /** Nothing may wait here: the server does not. */
  override hold(): () => void {
    return () => {};
  }

  hear({ inputs, end }: LiveNews): void {
    const { cluster, time } = this.playground;
    cluster.history.extend(inputs, end);
    time.limit = end;
    if (!this.#following) return this.playground.changed(false);
    // A page that was hidden has no time to live through it all.
    if (end - this.playground.time.at > LATE * Math.max(1, this.#speed)) this.follow();
  }

  /** Stand where the server stands, and go on with it. */
  follow(): void {
    const { time, cluster } = this.playground;
    this.#following = true;
    time.limit = cluster.history.end;
    time.seek(cluster.history.end);
    time.setSpeed(this.#speed);
    time.play();
  }

  seek(at: number): void {
    this.#following = false;
    this.playground.time.seek(at);
  }
}

/** Virtual ms behind the server, at speed 1, after which a page jumps. */
const LATE = 2_000;
