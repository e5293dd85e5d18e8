import { SimulatedCluster } from './cluster/simulated';
import type { LoggedInput } from './sim/history';
import type { Input } from './cluster/input';
import type { LogEntry, Stored } from './kube/log';
import type { View } from './kube/view';
import type { Fault } from './kube/fault';
import type { JournalEntry, JournalNote } from './lessons/journal';
import type { Lesson } from './lessons/lesson';
import { Files } from './shell/files';

/** START READING HERE. One playground is one cluster with its history, its files and what the page has shown:
 *  the composition root that the page, the embed and the command line share. */

/** What a playground starts from. */
export type PlaygroundScenario = Pick<Lesson, 'slug' | 'seed' | 'cluster' | 'namespace' | 'files' | 'setup'>;

export interface PlaygroundOptions {
  readonly scenario: PlaygroundScenario;
  /** Gives way to everything that can run now (one macrotask of the host): the engine has no timers of its own. */
  readonly turn: () => Promise<void>;
  /** What `save` returned: be there again. */
  readonly saved?: SavedPlayground;
  readonly keepLog?: boolean;
  /** When the world begins; see `SimulatedOptions`. */
  readonly epoch?: number;
}

/** Plain JSON. The world is a function of its scenario and its inputs; the journal is what was shown. */
export interface SavedPlayground {
  readonly version: 1;
  readonly slug: string;
  readonly seed: number;
  readonly at: number;
  readonly end: number;
  readonly inputs: readonly LoggedInput<Input>[];
  readonly journal: readonly JournalEntry[];
}

export interface Change {
  /** Time was moved: show the instant without transitions. */
  readonly jump: boolean;
}

/** At most this much virtual time is owed to the page: a tab that was away does not race to catch up. */
const LARGEST_FRAME = 250;
/** A headless command that waits longer than this for a change waits for ever. */
const LONGEST_WAIT = 24 * 3_600_000;

export class Playground {
  readonly cluster: SimulatedCluster;
  readonly files: Files;
  readonly time: Time;
  readonly scenario: PlaygroundScenario;
  readonly #turn: () => Promise<void>;
  readonly #listeners = new Set<(change: Change) => void>();
  #journal: JournalEntry[] = [];
  #restoring = false;

