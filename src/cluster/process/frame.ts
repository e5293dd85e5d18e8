import type { Node, Word } from './syntax';
import type { Sink } from './process';

/** What remains to be done at one level of a task. */
export type Frame =
  | { readonly f: 'node'; readonly node: Node }
  | { readonly f: 'list'; readonly items: readonly Node[]; i: number }
  | { readonly f: 'and-or'; readonly or: boolean; readonly right: Node }
  | { readonly f: 'not' }
  | { readonly f: 'pipe'; readonly stages: readonly Node[]; i: number; readonly out: Sink; readonly stdin: number; buffer: number }
  | { readonly f: 'if'; readonly node: Extract<Node, { t: 'if' }>; i: number }
  | { readonly f: 'while'; readonly node: Extract<Node, { t: 'while' }>; body: boolean }
  | { readonly f: 'for'; readonly name: string; readonly values: readonly string[]; readonly body: Node; i: number }
  /** Put back what a subshell, redirection, function or substitution changed. */
  | { readonly f: 'restore'; readonly saved: Saved }
  /** Expand words whose substitutions run first; then act. */
  | { readonly f: 'expand'; readonly words: readonly Word[]; readonly then: Action; i: number; results: readonly string[]; buffer: number }
  | { readonly f: 'call' }
  | {
      readonly f: 'program';
      readonly name: string;
      readonly args: readonly string[];
      readonly env: Readonly<Record<string, string>>;
      readonly stdin: string;
      readonly exit?: number;
      state?: unknown;
      started: boolean;
    }
  | { readonly f: 'trap'; readonly status: number }
  | { readonly f: 'wait' };

/** What to do with words once they are expanded. */
export type Action =
  | { readonly do: 'command'; readonly node: Extract<Node, { t: 'command' }> }
  | { readonly do: 'for'; readonly node: Extract<Node, { t: 'for' }> }
  | { readonly do: 'case'; readonly node: Extract<Node, { t: 'case' }> }
  | { readonly do: 'redirect'; readonly node: Extract<Node, { t: 'redirect' }> };

export interface Saved {
  readonly vars?: Record<string, string>;
  readonly exported?: readonly string[];
  readonly cwd?: string;
  readonly out?: Sink;
  readonly err?: Sink;
  readonly stdin?: number;
  readonly args?: readonly string[];
  readonly functions?: Record<string, unknown>;
  /** Forget buffers from here on. */
  readonly options?: string;
}
