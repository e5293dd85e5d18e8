import type {
  ApiResource,
  Cluster,
  ContainerShell,
  DeleteOptions,
  ExecOptions,
  ExecResult,
  KubeList,
  ListOptions,
  LogOptions,
  ObjectRef,
  PatchType,
  ProxyRequest,
  ProxyResponse,
  ResourceRef,
  Table,
  WatchEvent,
  WatchOptions,
  WriteOptions,
  Written,
} from '../kube/cluster';
import { apiVersionOf } from '../kube/api-version';
import type { LogEntry, Stored } from '../kube/log';
import type { KubeObject, Manifest } from '../kube/object';
import { scaleTable } from '../kube/scale';
import { customSchema, fullSchema } from '../kube/schema';
import type { View } from '../kube/view';
import { History } from '../sim/history';
import { bootstrap, type Scenario } from './bootstrap';
import { components } from './components';
import { Engine, EPOCH, type EngineState } from './engine';
import type { Fault } from './faults';
import type { Input } from './input';
import { isMetrics, listMetrics, metricsResources, metricsTable, readMetrics, readOnly } from './metrics';
import { promptOfShell } from './kubelet';
import type { Opened } from './kubelet/shells';
import { checkExec, mayAttach, followLogs, readLogs, runExec, runProxied, upTo } from './pod-access';
import { perform } from './perform';
import { Waiting } from './waiting';

export interface SimulatedOptions extends Scenario {
  readonly seed: number;
  /** When the world begins, ms since the Unix epoch. Default: always the same day, so that a link shows what its sender saw. */
  readonly epoch?: number;
  /** Keep the story (needed by the stage, causes and --trace). Default true. */
  readonly keepLog?: boolean;
  /** See `EngineOptions`. */
  readonly keepStored?: number;
}

/** A whole Kubernetes cluster on a virtual clock, in this very process. Nothing moves until somebody calls
 *  `advance`; everything that came from outside is in `history.recorded`, so that it can be lived again. */
export class SimulatedCluster implements Cluster {
  readonly server = 'https://podplay.local:6443';
  readonly engine: Engine;
  readonly history: History<EngineState, Input>;
  readonly waiting = new Waiting();
  readonly #stepped = new Set<() => void>();
  readonly clock = {
    now: () => this.engine.now,
    sleep: (ms: number, signal?: AbortSignal) => this.waiting.sleepUntil(this.engine.kernel.now + ms, signal),
    alarm: (ms: number, signal?: AbortSignal) => this.waiting.sleepUntil(this.engine.kernel.now + ms, signal, true),
  };

  readonly #options: SimulatedOptions;
  readonly #from: SimulatedCluster | undefined;
  /** Entries of the log that were there at the beginning. */
  readonly #begun: number;
  /** Where a part of the past was lived once more. */
  #again: { readonly first: number; readonly engine: Engine } | undefined;

