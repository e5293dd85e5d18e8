import { same, thaw } from '../plain-data';
import { badRequest, statusError } from '../status';

/** JSON patch. Source: RFC 6902; the errors are those of evanphx/json-patch, which the API server uses. */

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

/** @returns a new value
 *  @throws 400 for what is no JSON patch, 422 when it does not fit the document */
export function jsonPatch(target: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw badRequest('error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch');
  return (patch as Operation[]).reduce<unknown>((document, operation) => apply(document, operation), thaw(target));
}

/** `~1` stands for `/`, `~0` for `~`. */
const segments = (path: string): string[] =>
  path === ''
    ? []
    : path
        .slice(1)
        .split('/')
        .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

function apply(document: unknown, { op, path, from, value }: Operation): unknown {
  switch (op) {
    case 'add':
      return add(document, path, thaw(value));
    case 'remove':
      return remove(document, path, op);
    case 'replace':
      read(document, path, op);
      return path === '' ? thaw(value) : put(document, path, thaw(value));
    case 'move':
      return move(document, from ?? '', path);
    case 'copy':
      return add(document, path, thaw(read(document, from ?? '', op)));
    case 'test':
      if (same(find(document, path), value)) return document;
      throw unfit(`testing value ${path} failed`);
    default:
      throw badRequest(`Unexpected kind: ${op}`);
  }
}

const unfit = (why: string) => statusError(422, 'Invalid', `the server rejected our request due to an error in our request: ${why}`);
const missing = (op: string, path: string) => unfit(`${op} operation does not apply: doc is missing path: ${path}: missing value`);

function find(document: unknown, path: string): unknown {
  return segments(path).reduce<any>((value, key) => (Array.isArray(value) && key === '-' ? undefined : value?.[key]), document);
}

function read(document: unknown, path: string, op: string): unknown {
  const value = find(document, path);
  if (value === undefined) throw missing(op, path);
  return value;
}

/** The object or list that holds the end of a path, and that end. */
function place(document: unknown, path: string, op: string): { readonly holder: any; readonly key: string } {
  const parts = segments(path);
  const key = parts.pop()!;
  const holder = parts.reduce<any>((value, part) => value?.[part], document);
  if (typeof holder !== 'object' || holder === null) throw missing(op, path);
  return { holder, key };
}

function put(document: unknown, path: string, value: unknown): unknown {
  const { holder, key } = place(document, path, 'replace');
  holder[key] = value;
  return document;
}

function add(document: unknown, path: string, value: unknown): unknown {
  if (path === '') return value;
  const { holder, key } = place(document, path, 'add');
  if (!Array.isArray(holder)) holder[key] = value;
  else holder.splice(index(holder, key, path, holder.length), 0, value);
  return document;
}

function move(document: unknown, from: string, path: string): unknown {
  const value = read(document, from, 'move');
  return add(remove(document, from, 'move'), path, value);
}

function remove(document: unknown, path: string, op: string): unknown {
  read(document, path, op);
  const { holder, key } = place(document, path, op);
  if (Array.isArray(holder)) holder.splice(index(holder, key, path, holder.length - 1), 1);
  else delete holder[key];
  return document;
}

function index(list: readonly unknown[], key: string, path: string, last: number): number {
  const position = key === '-' ? list.length : Number(key);
  if (Number.isInteger(position) && position >= 0 && position <= last) return position;
  throw unfit(`add operation does not apply: doc is missing path: ${path}: invalid index referenced`);
}
