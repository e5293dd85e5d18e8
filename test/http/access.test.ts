import { describe, expect, it } from 'vitest';
import { plainNodes } from '../../src/cluster/bootstrap';
import { SimulatedCluster } from '../../src/cluster/simulated';
import { apiHandler } from '../../src/http/server';

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