  constructor(options: PlaygroundOptions) {
    const { scenario } = options;
    this.scenario = scenario;
    this.#turn = options.turn;
    this.cluster = new SimulatedCluster({
      seed: scenario.seed,
      nodes: scenario.cluster.nodes,
      setup: scenario.setup,
      keepLog: options.keepLog ?? true,
      ...(options.epoch !== undefined && { epoch: options.epoch }),
    });
    this.files = new Files(scenario.files);
    this.time = new Time(this, this.cluster);
    if (options.saved) this.#restore(options.saved);
    this.files.subscribe((path, text) => {
      if (!this.#restoring) this.note({ type: 'file', path, text });
    });
  }

  get view(): View {
    return this.cluster.view;
  }

  /** The story up to the present instant. */
  get log(): readonly LogEntry[] {
    return this.cluster.log;
  }

  /** What each entry of the story stored. */
  get stored(): Stored {
    return this.cluster.stored;
  }

  /** True while the present instant lies before the recorded end. */
  get past(): boolean {
    return this.cluster.history.past;
  }

  /** What was shown up to the present instant. */
  journal(): readonly JournalEntry[] {
    const { at } = this.time;
    return this.#journal.filter((entry) => entry.at <= at);
  }

  /** Every entry, those ahead of the present instant included: the marks of the timeline. */
  get recorded(): readonly JournalEntry[] {
    return this.#journal;
  }

  /** Add an entry at the present instant. In the past this drops everything recorded after it. */
  note(note: JournalNote): JournalEntry {
    this.goOn();
    const entry = { ...note, at: this.time.at };
    this.#journal.push(entry);
    this.changed(false);
    return entry;
  }

  /** Drop what was shown, but for the files: another lesson begins here. */
  forgetShown(): void {
    this.#journal = this.#journal.filter((entry) => entry.type === 'file');
  }

  fault(fault: Fault): void {
    this.goOn();
    this.cluster.fault(fault);
    this.changed(false);
  }

  /** The present instant becomes the end: going on from the past drops what came after. */
  goOn(): void {
    const { history } = this.cluster;
    if (!history.past) return;
    history.branch();
    const { at } = this.time;
    this.#journal = this.#journal.filter((entry) => entry.at <= at);
  }

  /** Hear of every change of time, cluster or journal. @returns stop */
  subscribe(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Everything needed to be here again. */
  save(): SavedPlayground {
    const { history } = this.cluster;
    const { slug, seed } = this.scenario;
    return { version: 1, slug, seed, at: this.time.at, end: history.end, inputs: [...history.recorded], journal: [...this.#journal] };
  }

  /** Let virtual time pass as fast as it can until `work` is done; it passes only while somebody waits for it.
   *  Headless runs live by this. @param end  virtual instant at which to give up
   *  @param busy  is somebody at work, who must act before time passes?
   *  @returns false when the work waits for something that will never happen, or has not happened by then */
  async runUntilDone(work: Promise<unknown>, end = Infinity, busy = () => false): Promise<boolean> {
    let done = false;
    const finish = () => void (done = true);
    work.then(finish, finish);
    for (;;) {
      await this.#turn();
      if (done) return true;
      if (busy() || !this.cluster.waiting.any) continue;
      if (this.cluster.at >= end) return false;
      const woken = this.cluster.advance(this.cluster.at + LONGEST_WAIT);
      if (!woken) return false;
    }
  }

  /** Give way to whoever was woken. */
  turn(): Promise<void> {
    return this.#turn();
  }

  changed(jump: boolean): void {
    for (const listener of this.#listeners) listener({ jump });
  }

  /** After a move in time: the files as they were then. */
  showFiles(): void {
    this.#restoring = true;
    const then = new Map(Object.entries(this.scenario.files));
    for (const entry of this.journal()) {
      if (entry.type !== 'file') continue;
      if (entry.text === undefined) then.delete(entry.path);
      else then.set(entry.path, entry.text);
    }
    this.files.load(Object.fromEntries(then));
    this.#restoring = false;
  }

  #restore(saved: SavedPlayground): void {
    const { history } = this.cluster;
    history.replay(saved.inputs, saved.end);
    this.#journal = [...saved.journal];
    history.seek(saved.at);
    this.showFiles();
  }
}

/** Playback of virtual time. Instants are ms since the world began; the learner arrives at `start`. */
export class Time {
  readonly start: number;
  /** An instant that playing does not pass: what lies after it is not known yet. */
  limit = Infinity;
  #playing = false;
  #speed = 1;
  #target: number;
  #pumping = false;
  #enough = () => false;

  constructor(
    private readonly playground: Playground,
    private readonly cluster: SimulatedCluster,
  ) {
    this.start = cluster.at;
    this.#target = cluster.at;
  }

  get at(): number {
    return this.cluster.at;
  }

  /** The latest instant lived through; ahead of `at` after going back. */
  get end(): number {
    return this.cluster.history.end;
  }

  get playing(): boolean {
    return this.#playing;
  }

  get speed(): number {
    return this.#speed;
  }

  play(): void {
    if (this.#playing) return;
    this.#playing = true;
    this.#target = this.at;
    this.playground.changed(false);
  }

  pause(): void {
    if (!this.#playing) return;
    this.#playing = false;
    this.#target = this.at;
    this.playground.changed(false);
  }

  /** @param speed virtual ms that pass in a real one */
  setSpeed(speed: number): void {
    this.#speed = speed;
    this.playground.changed(false);
  }

  /** Let this much virtual time pass at once: what comes next gets an instant of its own, and can be taken back alone. */
  pass(ms: number): void {
    this.cluster.advance(this.at + ms);
    this.#target = Math.max(this.#target, this.at);
  }

  /** Go to the next event and stop there. @returns false when nothing is scheduled */
  step(): boolean {
    this.pause();
    const next = this.cluster.engine.kernel.nextAt();
    if (next === undefined) return false;
    this.cluster.advance(next);
    this.#target = this.at;
    this.playground.changed(false);
    return true;
  }

  /** Stand at an instant between `start` and `end`. */
  seek(at: number): void {
    this.#playing = false;
    this.cluster.seek(Math.max(this.start, at));
    this.#target = this.at;
    this.playground.showFiles();
    this.playground.changed(true);
  }

  /** Called by the page for every animation frame: `elapsed` real ms have passed. Nothing when paused.
   *  @param enough  has the cluster done enough in this frame? Then time falls behind, not the picture */
  frame(elapsed: number, enough = () => false): void {
    if (!this.#playing) return;
    this.#enough = enough;
    this.#target = Math.min(this.#target + elapsed * this.#speed, this.at + LARGEST_FRAME * this.#speed, this.limit);
    if (!this.#pumping) void this.#pump();
  }

  /** Move to the target, letting whoever is woken act at their own instant: what a script does does not
   *  depend on the frame rate. */
  async #pump(): Promise<void> {
    this.#pumping = true;
    try {
      // Virtual time counts whole milliseconds; what is left of a frame goes into the next.
      while (this.#playing && this.at < Math.floor(this.#target)) {
        const woken = this.cluster.advance(Math.floor(this.#target), this.#enough);
        if (this.#enough()) this.#target = this.at;
        this.playground.changed(false);
        if (woken) await this.playground.turn();
      }
    } finally {
      this.#pumping = false;
    }
  }
}
