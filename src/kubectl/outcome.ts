import type { ApiResource, WriteOptions } from '../kube/cluster';
import type { Arguments } from './arguments';
import type { KubectlEnv } from './env';
import { KubectlError } from './errors';
import { checkedValue } from './flag-values';
import { OUTPUT, objectPrinter, outputOf } from './printers/objects';
import { printedName } from './resources';

/** What verbs that write share: dry runs, validation, and telling what became of an object.
 *  Source: cmdutil/helpers.go GetDryRunStrategy, GetValidationDirective; printers/name.go */

/** Flags of verbs that write. */
export const WRITING = { ...OUTPUT, 'dry-run': 'optional', 'field-manager': 'string', validate: 'optional' } as const;

/** Command lines whose dry run has been said to be of an old form. */
const told = new WeakSet<Arguments>();

export type DryRun = 'client' | 'server' | undefined;

export function dryRunOf(args: Arguments, env: Pick<KubectlEnv, 'err'>): DryRun {
  const value = args.get('dry-run');
  if (value === undefined || value === 'none') return undefined;
  if (value === 'client' || value === 'server') return value;
  const {
    value: [truth],
  } = checkedValue('bool', value);
  if (value === 'unchanged' || truth) {
    const now = truth === 'false' ? 'none' : 'client';
    const given = truth ? `--dry-run=${value} is deprecated (boolean value)` : '--dry-run is deprecated';
    if (!told.has(args)) env.err(`W: ${given} and can be replaced with --dry-run=${now}.\n`);
    told.add(args);
    return now === 'none' ? undefined : now;
  }
  throw new KubectlError(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
}

const VALIDATION: Readonly<Record<string, 'Strict' | 'Warn' | 'Ignore'>> = {
  strict: 'Strict',
  true: 'Strict',
  warn: 'Warn',
  ignore: 'Ignore',
  false: 'Ignore',
};

export function validationOf(args: Arguments): 'Strict' | 'Warn' | 'Ignore' {
  const value = args.get('validate') ?? 'strict';
  const found = Object.hasOwn(VALIDATION, value) ? VALIDATION[value] : undefined;
  if (found) return found;
  throw new KubectlError(`invalid - validate option ${JSON.stringify(value)}; must be one of: strict (or true), warn, ignore (or false)`);
}

/** Options of a write: who writes, whether it counts, how strictly it is read. */
export function writeOptions(args: Arguments, env: KubectlEnv, manager: string): WriteOptions {
  return {
    fieldManager: args.get('field-manager') ?? manager,
    fieldValidation: validationOf(args),
    ...(dryRunOf(args, env) === 'server' && { dryRun: true }),
  };
}

/** Options of a patch of one's own making: who writes, and whether it counts. */
export const patchOptions = (args: Arguments, env: KubectlEnv, manager: string): WriteOptions => ({
  fieldManager: args.get('field-manager') ?? manager,
  ...(dryRunOf(args, env) === 'server' && { dryRun: true }),
});

const SUFFIX = { client: ' (dry run)', server: ' (server dry run)' } as const;

export const suffix = (dry: DryRun): string => (dry ? SUFFIX[dry] : '');

/** How outcomes are told: a line each, or the objects themselves when `-o` asks for them. */
export interface Teller {
  /** @param what `created`, `configured`, `scaled` */
  tell(resource: ApiResource, name: string, what: string, object: object): void;
}

/** @param inGo the objects are of kubectl's own making
 *  @throws KubectlError for an output format that there is not */
export async function teller(args: Arguments, env: KubectlEnv, inGo = false): Promise<Teller> {
  const print = await objectPrinter(args, env, { inGo });
  const dry = dryRunOf(args, env);
  const names = outputOf(args) === 'name';
  return {
    tell(resource, name, what, object) {
      if (print) env.out(print(object));
      else if (names) env.out(`${printedName(resource, name)}\n`);
      else env.out(`${printedName(resource, name)} ${what}${suffix(dry)}\n`);
    },
  };
}

/** The API server's warnings, as kubectl shows them. */
export function warn(env: KubectlEnv, warnings: readonly string[]): void {
  for (const text of warnings) env.err(`Warning: ${text}\n`);
}
