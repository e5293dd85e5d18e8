import type { KubeObject } from '../../kube/object';
import type { View } from '../../kube/view';

/** Small objects, as the API would give them, and a `View` of them. */

export const NAMESPACE = 'demo';
const ZONE = 'topology.kubernetes.io/zone';

type Owner = { readonly kind: string; readonly metadata: { readonly name: string; readonly uid: string } };
interface More {
  readonly owner?: Owner;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly deletionTimestamp?: string;
}

export function object(kind: string, name: string, fields: Record<string, unknown> = {}, { owner, ...metadata }: More = {}): KubeObject {
  const references = owner && [
    { apiVersion: 'v1', kind: owner.kind, name: owner.metadata.name, uid: owner.metadata.uid, controller: true },
  ];
  return {
    apiVersion: 'v1',
    kind,
    metadata: {
      name,
      namespace: NAMESPACE,
      uid: `${kind}/${name}`,
      resourceVersion: '1',
      creationTimestamp: '2025-03-31T09:00:00Z',
      ...metadata,
      ...(references && { ownerReferences: references }),
    },
    ...fields,
  };
}

export function viewOf(objects: readonly KubeObject[]): View {
  const plural = (kind: string) => (kind === 'EndpointSlice' ? 'endpointslices' : `${kind.toLowerCase()}s`);
  const all = [object('Namespace', NAMESPACE), ...objects];
  return {
    now: 0,
    version: 1,
    list: (resource) => all.filter(({ kind }) => plural(kind) === resource),
    get: (resource, key) =>
      all.find(({ kind, metadata }) => plural(kind) === resource && [metadata.name, `${NAMESPACE}/${metadata.name}`].includes(key)),
  };
}

export function node(
  name: string,
  zone = '',
  more: { ready?: boolean; cordoned?: boolean; labels?: Record<string, string>; taints?: unknown[] } = {},
): KubeObject {
  const { ready = true, cordoned, labels = {}, taints } = more;
  const status = {
    conditions: [{ type: 'Ready', status: ready ? 'True' : 'Unknown' }],
    allocatable: { cpu: '4', memory: '8Gi', pods: '110' },
  };
  const spec = { ...(cordoned && { unschedulable: true }), ...(taints && { taints }) };
  return object('Node', name, { spec, status }, { labels: { ...(zone && { [ZONE]: zone }), ...labels } });
}

export const PHASES = ['pending', 'creating', 'unready', 'ready', 'crashing', 'unpullable', 'completed', 'failed', 'terminating'] as const;
export type Phase = (typeof PHASES)[number];

const waiting = (reason: string) => ({ waiting: { reason } });
const ended = (exitCode: number) => ({ terminated: { exitCode, reason: exitCode ? 'Error' : 'Completed' } });

/** What the kubelet says of a pod's one container, and the pod's own phase. */
const STATES: Readonly<Record<Phase, { readonly phase: string; readonly state?: object; readonly restartCount?: number }>> = {
  pending: { phase: 'Pending' },
  creating: { phase: 'Pending', state: waiting('ContainerCreating') },
  unready: { phase: 'Running', state: { running: {} } },
  ready: { phase: 'Running', state: { running: {} } },
  crashing: { phase: 'Running', state: waiting('CrashLoopBackOff'), restartCount: 3 },
  unpullable: { phase: 'Pending', state: waiting('ImagePullBackOff') },
  completed: { phase: 'Succeeded', state: ended(0) },
  failed: { phase: 'Failed', state: ended(1) },
  terminating: { phase: 'Running', state: { running: {} } },
};

