import type { Status } from '../../kube/status';
import { StatusError, statusError } from '../../kube/status';

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
    throw await refusalOf(response);
  }

  async json(path: string, asking: Asking = {}): Promise<any> {
    return (await this.ask(path, asking)).json();
  }

  async #sent(path: string, { method = 'GET', query, accept = 'application/json', body, type = 'application/json', signal }: Asking) {
    const request = new Request(this.address(path, query), {
      method,
      headers: { Accept: accept, ...(body !== undefined && { 'Content-Type': type }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    try {
      return await this.#fetch(request);
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      const why = error instanceof Error ? ((error.cause as Error | undefined)?.message ?? error.message) : String(error);
      throw statusError(503, 'ServiceUnavailable', `the server ${this.server} cannot be reached: ${why}`);
    }
  }
}

/** What a proxy on the way says is no Status: it is told as the code it came with. */
async function refusalOf(response: Response): Promise<StatusError> {
  const text = await response.text();
  try {
    const status = JSON.parse(text) as Partial<Status>;
    if (status.kind === 'Status') return new StatusError(status as Status);
  } catch {
    // Not JSON: told below.
  }
  const wait = Number(response.headers.get('Retry-After') ?? NaN);
  const details = Number.isFinite(wait) ? { retryAfterSeconds: wait } : undefined;
  return statusError(response.status, REASONS[response.status] ?? 'Unknown', text.trim() || response.statusText, details);
}

/** Source: apimachinery/pkg/api/errors NewGenericServerResponse */
const REASONS: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  410: 'Expired',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

/** `299 - "first", 299 - "second"` → the texts. */
export function warningsOf(response: Response): readonly string[] {
  const header = response.headers.get('Warning') ?? '';
  return [...header.matchAll(/299 \S+ ("(?:[^"\\]|\\.)*")/g)].map(([, text]) => unquoted(text!));
}

function unquoted(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    return text.slice(1, -1);
  }
}
