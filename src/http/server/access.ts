import type { Cluster } from '../../kube/cluster';
import type { Manifest } from '../../kube/object';
import { statusError } from '../../kube/status';
import { json } from './answers';
import { impersonated, isAllowed, refusalWords, type Attributes, type User } from './authorizer';
import { objectIn } from './body';
import { unknownPath, wrongMethod, type Target } from './path';

/** Who asks, and what he may do (`kubectl auth can-i`, `kubectl auth whoami`): whoever reaches this server is admin,
 *  unless he asks in the name of another.
 *  These reviews are stored nowhere, so they are no resources of the cluster, and discovery does not list them. */
export const reviews = ([group]: readonly string[]): boolean => group === 'authorization.k8s.io' || group === 'authentication.k8s.io';

/** As kubeadm names the first one. */
const ADMIN: User = { name: 'kubernetes-admin', groups: ['kubeadm:cluster-admins', 'system:authenticated'] };

export async function review(cluster: Cluster, request: Request, [group, version, resource]: readonly string[]): Promise<Response> {
  const path = `${group}/${version}/${resource}`;
  const make = REVIEWS[path];
  if (!make) throw unknownPath();
  if (request.method !== 'POST') throw wrongMethod();
  const sent = await objectIn(request);
  const made = { ...sent, apiVersion: `${group}/${version}`, metadata: { creationTimestamp: null } };
  return json({ ...made, ...(await make(cluster, impersonated(request), sent)) }, { status: 201 });
}

type Review = (cluster: Cluster, user: User | undefined, sent: Manifest) => Promise<object>;

interface Asked {
  readonly resourceAttributes?: Partial<Attributes>;
}

const REVIEWS: Readonly<Record<string, Review>> = {
  'authorization.k8s.io/v1/selfsubjectaccessreviews': async (cluster, user, { spec }) => {
    const { verb = '', group = '', resource = '', ...more } = (spec as Asked | undefined)?.resourceAttributes ?? {};
    const allowed = !user || (resource !== '' && (await isAllowed(cluster, user, { ...more, verb, group, resource })));
    return { kind: 'SelfSubjectAccessReview', spec, status: { allowed } };
  },
  'authentication.k8s.io/v1/selfsubjectreviews': (_, user = ADMIN) =>
    Promise.resolve({ kind: 'SelfSubjectReview', status: { userInfo: { username: user.name, groups: user.groups } } }),
};

const VERBS: Readonly<Record<string, string>> = { POST: 'create', PUT: 'update', PATCH: 'patch' };

/** @throws 403 for what the one in whose name a request is made may not do */
export async function authorize(
  cluster: Cluster,
  request: Request,
  { ref, subresource, name, namespace }: Target,
  query: URLSearchParams,
): Promise<void> {
  const user = impersonated(request);
  if (!user) return;
  const reading = query.get('watch') === 'true' ? 'watch' : name === undefined ? 'list' : 'get';
  const verb = VERBS[request.method] ?? (request.method === 'DELETE' ? (name === undefined ? 'deletecollection' : 'delete') : reading);
  const asked: Attributes = {
    verb,
    group: ref.group,
    resource: ref.resource,
    ...(subresource !== undefined && { subresource }),
    ...(name !== undefined && { name }),
    ...(namespace !== undefined && { namespace }),
  };
  if (await isAllowed(cluster, user, asked)) return;
  throw statusError(403, 'Forbidden', refusalWords(user, asked), {
    ...(name !== undefined && { name }),
    ...(ref.group && { group: ref.group }),
    kind: ref.resource,
  });
}
