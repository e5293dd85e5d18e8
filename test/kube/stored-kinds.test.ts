import { describe, expect, it } from 'vitest';
import { requestsOf } from '../../src/cluster/scheduler/usage';
import type { Pod } from '../../src/kube/kinds/pod';
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

describe('RuntimeClass', () => {
  const sandbox = (more: object = {}): Manifest => ({
    apiVersion: 'node.k8s.io/v1',
    kind: 'RuntimeClass',
    metadata: { name: 'gvisor' },
    handler: 'runsc',
    ...more,
  });
  const pod = (more: object = {}): Manifest => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'app' },
    spec: { containers: [{ name: 'app', image: 'busybox' }], runtimeClassName: 'gvisor', ...more },
  });
  const run = (more: object, wanted: object = {}) => create('pods', pod(wanted), [['runtimeclasses', sandbox(more)]]).object['spec'];
  const dedicated = { key: 'sandbox', operator: 'Exists', effect: 'NoSchedule' };

  it('is printed with its handler, which no update may change', () => {
    const { api, object } = create('runtimeclasses', sandbox());
    expect(api.table('runtimeclasses', [object]).rows[0]!.cells).toEqual(['gvisor', 'runsc', '0s']);
    expect(refusal(() => api.update('runtimeclasses', { ...object, handler: 'kata' }))).toContain(
      'handler: Invalid value: "kata": field is immutable',
    );
    expect(refusal(() => create('runtimeclasses', sandbox({ handler: 'Not A Label' })))).toContain(
      'handler: Invalid value: "Not A Label": a lowercase RFC 1123 label',
    );
  });

  // plugin/pkg/admission/runtimeclass/admission.go
  it('gives a pod its overhead, its node selector and its tolerations', () => {
    const scheduling = { nodeSelector: { runtime: 'gvisor' }, tolerations: [dedicated] };
    const spec = run(
      { overhead: { podFixed: { memory: '120Mi' } }, scheduling },
      { nodeSelector: { disk: 'ssd' }, tolerations: [dedicated] },
    );
    expect(spec).toMatchObject({ overhead: { memory: '120Mi' }, nodeSelector: { disk: 'ssd', runtime: 'gvisor' } });
    expect(spec.tolerations.map(({ key }: { key: string }) => key)).toEqual([
      'sandbox',
      'node.kubernetes.io/not-ready',
      'node.kubernetes.io/unreachable',
    ]);
  });

  it('counts the overhead as asked for', () => {
    const { object } = create('pods', pod(), [['runtimeclasses', sandbox({ overhead: { podFixed: { cpu: '250m', memory: '120Mi' } } })]]);
    expect(requestsOf(object as unknown as Pod)).toMatchObject({ cpu: 250, memory: 120 * 2 ** 20 * 1000 });
  });

  it('refuses a pod that contradicts it', () => {
    expect(refusal(() => create('pods', pod()))).toContain('pod rejected: RuntimeClass "gvisor" not found');
    expect(refusal(() => run({ scheduling: { nodeSelector: { runtime: 'gvisor' } } }, { nodeSelector: { runtime: 'runc' } }))).toContain(
      'conflict: runtimeClass.scheduling.nodeSelector[runtime] = gvisor; pod.spec.nodeSelector[runtime] = runc',
    );
    expect(refusal(() => run({}, { overhead: { cpu: '1' } }))).toContain(
      'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead',
    );
    expect(refusal(() => run({ overhead: { podFixed: { cpu: '2' } } }, { overhead: { cpu: '1' } }))).toContain(
      "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead",
    );
  });
});

