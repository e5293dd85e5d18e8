import { StatusError } from '../kube/status';
import { UsageError } from './arguments';

/** How kubectl says that something went wrong. Source: kubectl/pkg/cmd/util/helpers.go */

/** An error with a text of its own: printed after `error: `, or as it is with `bare`. */
export class KubectlError extends Error {
  override readonly name = 'KubectlError';
  constructor(
    message: string,
    readonly options: {
      readonly code?: number;
      readonly bare?: boolean;
      /** A word of ours, on a line of its own. */ readonly hint?: string;
    } = {},
  ) {
    super(message);
  }
}

/** The lines to print, and the exit code. A bug is thrown on. */
export function report(error: unknown, verb: string): { readonly text: string; readonly code: number } {
  if (error instanceof StatusError) return { text: `${statusText(error)}\n`, code: 1 };
  if (error instanceof UsageError) return { text: `error: ${error.message}\nSee 'kubectl ${verb} --help' for usage.\n`, code: 1 };
  if (error instanceof KubectlError) {
    const { bare, code = 1, hint } = error.options;
    return { text: `${bare ? '' : 'error: '}${error.message}\n${hint ? `podplay: ${hint}\n` : ''}`, code };
  }
  throw error;
}

/** @param doing what was being done: `error when creating "x.yaml"` */
export function statusText({ status }: StatusError, doing?: string): string {
  const { reason, details, message } = status;
  if (reason === 'Invalid' && details?.causes?.length && details.kind) {
    const causes = details.causes.map(({ field, message: text }) => (field ? `${field}: ${text}` : text));
    const subject = `The ${details.kind} "${details.name ?? ''}" is invalid: `;
    return subject + (causes.length === 1 ? causes[0]! : causes.map((cause) => `\n* ${cause}`).join(''));
  }
  return `Error from server (${reason}): ${doing ? `${doing}: ` : ''}${message}`;
}
