import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../src/kube/object';
import { deploymentManifest, podManifest, world } from './world';

/** Rows F of the behaviour tables: what the API server fills in where a manifest is silent.
 *  Source: pkg/apis/{core,apps,batch}/v1/defaults.go, and the admission plugins that are on by default. */

/** What is stored of a manifest. */
function stored(resource: string, manifest: Manifest, before: readonly [string, Manifest][] = []): any {
  const { api } = world();
  for (const [kind, object] of before) api.create(kind, object);
  return api.create(resource, { ...manifest, metadata: { name: 'x', ...manifest.metadata } }, { namespace: 'default' });
}
const specOf = (resource: string, spec: object) => stored(resource, { spec }).spec;

const selector = { matchLabels: { app: 'x' } };
const template = { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'c', image: 'nginx:1' }] } };
const work = { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'perl:5' }] } };
const container = (more: object) =>
  stored('pods', podManifest('x', { containers: [{ name: 'c', image: 'nginx:1', ...more }] })).spec.containers[0];

describe('what workloads do not say', () => {
  it('F1 Deployment: one replica, RollingUpdate by a quarter, ten revisions, ten minutes (SetDefaults_Deployment)', () => {
    const { template: _, selector: __, ...spec } = specOf('deployments', deploymentManifest('x')['spec']);
    expect(spec).toEqual({
      replicas: 1,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
    });
  });

  it.each([
    [{ type: 'Recreate' }, { type: 'Recreate' }],
    [{ rollingUpdate: { maxSurge: 2 } }, { type: 'RollingUpdate', rollingUpdate: { maxSurge: 2, maxUnavailable: '25%' } }],
  ])('F1 Deployment with strategy %j', (strategy, expected) => {
    expect(specOf('deployments', { ...deploymentManifest('x')['spec'], strategy }).strategy).toEqual(expected);
  });

  it('F2 ReplicaSet: one replica (SetDefaults_ReplicaSet)', () => {
    const { template: _, ...spec } = specOf('replicasets', { selector, template });
    expect(spec).toEqual({ replicas: 1, selector });
  });

  it('F3 StatefulSet: OrderedReady, RollingUpdate from 0, ten revisions, claims kept (SetDefaults_StatefulSet)', () => {
    const { template: _, ...spec } = specOf('statefulsets', { selector, template, serviceName: 'x' });
    expect(spec).toEqual({
      replicas: 1,
      selector,
      serviceName: 'x',
      podManagementPolicy: 'OrderedReady',
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
      revisionHistoryLimit: 10,
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    });
  });

  it.each([
    [{ type: 'RollingUpdate' }, { type: 'RollingUpdate' }],
    [
      { type: 'RollingUpdate', rollingUpdate: {} },
      { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
    ],
    [{ rollingUpdate: { partition: 2 } }, { type: 'RollingUpdate', rollingUpdate: { partition: 2 } }],
    [{ type: 'OnDelete' }, { type: 'OnDelete' }],
  ])('F3 StatefulSet with updateStrategy %j: %j', (updateStrategy, expected) => {
    expect(specOf('statefulsets', { selector, template, serviceName: 'x', updateStrategy }).updateStrategy).toEqual(expected);
  });

  it('F4 DaemonSet: one node after another, ten revisions (SetDefaults_DaemonSet)', () => {
    const { template: _, ...spec } = specOf('daemonsets', { selector, template });
    expect(spec).toEqual({
      selector,
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
      revisionHistoryLimit: 10,
    });
  });

  it.each([
    ['nothing', {}, { completions: 1, parallelism: 1, backoffLimit: 6, podReplacementPolicy: 'TerminatingOrFailed' }],
    ['parallelism', { parallelism: 3 }, { parallelism: 3, backoffLimit: 6, podReplacementPolicy: 'TerminatingOrFailed' }],
    ['completions', { completions: 3 }, { completions: 3, parallelism: 1, backoffLimit: 6, podReplacementPolicy: 'TerminatingOrFailed' }],
    [
      'a limit for each index',
      { completions: 2, completionMode: 'Indexed', backoffLimitPerIndex: 1 },
      {
        completions: 2,
        parallelism: 1,
        completionMode: 'Indexed',
        backoffLimitPerIndex: 1,
        backoffLimit: 2 ** 31 - 1,
        podReplacementPolicy: 'TerminatingOrFailed',
      },
    ],
    [
      'a failure policy',
      { podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }] } },
      { completions: 1, parallelism: 1, backoffLimit: 6, podReplacementPolicy: 'Failed' },
    ],
  ])('F5 Job that says %s (SetDefaults_Job)', (_, spec, expected) => {
    const { template: __, selector: ___, podFailurePolicy: ____, ...found } = specOf('jobs', { template: work, ...spec });
    expect(found).toEqual({ completionMode: 'NonIndexed', suspend: false, manualSelector: false, ...expected });
  });

  it.each([
    ['none', undefined, ['app', 'batch.kubernetes.io/controller-uid', 'batch.kubernetes.io/job-name', 'controller-uid', 'job-name']],
    ['its own', { own: '1' }, ['own']],
  ])('F5 Job with %s labels has these: those of its template where it has none', (_, labels, expected) => {
    const job = stored('jobs', { metadata: { labels }, spec: { template: { metadata: { labels: { app: 'x' } }, ...work } } });
    expect(Object.keys(job.metadata.labels).sort()).toEqual(expected);
  });

  it('F6 CronJob: Allow, not suspended, three good and one bad Job kept (SetDefaults_CronJob)', () => {
    const { jobTemplate: _, ...spec } = specOf('cronjobs', { schedule: '* * * * *', jobTemplate: { spec: { template: work } } });
    expect(spec).toEqual({
      schedule: '* * * * *',
      concurrencyPolicy: 'Allow',
      suspend: false,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
    });
  });
});

