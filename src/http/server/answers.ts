import { StatusError, statusError } from '../../kube/status';

/** How the API server answers: JSON, or a Status. */

export function json(
  body: unknown,
  init: { readonly status?: number; readonly type?: string; readonly warnings?: readonly string[] } = {},
): Response {
  const headers = new Headers({ 'Content-Type': init.type ?? 'application/json', 'Cache-Control': 'no-cache, private' });
  // Source: apimachinery/pkg/util/net NewWarningHeader
  for (const text of init.warnings ?? []) headers.append('Warning', `299 - ${JSON.stringify(text)}`);
  return new Response(`${JSON.stringify(body)}\n`, { status: init.status ?? 200, headers });
}

export const plain = (text: string, type = 'text/plain; charset=utf-8'): Response =>
  new Response(text, { headers: { 'Content-Type': type, 'Cache-Control': 'no-cache, private' } });

/** What was thrown, as a Status: a bug is an internal error, and the server lives. */
export function refused(error: unknown): StatusError {
  if (error instanceof StatusError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return statusError(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ reason: '', message }] });
}

export function refusal(error: unknown): Response {
  const { status } = refused(error);
  const answer = json(status, { status: status.code });
  const wait = status.details?.retryAfterSeconds;
  if (wait) answer.headers.set('Retry-After', String(wait));
  return answer;
}
