import { refusalOf } from '../../kube/refusal';
import { lost } from './lost';

/** One server of the Kubernetes API, as requests reach it. */

export interface ConnectionOptions {
  /** Where the API begins: `http://127.0.0.1:8001`. */
  readonly server: string;
  readonly fetch?: (request: Request) => Promise<Response>;
}

export interface Asking {
  readonly method?: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly accept?: string;
  readonly body?: unknown;
  readonly type?: string;
  readonly signal?: AbortSignal | undefined;
}

export class Connection {
  readonly server: string;
  readonly #fetch: (request: Request) => Promise<Response>;

  constructor({ server, fetch: send }: ConnectionOptions) {
    this.server = server.replace(/\/$/, '');
    this.#fetch = send ?? ((request) => fetch(request));
  }

  /** The address of a path. Parameters that are undefined are left out. */
  address(path: string, query: Asking['query'] = {}): string {
    const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== false && value !== '');
    const search = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
    return `${this.server}${path}${search && `?${search}`}`;
  }

  /** @throws StatusError: the server's own, or 503 where it cannot be reached */
  async ask(path: string, asking: Asking = {}): Promise<Response> {
    const response = await this.#sent(path, asking);
    if (response.ok) return response;
    throw (await refusalOf(response)).error;
  }

  /** For a request that is passed on, any answer is one, unless it is the API server's own refusal.
   *  @throws StatusError */
  async passOn(path: string, init: RequestInit): Promise<Response> {
    const response = await this.#reached(new Request(`${this.server}${path}`, init), init.signal ?? undefined);
    if (response.ok || !response.headers.get('Content-Type')?.startsWith('application/json')) return response;
    const refusal = await refusalOf(response.clone());
    if (refusal.told) throw refusal.error;
    return response;
  }

  /** @throws StatusError where the server cannot be reached */
  async raw(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const { method, headers, signal } = request;
    const body = request.body ? await request.arrayBuffer() : undefined;
    return this.#reached(new Request(`${this.server}${pathname}${search}`, { method, headers, signal, ...(body && { body }) }), signal);
  }

  async json(path: string, asking: Asking = {}): Promise<any> {
    return whole(await this.ask(path, asking));
  }

  async #sent(path: string, { method = 'GET', query, accept = 'application/json', body, type = 'application/json', signal }: Asking) {
    const request = new Request(this.address(path, query), {
      method,
      headers: { Accept: accept, ...(body !== undefined && { 'Content-Type': type }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    return this.#reached(request, signal);
  }

  async #reached(request: Request, signal: AbortSignal | undefined): Promise<Response> {
    try {
      return await this.#fetch(request);
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      throw lost(error, `the server ${this.server} cannot be reached`);
    }
  }
}

/** The object in an answer. @throws StatusError when it does not come whole */
export async function whole(response: Response): Promise<any> {
  try {
    return await response.json();
  } catch (error) {
    throw lost(error, 'the answer did not come whole');
  }
}
