import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../src/kube/object';
import { refusal, START, world } from './world';

const RBAC = 'rbac.authorization.k8s.io/v1';
const NET = 'networking.k8s.io/v1';

const role = (rules: unknown, kind = 'Role'): Manifest => ({ apiVersion: RBAC, kind, metadata: { name: 'reader' }, rules });
const binding = (roleRef: object, subjects: unknown[] = [], kind = 'RoleBinding'): Manifest => ({
  apiVersion: RBAC,
  kind,
  metadata: { name: 'read' },
  roleRef,
  subjects,
});
const ingress = (spec: object, metadata: object = {}): Manifest => ({
  apiVersion: NET,
  kind: 'Ingress',
  metadata: { name: 'web', ...metadata },
  spec,
});
const backend = { service: { name: 'web', port: { number: 80 } } };
const path = (more: object = {}) => ({ path: '/', pathType: 'Prefix', backend, ...more });
const rule = (host: string | undefined, ...paths: object[]) => ({ ...(host && { host }), http: { paths } });
const TO_ROLE = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' };

const create = (resource: string, object: Manifest, before: readonly [string, Manifest][] = []) => {
  const { api } = world();
  for (const [other, one] of before) api.create(other, one, { namespace: 'default' });
  return { api, object: api.create(resource, object, api.kind(resource).namespaced ? { namespace: 'default' } : {}) };
};

describe('kinds that are stored and nothing more: what is refused', () => {
  // pkg/apis/rbac/validation/validation.go, pkg/apis/networking/validation/validation.go
  it.each([
    [
      'roles',
      role([{ apiGroups: [''], resources: ['pods'], verbs: [] }]),
      'rules[0].verbs: Required value: verbs must contain at least one value',
    ],
    [
      'roles',
      role([{ resources: ['pods'], verbs: ['get'] }]),
      'rules[0].apiGroups: Required value: resource rules must supply at least one api group',
    ],
    [
      'roles',
      role([{ apiGroups: [''], verbs: ['get'] }]),
      'rules[0].resources: Required value: resource rules must supply at least one resource',
    ],
    [
      'roles',
      role([{ nonResourceURLs: ['/healthz', '/livez'], verbs: ['get'] }]),
      'rules[0].nonResourceURLs: Invalid value: []string{"/healthz", "/livez"}: namespaced rules cannot apply to non-resource URLs',
    ],
    [
      'rolebindings',
      binding({ ...TO_ROLE, kind: 'Cook' }),
      'roleRef.kind: Unsupported value: "Cook": supported values: "ClusterRole", "Role"',
    ],
    ['rolebindings', binding({ ...TO_ROLE, name: '' }), 'roleRef.name: Required value'],
    ['rolebindings', binding(TO_ROLE, [{ kind: 'ServiceAccount', name: 'a' }]), 'subjects[0].namespace: Required value'],
    [
      'rolebindings',
      binding(TO_ROLE, [{ kind: 'Robot', name: 'a' }]),
      'subjects[0].kind: Unsupported value: "Robot": supported values: "Group", "ServiceAccount", "User"',
    ],
    [
      'ingresses',
      ingress({ rules: [rule('a.com', path({ pathType: undefined }))] }),
      'spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified',
    ],
    [
      'ingresses',
      ingress({ rules: [rule('a.com', path({ path: 'x' }))] }),
      'spec.rules[0].http.paths[0].path: Invalid value: "x": must be an absolute path',
    ],
    ['ingresses', ingress({}), 'either `defaultBackend` or `rules` must be specified'],
    [
      'networkpolicies',
      { apiVersion: NET, kind: 'NetworkPolicy', metadata: { name: 'a' }, spec: { podSelector: {}, policyTypes: ['Sideways'] } },
      'spec.policyTypes[0]: Unsupported value: "Sideways": supported values: "Egress", "Ingress"',
    ],
  ])('%s: %j', (resource, object, why) => {
    expect(refusal(() => create(resource, object))).toContain(why);
  });

  it('a binding that would bind another role', () => {
    const { api, object } = create('rolebindings', binding(TO_ROLE));
    expect(refusal(() => api.update('rolebindings', { ...object, roleRef: { ...TO_ROLE, name: 'other' } }))).toContain(
      'roleRef: Invalid value: rbac.RoleRef{APIGroup:"rbac.authorization.k8s.io", Kind:"Role", Name:"other"}: cannot change roleRef',
    );
  });
});

