import { ParseError, type Environment } from '@marcbachmann/cel-js';

/** @throws EvaluationError */
type Program<Context> = (context: Context) => unknown;

export interface Compiled<Context> {
  readonly run?: Program<Context>;
  /** What is wrong with its syntax: it is refused. */
  readonly wrong?: string;
  /** Why it cannot be evaluated here. */
  readonly beyond?: string;
}

/** Expressions over the variables of an environment, each compiled once. */
export function compilerFor<Context>(environment: Environment): (text: string) => Compiled<Context> {
  const known = new Map<string, Compiled<Context>>();
  return (text) => {
    let found = known.get(text);
    if (!found) known.set(text, (found = compile(environment, text)));
    return found;
  };
}

function compile<Context>(environment: Environment, text: string): Compiled<Context> {
  try {
    const program = environment.parse(text);
    const { valid, error } = program.check();
    return valid ? { run: program as Program<Context> } : { beyond: firstLine(error) };
  } catch (error) {
    if (error instanceof ParseError) return { wrong: firstLine(error) };
    throw error;
  }
}

export const firstLine = (error: unknown): string => (error as Error).message.split('\n')[0]!;

/** As cel-go words it: `no such key: size`. */
export const uncapitalized = (text: string) => text.replace(/^[A-Z](?![A-Z])/, (first) => first.toLowerCase());
