import type { Change } from '../kube/api';
import { ApiServer, type ApiState } from '../kube/api-server';
import type { KubeObject } from '../kube/object';
import { sharedName, type LogEntry, type LogObject } from '../kube/log';
import { StatusError } from '../kube/status';
import { Cell, type Saved } from '../sim/cell';
import { Kernel, type KernelState } from '../sim/kernel';
import { EVERY_CUSTOM, isCustom, type ClusterEvent, type Component, type Told, type World } from './component';
import { EventRecorder } from './event-recorder';

/** Virtual time 0 of a world that names none, ms since the Unix epoch. */
export const EPOCH = Date.UTC(2025, 2, 31, 9, 0, 0);

/** Everything a world is, as plain data. Objects are frozen and shared, so a copy is shallow. */
export interface EngineState {
  readonly kernel: KernelState<ClusterEvent>;
  readonly api: ApiState;
  readonly cells: ReadonlyMap<string, Saved<unknown>>;
  readonly logLength: number;
  readonly logged: number;
}

export interface EngineOptions {
  readonly seed: number;
  /** Virtual time 0, ms since the Unix epoch. */
  readonly epoch?: number;
  readonly components: readonly Component[];
  /** Keep the story. Off for very large runs: causes are still numbered. Default true. */
  readonly keepLog?: boolean;
  /** For how many entries of the story at the least what they stored is kept. Default 8000: more than a lesson has. */
  readonly keepStored?: number;
}

const KEPT = 8_000;

/** Requeue of a failed handling: 5 ms doubling to 1000 s, as client-go's default rate limiter. */
const RETRY_BASE = 5;
const RETRY_CAP = 1_000_000;

/** The heart of the simulated cluster: takes due events from the heap, hands each to its component,
 *  and tells every component of every change in the store. Knows no kind and no controller. */
export class Engine implements World {
  readonly kernel: Kernel<ClusterEvent>;
  readonly #epoch: number;
  readonly api: ApiServer;
  #story: LogEntry[] = [];
  /** Objects as the entries of the story stored them. They are frozen and shared, so this keeps history cheaply; but of
   *  long ago it is not kept: `SimulatedCluster.stored` lives it again when it is asked for. */
  #stored: (KubeObject | undefined)[] = [];
  #forgotten = 0;
  /** Entries from before anything was recorded: they are not lived again, and so are kept. */
  #beginning = 0;
  readonly #kept: number;
  /** Entries up to the present instant. Those after it were lived once and are kept: going forward again may take a
   *  later checkpoint, which does not live them anew. */
  #length = 0;
  /** The story up to now, while more is kept. */
  #cut: { readonly length: number; readonly story: readonly LogEntry[] } | undefined;
  #logged = 0;
  readonly #keepLog: boolean;
  readonly #components = new Map<string, Component>();
  readonly #watchers = new Map<string, Component[]>();
  #cells = new Map<string, Cell<unknown>>();
  #cause: number | undefined;
  #actor = 'cluster';
  readonly #recorder: EventRecorder;
  #timestamp = { at: -1, text: '' };

