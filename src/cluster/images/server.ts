import type { Io, Outcome, Program, Response } from '../process/host';

/** What a server's wait carries: is it ready for connections yet? */
interface Started {
  readonly ready: boolean;
}

type Lines = readonly string[] | ((io: Io) => readonly string[]);

export interface ServerOptions {
  /** What it listens on; absent: what the container declares. */
  readonly ports?: readonly number[] | ((io: Io) => readonly number[]);
  /** What it prints when it starts. */
  readonly lines?: Lines;
  /** ms until it listens; absent: at once. */
  readonly boot?: number;
  /** What it prints when it listens. */
  readonly ready?: Lines;
  /** Why it cannot start; it is printed, and the exit code is 1. */
  readonly problem?: (io: Io) => string | undefined;
  readonly exit?: number;
  /** ms that it takes to end when asked to. */
  readonly after?: number;
  readonly serve?: NonNullable<Program['serve']>;
  readonly signals?: readonly string[];
}

const linesOf = (lines: Lines | undefined, io: Io) => (typeof lines === 'function' ? lines(io) : (lines ?? []));
const print = (io: Io, lines: Lines | undefined) => linesOf(lines, io).forEach((line) => io.out(`${line}\n`));

/** A long-running server as a program: what most images that "just run" are. */
export function server(options: ServerOptions): Program {
  const { ports, boot = 0, exit = 0, after = 50, serve = ok, signals = ['TERM', 'INT', 'QUIT'] } = options;
  return {
    run(io): Outcome {
      const problem = options.problem?.(io);
      if (problem !== undefined) return (io.err(problem), 1);
      print(io, options.lines);
      return boot ? { wait: boot, state: { ready: false } satisfies Started } : listen(io, options);
    },
    resume: (io) => listen(io, options),
    onSignal: (signal) => (signals.includes(signal) ? { exit, after } : undefined),
    ports(io, state: Started | undefined) {
      if (state?.ready === false) return [];
      return typeof ports === 'function' ? ports(io) : (ports ?? io.host.declaredPorts);
    },
    serve,
  };
}

function listen(io: Io, { ready }: ServerOptions): Outcome {
  print(io, ready);
  return { wait: Infinity, state: { ready: true } satisfies Started };
}

const ok: NonNullable<Program['serve']> = (request) =>
  request.protocol === 'http' ? text(200, `You asked for ${request.path ?? '/'}.\n`) : { status: 0, headers: [], body: '' };

type Headers = readonly (readonly [string, string])[];

export const text = (status: number, body: string, headers: Headers = []): Response => response(status, body, 'text/plain', headers);

export function response(status: number, body: string, type: string, headers: Headers = []): Response {
  return { status, headers: [['Content-Type', type], ['Content-Length', String(new TextEncoder().encode(body).length)], ...headers], body };
}

/** An answer that is no HTTP. */
export const bare = (body: string): Response => ({ status: 0, headers: [], body });

/** An image's entrypoint: it becomes its first argument, or the program it stands for where that is a flag, or
 *  nothing. */
export const entrypoint = (standsFor: string): Program => ({
  run: ({ args }) => ({ exec: !args.length || args[0]!.startsWith('-') ? [standsFor, ...args] : args }),
});

/** The value of `--name=value`, `--name value` or `-name=value`. */
export function option(args: readonly string[], name: string): string | undefined {
  for (const [i, arg] of args.entries()) {
    if (arg === `--${name}` || arg === `-${name}`) return args[i + 1];
    const match = /^--?([\w.-]+)=([\s\S]*)$/.exec(arg);
    if (match?.[1] === name) return match[2];
  }
  return undefined;
}

/** `2025/03/31 09:00:10`: Go's standard log. */
export const goTime = ({ host }: Io) => new Date(host.now).toISOString().slice(0, 19).replace('T', ' ').replaceAll('-', '/');