describe('kinds that are stored and nothing more: what is printed', () => {
  const CREATED = new Date(START).toISOString().replace('.000Z', 'Z');
  const subjects = [
    { kind: 'User', name: 'jane' },
    { kind: 'ServiceAccount', name: 'bot', namespace: 'ci' },
  ];
  // pkg/printers/internalversion/printers.go
  it.each([
    ['clusterroles', role([], 'ClusterRole'), ['reader', CREATED]],
    ['rolebindings', binding(TO_ROLE, subjects), ['read', 'Role/reader', '0s', 'jane', '', 'ci/bot']],
    [
      'ingresses',
      ingress({ ingressClassName: 'nginx', rules: [rule('a.com', path()), rule(undefined, path())] }),
      ['web', 'nginx', 'a.com,*', '', '80', '0s'],
    ],
    ['ingresses', ingress({ defaultBackend: backend, tls: [{}] }), ['web', '<none>', '*', '', '80, 443', '0s']],
    [
      'ingresses',
      ingress({ rules: ['a', 'b', 'c', 'd', 'e'].map((host) => rule(`${host}.com`, path())) }),
      ['web', '<none>', 'a.com,b.com,c.com + 2 more...', '', '80', '0s'],
    ],
    [
      'ingressclasses',
      { apiVersion: NET, kind: 'IngressClass', metadata: { name: 'nginx' }, spec: { controller: 'k8s.io/ingress-nginx' } },
      ['nginx', 'k8s.io/ingress-nginx', '<none>', '0s'],
    ],
    [
      'networkpolicies',
      { apiVersion: NET, kind: 'NetworkPolicy', metadata: { name: 'deny' }, spec: { podSelector: { matchLabels: { app: 'db' } } } },
      ['deny', 'app=db', '0s'],
    ],
  ] as [string, Manifest, unknown[]][])('%s', (resource, manifest, cells) => {
    const { api, object } = create(resource, manifest);
    expect(api.table(resource, [object]).rows[0]!.cells).toEqual(cells);
  });
});

describe('kinds that are stored and nothing more: what is filled in', () => {
  it('the group of a role, of users and of groups', () => {
    const { object } = create('rolebindings', binding({ kind: 'Role', name: 'reader' }, [{ kind: 'Group', name: 'dev' }]));
    expect(object).toMatchObject({
      roleRef: { apiGroup: 'rbac.authorization.k8s.io' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io' }],
    });
  });

  it('what a NetworkPolicy is about', () => {
    const spec = { podSelector: {}, egress: [{ ports: [{ port: 53 }] }] };
    const { object } = create('networkpolicies', { apiVersion: NET, kind: 'NetworkPolicy', metadata: { name: 'a' }, spec });
    expect(object['spec']).toMatchObject({ policyTypes: ['Ingress', 'Egress'], egress: [{ ports: [{ port: 53, protocol: 'TCP' }] }] });
  });

  it('the class that is the default', () => {
    const annotations = { 'ingressclass.kubernetes.io/is-default-class': 'true' };
    const standard: Manifest = {
      apiVersion: NET,
      kind: 'IngressClass',
      metadata: { name: 'nginx', annotations },
      spec: { controller: 'x.dev/y' },
    };
    const { object } = create('ingresses', ingress({ defaultBackend: backend }), [['ingressclasses', standard]]);
    expect(object['spec'].ingressClassName).toBe('nginx');
  });
});

it('a PodTemplate is stored with the defaults of a pod, and nothing comes of it', () => {
  const spec = { containers: [{ name: 'app', image: 'busybox' }] };
  const made = create('podtemplates', { apiVersion: 'v1', kind: 'PodTemplate', metadata: { name: 'app' }, template: { spec } });
  expect(made.object['template']).toMatchObject({ spec: { restartPolicy: 'Always', containers: [{ imagePullPolicy: 'Always' }] } });
  expect(made.api.table('podtemplates', [made.object]).rows[0]!.cells).toEqual(['app', 'app', 'busybox', '<none>']);
  expect(refusal(() => create('podtemplates', { apiVersion: 'v1', kind: 'PodTemplate', metadata: { name: 'app' } }))).toContain(
    'template.spec.containers: Required value',
  );
});
