import type { Frame } from './frame';

/** Where output goes. `out` and `err` are the container's own (its log, or the caller of an exec). */
export type Sink =
  { readonly to: 'out' | 'err' | 'null' } | { readonly to: 'file'; readonly path: string } | { readonly to: 'buffer'; readonly id: number };

/** One line of execution: a stack of frames that says what remains to be done. Plain data; a task that is held
 *  in a cell is never changed in place. */
export interface Task {
  stack: Frame[];
  vars: Record<string, string>;
  /** Names of variables that programs see. */
  exported: readonly string[];
  functions: Record<string, unknown>;
  args: readonly string[];
  cwd: string;
  status: number;
  out: Sink;
  err: Sink;
  /** Buffer that standard input comes from; -1: none. */
  stdin: number;
  /** Texts held for pipes and substitutions. */
  buffers: string[];
  traps: Record<string, string>;
  /** errexit and xtrace. */
  options: string;
  /** When it goes on, ms since the Unix epoch; Infinity: on a signal only; undefined: it has ended. */
  wakeAt?: number;
  /** A signal that waits for the foreground command to end. */
  pending?: string;
}

/** The processes of one container. */
export interface Process {
  /** The command it was started with, for `ps`. */
  readonly title: string;
  /** The first is PID 1; others were sent to the background. Ended ones are dropped. */
  readonly tasks: readonly Task[];
}