export function pod(
  name: string,
  phase: Phase,
  on: string | undefined,
  more: More & { claims?: readonly string[]; init?: number } = {},
): KubeObject {
  const { state, restartCount = 0, phase: word } = STATES[phase];
  const ready = phase === 'ready' || phase === 'terminating';
  const status = {
    phase: word,
    conditions: [
      { type: 'Ready', status: ready ? 'True' : 'False' },
      { type: 'Initialized', status: 'True' },
    ],
    containerStatuses: state ? [{ name: 'main', ready, restartCount, state, image: 'nginx:1.9.1' }] : [],
  };
  const { claims = [], init = 0, ...metadata } = more;
  const spec = {
    containers: [{ name: 'main', image: 'nginx:1.9.1' }],
    ...(init && { initContainers: Array.from({ length: init }, (_, i) => ({ name: `init-${i}`, image: 'busybox' })) }),
    ...(on && phase !== 'pending' && { nodeName: on }),
    volumes: claims.map((claimName) => ({ name: claimName, persistentVolumeClaim: { claimName } })),
  };
  return object(
    'Pod',
    name,
    { spec, status },
    { ...metadata, ...(phase === 'terminating' && { deletionTimestamp: '2025-03-31T09:00:30Z' }) },
  );
}

const template = (image: string) => ({ spec: { containers: [{ name: 'main', image }] } });

/** A Deployment, and one ReplicaSet for each image. @param replicas of each, oldest first */
export function deployment(
  name: string,
  images: readonly string[],
  replicas: readonly number[],
  ready = replicas.at(-1)!,
): { all: KubeObject[]; sets: KubeObject[] } {
  const desired = replicas.reduce((sum, one) => sum + one, 0);
  const root = object('Deployment', name, {
    spec: { replicas: desired, template: template(images.at(-1)!) },
    status: { replicas: desired, updatedReplicas: replicas.at(-1)!, readyReplicas: ready },
  });
  const sets = images.map((image, i) =>
    object(
      'ReplicaSet',
      `${name}-${HASHES[i % HASHES.length]}`,
      { spec: { replicas: replicas[i], template: template(image) }, status: { replicas: replicas[i] } },
      { owner: root },
    ),
  );
  return { all: [root, ...sets], sets };
}

const HASHES = ['786bbc779', 'bd9bd8885', '5c6f8d4b7', '69d4f8c5b', '7f9c6b5d4'];

export function podOf(set: KubeObject, suffix: string, phase: Phase, on: string | undefined): KubeObject {
  const hash = set.metadata.name.slice(set.metadata.name.lastIndexOf('-') + 1);
  return pod(`${set.metadata.name}-${suffix}`, phase, on, { owner: set, labels: { 'pod-template-hash': hash } });
}

export function service(name: string, pods: readonly { readonly pod: KubeObject; readonly ready: boolean }[]): KubeObject[] {
  const door = object('Service', name, { spec: { clusterIP: '10.96.0.10', ports: [{ port: 80 }] } });
  const endpoints = pods.map(({ pod: { kind, metadata }, ready }) => ({
    addresses: ['10.244.0.1'],
    conditions: { ready, serving: ready, terminating: false },
    targetRef: { kind, name: metadata.name, uid: metadata.uid, namespace: NAMESPACE },
  }));
  return [door, object('EndpointSlice', `${name}-x7k2p`, { addressType: 'IPv4', endpoints, ports: [] }, { owner: door })];
}

export function statefulSet(name: string, replicas: number, ready: number): KubeObject {
  return object('StatefulSet', name, {
    spec: { replicas, podManagementPolicy: 'OrderedReady', template: template('postgres:16') },
    status: { replicas, readyReplicas: ready },
  });
}

export const claim = (name: string, phase: 'Pending' | 'Bound' = 'Bound'): KubeObject =>
  object('PersistentVolumeClaim', name, {
    spec: { resources: { requests: { storage: '1Gi' } } },
    status: { phase, capacity: { storage: '1Gi' } },
  });

export function daemonSet(name: string, desired: number, ready: number, more: Record<string, unknown> = {}): KubeObject {
  return object('DaemonSet', name, {
    spec: { template: { spec: { ...template('agent:1').spec, ...more } } },
    status: { desiredNumberScheduled: desired, currentNumberScheduled: ready, updatedNumberScheduled: ready, numberReady: ready },
  });
}

export function job(name: string, completions: number, status: Record<string, unknown>, indexed = false, owner?: Owner): KubeObject {
  const spec = { completions, parallelism: 3, template: template('worker:1'), ...(indexed && { completionMode: 'Indexed' }) };
  return object('Job', name, { spec, status }, owner ? { owner } : {});
}
