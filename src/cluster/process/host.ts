/** What a program sees of the world: its container's files, its clock, its network. The kubelet makes one for
 *  each process that runs; programs keep nothing else. */
export interface Host {
  /** ms since the Unix epoch. */
  readonly now: number;
  readonly random: { int(below: number): number };
  readonly hostname: string;
  /** `web-0.nginx.default.svc.cluster.local`, or the hostname where the Pod has no subdomain. */
  readonly fqdn: string;
  readonly ip: string;
  /** Who the processes run as. */
  readonly user: User;
  /** Which shell `sh` is. */
  readonly sh: 'ash' | 'dash';
  readonly files: Files;
  readonly network: Network;
  /** Ports that the container declares; images of which nothing more is known listen on these. */
  readonly declaredPorts: readonly number[];
  /** Is the container made to end: of an init container, or of a Pod that does not always restart? */
  readonly ends?: boolean;
  /** The program of that name (or path) in this container's image. */
  program(name: string): Program | undefined;
  /** Print a line where `kubectl logs` reads it, whoever runs. */
  log(line: string): void;
  /** Use the CPU for so many ms of one core. Whoever waits for the answer waits for that, and for what was begun before. */
  compute(ms: number): void;
  /** Bytes of memory that the container may use; absent: as many as the node has. */
  readonly memoryLimit?: number;
  /** The process that ends now was killed for using more. */
  outOfMemory(): void;
  /** Send a signal to the container's first process. */
  signal(name: string): void;
  /** What runs in the container, for `ps`: the first is PID 1. */
  processes(): readonly string[];
}

/** A Unix user; without a name where the image knows none of that number. */
export interface User {
  readonly uid: number;
  readonly gid: number;
  readonly name?: string;
}

/** A container's file system: the image's files, what the container wrote over them, and its volumes.
 *  Paths are absolute. */
export interface Files {
  read(path: string): string | undefined;
  /** @returns what went wrong, in libc's words (`Read-only file system`, `No such file or directory`) */
  write(path: string, text: string): string | undefined;
  append(path: string, text: string): string | undefined;
  remove(path: string): string | undefined;
  /** Why nothing could be written there, in libc's words; undefined: it could. */
  refusal(path: string): string | undefined;
  makeDirectory(path: string): string | undefined;
  isDirectory(path: string): boolean;
  /** Absent: everything may be run. */
  isExecutable?(path: string): boolean;
  /** Names in a directory, sorted; undefined when it is none. */
  list(path: string): readonly string[] | undefined;
}

/** A request over the network: HTTP, or one line of another protocol. */
export interface Request {
  readonly host: string;
  readonly port: number;
  readonly protocol: 'http' | 'tcp';
  /** Address it comes from. */
  readonly client?: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Chatter between members of one application: no part of the story that is told. */
  readonly quiet?: boolean;
}

export interface Response {
  /** HTTP status; 0 for other protocols. */
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

/** Why no answer came. `took` is how long the client waited, in ms. */
export interface NetworkFailure {
  readonly error: 'resolve' | 'refused' | 'timeout' | 'reset';
  readonly took: number;
}

/** How a name was resolved. */
export interface Resolution {
  /** Fully qualified. */
  readonly name: string;
  readonly addresses: readonly string[];
  /** An alias on the way (ExternalName). */
  readonly alias?: string;
}

/** Where a service of a name is: records of type SRV. */
export interface Located {
  /** Fully qualified. */
  readonly name: string;
  readonly records: readonly { readonly weight: number; readonly port: number; readonly target: string; readonly address: string }[];
}

export interface Network {
  /** Address of the DNS server, as in /etc/resolv.conf. */
  readonly nameserver: string;
  resolve(name: string): Resolution | undefined;
  /** `_http._tcp.web.default.svc.cluster.local`; undefined when there is no such name. */
  locate(name: string): Located | undefined;
  request(request: Request): (Response & { readonly took: number }) | NetworkFailure;
}

/** A program's view of one run. */
export interface Io {
  readonly host: Host;
  /** Without the program's own name. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** All that comes in on standard input. */
  readonly stdin: string;
  out(text: string): void;
  err(text: string): void;
}

/** How a run goes on: an exit code; or it waits, then ends (`exit`) or is resumed with `state` (plain data); or it
 *  becomes another command. */
export type Outcome = number | Wait | Exec;

export interface Exec {
  readonly exec: readonly string[];
}

export interface Wait {
  /** ms; Infinity: until a signal. */
  readonly wait: number;
  readonly exit?: number;
  readonly state?: unknown;
}

export interface Usage {
  readonly cpu?: number;
  readonly memory?: number;
}

/** One executable. Programs are functions over plain data, so that a process can be saved at any instant. */
export interface Program {
  run(io: Io): Outcome;
  /** After a wait that carries state. */
  resume?(io: Io, state: any): Outcome;
  /** Does it end when asked to? Its exit code on that signal after so many ms; undefined: it has no handler, and
   *  as PID 1 it then never hears it. */
  onSignal?(signal: string, state: unknown): { readonly exit: number; readonly after?: number } | undefined;
  /** What it uses while it waits, besides what requests cost: thousandths of a core, and bytes. */
  usage?(io: Io, state: any): Usage;
  /** Ports on which it listens while it waits; `state` is that of the wait. */
  ports?(io: Io, state: any): readonly number[];
  /** Answer a request; `state` is that of the wait, and stays as it is. undefined: the connection is closed without an answer. */
  serve?(request: Request, io: Io, state: any): Response | undefined;
}
