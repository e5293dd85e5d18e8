import type { Rule } from '../../kube/kinds/rbac';
import type { Manifest } from '../../kube/object';
import type { Arguments } from '../arguments';
import type { KubectlEnv } from '../env';
import { KubectlError } from '../errors';
import { findResource } from '../resources';
import type { Verb } from '../verb';
import { PATH_VERBS } from './auth';
import { CREATING, labelsIn, make, nameIn, pair } from './create-from-flags';

/** `create role`, `clusterrole`, `rolebinding`, `clusterrolebinding`.
 *  Source: create_{role,clusterrole,rolebinding,clusterrolebinding}.go */

const RBAC = 'rbac.authorization.k8s.io';
const API_VERSION = `${RBAC}/v1`;

const RULES = { ...CREATING, verb: 'strings', resource: 'strings', 'resource-name': 'array' } as const;

/** Verbs that only some resources have. */
const SPECIAL: Readonly<Record<string, readonly string[]>> = {
  use: ['resourceclaims.resource.k8s.io', 'podsecuritypolicies.policy'],
  bind: [`roles.${RBAC}`, `clusterroles.${RBAC}`],
  escalate: [`roles.${RBAC}`, `clusterroles.${RBAC}`],
  impersonate: ['users', 'serviceaccounts', 'groups', 'userextras.authentication.k8s.io'],
  sign: ['signers.certificates.k8s.io'],
  approve: ['signers.certificates.k8s.io'],
  attest: ['signers.certificates.k8s.io'],
};
const STANDARD = new Set(['*', 'get', 'delete', 'list', 'create', 'update', 'patch', 'watch', 'proxy', 'deletecollection']);

const unique = (some: readonly string[]) => [...new Set(some)];
const values = (args: Arguments, flag: string) => unique(args.all(flag));
/** With everything, nothing else needs to be named. */
const orAll = (some: readonly string[]) => (some.includes('*') ? ['*'] : some);

interface Wanted {
  readonly group: string;
  readonly resource: string;
}

/** @throws KubectlError for a resource that there is not, or that does not have the verb */
async function rulesOf(args: Arguments, { cluster, err }: KubectlEnv, verbs: readonly string[]): Promise<Rule[]> {
  for (const verb of verbs) if (!STANDARD.has(verb) && !SPECIAL[verb]) err(`Warning: '${verb}' is not a standard resource verb\n`);
  const resources = orAll(values(args, 'resource').map((text) => text.trim()));
  if (!resources.length) throw new KubectlError('at least one resource must be specified');
  const wanted: Wanted[] = [];
  for (const text of resources) {
    const [whole, subresource] = pair(text.replace('/', '=')) as [string, string];
    const [word, group] = pair(whole.replace('.', '=')) as [string, string];
    if (!word) throw new KubectlError('resource must be specified if apiGroup/subresource specified');
    const found = word === '*' ? { group, resource: word } : await resourceNamed(cluster, word, group);
    for (const verb of verbs) checkSpecial(verb, found);
    wanted.push({ group: found.group, resource: subresource ? `${found.resource}/${subresource}` : found.resource });
  }
  const names = unique(args.all('resource-name'));
  const groups = unique(wanted.map(({ group }) => group)).sort();
  return groups.map((group) => ({
    apiGroups: [group],
    ...(names.length && { resourceNames: names }),
    resources: unique(wanted.filter((one) => one.group === group).map(({ resource }) => resource)),
    verbs,
  }));
}

async function resourceNamed(cluster: KubectlEnv['cluster'], word: string, group: string): Promise<Wanted> {
  try {
    return await findResource(cluster, group ? `${word}.${group}` : word);
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    throw new KubectlError(`${error.message}${group && ` in group ${JSON.stringify(group)}`}`, { bare: true });
  }
}

function checkSpecial(verb: string, { group, resource }: Wanted): void {
  const whole = group ? `${resource}.${group}` : resource;
  if (SPECIAL[verb] && !SPECIAL[verb].includes(whole))
    throw new KubectlError(`can not perform '${verb}' on '${resource}' in group '${group}'`);
}

function verbsIn(args: Arguments): readonly string[] {
  const verbs = orAll(values(args, 'verb').map((verb) => verb.trim()));
  if (!verbs.length) throw new KubectlError('at least one verb must be specified');
  return verbs;
}

const role = (kind: string, name: string, rules: readonly Rule[] | null, more: object = {}) =>
  ({ ...more, apiVersion: API_VERSION, kind, metadata: { name }, rules }) as unknown as Manifest;

