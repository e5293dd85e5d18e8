/** A world that can be stepped, saved and restored: what `History` needs, and no more. */
export interface Replayable<Snapshot, Input> {
  readonly now: number;
  readonly steps: number;
  nextAt(): number | undefined;
  /** Process the next event. */
  step(): void;
  idleTo(at: number): void;
  /** Apply an input at the present instant. May throw (the API refused); a refusal is replayed as well. */
  apply(input: Input): unknown;
  /** How many entries `save` copies: dear worlds are saved less often. */
  weight(): number;
  save(): Snapshot;
  load(snapshot: Snapshot): void;
}

/** An input at its exact instant: after `steps` events, at virtual time `at`. */
export interface LoggedInput<Input> {
  readonly at: number;
  readonly steps: number;
  readonly input: Input;
}

interface Checkpoint<Snapshot> {
  readonly at: number;
  readonly steps: number;
  /** Inputs applied before this checkpoint. */
  readonly inputs: number;
  /** Entries in its snapshot. */
  readonly weight: number;
  readonly snapshot: Snapshot;
}

/** Fewest steps between checkpoints: what a seek replays at most must be over within a frame. A heavier world waits
 *  longer, so that checkpoints never cost more than a small, constant share of the run. */
const CHECKPOINT_EVERY = 6;
/** Entries that a save copies in the time of one step, at the least. */
const ENTRIES_A_STEP = 20;
/** A world of so many entries is saved in next to no time. */
const LIGHT = 1_000;
/** Entries that all checkpoints together may hold, about 30 bytes each; a world that is heavier itself, twice its own. */
const ROOM = 500_000;

/** Runs a world forward, remembers its inputs, and takes it back to any instant it has lived through.
 *  The world is a function of its start and its inputs, so going back is: nearest checkpoint, then replay. */
export class History<Snapshot, Input> {
  readonly world: Replayable<Snapshot, Input>;
  #inputs: LoggedInput<Input>[] = [];
  #applied = 0;
  #checkpoints: Checkpoint<Snapshot>[];
  #end: number;
  #endSteps: number;
  /** What the world weighed when that was last asked: to weigh it at every step costs more than many a step. */
  #weighed = 0;

  constructor(world: Replayable<Snapshot, Input>) {
    this.world = world;
    this.#checkpoints = [this.#checkpoint()];
    this.#end = world.now;
    this.#endSteps = world.steps;
  }

  /** The latest instant lived through; ahead of `world.now` after a seek back. */
  get end(): number {
    return this.#end;
  }

  /** True while the world stands before its recorded end. */
  get past(): boolean {
    return this.world.steps < this.#endSteps || this.world.now < this.#end || this.#applied < this.#inputs.length;
  }

  /** Entries that all checkpoints hold together. */
  get weight(): number {
    return this.#checkpoints.reduce((sum, { weight }) => sum + weight, 0);
  }

  /** Inputs that have taken effect at the present instant; the whole log when not in the past. */
  get inputs(): readonly LoggedInput<Input>[] {
    return this.#inputs.slice(0, this.#applied);
  }

  /** Every recorded input, those ahead of the present instant included. */
  get recorded(): readonly LoggedInput<Input>[] {
    return this.#inputs;
  }

  /** Apply an input now. In the past this drops everything recorded after this instant. */
  input(input: Input): unknown {
    this.branch();
    this.#inputs.push({ at: this.world.now, steps: this.world.steps, input });
    this.#applied = this.#inputs.length;
    return this.world.apply(input);
  }

  /** Make the present instant the end: what was recorded after it is gone. */
  branch(): void {
    if (!this.past) return;
    this.#inputs.length = this.#applied;
    this.#end = this.world.now;
    this.#endSteps = this.world.steps;
    this.#checkpoints = this.#checkpoints.filter((c) => c.steps <= this.#endSteps && c.at <= this.#end && c.inputs <= this.#applied);
  }

  /** Run until the virtual clock shows `at`, replaying recorded inputs on the way. */
  advance(at: number): void {
    this.#run(at);
    this.#settle(at);
  }

