import { statusError } from '../../kube/status';

/** A connection that failed, as the Status that kubectl prints; an interruption stays what it is.
 *  @param what `the connection was lost` */
export function lost(error: unknown, what: string): Error {
  if (error instanceof Error && error.name === 'AbortError') return error;
  const why = error instanceof Error ? ((error.cause as Error | undefined)?.message ?? error.message) : String(error);
  return statusError(503, 'ServiceUnavailable', `${what}: ${why}`);
}
