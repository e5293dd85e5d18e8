import { parse } from 'yaml';
import { badRequest, statusError } from '../../kube/status';
import { mediaType } from './negotiate';
import { decodeProtobuf } from './protobuf';

/** What a request brings. */

/** Source: apiserver/pkg/server/config.go MaxRequestBodyBytes */
const LIMIT = 3 * 1024 * 1024;

/** @throws 413 past 3 MB */
export async function bytesOf(request: Request): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  if (Number(request.headers.get('Content-Length') ?? 0) > LIMIT) throw tooLarge();
  const reader = request.body?.getReader();
  for (let next = await reader?.read(); next && !next.done; next = await reader!.read()) {
    size += next.value.length;
    if (size > LIMIT) {
      await reader!.cancel();
      throw tooLarge();
    }
    parts.push(next.value);
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const tooLarge = () => statusError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${LIMIT}`);

const READ: Readonly<Record<string, (bytes: Uint8Array) => unknown>> = {
  'application/json': jsonOf,
  'application/yaml': yamlOf,
  'application/vnd.kubernetes.protobuf': decodeProtobuf,
};

const unsupported = (accepted: readonly string[]) =>
  statusError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  );

/** The object in a body. @throws 400, 413, 415 */
export async function objectIn(request: Request): Promise<any> {
  const { type } = mediaType(request.headers.get('Content-Type') || 'application/json');
  const read = Object.hasOwn(READ, type) ? READ[type]! : undefined;
  if (!read) throw unsupported(Object.keys(READ));
  const bytes = await bytesOf(request);
  const object = read(bytes);
  if (typeof object !== 'object' || object === null || Array.isArray(object))
    throw badRequest(
      "the object provided is unrecognized (must be of type Object): couldn't get version/kind; json parse error: cannot unmarshal into Go value of type struct",
    );
  return object;
}

/** The options of a delete: a body is not needed. */
export async function optionsIn(request: Request): Promise<any> {
  if (!request.body) return {};
  const { type } = mediaType(request.headers.get('Content-Type') || 'application/json');
  const read = Object.hasOwn(READ, type) ? READ[type]! : undefined;
  if (!read) throw unsupported(Object.keys(READ));
  const bytes = await bytesOf(request);
  return bytes.length ? read(bytes) : {};
}

export const PATCH_TYPES = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
] as const;

/** @throws 400, 413, 415 */
export async function patchIn(request: Request): Promise<{ readonly type: (typeof PATCH_TYPES)[number]; readonly patch: any }> {
  const { type } = mediaType(request.headers.get('Content-Type') ?? '');
  const known = PATCH_TYPES.find((one) => one === type);
  if (!known) throw unsupported(PATCH_TYPES);
  const bytes = await bytesOf(request);
  return { type: known, patch: known === 'application/apply-patch+yaml' ? yamlOf(bytes) : jsonOf(bytes) };
}

function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw badRequest('the body of the request is not UTF-8');
  }
}

function jsonOf(bytes: Uint8Array): unknown {
  const text = textOf(bytes);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badRequest(`couldn't get version/kind; json parse error: ${(error as Error).message}`);
  }
}

function yamlOf(bytes: Uint8Array): unknown {
  const text = textOf(bytes);
  try {
    return parse(text, { maxAliasCount: 100 });
  } catch (error) {
    throw badRequest(`error decoding YAML: ${(error as Error).message.split('\n')[0]!}`);
  }
}
