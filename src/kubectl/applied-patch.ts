import type { ApiResource, PatchType } from '../kube/cluster';
import { isBuiltIn } from '../kube/kinds';
import { threeWayMerge } from '../kube/patch/three-way';
import { shapeOf } from '../kube/schema/shape';

/** What `apply` and `diff` send: for a kind that kubectl knows, a patch that merges its lists; for any other one a
 *  JSON merge patch, which replaces them. Source: kubectl/pkg/cmd/apply/patcher.go */
export function appliedPatch(resource: ApiResource, before: unknown, wanted: object, live: object) {
  const known = isBuiltIn(resource);
  const shape = known ? shapeOf(resource.kind) : ({ type: 'any' } as const);
  const type: PatchType = known ? 'application/strategic-merge-patch+json' : 'application/merge-patch+json';
  return { type, patch: threeWayMerge(before, wanted, live, shape) };
}
