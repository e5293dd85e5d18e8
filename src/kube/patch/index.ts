import type { PatchType } from '../cluster';
import { badRequest, statusError } from '../status';
import { applyJsonPatch, type JsonPatch } from './json-patch';
import { mergePatch } from './merge';
import { strategicMergePatch } from './strategic';

type Json = Record<string, any>;

/** The object after a patch; the original stays as it was.
 *  @throws StatusError 400, 415 or 422 in upstream's words */
export function applyPatch(type: PatchType, object: object, patch: unknown): Json {
  if (type === 'application/json-patch+json') return applyJsonPatch(object, patch as JsonPatch);
  if (type === 'application/apply-patch+yaml') {
    throw statusError(
      415,
      'UnsupportedMediaType',
      'Podplay has no server-side apply: the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json',
    );
  }
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch))
    throw badRequest('error decoding patch: a patch must be an object');
  return type === 'application/merge-patch+json' ? (mergePatch(object, patch) as Json) : strategicMergePatch(object as Json, patch as Json);
}
