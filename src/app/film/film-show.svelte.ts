import { createSubscriber } from 'svelte/reactivity';
import { eachFrame, LARGEST_FRAME } from '../frames';
import { Holders } from '../holders';
import type { Change } from '../../playground';
import type { Shown } from '../shown';
import { FilmView, type Film } from './film';

/** A film as the stage sees it: what `Show` is for a cluster. */
export class FilmShow implements Shown {
  selected = $state.raw<string | undefined>();
  pointed = $state.raw<string | undefined>();
  caption = $state('');
  readonly film: Film;
  readonly view: FilmView;
  #playing = false;
  #speed = 1;
  #instant: number;
  readonly #holders = new Holders();
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nobody draws it
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #heard: () => void;
  readonly #stopFrames: () => void;

  constructor(film: Film) {
    this.film = film;
    this.view = new FilmView(film);
    this.#instant = film.start;
    this.#heard = createSubscriber((update) => this.subscribe(update));
    this.#stopFrames = eachFrame((elapsed) => this.#frame(elapsed));
  }

  get at(): number {
    this.#heard();
    return this.view.at;
  }

  get playing(): boolean {
    this.#heard();
    return this.#playing;
  }

  get speed(): number {
    this.#heard();
    return this.#speed;
  }

  get log() {
    return this.view.log;
  }

  get namespace(): string {
    return this.film.namespace;
  }

  play(): void {
    this.#playing = true;
    this.#tell(false);
  }

  pause(): void {
    this.#playing = false;
    this.#tell(false);
  }

  seek(at: number): void {
    this.#playing = false;
    this.view.seek(at);
    this.#instant = this.view.at;
    this.#tell(true);
  }

  subscribe(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  hold(busy: () => boolean): () => void {
    return this.#holders.hold(busy);
  }

  close(): void {
    this.#playing = false;
    this.#stopFrames();
  }

  #frame(elapsed: number): void {
    if (!this.#playing || this.#holders.waits(this.#speed)) return;
    this.#instant += Math.min(elapsed, LARGEST_FRAME) * this.#speed;
    this.view.seek(Math.floor(this.#instant));
    this.#tell(false);
  }

  #tell(jump: boolean): void {
    for (const listener of this.#listeners) listener({ jump });
  }
}
