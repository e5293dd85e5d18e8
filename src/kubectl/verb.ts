import type { Arguments, Flags } from './arguments';
import type { KubectlEnv } from './env';

/** One verb of kubectl: a file in `verbs/`, a line in `verbs/index.ts`. */
export interface Verb {
  /** `get`, `rollout status`: a verb of two words is found by both. */
  readonly name: string;
  readonly summary: string;
  /** What follows `kubectl <name>`. */
  readonly usage: string;
  readonly flags: Flags;
  /** Letters that mean something else than usual: `f` is `follow` for logs. */
  readonly shorts?: Readonly<Record<string, string>>;
  /** Whole commands, for the help. */
  readonly examples: readonly string[];
  /** @returns the exit code; 0 when nothing is returned */
  run(args: Arguments, env: KubectlEnv): Promise<number | void>;
}
