import type { Program, Response } from '../process/host';

/** A long-running server as a program: what most images that "just run" are.
 *  @param ports what it listens on; absent: what the container declares
 *  @param lines what it prints when it starts
 *  @param after ms it takes to end when asked to */
export function server(options: {
  readonly ports?: readonly number[];
  readonly lines?: readonly string[];
  readonly exit?: number;
  readonly after?: number;
  readonly serve?: Program['serve'];
  readonly signals?: readonly string[];
}): Program {
  const { ports, lines = [], exit = 0, after = 50, serve = ok, signals = ['TERM', 'INT', 'QUIT'] } = options;
  return {
    run(io) {
      for (const line of lines) io.out(`${line}\n`);
      return { wait: Infinity };
    },
    onSignal: (signal) => (signals.includes(signal) ? { exit, after } : undefined),
    ports: (io) => ports ?? io.host.declaredPorts,
    serve,
  };
}

const ok: NonNullable<Program['serve']> = (request) =>
  request.protocol === 'http' ? text(200, `You asked for ${request.path ?? '/'}.\n`) : { status: 0, headers: [], body: '' };

export function text(status: number, body: string, headers: readonly (readonly [string, string])[] = []): Response {
  return {
    status,
    headers: [['Content-Type', 'text/plain'], ['Content-Length', String(new TextEncoder().encode(body).length)], ...headers],
    body,
  };
}