  /** @param from  a world to go on from, instead of a beginning: see `fork` */
  constructor(options: SimulatedOptions, from?: SimulatedCluster) {
    this.#options = options;
    this.engine = this.#newEngine();
    this.#from = from;
    if (from) this.engine.become(from.engine);
    else {
      bootstrap(this.engine, options);
      this.engine.begin();
    }
    this.#begun = this.engine.told;
    this.history = new History<EngineState, Input>(this.#replayable(this.engine, this.#stepped));
  }

  get view(): View {
    return this.engine.api.view();
  }

  get log(): readonly LogEntry[] {
    return this.engine.story;
  }

  /** What each entry of the log stored. What is not kept any more is lived once more, in a world of its own. */
  readonly stored: Stored = {
    at: (position) => {
      const kept = this.engine.storedAt(position);
      return kept === null ? this.#relived(position) : kept;
    },
  };

  /** Virtual ms since the start of the world. */
  get at(): number {
    return this.engine.kernel.now;
  }

  /** Let virtual time pass up to `until`, but stop as soon as somebody outside was woken, so that they act at
   *  their own instant. @param enough  asked after each event: stop here, perhaps within an instant
   *  @returns true when somebody was woken */
  advance(until: number, enough = () => false): boolean {
    this.waiting.woken = false;
    for (;;) {
      const stop = Math.min(until, this.waiting.nextAt() ?? Infinity);
      for (let next = this.engine.kernel.nextAt(); next !== undefined && next <= stop; next = this.engine.kernel.nextAt()) {
        this.history.step();
        if (this.waiting.woken) return true;
        if (enough()) return false;
      }
      if (stop > this.at && stop < Infinity) this.history.advance(stop);
      this.waiting.wake(this.at);
      if (this.waiting.woken) return true;
      if (stop >= until || stop === Infinity) return false;
    }
  }

  /** Stand at another instant already lived through. Everyone who waits is sent away. */
  seek(at: number): void {
    this.waiting.abandon();
    // What comes after that instant may be lived otherwise.
    this.#again = undefined;
    this.history.seek(at);
  }

  /** A second world that begins as this one is now. Neither hears of the other; without another input both live
   *  through the same, to the byte. It cannot go back before this instant. */
  fork(): SimulatedCluster {
    return new SimulatedCluster(this.#options, this);
  }

  fault(fault: Fault): void {
    this.history.input({ type: 'fault', fault });
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the contract is asynchronous
  async version() {
    return { gitVersion: 'v1.32.4', major: '1', minor: '32' };
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async resources(): Promise<readonly ApiResource[]> {
    return [...this.engine.api.resources(), ...metricsResources];
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async get(ref: ObjectRef, options?: { readonly subresource?: string }): Promise<KubeObject> {
    return isMetrics(ref) ? readMetrics(this.engine, ref) : this.engine.api.read(ref, options?.subresource);
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async list(resource: ResourceRef, options?: ListOptions): Promise<KubeList> {
    return isMetrics(resource) ? listMetrics(this.engine, resource, options) : this.engine.api.listObjects(resource, options);
  }

  watch(resource: ResourceRef, options: WatchOptions = {}): AsyncIterable<WatchEvent> {
    let stop = () => {};
    const closed = new AbortController();
    const stream = this.waiting.stream<WatchEvent>(options.signal, () => {
      closed.abort();
      stop();
    });
    try {
      if (isMetrics(resource)) throw readOnly();
      stop = this.engine.api.watchFrom(resource, options, (event) => stream.push(event));
      options.onOpen?.();
      if (options.bookmarks) this.#bookmark(resource, closed.signal, (event) => stream.push(event));
    } catch (error) {
      stream.fail(error);
    }
    return stream;
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async getTable(ref: ObjectRef, { subresource }: { readonly subresource?: string } = {}): Promise<Table> {
    if (isMetrics(ref)) return metricsTable([readMetrics(this.engine, ref)]);
    const object = this.engine.api.read(ref, subresource);
    return subresource === 'scale' ? scaleTable(object, this.engine.now) : this.engine.api.table(ref, [object]);
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async listTable(resource: ResourceRef, options?: ListOptions): Promise<Table> {
    if (isMetrics(resource)) return metricsTable(listMetrics(this.engine, resource, options).items);
    const { items, metadata } = this.engine.api.listObjects(resource, options);
    return this.engine.api.table(resource, items, metadata);
  }

  async *watchTable(resource: ResourceRef, options?: WatchOptions): AsyncIterable<WatchEvent<Table>> {
    for await (const { type, object } of this.watch(resource, options)) {
      const rows = type === 'BOOKMARK' ? [] : [object];
      const { resourceVersion } = object.metadata;
      yield { type, object: this.engine.api.table(resource, rows, { resourceVersion }) };
    }
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async create(resource: ResourceRef, object: Manifest, options?: WriteOptions & { readonly namespace?: string }): Promise<Written> {
    return this.#write({ type: 'create', resource, object, ...(options && { options }) }, options);
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async update(ref: ObjectRef, object: Manifest, options?: WriteOptions): Promise<Written> {
    return this.#write({ type: 'update', ref, object, ...(options && { options }) }, options);
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async patch(ref: ObjectRef, patchType: PatchType, patch: unknown, options?: WriteOptions): Promise<Written> {
    return this.#write({ type: 'patch', ref, patchType, patch, ...(options && { options }) }, options);
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async delete(ref: ObjectRef, options?: DeleteOptions): Promise<KubeObject> {
    return this.#write({ type: 'delete', ref, ...(options && { options }) }, options).object;
  }

  logs(ref: ObjectRef, options: LogOptions = {}): AsyncIterable<string> {
    const lines = options.follow ? followLogs(this.engine, ref, options, this.waiting, this.#stepped) : readLogs(this.engine, ref, options);
    return options.limitBytes === undefined ? lines : upTo(options.limitBytes, lines);
  }

  exec(ref: ObjectRef, command: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    const { container, stdin } = options;
    const input: Input = {
      type: 'exec',
      ref,
      command,
      ...(container !== undefined && { container }),
      ...(stdin !== undefined && { stdin }),
    };
    return runExec(() => this.history.input(input), this.clock, options.signal);
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async mayExec(ref: ObjectRef, { container }: Pick<ExecOptions, 'container'> = {}): Promise<void> {
    checkExec(this.engine, ref, container);
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async openShell(ref: ObjectRef, command: readonly string[], { container }: Pick<ExecOptions, 'container'> = {}) {
    const opened = this.history.input({ type: 'exec', ref, command, opens: true, ...(container !== undefined && { container }) });
    if ('refusal' in (opened as Opened)) return (opened as { refusal: ExecResult }).refusal;
    return this.#typedInto(ref, (opened as { id: string }).id);
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async attach(ref: ObjectRef, { container }: Pick<ExecOptions, 'container'> = {}) {
    if (!mayAttach(this.engine, ref, container)) return undefined;
    const input = { type: 'exec', ref, command: [], opens: true, attaches: true, ...(container !== undefined && { container }) } as const;
    return this.#typedInto(ref, (this.history.input(input) as { id: string }).id);
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async feed(ref: ObjectRef, text: string, { container, end }: Pick<ExecOptions, 'container'> & { readonly end: boolean }) {
    this.history.input({ type: 'feed', ref, text, end, ...(container !== undefined && { container }) });
  }

  #typedInto(ref: ObjectRef, id: string): ContainerShell {
    const { engine, history, clock } = this;
    return {
      get prompt() {
        return promptOfShell(engine, id);
      },
      run: (line: string, signal?: AbortSignal) => runExec(() => history.input({ type: 'line', ref, id, line }), clock, signal),
    };
  }

  proxy(ref: ObjectRef, request: ProxyRequest, { signal }: { readonly signal?: AbortSignal } = {}): Promise<ProxyResponse> {
    return runProxied(() => this.history.input({ type: 'proxy', ref, request }), this.clock, signal);
  }

  schema(kind: { readonly group: string; readonly version: string; readonly kind: string }) {
    const custom = this.engine.api.resourceFor(apiVersionOf(kind), kind.kind)?.custom;
    return custom ? customSchema(kind.kind, custom.schema) : fullSchema(kind);
  }

  /** About once a minute, as upstream. Source: apiserver/pkg/storage/cacher/cacher.go defaultBookmarkFrequency */
  #bookmark(ref: ResourceRef, closed: AbortSignal, push: (event: WatchEvent) => void): void {
    const next = () => {
      push(this.engine.api.bookmark(ref));
      this.#bookmark(ref, closed, push);
    };
    // It ends when the watch is closed, or when time is moved.
    this.clock.alarm(60_000, closed).then(next, () => {});
  }

  /** A dry run leaves no trace, so it is no input. */
  #write(input: Input, options?: { readonly dryRun?: boolean }): Written {
    if ('ref' in input && isMetrics(input.ref)) throw readOnly();
    if ('resource' in input && isMetrics(input.resource)) throw readOnly();
    return (options?.dryRun ? perform(this.engine, input) : this.history.input(input)) as Written;
  }

  #newEngine({ seed, epoch, keepLog, keepStored } = this.#options): Engine {
    return new Engine({
      seed,
      ...(epoch !== undefined && { epoch }),
      components: components(),
      ...(keepLog !== undefined && { keepLog }),
      ...(keepStored !== undefined && { keepStored }),
    });
  }

  /** What an entry of long ago stored: from the checkpoint before it, what was recorded is played once more. */
  #relived(position: number): KubeObject | undefined {
    // A fork has no past of its own.
    if (this.#from && position < this.#begun) return this.#from.stored.at(position);
    if (!this.#again || position < this.#again.first || position >= this.#again.engine.told) {
      const engine = this.#newEngine({ ...this.#options, keepStored: Infinity });
      let first = 0;
      const isEarly = ({ logLength }: EngineState) => logLength <= position && ((first = logLength), true);
      this.history.relive(this.#replayable(engine), isEarly, () => engine.told > position + AT_ONCE);
      this.#again = { first, engine };
    }
    return this.#again.engine.storedAt(position) ?? undefined;
  }

  #replayable(engine: Engine, stepped: ReadonlySet<() => void> = NOBODY) {
    return {
      get now() {
        return engine.kernel.now;
      },
      get steps() {
        return engine.kernel.steps;
      },
      nextAt: () => engine.kernel.nextAt(),
      step() {
        engine.step();
        for (const listener of stepped) listener();
      },
      idleTo: (at: number) => engine.kernel.idleTo(at),
      apply: (input: Input) => perform(engine, input),
      weight: () => engine.weight(),
      save: () => engine.save(),
      load: (state: EngineState) => engine.load(state),
    };
  }
}

const NOBODY: ReadonlySet<() => void> = new Set();
/** Entries that are lived once more beyond the one that was asked for: the next one is near it. */
const AT_ONCE = 1000;

export { EPOCH };
