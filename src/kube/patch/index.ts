import type { PatchType } from '../cluster';
import type { KindDefinition } from '../kinds/kind';
import type { KubeObject, Manifest } from '../object';
import { shapeOf } from '../schema/shape';
import { badRequest, statusError } from '../status';
import { jsonPatch } from './json-patch';
import { mergePatch } from './merge-patch';
import { strategicMerge } from './strategic';

const ACCEPTED = ['application/json-patch+json', 'application/merge-patch+json', 'application/strategic-merge-patch+json'];
/** Of custom kinds nobody knows how their lists are merged. Source: apiextensions-apiserver customresource_handler.go */
const ACCEPTED_OF_CUSTOM = ['application/json-patch+json', 'application/merge-patch+json', 'application/apply-patch+yaml'];

/** What an object would be after a patch. The object itself is left as it is.
 *  OMITS server-side apply, which is no patch of one object to another: see managed/apply.ts; a scale has none.
 *  @throws 400 for a patch that cannot be read, 415 for a type that is not supported, 422 when it does not fit */
export function applyPatch(kind: KindDefinition, current: KubeObject, type: PatchType, patch: unknown): Manifest {
  switch (type) {
    case 'application/strategic-merge-patch+json':
      if (kind.custom && current.kind === kind.kind) throw unknownFormat(ACCEPTED_OF_CUSTOM);
      // A scale is patched through the kind it scales, but has its own, plain shape.
      return strategicMerge(current, patch, current.kind === kind.kind ? shapeOf(kind.kind) : undefined);
    case 'application/merge-patch+json':
      if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) throw badRequest('error decoding patch: Invalid JSON Patch');
      return mergePatch(current, patch) as Manifest;
    case 'application/json-patch+json':
      return jsonPatch(current, patch) as Manifest;
    default:
      throw unknownFormat(ACCEPTED);
  }
}

const unknownFormat = (accepted: readonly string[]) =>
  statusError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
  );