describe('what pods do not say', () => {
  it('F7 Pod: restarts, names, grace, tolerations, and the token that the admission mounts (SetDefaults_Pod, admission)', () => {
    const { containers, volumes, ...spec } = stored('pods', podManifest('x')).spec;
    const lost = (key: string) => ({ key: `node.kubernetes.io/${key}`, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 });
    expect(spec).toEqual({
      restartPolicy: 'Always',
      dnsPolicy: 'ClusterFirst',
      terminationGracePeriodSeconds: 30,
      schedulerName: 'default-scheduler',
      securityContext: {},
      serviceAccount: 'default',
      serviceAccountName: 'default',
      enableServiceLinks: true,
      preemptionPolicy: 'PreemptLowerPriority',
      priority: 0,
      tolerations: [lost('not-ready'), lost('unreachable')],
    });
    expect(volumes[0].name).toMatch(/^kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(volumes[0].projected.defaultMode).toBe(420);
    expect(containers[0].volumeMounts).toEqual([
      { name: volumes[0].name, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true },
    ]);
  });

  it('F7 a template is filled in with less than a pod: no service links, no account, no tolerations', () => {
    expect(specOf('deployments', deploymentManifest('x')['spec']).template.spec).toEqual({
      containers: [expect.objectContaining({ name: 'c' })],
      restartPolicy: 'Always',
      dnsPolicy: 'ClusterFirst',
      terminationGracePeriodSeconds: 30,
      schedulerName: 'default-scheduler',
      securityContext: {},
    });
  });

  it('F8 Container: where it leaves its last words, nothing asked for (SetDefaults_Container)', () => {
    const { volumeMounts: _, ...found } = container({ ports: [{ containerPort: 80 }] });
    expect(found).toEqual({
      name: 'c',
      image: 'nginx:1',
      imagePullPolicy: 'IfNotPresent',
      terminationMessagePath: '/dev/termination-log',
      terminationMessagePolicy: 'File',
      resources: {},
      ports: [{ containerPort: 80, protocol: 'TCP' }],
    });
  });

  it.each([
    ['nginx', 'Always'],
    ['nginx:latest', 'Always'],
    ['nginx:1.27', 'IfNotPresent'],
    ['registry:5000/nginx', 'Always'],
    ['registry:5000/nginx:1', 'IfNotPresent'],
    [`nginx@sha256:${'a'.repeat(64)}`, 'IfNotPresent'],
    [`nginx:latest@sha256:${'a'.repeat(64)}`, 'IfNotPresent'],
  ])('F8 image %s is pulled %s (SetDefaults_Container, ParseImageName)', (image, policy) => {
    expect(container({ image }).imagePullPolicy).toBe(policy);
  });

  it.each([
    [{ limits: { cpu: '1' } }, { limits: { cpu: '1' }, requests: { cpu: '1' } }],
    [
      { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '100m' } },
      { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '100m', memory: '1Gi' } },
    ],
    [{ requests: { cpu: '1' } }, { requests: { cpu: '1' } }],
  ])('F8 H24 resources %j: %j, a limit without a request asks for the limit (SetDefaults_Pod)', (resources, expected) => {
    expect(container({ resources }).resources).toEqual(expected);
  });

  it('F8 H24 a template keeps its limits as they were written: only pods are given the requests', () => {
    const containers = [{ name: 'c', image: 'nginx:1', resources: { limits: { cpu: '1' } } }];
    const spec = specOf('deployments', deploymentManifest('x', { template: { ...template, spec: { containers } } })['spec']);
    expect(spec.template.spec.containers[0].resources).toEqual({ limits: { cpu: '1' } });
  });

  it.each(['livenessProbe', 'readinessProbe', 'startupProbe'])(
    'F9 %s: every 10 s, within 1 s, three failures (SetDefaults_Probe)',
    (probe) => {
      expect(container({ [probe]: { httpGet: { port: 80 } } })[probe]).toEqual({
        httpGet: { port: 80, path: '/', scheme: 'HTTP' },
        timeoutSeconds: 1,
        periodSeconds: 10,
        successThreshold: 1,
        failureThreshold: 3,
      });
    },
  );

  it.each([
    [{}, { emptyDir: {} }],
    [{ configMap: { name: 'c' } }, { configMap: { name: 'c', defaultMode: 420 } }],
    [{ secret: { secretName: 's' } }, { secret: { secretName: 's', defaultMode: 420 } }],
    [{ downwardAPI: {} }, { downwardAPI: { defaultMode: 420 } }],
    [{ projected: { sources: [] } }, { projected: { sources: [], defaultMode: 420 } }],
    [{ secret: { secretName: 's', defaultMode: 256 } }, { secret: { secretName: 's', defaultMode: 256 } }],
    [{ hostPath: { path: '/x' } }, { hostPath: { path: '/x', type: '' } }],
  ])('F10 volume %j: %j (SetDefaults_Volume and its siblings)', (source, expected) => {
    expect(stored('pods', podManifest('x', { volumes: [{ name: 'v', ...source }] })).spec.volumes[0]).toEqual({ name: 'v', ...expected });
  });
});

