/** meta.k8s.io/v1 Status, in upstream's wording: the one way the API says no. */

export interface StatusCause {
  /** Kubernetes' cause type: FieldValueInvalid, FieldValueRequired … */
  readonly reason: string;
  readonly message: string;
  readonly field?: string;
}

export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: Record<string, never>;
  readonly status: 'Failure';
  readonly message: string;
  /** NotFound, AlreadyExists, Conflict, Invalid, BadRequest, Forbidden, Expired … */
  readonly reason: string;
  readonly details?: {
    readonly name?: string;
    readonly group?: string;
    readonly kind?: string;
    readonly causes?: readonly StatusCause[];
    readonly retryAfterSeconds?: number;
  };
  readonly code: number;
}

/** Thrown (or the reason of a rejection) when the API refuses. */
export class StatusError extends Error {
  override readonly name = 'StatusError';
  constructor(readonly status: Status) {
    super(status.message);
  }
  get reason(): string {
    return this.status.reason;
  }
  get code(): number {
    return this.status.code;
  }
}

type Details = NonNullable<Status['details']>;

/** Build a StatusError; `message` is upstream's, word for word. */
export function statusError(code: number, reason: string, message: string, details?: Details): StatusError {
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    ...(details && { details }),
    code,
  });
}

/** `deployments.apps`: how the API names a resource in messages. */
export function qualified(resource: { readonly group: string; readonly resource: string }): string {
  return resource.group ? `${resource.resource}.${resource.group}` : resource.resource;
}

type Named = { readonly group: string; readonly resource: string };
const details = (resource: Named, name: string): Details => ({
  name,
  ...(resource.group && { group: resource.group }),
  kind: resource.resource,
});

export const notFound = (resource: Named, name: string) =>
  statusError(404, 'NotFound', `${qualified(resource)} "${name}" not found`, details(resource, name));

export const alreadyExists = (resource: Named, name: string) =>
  statusError(409, 'AlreadyExists', `${qualified(resource)} "${name}" already exists`, details(resource, name));

export const conflict = (resource: Named, name: string, why: string) =>
  statusError(409, 'Conflict', `Operation cannot be fulfilled on ${qualified(resource)} "${name}": ${why}`, details(resource, name));

export const modified = (resource: Named, name: string) =>
  conflict(resource, name, 'the object has been modified; please apply your changes to the latest version and try again');

export const forbidden = (resource: Named, name: string, why: string) =>
  statusError(403, 'Forbidden', `${qualified(resource)} "${name}" is forbidden: ${why}`, details(resource, name));

export const badRequest = (message: string) => statusError(400, 'BadRequest', message);

export const gone = (message: string) => statusError(410, 'Expired', message);

/** 422: `<Kind>.<group> "<name>" is invalid: <causes>`. Source: apimachinery errors.NewInvalid. */
export function invalid(
  kind: { readonly group: string; readonly kind: string },
  name: string,
  causes: readonly StatusCause[],
): StatusError {
  const subject = kind.group ? `${kind.kind}.${kind.group}` : kind.kind;
  const lines = causes.map((cause) => (cause.field ? `${cause.field}: ${cause.message}` : cause.message));
  const text = lines.length === 1 ? lines[0]! : `[${lines.join(', ')}]`;
  return statusError(422, 'Invalid', `${subject} "${name}" is invalid: ${text}`, {
    name,
    ...(kind.group && { group: kind.group }),
    kind: kind.kind,
    causes,
  });
}