  /** Process one event (after any recorded inputs that precede it). @returns false when nothing is scheduled */
  step(): boolean {
    this.#replayInputs(Infinity);
    if (this.world.nextAt() === undefined) return false;
    this.#stepOnce();
    this.#mark();
    return true;
  }

  /** Stand at instant `at`, anywhere between the start and `end` (later instants are clamped). */
  seek(at: number): void {
    const target = Math.max(0, Math.min(at, this.#end));
    const from = this.#checkpoints.findLast((c) => c.at <= target) ?? this.#checkpoints[0]!;
    if (target < this.world.now || from.steps > this.world.steps) this.#restore(from);
    this.advance(target);
  }

  /** Load a recorded log and run it to `end`: a reload, a shared link, a second window. */
  replay(inputs: readonly LoggedInput<Input>[], end: number): void {
    this.#restore(this.#checkpoints[0]!);
    this.#inputs = [...inputs];
    this.#checkpoints.length = 1;
    this.#end = 0;
    this.#endSteps = 0;
    this.advance(end);
  }

  /** Learn what another run of the same world has lived through since: it lies ahead, as after going back. */
  extend(inputs: readonly LoggedInput<Input>[], end: number): void {
    this.#inputs.push(...inputs);
    this.#end = Math.max(this.#end, end);
  }

  /** Live a part of what was recorded once more, in another world of the same kind; this one stays where it is.
   *  @param isEarly  may it begin there? The latest such checkpoint is taken, or else the start
   *  @param isOver  asked before each event */
  relive(world: Replayable<Snapshot, Input>, isEarly: (snapshot: Snapshot) => boolean, isOver: () => boolean): void {
    const again = new History(world);
    again.#inputs = this.#inputs;
    again.#restore(this.#checkpoints.findLast(({ snapshot }) => isEarly(snapshot)) ?? this.#checkpoints[0]!);
    while (!isOver() && again.step());
  }

  #run(at: number): void {
    for (;;) {
      this.#replayInputs(at);
      const next = this.world.nextAt();
      if (next === undefined || next > at) return;
      this.#stepOnce();
    }
  }

  #stepOnce(): void {
    this.world.step();
    const last = this.#checkpoints.at(-1)!;
    const since = this.world.steps - last.steps;
    if (since < CHECKPOINT_EVERY || since * ENTRIES_A_STEP < this.#weighed - LIGHT) return;
    this.#weighed = this.world.weight();
    if (since * ENTRIES_A_STEP < this.#weighed - LIGHT) return;
    this.#checkpoints.push(this.#checkpoint());
    this.#thin();
  }

  /** Where the checkpoints take too much room every other one goes: the start and the latest stay. */
  #thin(): void {
    const room = Math.max(ROOM, 2 * this.#checkpoints.at(-1)!.weight);
    while (this.#checkpoints.length > 2 && this.weight > room) {
      const last = this.#checkpoints.length - 1;
      this.#checkpoints = this.#checkpoints.filter((_, i) => i === 0 || (last - i) % 2 === 0);
    }
  }

  /** Inputs recorded between the events already taken and the next one, up to instant `until`. */
  #replayInputs(until: number): void {
    for (
      let due = this.#inputs[this.#applied];
      due && due.steps === this.world.steps && due.at <= until;
      due = this.#inputs[this.#applied]
    ) {
      const next = this.world.nextAt();
      if (next !== undefined && next < due.at) return;
      this.world.idleTo(due.at);
      this.#applied++;
      try {
        this.world.apply(due.input);
      } catch {
        // The API refused it when it was first given; the refusal is part of the history.
      }
    }
  }

  #settle(at: number): void {
    if (at > this.world.now) this.world.idleTo(at);
    this.#mark();
  }

  #mark(): void {
    if (this.world.now > this.#end) this.#end = this.world.now;
    if (this.world.steps > this.#endSteps) this.#endSteps = this.world.steps;
  }

  #restore(checkpoint: Checkpoint<Snapshot>): void {
    this.world.load(checkpoint.snapshot);
    this.#applied = checkpoint.inputs;
  }

  #checkpoint(): Checkpoint<Snapshot> {
    const { now, steps } = this.world;
    return { at: now, steps, inputs: this.#applied, weight: this.world.weight(), snapshot: this.world.save() };
  }
}