  constructor(options: EngineOptions) {
    this.kernel = new Kernel(options.seed);
    this.#epoch = options.epoch ?? EPOCH;
    this.#keepLog = options.keepLog ?? true;
    this.#kept = options.keepStored ?? KEPT;
    this.api = new ApiServer({ now: () => this.now, random: this.kernel.random });
    this.#recorder = new EventRecorder(this);
    for (const component of [...options.components, this.#recorder]) this.#register(component);
    this.api.onChange((change) => this.#changed(change));
  }

  get now(): number {
    return this.#epoch + this.kernel.now;
  }

  get timestamp(): string {
    const second = Math.floor(this.now / 1000);
    if (this.#timestamp.at !== second) this.#timestamp = { at: second, text: new Date(second * 1000).toISOString().replace('.000Z', 'Z') };
    return this.#timestamp.text;
  }

  get random() {
    return this.kernel.random;
  }

  get story(): readonly LogEntry[] {
    const length = this.#length;
    if (length === this.#story.length) return this.#story;
    if (this.#cut?.length !== length) this.#cut = { length, story: this.#story.slice(0, length) };
    return this.#cut.story;
  }

  /** What an entry stored. @param position  in the story @returns null: forgotten */
  storedAt(position: number): KubeObject | undefined | null {
    if (position < 0 || position >= this.#length) return undefined;
    const isForgotten = position >= this.#beginning && position < this.#forgotten;
    return this.#stored[position] ?? (isForgotten ? null : undefined);
  }

  /** From here on everything is recorded. */
  begin(): void {
    this.#beginning = this.#length;
  }

  /** How many entries the story has, up to now. */
  get told(): number {
    return this.#length;
  }

  schedule(to: string, key: string, type: string, delay: number, data?: unknown): void {
    this.kernel.schedule(appointment(to, key, type), delay, { to, key, type, cause: this.#cause, data });
  }

  cancel(to: string, key: string, type: string): void {
    this.kernel.cancel(appointment(to, key, type));
  }

  dueAt(to: string, key: string, type: string): number | undefined {
    const due = this.kernel.due(appointment(to, key, type));
    return due && this.#epoch + due.at;
  }

  cell<V>(name: string): Map<string, V> {
    let cell = this.#cells.get(name);
    if (!cell) this.#cells.set(name, (cell = new Cell()));
    return cell as Map<string, V>;
  }

  record(...event: Parameters<World['record']>): void {
    this.#recorder.record(...event);
  }

  log(entry: Told | (() => Told)): number {
    if (!this.#keepLog) return this.#logged++;
    return this.#append({ actor: this.#actor, ...(typeof entry === 'function' ? entry() : entry) });
  }

  /** Take the next event and let its component act. */
  step(): void {
    const due = this.kernel.next();
    if (due) this.#dispatch(due.event);
  }

  /** Let somebody from outside act now: everything that follows names this as its cause.
   *  @returns what `act` returns; a StatusError it throws goes to the caller */
  outside<T>(
    entry: {
      readonly type: 'input' | 'fault';
      readonly actor: string;
      readonly verb?: string;
      readonly object?: LogObject;
      readonly note?: string;
    },
    act: () => T,
  ): T {
    return this.#as(entry.actor, this.#append(entry), act);
  }

  /** Hand an event to one component, or to all (`FAULT`). */
  deliver(event: ClusterEvent): void {
    for (const [name, component] of this.#components) {
      if (event.to === name || event.to === '*') this.#as(name, this.#cause, () => component.handle({ ...event, to: name }, this));
    }
  }

  /** How many entries a save copies: what makes a checkpoint dear. */
  weight(): number {
    let entries = this.api.weight();
    for (const cell of this.#cells.values()) entries += cell.size;
    return entries;
  }

  save(): EngineState {
    const cells = new Map<string, Saved<unknown>>();
    for (const [name, cell] of this.#cells) cells.set(name, cell.save());
    return { kernel: this.kernel.save(), api: this.api.save(), cells, logLength: this.#length, logged: this.#logged };
  }

  load(state: EngineState): void {
    this.kernel.load(state.kernel);
    this.api.load(state.api);
    this.#cells = new Map();
    for (const [name, cell] of state.cells) this.#cells.set(name, Cell.from(cell));
    this.#length = state.logLength;
    this.#cut = undefined;
    this.#logged = state.logged;
  }

  /** Stand where another engine of the same components stands, with its story: from here both go their own ways.
   *  Objects are frozen and shared, so this costs a shallow copy. */
  become(other: Engine): void {
    this.load(other.save());
    this.#story = [...other.story];
    this.#stored = other.#stored.slice(0, this.#length);
    this.#forgotten = other.#forgotten;
  }

  #register(component: Component): void {
    if (this.#components.has(component.name)) throw new Error(`engine: two components are called ${component.name}`);
    this.#components.set(component.name, component);
    for (const resource of component.watches) {
      const list = this.#watchers.get(resource);
      if (list) list.push(component);
      else this.#watchers.set(resource, [component]);
    }
  }

  #dispatch(event: ClusterEvent): void {
    const component = this.#components.get(event.to);
    if (!component) throw new Error(`engine: no component is called ${event.to} (event ${event.type} for ${event.key})`);
    this.#as(component.actor?.(event, this) ?? component.name, event.cause, () => {
      try {
        component.handle(event, this);
        if (this.#retries.size) this.#retries.delete(appointment(event.to, event.key, event.type));
      } catch (error) {
        if (!(error instanceof StatusError))
          throw new Error(`${event.to}: ${event.type} of ${event.key}: ${String(error)}`, { cause: error });
        this.#retry(event);
      }
    });
  }

  get #retries(): Map<string, number> {
    return this.cell<number>('engine/retries');
  }

  #retry(event: ClusterEvent): void {
    const key = appointment(event.to, event.key, event.type);
    const failures = this.#retries.get(key) ?? 0;
    this.#retries.set(key, failures + 1);
    this.schedule(event.to, event.key, event.type, Math.min(RETRY_BASE * 2 ** failures, RETRY_CAP), event.data);
  }

  #changed(change: Change): void {
    const before = this.#cause;
    this.#cause = this.#keepLog ? this.#appendWrite(change) : this.#logged++;
    const watched = isCustom(change.resource) ? EVERY_CUSTOM : change.resource;
    for (const component of this.#watchers.get(watched) ?? []) component.changed(change, this);
    this.#cause = before;
  }

  #appendWrite({ type, resource, object }: Change): number {
    const [actor, verb, named, stored] = [this.#actor, VERBS[type], logObject(resource, object), type === 'DELETED' ? undefined : object];
    const [cause, id, at] = [this.#cause, this.#logged, this.kernel.now];
    // Most of the story. Written out, an entry takes two thirds of what one takes that is put together.
    if (cause !== undefined) return this.#keep({ id, at, cause, type: 'write', actor, verb, object: named }, stored);
    return this.#append({ type: 'write', actor, verb, object: named }, stored);
  }

  #forget(): void {
    const until = this.#length - this.#kept;
    this.#stored.fill(undefined, Math.max(this.#beginning, this.#forgotten), until);
    this.#forgotten = until;
  }

  #as<T>(actor: string, cause: number | undefined, act: () => T): T {
    const [actorBefore, causeBefore] = [this.#actor, this.#cause];
    this.#actor = actor;
    this.#cause = cause;
    try {
      return act();
    } finally {
      this.#actor = actorBefore;
      this.#cause = causeBefore;
    }
  }

  /** What is lived again is written over itself; what is lived otherwise, over what was. */
  #keep(entry: LogEntry, stored: KubeObject | undefined): number {
    this.#story[this.#length] = entry;
    this.#stored[this.#length++] = stored;
    if (this.#length >= this.#forgotten + 2 * this.#kept) this.#forget();
    return this.#logged++;
  }

  #append(entry: Omit<LogEntry, 'id' | 'at' | 'cause'>, stored?: KubeObject): number {
    if (!this.#keepLog) return this.#logged++;
    const [id, at, cause] = [this.#logged, this.kernel.now, this.#cause];
    return this.#keep({ id, at, ...(cause !== undefined && { cause }), ...entry }, stored);
  }
}

const VERBS = { ADDED: 'create', MODIFIED: 'update', DELETED: 'delete' } as const;

const appointment = (to: string, key: string, type: string) => `${to}|${key}|${type}`;

/** How the log names an object. */
export function logObject(resource: string, object: KubeObject): LogObject {
  const { name, namespace, uid } = object.metadata;
  return sharedName(uid, { resource, kind: object.kind, ...(namespace && { namespace }), name, uid });
}
