import { createSubscriber } from 'svelte/reactivity';
import type { LogEntry } from '../kube/log';
import type { View } from '../kube/view';
import { Playground, type Change, type PlaygroundScenario, type SavedPlayground } from '../playground';
import type { Future } from '../stage/future';
import { eachFrame, enough } from './frames';
import { Holders } from './holders';
import type { Shown } from './shown';
import { turn } from './turn';

/** A playground as the components see it, with its time tied to the frames of the page: reading a getter is
 *  subscribing to it. */
export class Show implements Shown {
  readonly playground: Playground;
  /** The object that was chosen on the stage. */
  selected = $state.raw<string | undefined>();
  pointed = $state.raw<string | undefined>();
  foreseen = $state.raw<Future | undefined>();
  /** The sentence under the stage. */
  caption = $state('');
  readonly #holders = new Holders();
  readonly #heard: () => void;
  readonly #stopFrames: () => void;

  constructor(scenario: PlaygroundScenario, saved?: SavedPlayground, epoch?: number) {
    this.playground = open(scenario, saved, epoch);
    this.#heard = createSubscriber((update) => this.playground.subscribe(update));
    this.#stopFrames = eachFrame((elapsed) => this.#frame(elapsed));
  }

  get at(): number {
    this.#heard();
    return this.playground.time.at;
  }

  get end(): number {
    this.#heard();
    return this.playground.time.end;
  }

  get start(): number {
    return this.playground.time.start;
  }

  get playing(): boolean {
    this.#heard();
    return this.playground.time.playing;
  }

  get speed(): number {
    this.#heard();
    return this.playground.time.speed;
  }

  get past(): boolean {
    this.#heard();
    return this.playground.past;
  }

  get view(): View {
    return this.playground.view;
  }

  get log(): readonly LogEntry[] {
    return this.playground.log;
  }

  get namespace(): string {
    return this.playground.scenario.namespace;
  }

  /** Changes with every change of the cluster. */
  get version(): number {
    this.#heard();
    return this.playground.view.version;
  }

  /** Let virtual time wait while `busy` says so, at the pace of a beginner: the cluster never knows.
   *  @returns stop */
  hold(busy: () => boolean): () => void {
    return this.#holders.hold(busy);
  }

  #frame(elapsed: number): void {
    const { time } = this.playground;
    time.frame(this.#holders.waits(time.speed) ? 0 : elapsed, enough());
  }

  subscribe(listener: (change: Change) => void): () => void {
    return this.playground.subscribe(listener);
  }

  togglePlaying(): void {
    const { time } = this.playground;
    if (time.playing) time.pause();
    else time.play();
  }

  close(): void {
    this.playground.time.pause();
    this.#stopFrames();
  }
}

/** A save that no longer fits (an older Podplay wrote it) is dropped: the scenario begins anew. */
function open(scenario: PlaygroundScenario, saved?: SavedPlayground, epoch?: number): Playground {
  if (saved?.seed !== scenario.seed) return new Playground({ scenario, turn, ...(epoch !== undefined && { epoch }) });
  try {
    return new Playground({ scenario, turn, saved });
  } catch (error) {
    console.warn('Podplay could not take up where you were, and begins anew.', error);
    return new Playground({ scenario, turn });
  }
}