describe('kinds that nothing here acts on', () => {
  const of = (group: string, kind: string, spec: object): Manifest => ({
    apiVersion: `${group}/v1`,
    kind,
    metadata: { name: 'one' },
    spec,
  });
  const STORAGE = 'storage.k8s.io';
  const FLOW = 'flowcontrol.apiserver.k8s.io';
  const pem = btoa('-----BEGIN CERTIFICATE REQUEST-----\nMIIB\n-----END CERTIFICATE REQUEST-----\n');
  const asked = (more: object = {}) =>
    of('certificates.k8s.io', 'CertificateSigningRequest', {
      request: pem,
      signerName: 'kubernetes.io/kube-apiserver-client',
      usages: ['client auth'],
      ...more,
    });
  const flow = (more: object = {}) => of(FLOW, 'FlowSchema', { priorityLevelConfiguration: { name: 'low' }, ...more });
  const level = (limitResponse: object, type = 'Limited') => of(FLOW, 'PriorityLevelConfiguration', { type, limited: { limitResponse } });
  const attachment = (source: object) => of(STORAGE, 'VolumeAttachment', { attacher: 'ebs.csi.aws.com', nodeName: 'worker-1', source });
  const driver = (more: object = {}) => of(STORAGE, 'CSIDriver', more);
  const csiNode = (...drivers: object[]) => of(STORAGE, 'CSINode', { drivers });
  const capacity = (more: object): Manifest => ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'CSIStorageCapacity',
    metadata: { name: 'one' },
    ...more,
  });

  // pkg/printers/internalversion/printers.go
  it.each([
    [
      'certificatesigningrequests',
      asked({ expirationSeconds: 86_400 }),
      ['one', '0s', 'kubernetes.io/kube-apiserver-client', 'kubernetes-admin', '24h', 'Pending'],
    ],
    ['flowschemas', flow({ distinguisherMethod: { type: 'ByUser' } }), ['one', 'low', 1000, 'ByUser', '0s', '?']],
    ['prioritylevelconfigurations', level({ type: 'Queue', queuing: {} }), ['one', 'Limited', 30, 64, 8, 50, '0s']],
    ['prioritylevelconfigurations', level({ type: 'Reject' }), ['one', 'Limited', 30, '<none>', '<none>', '<none>', '0s']],
    ['csidrivers', driver({ attachRequired: false }), ['one', false, false, false, '<unset>', false, 'Persistent', '0s']],
    ['csinodes', csiNode({ name: 'ebs.csi.aws.com', nodeID: 'i-1' }), ['one', 1, '0s']],
    ['csistoragecapacities', capacity({ storageClassName: 'fast', capacity: '1024Mi' }), ['one', 'fast', '1Gi']],
    ['volumeattachments', attachment({ persistentVolumeName: 'pv' }), ['one', 'ebs.csi.aws.com', 'pv', 'worker-1', false, '0s']],
  ] as [string, Manifest, unknown[]][])('%s are printed', (resource, manifest, cells) => {
    const { api, object } = create(resource, manifest);
    expect(api.table(resource, [object]).rows[0]!.cells).toEqual(cells);
  });

  // pkg/apis/{certificates,flowcontrol,storage}/validation
  it.each([
    [
      'certificatesigningrequests',
      asked({ request: undefined }),
      'spec.request: Invalid value: []byte(nil): PEM block type must be CERTIFICATE REQUEST',
    ],
    ['certificatesigningrequests', asked({ request: btoa('hi') }), 'spec.request: Invalid value: []byte{0x68, 0x69}: PEM block type'],
    ['certificatesigningrequests', asked({ request: '!' }), 'illegal base64 data at input byte 0'],
    ['certificatesigningrequests', asked({ usages: [] }), 'spec.usages: Required value'],
    [
      'certificatesigningrequests',
      asked({ usages: ['fun'] }),
      'spec.usages[0]: Unsupported value: "fun": supported values: "any", "cert sign"',
    ],
    ['certificatesigningrequests', asked({ signerName: '' }), 'spec.signerName: Required value'],
    [
      'certificatesigningrequests',
      asked({ signerName: 'me' }),
      'spec.signerName: Invalid value: "me": must be a fully qualified domain and path',
    ],
    ['certificatesigningrequests', asked({ expirationSeconds: 60 }), 'may not specify a duration less than 600 seconds (10 minutes)'],
    [
      'flowschemas',
      flow({ priorityLevelConfiguration: {} }),
      'spec.priorityLevelConfiguration.name: Required value: must reference a priority level',
    ],
    ['flowschemas', flow({ matchingPrecedence: 1 }), "only the schema named 'exempt' may have matchingPrecedence 1"],
    ['flowschemas', flow({ rules: [{}] }), 'spec.rules[0].subjects: Required value: subjects must contain at least one value'],
    ['prioritylevelconfigurations', level({ type: 'Queue' }), 'spec.limited.limitResponse.queuing: Required value'],
    ['prioritylevelconfigurations', level({ type: 'Queue', queuing: { queues: 4 } }), 'should not be greater than queues (4)'],
    ['csidrivers', driver({ fsGroupPolicy: 'All' }), 'supported values: "File", "None", "ReadWriteOnceWithFSType"'],
    ['csinodes', csiNode({ name: 'ebs' }), 'spec.drivers[0].nodeID: Required value'],
    ['csistoragecapacities', capacity({ storageClassName: 'Fast!' }), 'storageClassName: Invalid value: "Fast!"'],
    [
      'volumeattachments',
      attachment({}),
      'spec.source: Required value: must specify exactly one of inlineVolumeSpec and persistentVolumeName',
    ],
  ] as [string, Manifest, string][])('%s: %j', (resource, manifest, why) => {
    expect(refusal(() => create(resource, manifest))).toContain(why);
  });
});
