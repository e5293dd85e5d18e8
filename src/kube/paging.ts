import type { KubeList, ListMeta, ListOptions } from './cluster';
import { keyOf, type KubeObject } from './object';
import { badRequest, gone, statusError } from './status';

/** Which state a list shows, and lists in pieces.
 *  MODELS apiserver/pkg/storage/continue.go and etcd3/store.go: a list that is cut short goes on in the state it began
 *  in, after the last key it gave; resourceVersion `0`, not older than, and exact.
 *  OMITS the token to go on with in another state once the first one is gone. */

interface Place {
  readonly v: 'meta.k8s.io/v1';
  /** Of the list's state. */
  readonly rv: number;
  /** The last key given. */
  readonly start: string;
}

const GONE =
  'The provided continue parameter is too old to display a consistent list result. You must start a new list without the continue parameter.';

/** The state that a list asks for; undefined: the present one.
 *  @param current the present version
 *  @throws 400 for a version that is none, 504 for one that lies ahead */
export function asked(options: ListOptions, current: number): number | undefined {
  const { resourceVersion, resourceVersionMatch: match } = options;
  if (options.continue) {
    if (resourceVersion && resourceVersion !== '0') throw badRequest('specifying resource version is not allowed when using continue');
    return placeOf(options.continue).rv;
  }
  if (match && !resourceVersion) throw forbidden('resourceVersionMatch is forbidden unless resourceVersion is provided');
  if (!resourceVersion) return undefined;
  const version = versionOf(resourceVersion);
  if (match === 'Exact' && version === 0) throw forbidden('resourceVersionMatch "exact" is forbidden for resourceVersion "0"');
  if (version > current) throw ahead(version, current);
  return match === 'Exact' ? version : undefined;
}

/** @throws 400 in upstream's words */
export function versionOf(text: string): number {
  if (/^\d{1,20}$/.test(text)) return Number(text);
  throw badRequest(
    `invalid resource version: resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
  );
}

/** The first that comes after a key; the items are in order. */
function firstAfter(items: readonly KubeObject[], key: string): number {
  let [from, to] = [0, items.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (orderKey(items[middle]!) > key) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** A piece of what was selected. @param version of the state that `items` are from */
export function pageOf(items: readonly KubeObject[], options: ListOptions, version: number): Pick<KubeList, 'metadata' | 'items'> {
  const after = options.continue ? placeOf(options.continue).start : undefined;
  const rest = after === undefined ? items : items.slice(firstAfter(items, after));
  const { limit = 0 } = options;
  const metadata: ListMeta = { resourceVersion: String(version) };
  if (!(limit > 0) || rest.length <= limit) return { metadata, items: rest };
  const piece = rest.slice(0, limit);
  const start = orderKey(piece.at(-1)!);
  const more = !options.labelSelector && !options.fieldSelector && { remainingItemCount: rest.length - limit };
  return { metadata: { ...metadata, continue: token({ v: 'meta.k8s.io/v1', rv: version, start }), ...more }, items: piece };
}

/** @throws 410 for a state that is no longer held, in the words of a list that goes on */
export function outlived(error: unknown, options: ListOptions): unknown {
  return options.continue ? gone(GONE) : error;
}

/** Compares as the list is ordered: by namespace, then by name. */
const orderKey = (object: KubeObject) => keyOf(object.metadata).replace('/', '\0');

const token = (place: Place) => btoa(JSON.stringify(place)).replaceAll('=', '');

function placeOf(text: string): Place {
  try {
    const place = JSON.parse(atob(text)) as Place;
    if (place.v === 'meta.k8s.io/v1' && Number.isInteger(place.rv) && typeof place.start === 'string') return place;
  } catch {
    // Falls through: it is no token of ours.
  }
  throw badRequest('continue key is not valid: illegal base64 data or incorrect format');
}

const forbidden = (why: string) =>
  statusError(422, 'Invalid', `ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: ${why}`, {
    group: 'meta.k8s.io',
    kind: 'ListOptions',
    causes: [{ reason: 'FieldValueForbidden', message: `Forbidden: ${why}`, field: 'resourceVersionMatch' }],
  });

/** Source: apiserver/pkg/storage/errors.go NewTooLargeResourceVersionError */
const ahead = (version: number, current: number) =>
  statusError(504, 'Timeout', `Timeout: Too large resource version: ${version}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
