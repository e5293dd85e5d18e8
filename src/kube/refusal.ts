import { type Status, StatusError, statusError } from './status';

/** What a proxy on the way says is no Status: it is told as the code it came with.
 *  @returns `told`: whether it is a Status */
export async function refusalOf(response: Response): Promise<{ readonly error: StatusError; readonly told: boolean }> {
  const text = await response.text();
  const wait = Number(response.headers.get('Retry-After') ?? NaN);
  const details = Number.isFinite(wait) ? { retryAfterSeconds: wait } : undefined;
  try {
    const status = JSON.parse(text) as Partial<Status>;
    if (status.kind === 'Status')
      return {
        error: new StatusError({ ...status, ...(details && { details: { ...details, ...status.details } }) } as Status),
        told: true,
      };
  } catch {
    // Not JSON: told below.
  }
  const message = text.trim() || response.statusText;
  return { error: statusError(response.status, REASONS[response.status] ?? 'Unknown', message, details), told: false };
}

/** Source: apimachinery/pkg/api/errors NewGenericServerResponse */
const REASONS: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  410: 'Expired',
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServiceUnavailable',
  504: 'Timeout',
};

/** `299 - "first", 299 - "second"` → the texts. */
export function warningsOf(response: Response): readonly string[] {
  const header = response.headers.get('Warning') ?? '';
  return [...header.matchAll(/299 \S+ ("(?:[^"\\]|\\.)*")/g)].map(([, text]) => unquoted(text!));
}

function unquoted(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    return text.slice(1, -1);
  }
}