export const createRole: Verb = {
  name: 'create role',
  summary: 'Create a role with single rule',
  usage: 'NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename]',
  flags: RULES,
  examples: ['kubectl create role pod-reader --verb=get,list,watch --resource=pods'],
  async run(args, env) {
    const name = nameIn(args, 'create role');
    const rules = await rulesOf(args, env, verbsIn(args));
    await make(env, args, role('Role', name, rules));
  },
};

export const createClusterRole: Verb = {
  name: 'create clusterrole',
  summary: 'Create a cluster role',
  usage: 'NAME --verb=verb --resource=resource.group [--resource-name=resourcename]',
  flags: { ...RULES, 'non-resource-url': 'strings', 'aggregation-rule': 'string' },
  examples: ['kubectl create clusterrole node-reader --verb=get,list,watch --resource=nodes'],
  async run(args, env) {
    const name = nameIn(args, 'create clusterrole');
    const urls = values(args, 'non-resource-url');
    if (args.get('aggregation-rule')) {
      if (urls.length || args.has('verb') || args.has('resource') || args.has('resource-name'))
        throw new KubectlError('aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames');
      const more = { aggregationRule: { clusterRoleSelectors: [{ matchLabels: labelsIn(args.get('aggregation-rule')!) }] } };
      return make(env, args, role('ClusterRole', name, null, more));
    }
    const verbs = verbsIn(args);
    if (!urls.length) return make(env, args, role('ClusterRole', name, await rulesOf(args, env, verbs)));
    if (urls.some((url) => url !== '*' && !url.startsWith('/'))) throw new KubectlError('nonResourceURL should start with /');
    const strange = verbs.find((verb) => !PATH_VERBS.has(verb));
    if (strange !== undefined) throw new KubectlError(`invalid verb: '${strange}' for nonResourceURL`);
    const rules = [...(args.has('resource') ? await rulesOf(args, env, verbs) : []), { nonResourceURLs: urls, verbs }];
    return make(env, args, role('ClusterRole', name, rules));
  },
};

const SUBJECTS = { ...CREATING, clusterrole: 'string', user: 'array', group: 'array', serviceaccount: 'array' } as const;

function subjectsIn(args: Arguments): object[] {
  return [
    ...args.all('user').map((name) => ({ apiGroup: RBAC, kind: 'User', name })),
    ...args.all('group').map((name) => ({ apiGroup: RBAC, kind: 'Group', name })),
    ...args.all('serviceaccount').map((text) => {
      const [namespace, name, more] = text.split(':');
      if (!namespace || !name || more !== undefined) throw new KubectlError('serviceaccount must be <namespace>:<name>');
      return { kind: 'ServiceAccount', name, namespace };
    }),
  ];
}

function binding(kind: string, name: string, roleRef: object, args: Arguments): Manifest {
  const subjects = subjectsIn(args);
  return { apiVersion: API_VERSION, kind, metadata: { name }, roleRef, ...(subjects.length && { subjects }) };
}

export const createRoleBinding: Verb = {
  name: 'create rolebinding',
  summary: 'Create a role binding for a particular role or cluster role',
  usage: 'NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname]',
  flags: { ...SUBJECTS, role: 'string' },
  examples: ['kubectl create rolebinding read-pods --role=pod-reader --user=bob'],
  run(args, env) {
    const name = nameIn(args, 'create rolebinding');
    const [own, whole] = [args.get('role'), args.get('clusterrole')];
    if (!own === !whole) throw new KubectlError('exactly one of clusterrole or role must be specified');
    const roleRef = { apiGroup: RBAC, kind: own ? 'Role' : 'ClusterRole', name: own || whole };
    return make(env, args, binding('RoleBinding', name, roleRef, args), { failed: 'failed to create rolebinding:' });
  },
};

export const createClusterRoleBinding: Verb = {
  name: 'create clusterrolebinding',
  summary: 'Create a cluster role binding for a particular cluster role',
  usage: 'NAME --clusterrole=NAME [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname]',
  flags: SUBJECTS,
  examples: ['kubectl create clusterrolebinding admins --clusterrole=cluster-admin --group=team'],
  run(args, env) {
    const name = nameIn(args, 'create clusterrolebinding');
    if (!args.get('clusterrole')) throw new KubectlError('required flag(s) "clusterrole" not set');
    const roleRef = { apiGroup: RBAC, kind: 'ClusterRole', name: args.get('clusterrole') };
    return make(env, args, binding('ClusterRoleBinding', name, roleRef, args), { failed: 'failed to create clusterrolebinding:' });
  },
};
