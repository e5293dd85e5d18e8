import type { Frame } from './frame';
import type { Node } from './syntax';

/** Where output goes. `out` and `err` are the container's own (its log, or the caller of an exec). */
export type Sink =
  { readonly to: 'out' | 'err' | 'null' } | { readonly to: 'file'; readonly path: string } | { readonly to: 'buffer'; readonly id: number };

/** One line of execution: a stack of frames that says what remains to be done. Plain data; a task that a cell
 *  holds is never changed in place: `resumed` makes the working copy. */
export interface Task {
  stack: Frame[];
  vars: Record<string, string>;
  /** Names of variables that programs see. */
  exported: readonly string[];
  functions: Record<string, Node>;
  /** `$0`, `$1` … */
  args: readonly string[];
  cwd: string;
  status: number;
  out: Sink;
  err: Sink;
  /** Buffer that standard input is read from; -1: nothing comes. */
  stdin: number;
  /** Buffer 0 is the container's own standard input, and more may come: who reads waits. */
  open?: true | undefined;
  /** Texts held for pipes and substitutions. */
  buffers: string[];
  /** Signal (or EXIT) → script. */
  traps: Readonly<Record<string, string>>;
  /** e: errexit, u: nounset, x: xtrace. */
  options: string;
  /** When it goes on, ms since the Unix epoch; Infinity: on a signal only; undefined: it does not wait. */
  wakeAt?: number | undefined;
  /** A trapped signal that waits for the foreground command to end. */
  pending?: string | undefined;
}

/** The processes of one container. */
export interface Process {
  /** The first is PID 1; the others were sent to the background. */
  readonly tasks: readonly Task[];
}

const OUT: Sink = { to: 'out' };
const ERR: Sink = { to: 'err' };

export function newTask(stack: Frame[], env: Readonly<Record<string, string>>, cwd: string, args: readonly string[]): Task {
  return {
    stack,
    vars: { ...env },
    exported: Object.keys(env),
    functions: {},
    args,
    cwd,
    status: 0,
    out: OUT,
    err: ERR,
    stdin: -1,
    buffers: [],
    traps: {},
    options: '',
  };
}

/** A working copy of a task that a cell holds. */
export function resumed(task: Task): Task {
  return {
    ...task,
    stack: task.stack.map((frame) => ({ ...frame })),
    vars: { ...task.vars },
    functions: { ...task.functions },
    buffers: [...task.buffers],
  };
}

/** The environment that a program started by this task sees. */
export function environmentOf(task: Task): Record<string, string> {
  const env: Record<string, string> = {};
  for (const name of task.exported) if (Object.hasOwn(task.vars, name)) env[name] = task.vars[name]!;
  return env;
}
