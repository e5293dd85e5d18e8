import type { Cluster } from '../../kube/cluster';
import type { KubeObject } from '../../kube/object';

/** May a user do that? Asked of those whom a request impersonates (`kubectl --as`): who asks in his own name is admin.
 *  MODELS RBAC: Roles, ClusterRoles and their bindings, names of resources, `*`, paths that are no resources; of what
 *  a cluster begins with, cluster-admin, admin, edit and view, the group system:masters, and what whoever is known
 *  may do. OMITS aggregation into admin, edit and view, and the rules of Kubernetes' own components.
 *  Source: plugin/pkg/auth/authorizer/rbac, bootstrappolicy/policy.go */

export interface User {
  readonly name: string;
  readonly groups: readonly string[];
}

export interface Attributes {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly name?: string;
  readonly namespace?: string;
}

interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
}

interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

type Role = KubeObject & { readonly rules?: readonly Rule[] };
type Binding = KubeObject & { readonly subjects?: readonly Subject[]; readonly roleRef: { readonly kind: string; readonly name: string } };

/** Whom the headers of a request name; undefined: it is made in one's own name. */
export function impersonated({ headers }: Request): User | undefined {
  const name = headers.get('Impersonate-User');
  if (name === null) return undefined;
  const [, namespace] = /^system:serviceaccount:([^:]+):[^:]+$/.exec(name) ?? [];
  const own = namespace === undefined ? [] : ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
  const given = headers.get('Impersonate-Group')?.split(/, ?/) ?? [];
  const known = name === 'system:anonymous' ? 'system:unauthenticated' : 'system:authenticated';
  return { name, groups: [...new Set([...given, ...own, known])] };
}

const READ = ['get', 'list', 'watch'];
const WRITE = ['create', 'delete', 'deletecollection', 'patch', 'update'];
const SEEN: readonly Rule[] = [
  {
    apiGroups: [''],
    resources: [
      ...['configmaps', 'endpoints', 'events', 'limitranges', 'namespaces', 'persistentvolumeclaims', 'persistentvolumeclaims/status'],
      ...['pods', 'pods/log', 'pods/status', 'replicationcontrollers', 'replicationcontrollers/scale', 'replicationcontrollers/status'],
      ...['resourcequotas', 'resourcequotas/status', 'serviceaccounts', 'services', 'services/status'],
    ],
    verbs: READ,
  },
  { apiGroups: ['apps', 'autoscaling', 'batch', 'discovery.k8s.io', 'networking.k8s.io', 'policy'], resources: ['*'], verbs: READ },
];
const EDITED: readonly Rule[] = [
  ...SEEN,
  { apiGroups: [''], resources: ['secrets', 'pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy', 'services/proxy'], verbs: READ },
  {
    apiGroups: [''],
    resources: [
      ...['configmaps', 'events', 'persistentvolumeclaims', 'pods', 'pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy'],
      ...['replicationcontrollers', 'replicationcontrollers/scale', 'secrets', 'serviceaccounts', 'services', 'services/proxy'],
    ],
    verbs: WRITE,
  },
  { apiGroups: [''], resources: ['pods/eviction', 'serviceaccounts/token'], verbs: ['create'] },
  { apiGroups: ['apps', 'autoscaling', 'batch', 'networking.k8s.io', 'policy'], resources: ['*'], verbs: WRITE },
];
const RBAC = 'rbac.authorization.k8s.io';
const GIVEN: Readonly<Record<string, readonly Rule[]>> = {
  'cluster-admin': [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
  admin: [...EDITED, { apiGroups: [RBAC], resources: ['roles', 'rolebindings'], verbs: [...READ, ...WRITE] }],
  edit: EDITED,
  view: SEEN,
};

/** @returns may it? */
export async function isAllowed(cluster: Cluster, user: User, asked: Attributes): Promise<boolean> {
  if (user.groups.includes('system:masters')) return true;
  if (ANYBODYS.has(asked.group)) return user.groups.includes('system:authenticated');
  const list = async (resource: string) => (await cluster.list({ group: RBAC, version: 'v1', resource })).items;
  const everywhere = (await list('clusterrolebindings')) as unknown as Binding[];
  const here = asked.namespace === undefined ? [] : ((await list('rolebindings')) as unknown as Binding[]);
  const bindings = [...everywhere, ...here.filter(({ metadata }) => metadata.namespace === asked.namespace)];
  const own = bindings.filter(({ subjects = [], metadata }) => subjects.some((one) => isUser(one, user, metadata.namespace)));
  if (!own.length) return false;
  const roles = [...(await list('clusterroles')), ...(await list('roles'))] as unknown as Role[];
  return own.some((binding) => rulesOf(binding, roles).some((rule) => covers(rule, asked)));
}

/** Reviews of one's own rights. Source: system:basic-user */
const ANYBODYS = new Set(['authorization.k8s.io', 'authentication.k8s.io']);

function isUser({ kind, name, namespace }: Subject, user: User, own: string | undefined): boolean {
  if (kind === 'User') return name === user.name;
  return kind === 'Group' ? user.groups.includes(name) : user.name === `system:serviceaccount:${namespace ?? own ?? ''}:${name}`;
}

function rulesOf({ roleRef, metadata }: Binding, roles: readonly Role[]): readonly Rule[] {
  const role = roles.find(
    (one) =>
      one.kind === roleRef.kind &&
      one.metadata.name === roleRef.name &&
      (roleRef.kind === 'ClusterRole' || one.metadata.namespace === metadata.namespace),
  );
  return role?.rules ?? (roleRef.kind === 'ClusterRole' ? (GIVEN[roleRef.name] ?? []) : []);
}

const holds = (some: readonly string[] = [], one: string) => some.includes('*') || some.includes(one);

/** Source: pkg/apis/rbac/v1/evaluation_helpers.go */
function covers({ verbs, apiGroups, resources = [], resourceNames = [] }: Rule, asked: Attributes): boolean {
  const whole = asked.subresource ? `${asked.resource}/${asked.subresource}` : asked.resource;
  const named = resourceNames.length === 0 || (asked.name !== undefined && resourceNames.includes(asked.name));
  const fits = holds(resources, whole) || (asked.subresource !== undefined && resources.includes(`*/${asked.subresource}`));
  return named && fits && holds(verbs, asked.verb) && holds(apiGroups, asked.group);
}

/** Source: apiserver/pkg/endpoints/handlers/responsewriters forbiddenMessage */
export function refusalWords(user: User, { verb, group, resource, subresource, name, namespace }: Attributes): string {
  const whole = subresource ? `${resource}/${subresource}` : resource;
  const subject = `${resource}${group && `.${group}`}${name ? ` ${JSON.stringify(name)}` : ''}`;
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  return `${subject} is forbidden: User "${user.name}" cannot ${verb} resource "${whole}" in API group "${group}" ${where}`;
}
