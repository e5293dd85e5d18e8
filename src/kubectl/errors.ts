import { ManifestError } from '../kube/manifest';
import { StatusError } from '../kube/status';
import { UsageError } from './arguments';

/** How kubectl says that something went wrong. Source: kubectl/pkg/cmd/util/helpers.go */

interface KubectlErrorOptions {
  /** Exit code. Default 1. */
  readonly code?: number;
  /** Print the text as it is, without `error: `. */
  readonly bare?: boolean;
  /** A word of ours, on a line of its own. */
  readonly hint?: string;
}

/** An error with a text of its own. */
export class KubectlError extends Error {
  override readonly name = 'KubectlError';
  constructor(
    message: string,
    readonly options: KubectlErrorOptions = {},
  ) {
    super(message);
  }
}

/** Several things went wrong, and what could be done was done. */
export class Errors extends Error {
  override readonly name = 'Errors';
  constructor(readonly errors: readonly unknown[]) {
    super('several errors');
  }
}

/** A mistake in the words of a command: the help is pointed to. Source: cmdutil.UsageErrorf */
export const misuse = (verb: string, message: string) => new KubectlError(`${message}\nSee 'kubectl ${verb} -h' for help and examples`);

/** What kubectl prints when it is told nothing to work on. Source: resource/builder.go */
export const nothingNamed = () =>
  new KubectlError(
    "You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'",
  );

/** A status whose message says what was being done, of which file; other errors likewise. Source: cmdutil.AddSourceToErr
 *  @param doing `creating`, `replacing` … */
export function withSource(error: unknown, doing: string, source: string | undefined, hint?: string): unknown {
  if (!source) return error;
  const prefix = `error when ${doing} ${JSON.stringify(source)}: `;
  if (error instanceof StatusError) {
    const wrapped = new StatusError({ ...error.status, message: prefix + error.status.message });
    return hint ? Object.assign(wrapped, { hint }) : wrapped;
  }
  return error instanceof KubectlError ? new KubectlError(prefix + error.message, error.options) : error;
}

/** Throw what was gathered, if anything was. */
export function throwAll(errors: readonly unknown[]): void {
  // Errors of our own classes, or bugs that go on as they are.
  if (errors.length === 1) throw errors[0];
  if (errors.length) throw new Errors(errors);
}

interface Report {
  readonly text: string;
  readonly code: number;
}

/** The lines to print, and the exit code. A bug is thrown on. */
export function report(error: unknown, verb: string, failure = 1): Report {
  const usage = `See 'kubectl${verb && ` ${verb}`} --help' for usage.\n`;
  if (error instanceof UsageError) return { text: `error: ${error.message}\n${usage}`, code: 1 };
  if (error instanceof Errors) return { text: error.errors.map((one) => lines(one, among(one))).join(''), code: failure };
  const code = error instanceof KubectlError ? (error.options.code ?? failure) : failure;
  return { text: lines(error, error instanceof StatusError ? statusText(error) : standard(error)), code };
}

function standard(error: unknown): string {
  if (error instanceof StatusError) return fromServer(error);
  if (error instanceof ManifestError) return `error: ${error.message}`;
  if (error instanceof KubectlError)
    return error.options.bare || error.message.startsWith('error: ') ? error.message : `error: ${error.message}`;
  throw error;
}

/** Among several errors, those of kubectl's own stand as they are. Source: helpers.go MultipleErrors */
const among = (error: unknown): string => (error instanceof KubectlError ? error.message : standard(error));

/** A status without a reason has none to be named. Source: helpers.go StandardErrorMessage */
const fromServer = ({ status: { reason, message } }: StatusError) => `Error from server${reason && ` (${reason})`}: ${message}`;

/** The text, and our own word after it. */
function lines(error: unknown, text: string): string {
  const hint = error instanceof ManifestError ? error.place : ((error as { hint?: string }).hint ?? (error as KubectlError).options?.hint);
  return `${text}\n${
    hint
      ? `${hint
          .split('\n')
          .map((line) => `podplay: ${line}\n`)
          .join('')}`
      : ''
  }`;
}

/** One refusal by the API: what is invalid is told cause by cause. Source: checkErr, MultilineError */
export function statusText(error: StatusError): string {
  const { reason, details } = error.status;
  if (reason !== 'Invalid') return fromServer(error);
  if (!details?.causes?.length && !details?.kind && !details?.name) return `The request is invalid: ${error.status.message}`;
  const subject = details.kind || details.name ? `The ${details.kind ?? ''} "${details.name ?? ''}" is invalid` : 'The request is invalid';
  const causes = [...new Set((details.causes ?? []).map(({ field, message: text }) => `${field ?? ''}: ${text}`))];
  if (!causes.length) return subject;
  return `${subject}: ${causes.length === 1 ? causes[0] : causes.map((cause) => `\n* ${cause}`).join('')}`;
}
