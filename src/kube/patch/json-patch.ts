import { same } from '../plain-data';
import { invalidPatch } from './invalid-patch';

/** RFC 6902. */
export type JsonPatch = readonly {
  readonly op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test';
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}[];

type Json = Record<string, any>;

/** @throws StatusError 422 when an operation cannot be done; nothing is changed then */
export function applyJsonPatch(object: object, patch: JsonPatch): Json {
  const document = { root: structuredClone(object) as Json };
  for (const step of patch) apply(document, step);
  return document.root;
}

const tokens = (path: string) =>
  path
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));

function apply(document: { root: Json }, { op, path, from, value }: JsonPatch[number]): void {
  if (op === 'test') {
    if (!same(read(document, path), value)) throw invalidPatch(`testing value ${path} failed: test failed`);
  } else if (op === 'remove') take(document, path);
  else if (op === 'add') place(document, path, structuredClone(value), true);
  else if (op === 'replace') place(document, path, structuredClone(value), false);
  else if (op === 'copy') place(document, path, structuredClone(read(document, from ?? '')), true);
  else if (op === 'move') place(document, path, take(document, from ?? ''), true);
  else throw invalidPatch(`Unexpected kind: ${String(op)}`);
}

/** The container of the last token, and that token. */
function parent(document: { root: Json }, path: string): [any, string] {
  const all = ['root', ...tokens(path)];
  const last = all.pop()!;
  let at: any = document;
  for (const token of all) {
    at = at[token];
    if (typeof at !== 'object' || at === null)
      throw invalidPatch(`add operation does not apply: doc is missing path: "${path}": missing value`);
  }
  return [at, last];
}

function read(document: { root: Json }, path: string): unknown {
  const [at, last] = parent(document, path);
  return at[last];
}

function take(document: { root: Json }, path: string): unknown {
  const [at, last] = parent(document, path);
  if (at[last] === undefined) throw invalidPatch(`remove operation does not apply: doc is missing path: "${path}": missing value`);
  if (Array.isArray(at)) return at.splice(Number(last), 1)[0];
  const value: unknown = at[last];
  delete at[last];
  return value;
}

function place(document: { root: Json }, path: string, value: unknown, insert: boolean): void {
  const [at, last] = parent(document, path);
  if (!insert && at[last] === undefined) throw invalidPatch(`replace operation does not apply: doc is missing key: ${path}: missing value`);
  if (!Array.isArray(at)) at[last] = value;
  else if (!insert) at[Number(last)] = value;
  else if (last === '-') at.push(value);
  else if (Number(last) > at.length)
    throw invalidPatch(`add operation does not apply: doc is missing path: "${path}": invalid index referenced`);
  else at.splice(Number(last), 0, value);
}
