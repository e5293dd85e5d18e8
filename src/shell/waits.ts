import type { Clock, Cluster } from '../kube/cluster';

/** What a script waits for. A headless cluster lets time pass only while every script waits: one that is still at
 *  work (a command of the interpreter is loaded when it is first used) would otherwise wake up in another time. */
export class Waits {
  #pending = 0;

  get any(): boolean {
    return this.#pending > 0;
  }

  /** Note that somebody waits until the promise is settled. */
  async during<T>(promise: Promise<T>): Promise<T> {
    this.#pending++;
    try {
      return await promise;
    } finally {
      this.#pending--;
    }
  }
}

/** The same cluster, noting each wait for its answers, its watches and its clock. An alarm is no wait: who sets it
 *  does something else meanwhile. */
export function noted<T extends Cluster>(cluster: T, waits: Waits): T {
  return new Proxy(cluster, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (name === 'clock') return notedClock(target.clock, waits);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => notedResult(Reflect.apply(value, target, args), waits);
    },
  });
}

function notedClock(clock: Clock, waits: Waits): Clock {
  return { ...clock, sleep: (ms, signal) => waits.during(clock.sleep(ms, signal)) };
}

function notedResult(result: unknown, waits: Waits): unknown {
  if (result instanceof Promise) return waits.during(result.then((value: unknown) => notedResult(value, waits)));
  if (typeof result === 'object' && result !== null && Symbol.asyncIterator in result)
    return notedStream(result as AsyncIterable<unknown>, waits);
  return result;
}

function notedStream<T>(stream: AsyncIterable<T>, waits: Waits): AsyncIterableIterator<T> {
  const iterator = stream[Symbol.asyncIterator]();
  return {
    next: () => waits.during(iterator.next()),
    return: async () => (await iterator.return?.()) ?? { value: undefined, done: true },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
