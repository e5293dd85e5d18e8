import { parseArgs, type ParseArgsConfig } from 'node:util';

/** The command line was wrong: say why, and end with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Where a command of `podplay` writes. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** Flags and operands of a command.
 *  @throws UsageError for what it does not know */
export function parsed<T extends NonNullable<ParseArgsConfig['options']>>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
  } catch (error) {
    // Node's advice about `--` would lead astray here.
    throw new UsageError((error as Error).message.replace(/\. To specify .*$/s, ''));
  }
}

/** A flag's whole number within bounds.
 *  @throws UsageError */
export function wholeNumber(flag: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw new UsageError(`--${flag} takes a whole number from ${least} to ${most}, not "${text}"`);
}
