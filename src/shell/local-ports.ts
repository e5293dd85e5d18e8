import type { Listening, ServePort } from '../kubectl/env';

/** Ports of the learner's own machine on which something listens: what `kubectl port-forward` opens. */
export class LocalPorts {
  readonly #open = new Map<number, ServePort>();

  /** @param port  0: any that is free
   *  @returns undefined when somebody listens there already */
  listen(port: number, serve: ServePort): Listening | undefined {
    const chosen = port || this.#free();
    if (this.#open.has(chosen)) return undefined;
    this.#open.set(chosen, serve);
    return { port: chosen, close: () => void this.#open.delete(chosen) };
  }

  at(port: number): ServePort | undefined {
    return this.#open.get(port);
  }

  /** Source: Linux' net.ipv4.ip_local_port_range */
  #free(): number {
    let port = 32_768;
    while (this.#open.has(port)) port++;
    return port;
  }
}
