import { ADMIN } from '../../kube/admission/admin';
import type { Cluster } from '../../kube/cluster';
import type { Manifest } from '../../kube/object';
import { accountOf, unauthorized } from '../../kube/service-account-token';
import { badRequest, statusError, StatusError } from '../../kube/status';
import { json } from './answers';
import { allowance, impersonated, isAllowed, refusalWords, rulesFor, userNamed, type Attributes, type User } from './authorizer';
import { objectIn } from './body';
import { unknownPath, wrongMethod, type Target } from './path';

/** Who asks, and what he may do (`kubectl auth can-i`, `kubectl auth whoami`): whoever reaches this server is admin,
 *  unless he asks in the name of another or with the token of a ServiceAccount of this cluster.
 *  These reviews are stored nowhere, so they are no resources of the cluster, and discovery does not list them. */
export const reviews = ([group]: readonly string[]): boolean => group === 'authorization.k8s.io' || group === 'authentication.k8s.io';

/** In whose name a request is made; undefined: in one's own.
 *  OMITS that somebody may only impersonate whom he has the right to, and tokens of other makers: they say nothing here.
 *  @throws 401 for a token that has expired, or whose ServiceAccount is gone */
async function userOf(cluster: Cluster, request: Request): Promise<User | undefined> {
  const named = impersonated(request);
  if (named) return named;
  const [, token] = /^Bearer (.+)$/.exec(request.headers.get('Authorization') ?? '') ?? [];
  const account = token === undefined ? undefined : accountOf(token, cluster.clock.now());
  if (!account) return undefined;
  const { namespace, name, uid } = account;
  const held = await cluster.get({ ...ACCOUNTS, namespace, name }).catch((error: unknown) => {
    if (error instanceof StatusError && error.code === 404) return undefined;
    throw error;
  });
  if (held?.metadata.uid !== uid) throw unauthorized();
  return userNamed(`system:serviceaccount:${namespace}:${name}`);
}

const ACCOUNTS = { group: '', version: 'v1', resource: 'serviceaccounts' };

export async function review(cluster: Cluster, request: Request, [group, version, ...rest]: readonly string[]): Promise<Response> {
  const [namespace, resource] = rest[0] === 'namespaces' ? [rest[1], rest[2]] : [undefined, rest[0]];
  const make = REVIEWS[`${group}/${version}/${resource}`];
  if (!make || (resource === 'localsubjectaccessreviews') !== (namespace !== undefined)) throw unknownPath();
  if (request.method !== 'POST') throw wrongMethod();
  const sent = await objectIn(request);
  const user = await userOf(cluster, request);
  if (user)
    await refuseUnless(cluster, user, {
      verb: 'create',
      group: group!,
      resource: resource!,
      ...(namespace !== undefined && { namespace }),
    });
  const made = { ...sent, apiVersion: `${group}/${version}`, metadata: { creationTimestamp: null } };
  return json({ ...made, ...(await make(cluster, user, sent)) }, { status: 201 });
}

type Review = (cluster: Cluster, user: User | undefined, sent: Manifest) => Promise<object>;

interface Asked {
  readonly resourceAttributes?: Partial<Attributes>;
  readonly nonResourceAttributes?: { readonly path?: string; readonly verb?: string };
  /** SubjectAccessReview: of whom. */
  readonly user?: string;
  readonly groups?: readonly string[];
}

function attributesOf({ resourceAttributes, nonResourceAttributes }: Asked): Attributes {
  const { verb = '', group = '', resource = '', ...more } = resourceAttributes ?? {};
  if (resourceAttributes) return { ...more, verb, group, resource };
  return { verb: nonResourceAttributes?.verb ?? '', group: '', resource: '', path: nonResourceAttributes?.path ?? '' };
}

async function verdict(cluster: Cluster, user: User, spec: Asked) {
  const reason = await allowance(cluster, user, attributesOf(spec));
  return { allowed: reason !== undefined, ...(reason && { reason }) };
}

const subject: Review = async (cluster, _, { kind, spec = {} }) => {
  const { user = '', groups, ...asked } = spec as Asked;
  return { kind, spec, status: await verdict(cluster, { name: user, groups: groups ?? [] }, asked) };
};

const REVIEWS: Readonly<Record<string, Review>> = {
  'authorization.k8s.io/v1/selfsubjectaccessreviews': async (cluster, user = ADMIN, { spec = {} }) => ({
    kind: 'SelfSubjectAccessReview',
    spec,
    status: await verdict(cluster, user, spec as Asked),
  }),
  'authorization.k8s.io/v1/selfsubjectrulesreviews': async (cluster, user = ADMIN, { spec }) => {
    const { namespace } = (spec ?? {}) as { namespace?: string };
    if (!namespace) throw badRequest('no namespace on request');
    const rules = await rulesFor(cluster, user, namespace);
    const resourceRules = rules
      .filter(({ resources }) => resources?.length)
      .map(({ verbs, apiGroups, resources, resourceNames }) => ({ verbs, apiGroups, resources, ...(resourceNames && { resourceNames }) }));
    const nonResourceRules = rules
      .filter(({ nonResourceURLs }) => nonResourceURLs?.length)
      .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs }));
    return { kind: 'SelfSubjectRulesReview', spec: {}, status: { resourceRules, nonResourceRules, incomplete: false } };
  },
  'authorization.k8s.io/v1/subjectaccessreviews': subject,
  'authorization.k8s.io/v1/localsubjectaccessreviews': subject,
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
  const user = await userOf(cluster, request);
  if (!user) return;
  const reading = query.get('watch') === 'true' ? 'watch' : name === undefined ? 'list' : 'get';
  const verb = VERBS[request.method] ?? (request.method === 'DELETE' ? (name === undefined ? 'deletecollection' : 'delete') : reading);
  await refuseUnless(cluster, user, {
    verb,
    group: ref.group,
    resource: ref.resource,
    ...(subresource !== undefined && { subresource }),
    ...(name !== undefined && { name }),
    ...(namespace !== undefined && { namespace }),
  });
}

async function refuseUnless(cluster: Cluster, user: User, asked: Attributes): Promise<void> {
  if (await isAllowed(cluster, user, asked)) return;
  throw statusError(403, 'Forbidden', refusalWords(user, asked), {
    ...(asked.name !== undefined && { name: asked.name }),
    ...(asked.group && { group: asked.group }),
    kind: asked.resource,
  });
}