describe('what other objects do not say', () => {
  it('F11 Service: a ClusterIP of its own, IPv4 alone, no affinity (SetDefaults_Service)', () => {
    const spec = specOf('services', { selector: { app: 'x' }, ports: [{ port: 80 }] });
    expect(spec).toEqual({
      type: 'ClusterIP',
      selector: { app: 'x' },
      clusterIP: expect.stringMatching(/^10\.\d+\.\d+\.\d+$/) as string,
      clusterIPs: [spec.clusterIP],
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      internalTrafficPolicy: 'Cluster',
      sessionAffinity: 'None',
      ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
    });
  });

  const standard: [string, Manifest] = [
    'storageclasses',
    { metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } }, provisioner: 'p.example' },
  ];
  const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };

  it.each([
    ['that names no class gets the default one', {}, [standard], 'standard'],
    ['that wants none keeps it so', { storageClassName: '' }, [standard], ''],
    ['that names one keeps it', { storageClassName: 'fast' }, [standard], 'fast'],
    ['where none is the default has none', {}, [], undefined],
  ])('F12 a claim %s (admission DefaultStorageClass)', (_, more, before, expected) => {
    const found = stored('persistentvolumeclaims', { spec: { ...claim, ...more } }, before);
    expect(found.spec.storageClassName).toBe(expected);
    expect(found.spec.volumeMode).toBe('Filesystem');
    expect(found.status).toEqual({ phase: 'Pending' });
    expect(found.metadata.finalizers).toEqual(['kubernetes.io/pvc-protection']);
  });

  it('F12 a volume: Filesystem, retained, pending (SetDefaults_PersistentVolume)', () => {
    const spec = { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/x' } };
    const { api } = world();
    const found = api.create<any>('persistentvolumes', { metadata: { name: 'x' }, spec });
    expect(found.spec).toMatchObject({ volumeMode: 'Filesystem', persistentVolumeReclaimPolicy: 'Retain' });
    expect(found.status.phase).toBe('Pending');
    expect(found.metadata.finalizers).toEqual(['kubernetes.io/pv-protection']);
  });

  it('F13 Secret: Opaque; stringData goes into data, over what is there (SetDefaults_Secret, ConvertStringData)', () => {
    const found = stored('secrets', { data: { a: 'b2xk', b: 'Yg==' }, stringData: { a: 'new' } });
    expect(found.type).toBe('Opaque');
    expect(found.data).toEqual({ a: 'bmV3', b: 'Yg==' });
    expect(found).not.toHaveProperty('stringData');
  });

  it('F14 Namespace: Active, its finalizer, its name as a label (registry/core/namespace/strategy.go)', () => {
    const { api } = world();
    expect(api.create('namespaces', { metadata: { name: 'n' } })).toMatchObject({
      metadata: { labels: { 'kubernetes.io/metadata.name': 'n' } },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    });
  });
});
