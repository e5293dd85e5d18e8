import type { Sink } from './process';
import type { Node, Word } from './syntax';

/** What remains to be done at one level of a task. Plain data: a process can be saved between any two of them. */
export type Frame =
  | { readonly f: 'node'; readonly node: Node }
  | { readonly f: 'list'; readonly items: readonly Node[]; i: number }
  | { readonly f: 'and-or'; readonly or: boolean; readonly right: Node }
  | { readonly f: 'not' }
  | PipeFrame
  | { readonly f: 'if'; readonly node: Extract<Node, { t: 'if' }>; i: number }
  | { readonly f: 'while'; readonly node: Extract<Node, { t: 'while' }>; body: boolean; status: number }
  | { readonly f: 'for'; readonly name: string; readonly values: readonly string[]; readonly body: Node; i: number }
  /** Put back what a subshell, function or redirection changed. */
  | RestoreFrame
  | ExpandFrame
  /** The output of a substitution gathers in this buffer. */
  | { readonly f: 'collect'; readonly id: number }
  | ProgramFrame
  /** Run a command whose words are known. */
  | { readonly f: 'invoke'; readonly name: string; readonly args: readonly string[] }
  /** A trap ran; the status before it counts. */
  | { readonly f: 'trapped'; readonly status: number }
  /** A shell that waits for its last command: it does not become it. */
  | { readonly f: 'shell' }
  /** A shell that somebody types into waits for a line. */
  | { readonly f: 'prompt' }
  /** The builtin `wait`. */
  | { readonly f: 'wait' }
  /** `exit` with this code, once the EXIT trap has run. */
  | { readonly f: 'exit'; readonly status: number };

export interface PipeFrame {
  readonly f: 'pipe';
  readonly stages: readonly Node[];
  i: number;
  readonly out: Sink;
  readonly stdin: number;
  /** Buffers below this one are not the pipe's. */
  readonly base: number;
  /** Status of the last stage that failed. */
  failed: number;
}

export interface RestoreFrame {
  readonly f: 'restore';
  readonly scope: 'subshell' | 'function' | 'redirect';
  saved: Saved;
  /** A subshell of the script itself: its failing counts for errexit. */
  readonly counts?: boolean;
}

export interface Saved {
  readonly vars?: Record<string, string>;
  readonly exported?: readonly string[];
  readonly functions?: Record<string, Node>;
  readonly cwd?: string;
  readonly options?: string;
  readonly args?: readonly string[];
  readonly out?: Sink;
  readonly err?: Sink;
  readonly stdin?: number;
  readonly traps?: Readonly<Record<string, string>>;
  /** Variables as they were; undefined: it was not set. */
  readonly locals?: Readonly<Record<string, string | undefined>>;
  /** How many buffers there were. */
  readonly buffers?: number;
}

/** Runs the substitutions in words one after another, then acts on the expanded words. */
export interface ExpandFrame {
  readonly f: 'expand';
  readonly substitutions: readonly Node[];
  results: readonly string[];
  readonly node: ExpandedNode;
}

export type ExpandedNode = Extract<Node, { t: 'command' | 'for' | 'case' | 'redirect' }>;

export interface ProgramFrame {
  readonly f: 'program';
  readonly name: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What it took of standard input; undefined: it has not looked. */
  stdin?: string;
  /** Set while it waits. */
  readonly waiting?: { readonly exit: number; readonly state?: unknown };
}

export type { Word };
