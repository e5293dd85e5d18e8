import { json } from './answers';
import { objectIn } from './body';
import { unknownPath, wrongMethod } from './path';

/** authorization.k8s.io: whoever reaches this server may do everything, and is told so (`kubectl auth can-i`).
 *  It stores nothing, so it is no resource of the cluster, and discovery does not list it. */
export const reviews = (segments: readonly string[]): boolean => segments[0] === 'authorization.k8s.io';

export async function review(request: Request, [, version, resource]: readonly string[]): Promise<Response> {
  if (version !== 'v1' || resource !== 'selfsubjectaccessreviews') throw unknownPath();
  if (request.method !== 'POST') throw wrongMethod();
  const { spec } = await objectIn(request);
  const status = { allowed: true };
  return json(
    { kind: 'SelfSubjectAccessReview', apiVersion: 'authorization.k8s.io/v1', metadata: { creationTimestamp: null }, spec, status },
    { status: 201 },
  );
}
