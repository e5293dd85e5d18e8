import type { CommandContext, CustomCommand, ExecResult } from 'just-bash/browser';
import { decodeBytes } from './file-system';
import { twins, type Seen } from './twins';

/** A command of the terminal: one file in `commands/` and one line in `commands/index.ts`. */
export interface ShellCommand {
  readonly name: string;
  /** How it is used, for `help`: `sleep SECONDS`. */
  readonly usage: string;
  /** What it does, for `help`; absent for a command that `help` does not list. */
  readonly summary?: string;
  /** When a command of the interpreter has the same name. `in front`: it stands for that one only where its output is
   *  seen; `always`: everywhere, and is not told whether it is seen. */
  readonly replaces?: 'in front' | 'always';
  /** @returns the exit code */
  run(call: Call): Promise<number> | number;
}

/** One run of a command. */
export interface Call {
  readonly args: readonly string[];
  /** What was piped or redirected into it, as text. */
  readonly stdin: string;
  readonly env: Readonly<Record<string, string>>;
  /** Every variable of the shell, exported or not. */
  readonly variables: Readonly<Record<string, string>>;
  /** `$1`, `$2` and so on. */
  readonly parameters: readonly string[];
  /** Exit code of the command before: `$?`. */
  readonly code: number;
  readonly cwd: string;
  /** Standard output is the terminal: it may be drawn on. */
  readonly tty: boolean;
  /** Aborted by Ctrl-C and when time is moved. */
  readonly signal: AbortSignal;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** @throws an error like bash's when the file is not there */
  readonly readFile: (path: string) => Promise<string>;
  /** Directories on the way are made. */
  readonly writeFile: (path: string, text: string) => Promise<void>;
  readonly makeDirectory: (path: string) => Promise<void>;
  /** Names in a directory, in order; undefined when the path is none. */
  readonly namesIn: (path: string) => Promise<readonly string[] | undefined>;
  /** The interpreter's own command of this name. */
  readonly original: (args: readonly string[]) => Promise<ExecResult>;
  /** `${PIPESTATUS[@]}` after this command. */
  readonly pipeStatus: (codes: readonly number[]) => void;
  /** Run another command line. */
  readonly exec: (words: readonly string[], options?: ExecOptions) => Promise<ExecResult>;
}

interface ExecOptions {
  /** Show its output as it comes, when this command's own output is seen. */
  readonly seen?: boolean;
  readonly signal?: AbortSignal;
  /** Its input; absent: what this command was given. */
  readonly stdin?: string;
}

/** What the shell gives the adapter. */
export interface Host {
  readonly tty: boolean;
  readonly signal: AbortSignal;
  /** Show what is written to a stream that is seen. */
  out(text: string): void;
  err(text: string): void;
  /** The script that is parsed after `skip` others is seen on the terminal. */
  expectSeen(skip: number): void;
  /** Set while a command runs under a limit of time. */
  limit: Limit | undefined;
  /** A command is called, and these are the variables. */
  called(name: string, variables: Readonly<Record<string, string>>): void;
  /** Time was moved under a command: the whole line is over. */
  stop(reason: unknown): void;
}

/** A limit ends the command that runs, whose output is kept; the interpreter, which would drop it, is stopped only
 *  when it goes on to another. */
interface Limit {
  readonly signal: AbortSignal;
  readonly stop: () => void;
}

/** just-bash's face of a command: itself and its twins. */
export function register(command: ShellCommand, host: Host): CustomCommand[] {
  return twins(command.name)
    .filter(({ seen }) => (seen.out || seen.err ? command.replaces !== 'always' : command.replaces !== 'in front'))
    .map(({ name, seen }) => ({
      name,
      execute: (args: string[], context: CommandContext) => run(command, args, context, seen, host),
    }));
}

type Held = Pick<ExecResult, 'stdout' | 'stderr' | 'internalPipeStatusOverride'>;

