import { describe, expect, it } from 'vitest';
import { plainNodes } from '../../src/cluster/bootstrap';
import { SimulatedCluster } from '../../src/cluster/simulated';
import { apiHandler } from '../../src/http/server';
import { admitSession } from '../../src/http/server/channels';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const ACCOUNT = 'system:serviceaccount:default:robot';

type Json = Record<string, any>;

async function server() {
  const handle = apiHandler(new SimulatedCluster({ seed: 1, nodes: plainNodes(1) }));
  const ask = async (path: string, as?: string, groups?: string, init: RequestInit = {}) => {
    const headers = {
      'Content-Type': 'application/json',
      ...(as && { 'Impersonate-User': as }),
      ...(groups && { 'Impersonate-Group': groups }),
    };
    const response = await handle(new Request(`http://127.0.0.1${path}`, { ...init, headers }));
    return { status: response.status, body: (await response.json()) as Json };
  };
  const post = (path: string, body: unknown, as?: string) => ask(path, as, undefined, { method: 'POST', body: JSON.stringify(body) });
  const role = (kind: string, name: string, rules: unknown) =>
    post(`${RBAC}/${kind === 'Role' ? 'namespaces/default/roles' : 'clusterroles'}`, {
      apiVersion: RBAC.slice(6),
      kind,
      metadata: { name },
      rules,
    });
  const bind = (kind: string, name: string, roleKind: string, roleName: string, subject: object) =>
    post(`${RBAC}/${kind === 'RoleBinding' ? 'namespaces/default/rolebindings' : 'clusterrolebindings'}`, {
      apiVersion: RBAC.slice(6),
      kind,
      metadata: { name },
      subjects: [subject],
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: roleKind, name: roleName },
    });
  const canI = async (as: string, verb: string, resource: string, more: object = {}) => {
    const spec = { resourceAttributes: { namespace: 'default', verb, resource, ...more } };
    return (await post('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { spec }, as)).body['status'].allowed as boolean;
  };
  await role('Role', 'reader', [{ apiGroups: [''], resources: ['pods', 'pods/log'], verbs: ['get', 'list'] }]);
  await bind('RoleBinding', 'robot', 'Role', 'reader', { kind: 'ServiceAccount', name: 'robot', namespace: 'default' });
  await role('ClusterRole', 'first-node', [{ apiGroups: [''], resources: ['nodes'], resourceNames: ['node-1'], verbs: ['get'] }]);
  await bind('ClusterRoleBinding', 'bob', 'ClusterRole', 'first-node', { kind: 'User', name: 'bob' });
  await bind('ClusterRoleBinding', 'admins', 'ClusterRole', 'cluster-admin', { kind: 'Group', name: 'admins' });
  await bind('RoleBinding', 'viewers', 'ClusterRole', 'view', { kind: 'User', name: 'eve' });
  return { ask, post, canI };
}

const PODS = '/api/v1/namespaces/default/pods';

describe('who asks in the name of another', () => {
  it('may do what that one’s roles allow, and is refused the rest in upstream’s words', async () => {
    const { ask } = await server();
    expect((await ask(PODS, ACCOUNT)).status).toBe(200);
    const refused = async (path: string, as: string, method = 'GET') =>
      (await ask(path, as, undefined, { method })).body['message'] as string;
    expect(await refused(`${PODS}/x`, ACCOUNT, 'DELETE')).toBe(
      `pods "x" is forbidden: User "${ACCOUNT}" cannot delete resource "pods" in API group "" in the namespace "default"`,
    );
    expect(await refused('/apis/apps/v1/namespaces/default/deployments', ACCOUNT)).toBe(
      `deployments.apps is forbidden: User "${ACCOUNT}" cannot list resource "deployments" in API group "apps" in the namespace "default"`,
    );
    expect(await refused(`${PODS}?watch=true`, ACCOUNT)).toContain('cannot watch resource "pods"');
    expect((await ask('/api/v1/nodes/node-1', 'bob')).status).toBe(200);
    expect(await refused('/api/v1/nodes', 'bob')).toBe(
      'nodes is forbidden: User "bob" cannot list resource "nodes" in API group "" at the cluster scope',
    );
  });

  it('is whom his groups make him', async () => {
    const { ask } = await server();
    expect((await ask('/api/v1/nodes', 'x')).status).toBe(403);
    expect((await ask('/api/v1/nodes', 'x', 'admins')).status).toBe(200);
    expect((await ask('/api/v1/nodes', 'x', 'system:masters')).status).toBe(200);
  });

  it('is told so by can-i', async () => {
    const { canI } = await server();
    expect(await canI(ACCOUNT, 'list', 'pods')).toBe(true);
    expect(await canI(ACCOUNT, 'get', 'pods', { subresource: 'log' })).toBe(true);
    expect(await canI(ACCOUNT, 'create', 'pods', { subresource: 'exec' })).toBe(false);
    expect(await canI(ACCOUNT, 'list', 'pods', { namespace: 'kube-system' })).toBe(false);
    expect(await canI('bob', 'get', 'nodes', { name: 'node-2' })).toBe(false);
    expect(await canI('eve', 'list', 'deployments', { group: 'apps' })).toBe(true);
    expect(await canI('eve', 'list', 'secrets')).toBe(false);
  });

  it('learns who he is', async () => {
    const { post } = await server();
    const who = async (as?: string) =>
      (await post('/apis/authentication.k8s.io/v1/selfsubjectreviews', {}, as)).body['status'].userInfo as Json;
    expect(await who()).toEqual({ username: 'kubernetes-admin', groups: ['kubeadm:cluster-admins', 'system:authenticated'] });
    expect(await who(ACCOUNT)).toEqual({
      username: ACCOUNT,
      groups: ['system:serviceaccounts', 'system:serviceaccounts:default', 'system:authenticated'],
    });
  });
});

describe('what everybody begins with', () => {
  it('admin, edit and view are ClusterRoles, made of others', async () => {
    const { ask, canI } = await server();
    const { body } = await ask(`${RBAC}/clusterroles/edit`);
    expect(body['aggregationRule']).toEqual({
      clusterRoleSelectors: [{ matchLabels: { 'rbac.authorization.k8s.io/aggregate-to-edit': 'true' } }],
    });
    expect(await canI('eve', 'list', 'endpointslices', { group: 'discovery.k8s.io' })).toBe(true);
    expect(await canI('eve', 'get', 'secrets')).toBe(false);
    expect(await canI('eve', 'get', 'nodes')).toBe(false);
  });

  it('a ClusterRole with the label is aggregated, and what its users may grows', async () => {
    const cluster = new SimulatedCluster({ seed: 1, nodes: plainNodes(1) });
    const metadata = { name: 'widgets', labels: { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' } };
    const rules = [{ apiGroups: ['example.com'], resources: ['widgets'], verbs: ['get'] }];
    const roles = { group: RBAC.split('/')[2]!, version: 'v1', resource: 'clusterroles' };
    await cluster.create(roles, { apiVersion: RBAC.slice(6), kind: 'ClusterRole', metadata, rules });
    cluster.advance(cluster.at + 2_000);
    for (const name of ['view', 'edit', 'admin']) expect((await cluster.get({ ...roles, name }))['rules'], name).toContainEqual(rules[0]);
  });

  it('says all that somebody may, and why he may', async () => {
    const { post } = await server();
    const all = (await post('/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', { spec: { namespace: 'default' } }, ACCOUNT)).body;
    expect(all).toMatchObject({ kind: 'SelfSubjectRulesReview', status: { incomplete: false } });
    expect(all['status'].resourceRules).toContainEqual({ verbs: ['get', 'list'], apiGroups: [''], resources: ['pods', 'pods/log'] });
    expect(all['status'].nonResourceRules).toContainEqual(
      expect.objectContaining({ nonResourceURLs: expect.arrayContaining(['/healthz']) }),
    );
    const mine = (await post('/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', { spec: { namespace: 'default' } })).body;
    expect(mine['status'].resourceRules).toContainEqual({ verbs: ['*'], apiGroups: ['*'], resources: ['*'] });
    const spec = { user: ACCOUNT, resourceAttributes: { namespace: 'default', verb: 'get', resource: 'pods' } };
    expect((await post('/apis/authorization.k8s.io/v1/subjectaccessreviews', { spec })).body['status']).toEqual({
      allowed: true,
      reason: 'RBAC: allowed by RoleBinding "robot/default" of Role "reader" to ServiceAccount "robot/default"',
    });
    const path = { spec: { user: 'eve', groups: ['system:authenticated'], nonResourceAttributes: { path: '/openapi/v3', verb: 'get' } } };
    expect((await post('/apis/authorization.k8s.io/v1/subjectaccessreviews', path)).body['status'].allowed).toBe(true);
  });
});

describe('the token of a ServiceAccount', () => {
  const TOKEN = '/api/v1/namespaces/default/serviceaccounts/robot/token';
  const SA = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'robot' } };
  const bearing = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });

  it('says who bears it, for as long as it lasts, and that nobody has signed it', async () => {
    const cluster = new SimulatedCluster({ seed: 1, nodes: plainNodes(1) });
    const handle = apiHandler(cluster);
    const ask = (path: string, init: RequestInit = {}) => handle(new Request(`http://127.0.0.1${path}`, init));
    const post = (path: string, body: unknown) =>
      ask(path, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });
    expect((await post(TOKEN, {})).status).toBe(404);
    await post('/api/v1/namespaces/default/serviceaccounts', SA);
    const short = (await (await post(TOKEN, { spec: { expirationSeconds: 60 } })).json()) as Json;
    expect(short['message']).toBe(
      'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes',
    );
    const made = await post(TOKEN, { spec: { expirationSeconds: 600 } });
    expect(made.status).toBe(201);
    expect(made.headers.get('Warning')).toContain('signs nothing');
    const { status } = (await made.json()) as Json;
    expect(Date.parse(status.expirationTimestamp)).toBe(Math.floor(cluster.clock.now() / 1000) * 1000 + 600_000);
    const refused = await ask('/api/v1/namespaces/default/pods', bearing(status.token));
    expect(((await refused.json()) as Json)['message']).toContain(`User "${ACCOUNT}" cannot list resource "pods"`);
    cluster.advance(cluster.at + 601_000);
    expect((await ask('/api/v1/namespaces/default/pods', bearing(status.token))).status).toBe(401);
    const again = ((await (await post(TOKEN, {})).json()) as Json)['status'].token as string;
    await ask('/api/v1/namespaces/default/serviceaccounts/robot', { method: 'DELETE' });
    expect((await ask('/api/v1/namespaces/default/pods', bearing(again))).status).toBe(401);
    expect((await ask('/api/v1/namespaces/default/pods', bearing('a.b.c'))).status).toBe(200);
  });

  it('is bound to a pod that runs as that account only', async () => {
    const { ask, post } = await server();
    await post('/api/v1/namespaces/default/serviceaccounts', SA);
    await post(PODS, { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'nginx' }] } });
    const boundObjectRef = { kind: 'Pod', apiVersion: 'v1', name: 'p' };
    expect((await post(TOKEN, { spec: { boundObjectRef } })).body['message']).toBe(
      'cannot bind token for serviceaccount "robot" to pod running with serviceaccount "default"',
    );
    expect((await ask(TOKEN)).status).toBe(405);
  });
});

it('exec and attach over WebSockets ask for the verb get on the subresource', async () => {
  const cluster = new SimulatedCluster({ seed: 1, nodes: plainNodes(1) });
  const url = new URL(`http://127.0.0.1${PODS}/p/exec?command=ls`);
  const asked = (as?: string) =>
    admitSession(cluster, url, new Request(url, as ? { headers: { 'Impersonate-User': as } } : {})).catch((error: Error) => error.message);
  expect(await asked('eve')).toBe(
    'pods "p" is forbidden: User "eve" cannot get resource "pods/exec" in API group "" in the namespace "default"',
  );
  expect(await asked()).toBe('pods "p" not found');
});

it('who asks in his own name is admin', async () => {
  const { ask, canI } = await server();
  expect((await ask('/api/v1/nodes')).status).toBe(200);
  expect(await canI('', 'delete', 'nodes')).toBe(true);
});

it('a path that is not served has details that say nothing: kubectl looks there for a name', async () => {
  const { ask } = await server();
  const { body } = await ask(`${PODS}/x/resize`, undefined, undefined, { method: 'PATCH', body: '{}' });
  expect(body).toMatchObject({ code: 404, reason: 'NotFound', details: {} });
});
