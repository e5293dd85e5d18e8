import type { ApiResource, PatchType } from '../kube/cluster';
import type { KubeObject } from '../kube/object';
import { jsonPatch } from '../kube/patch/json-patch';
import { mergePatch } from '../kube/patch/merge-patch';
import { strategicMerge } from '../kube/patch/strategic';
import { shapeOf } from '../kube/schema/shape';
import { StatusError } from '../kube/status';
import { KubectlError } from './errors';

/** What an object would be after a patch that is not sent: of `--dry-run=client`, `--local`. */
export function locally(object: KubeObject, { kind }: ApiResource, type: PatchType, patch: unknown): KubeObject {
  try {
    if (type === 'application/json-patch+json') return jsonPatch(object, patch) as KubeObject;
    if (type === 'application/merge-patch+json') return mergePatch(object, patch) as KubeObject;
    return strategicMerge(object, patch, shapeOf(kind)) as unknown as KubeObject;
  } catch (error) {
    throw error instanceof StatusError ? new KubectlError(inItsWords(error.message)) : error;
  }
}

/** Here nobody says that the server has rejected it. Source: evanphx/json-patch patch.go */
function inItsWords(message: string): string {
  const [, missing] = /remove operation does not apply: doc is missing path: (\S+): missing value$/.exec(message) ?? [];
  if (missing === undefined) return message;
  return `error in remove for path: '${missing}': Unable to remove nonexistent key: ${missing.split('/').at(-1)}: missing value`;
}
