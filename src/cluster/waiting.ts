/** Those outside the world who wait for it: a sleeping shell, a `kubectl get -w`. They are not part of the
 *  world (they hold promises), so going back in time ends them. */

interface Sleeper {
  readonly at: number;
  /** An alarm: time need not pass for its sake. */
  readonly alarm: boolean;
  readonly wake: () => void;
  readonly fail: (reason: unknown) => void;
}

/** Why waiting ended when time was moved under the waiter. */
export class TimeMoved extends Error {
  override readonly name = 'AbortError';
  constructor() {
    super('time was moved');
  }
}

/** Everyone who waits for virtual time or for a change. */
export class Waiting {
  #sleepers = new Set<Sleeper>();
  #streams = new Set<Stream<unknown>>();
  /** Set when somebody was woken: whoever drives time lets them act before going on. */
  woken = false;

  /** Is anybody waiting? Then virtual time may pass. */
  get any(): boolean {
    for (const sleeper of this.#sleepers) if (!sleeper.alarm) return true;
    for (const stream of this.#streams) if (stream.waiting) return true;
    return false;
  }

  /** The first instant at which a sleeper must be woken. */
  nextAt(): number | undefined {
    let next: number | undefined;
    for (const { at } of this.#sleepers) if (next === undefined || at < next) next = at;
    return next;
  }

  sleepUntil(at: number, signal?: AbortSignal, alarm = false): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const end = (settle: () => void) => () => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener('abort', abort);
        settle();
      };
      const sleeper: Sleeper = { at, alarm, wake: end(resolve), fail: (reason) => end(() => reject(reason))() };
      const abort = () => sleeper.fail(signal?.reason);
      signal?.addEventListener('abort', abort);
      this.#sleepers.add(sleeper);
    });
  }

  /** Wake all who sleep until `now` or earlier. */
  wake(now: number): void {
    for (const sleeper of [...this.#sleepers].sort((a, b) => a.at - b.at)) {
      if (sleeper.at > now) break;
      this.woken = true;
      sleeper.wake();
    }
  }

  stream<T>(signal: AbortSignal | undefined, closed: () => void): Stream<T> {
    const stream = new Stream<T>(this, signal, () => {
      this.#streams.delete(stream);
      closed();
    });
    if (!stream.done) this.#streams.add(stream);
    return stream;
  }

  /** Time was moved: nobody's wait makes sense any more. */
  abandon(): void {
    for (const sleeper of [...this.#sleepers]) sleeper.fail(new TimeMoved());
    for (const stream of [...this.#streams]) stream.fail(new TimeMoved());
  }
}

/** A queue with one reader: what the cluster pushes, `for await` takes. */
export class Stream<T> implements AsyncIterableIterator<T> {
  #queue: T[] = [];
  #reader: { resolve(result: IteratorResult<T>): void; reject(reason: unknown): void } | undefined;
  #failure: { reason: unknown } | undefined;
  done = false;
  readonly #abort: () => void;

  constructor(
    private readonly owner: Waiting,
    private readonly signal: AbortSignal | undefined,
    private readonly closed: () => void,
  ) {
    this.#abort = () => this.fail(signal?.reason);
    if (signal?.aborted) this.fail(signal.reason);
    else signal?.addEventListener('abort', this.#abort);
  }

  get waiting(): boolean {
    return this.#reader !== undefined;
  }

  push(item: T): void {
    if (this.done) return;
    this.owner.woken = true;
    if (!this.#reader) return void this.#queue.push(item);
    this.#take()!.resolve({ value: item, done: false });
  }

  end(): void {
    this.#close();
    const reader = this.#take();
    if (!reader) return;
    this.owner.woken = true;
    reader.resolve({ value: undefined, done: true });
  }

  /** What is queued is still delivered; then the reader's `for await` throws `reason`. */
  fail(reason: unknown): void {
    if (this.done) return;
    this.#failure = { reason };
    this.#close();
    const reader = this.#take();
    if (reader) {
      this.owner.woken = true;
      this.#failure = undefined;
      reader.reject(reason);
    }
  }

  next(): Promise<IteratorResult<T>> {
    if (this.#queue.length) return Promise.resolve({ value: this.#queue.shift()!, done: false });
    if (this.#failure) {
      const { reason } = this.#failure;
      this.#failure = undefined;
      return Promise.reject(reason);
    }
    if (this.done) return Promise.resolve({ value: undefined, done: true });
    return new Promise((resolve, reject) => (this.#reader = { resolve, reject }));
  }

  return(): Promise<IteratorResult<T>> {
    this.end();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #take() {
    const reader = this.#reader;
    this.#reader = undefined;
    return reader;
  }

  #close(): void {
    if (this.done) return;
    this.done = true;
    this.signal?.removeEventListener('abort', this.#abort);
    this.closed();
  }
}
