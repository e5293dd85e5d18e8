import type { Arguments, Grammar } from './arguments';
import type { KubectlEnv } from './env';

/** One verb of kubectl: a file in `verbs/`, a line in `verbs/index.ts`. */
export interface Verb extends Grammar {
  /** `get`, `rollout status`: a verb of two or three words is found by all of them. */
  readonly name: string;
  /** Other names for its last word: `ns` for `create namespace`. */
  readonly aliases?: readonly string[];
  /** What it does, in one sentence without a full stop. */
  readonly summary: string;
  /** What follows `kubectl <name>`. */
  readonly usage: string;
  /** Whole commands, for the help. */
  readonly examples: readonly string[];
  /** Exit code when it fails; 1 unless said. */
  readonly failure?: number;
  /** @returns the exit code; 0 when nothing is returned */
  run(args: Arguments, env: KubectlEnv): Promise<number | void>;
}
