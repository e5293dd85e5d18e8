import type { Cluster } from '../../kube/cluster';
import type { Role, RoleBinding, Rule, Subject } from '../../kube/kinds/rbac';

/** May a user do that? Asked of those whom a request impersonates (`kubectl --as`) or whose token it bears: who asks in
 *  his own name is admin.
 *  MODELS RBAC: Roles, ClusterRoles and their bindings, names of resources, `*`, paths that are no resources, the group
 *  system:masters. OMITS that nobody may give more than he has (the verbs bind and escalate), and authorizers besides
 *  RBAC.
 *  Source: plugin/pkg/auth/authorizer/rbac/rbac.go, pkg/registry/rbac/validation/rule.go */

export interface User {
  readonly name: string;
  readonly groups: readonly string[];
}

/** What is asked for: a resource, or with `path` something else. */
export interface Attributes {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly path?: string;
}

/** @param given  the groups that come with the name */
export function userNamed(name: string, given: readonly string[] = []): User {
  const [, namespace] = /^system:serviceaccount:([^:]+):[^:]+$/.exec(name) ?? [];
  const own = namespace === undefined ? [] : ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
  const known = name === 'system:anonymous' ? 'system:unauthenticated' : 'system:authenticated';
  return { name, groups: [...new Set([...given, ...own, known])] };
}

/** Whom the headers of a request name; undefined: it is made in one's own name. */
export function impersonated({ headers }: Request): User | undefined {
  const name = headers.get('Impersonate-User');
  return name === null ? undefined : userNamed(name, headers.get('Impersonate-Group')?.split(/, ?/) ?? []);
}

const RBAC = 'rbac.authorization.k8s.io';

/** A binding that names the user, and the rules that he has by it. */
interface Granted {
  readonly binding: RoleBinding;
  readonly subject: Subject;
  readonly rules: readonly Rule[];
}

/** @param namespace  absent: only what holds everywhere */
async function grantedTo(cluster: Cluster, user: User, namespace: string | undefined): Promise<Granted[]> {
  const list = async (resource: string) => (await cluster.list({ group: RBAC, version: 'v1', resource })).items;
  const everywhere = (await list('clusterrolebindings')) as unknown as RoleBinding[];
  const here = namespace === undefined ? [] : ((await list('rolebindings')) as unknown as RoleBinding[]);
  const named = [...everywhere, ...here.filter(({ metadata }) => metadata.namespace === namespace)].flatMap((binding) => {
    const subject = binding.subjects?.find((one) => isUser(one, user, binding.metadata.namespace));
    return subject ? [{ binding, subject }] : [];
  });
  if (!named.length) return [];
  const roles = [...(await list('clusterroles')), ...(await list('roles'))] as unknown as Role[];
  return named.map(({ binding, subject }) => ({ binding, subject, rules: rulesOf(binding, roles) }));
}

/** Why he may, in upstream's words; undefined: he may not. */
export async function allowance(cluster: Cluster, user: User, asked: Attributes): Promise<string | undefined> {
  if (user.groups.includes('system:masters')) return '';
  const granted = await grantedTo(cluster, user, asked.path === undefined ? asked.namespace : undefined);
  const found = granted.find(({ rules }) => rules.some((rule) => covers(rule, asked)));
  return found && reason(found);
}

/** @returns may it? */
export const isAllowed = async (cluster: Cluster, user: User, asked: Attributes): Promise<boolean> =>
  (await allowance(cluster, user, asked)) !== undefined;

/** Everything that he may in a namespace. */
export async function rulesFor(cluster: Cluster, user: User, namespace: string): Promise<readonly Rule[]> {
  return (await grantedTo(cluster, user, namespace)).flatMap(({ rules }) => rules);
}

/** Source: rule.go clusterRoleBindingDescriber, roleBindingDescriber, describeSubject */
function reason({ binding: { metadata, roleRef, kind }, subject }: Granted): string {
  const name = metadata.namespace === undefined ? metadata.name : `${metadata.name}/${metadata.namespace}`;
  const account = `${subject.name}/${subject.namespace ?? metadata.namespace ?? ''}`;
  const whom = JSON.stringify(subject.kind === 'ServiceAccount' ? account : subject.name);
  return `RBAC: allowed by ${kind} ${JSON.stringify(name)} of ${roleRef.kind} ${JSON.stringify(roleRef.name)} to ${subject.kind} ${whom}`;
}

function isUser({ kind, name, namespace }: Subject, user: User, own: string | undefined): boolean {
  if (kind === 'User') return name === user.name;
  return kind === 'Group' ? user.groups.includes(name) : user.name === `system:serviceaccount:${namespace ?? own ?? ''}:${name}`;
}

function rulesOf({ roleRef, metadata }: RoleBinding, roles: readonly Role[]): readonly Rule[] {
  const role = roles.find(
    (one) =>
      one.kind === roleRef.kind &&
      one.metadata.name === roleRef.name &&
      (roleRef.kind === 'ClusterRole' || one.metadata.namespace === metadata.namespace),
  );
  return role?.rules ?? [];
}

const holds = (some: readonly string[] = [], one: string) => some.includes('*') || some.includes(one);

/** Source: pkg/apis/rbac/v1/evaluation_helpers.go */
function covers({ verbs, apiGroups, resources = [], resourceNames = [], nonResourceURLs = [] }: Rule, asked: Attributes): boolean {
  const { path } = asked;
  if (path !== undefined)
    return (
      holds(verbs, asked.verb) && nonResourceURLs.some((one) => one === path || (one.endsWith('*') && path.startsWith(one.slice(0, -1))))
    );
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