async function run(command: ShellCommand, args: readonly string[], context: CommandContext, seen: Seen, host: Host): Promise<ExecResult> {
  const held: Held = { stdout: '', stderr: '' };
  const signal = host.limit?.signal ?? context.signal ?? host.signal;
  if (host.limit && signal.aborted) {
    host.limit.stop();
    return { ...held, exitCode: 130 };
  }
  const out = (text: string) => (seen.out ? host.out(text) : (held.stdout += text));
  const err = (text: string) => (seen.err ? host.err(text) : (held.stderr += text));
  const pipeStatus = (codes: readonly number[]) => void (held.internalPipeStatusOverride = [...codes]);
  const call = callOf(args, context, { tty: seen.out && host.tty, signal, out, err, pipeStatus }, seen.out, host);
  host.called(command.name, call.variables);
  let exitCode: number;
  try {
    exitCode = await command.run(call);
  } catch (error) {
    exitCode = failed(command.name, error, signal, host, err);
  }
  return { ...held, exitCode, stdoutKind: 'text' };
}

function failed(name: string, error: unknown, signal: AbortSignal, host: Host, err: (text: string) => void): number {
  if (error instanceof Error && error.name === 'AbortError' && !signal.aborted) host.stop(error);
  if (signal.aborted || host.signal.aborted) return 130;
  err(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
}

type Streams = Pick<Call, 'tty' | 'signal' | 'out' | 'err' | 'pipeStatus'>;

function callOf(args: readonly string[], context: CommandContext, streams: Streams, seen: boolean, host: Host): Call {
  const { fs, cwd } = context;
  const env = context.exportedEnv ?? Object.fromEntries(context.env);
  return {
    args,
    ...streams,
    env,
    variables: Object.fromEntries([...context.env].filter(([name]) => /^[A-Za-z_]\w*$/.test(name))),
    parameters: Array.from({ length: Number(context.env.get('#') ?? 0) }, (_, i) => context.env.get(String(i + 1)) ?? ''),
    code: Number(context.env.get('?') ?? 0),
    cwd,
    stdin: decodeBytes(context.stdin as unknown as string),
    readFile: (path) => fs.readFile(fs.resolvePath(cwd, path)),
    async writeFile(path, text) {
      const at = fs.resolvePath(cwd, path);
      await fs.mkdir(fs.resolvePath(at, '..'), { recursive: true });
      await fs.writeFile(at, text);
    },
    makeDirectory: (path) => fs.mkdir(fs.resolvePath(cwd, path), { recursive: true }),
    async namesIn(path) {
      const at = fs.resolvePath(cwd, path);
      if (!(await fs.exists(at)) || !(await fs.stat(at)).isDirectory) return undefined;
      return (await fs.readdir(at)).sort();
    },
    original: (given) => context.origCommand!([...given]),
    async exec(words, options = {}) {
      const { signal = streams.signal } = options;
      if (options.seen && seen) host.expectSeen(depth(words));
      const outer = host.limit;
      const interpreter = new AbortController();
      if (options.signal) host.limit = { signal: AbortSignal.any([signal, streams.signal]), stop: () => interpreter.abort() };
      try {
        const [name, ...rest] = words;
        return await context.exec!(quoted(name!), {
          cwd,
          env,
          replaceEnv: true,
          args: rest,
          ...(options.stdin === undefined
            ? { stdin: context.stdin as unknown as string, stdinKind: 'bytes' as const }
            : { stdin: options.stdin }),
          signal: interpreter.signal,
        });
      } finally {
        host.limit = outer;
        host.expectSeen(-1);
      }
    },
  };
}

/** `bash FILE` is parsed first, and then what is in the file. */
function depth(words: readonly string[]): number {
  return words[0] === 'bash' || words[0] === 'sh' ? 1 : 0;
}

/** A word as a shell must be given it to read it back. */
export function quoted(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
