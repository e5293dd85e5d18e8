import type { Fault } from '../../src/kube/fault';
import type { Node } from '../../src/kube/kinds/node';
import type { PersistentVolume } from '../../src/kube/kinds/persistent-volume';
import type { PersistentVolumeClaim } from '../../src/kube/kinds/persistent-volume-claim';
import type { Pod } from '../../src/kube/kinds/pod';
import { isReady } from '../../src/kube/kinds/pod-status';
import type { KubeObject, Manifest } from '../../src/kube/object';
import { StatusError } from '../../src/kube/status';
import { plainNodes, type ScenarioNode } from '../../src/cluster/bootstrap';
import { execInPod } from '../../src/cluster/kubelet';
import { SimulatedCluster } from '../../src/cluster/simulated';

/** A whole cluster, for what only a whole cluster shows. */
export class Whole {
  readonly cluster: SimulatedCluster;

  constructor(nodes: readonly ScenarioNode[] = plainNodes(3), seed = 5) {
    this.cluster = new SimulatedCluster({ seed, nodes });
  }

  get api() {
    return this.cluster.engine.api;
  }

  /** Create objects as a person would. */
  apply(...objects: Manifest[]): void {
    for (const object of objects) {
      const resource = this.api.resourceOf(object.apiVersion!, object.kind!);
      const options = resource.namespaced ? { options: { namespace: object.metadata?.namespace ?? 'default' } } : {};
      this.cluster.history.input({ type: 'create', resource, object, ...options });
    }
  }

  run(seconds: number): void {
    this.cluster.advance(this.cluster.at + seconds * 1_000);
  }

  fault(fault: Fault): void {
    this.cluster.fault(fault);
  }

  delete(resource: string, name: string, options: Record<string, unknown> = {}): void {
    const { group, version, namespaced } = this.api.kind(resource);
    const ref = { group, version, resource, name, ...(namespaced && { namespace: 'default' }) };
    this.cluster.history.input({ type: 'delete', ref, options });
  }

  /** A merge patch. */
  patch(resource: string, name: string, patch: unknown, subresource?: 'status' | 'scale'): void {
    const { group, version, namespaced } = this.api.kind(resource);
    const ref = { group, version, resource, name, ...(namespaced && { namespace: 'default' }) };
    const options = { ...(subresource && { subresource }) };
    this.cluster.history.input({ type: 'patch', ref, patchType: 'application/merge-patch+json', patch, options });
  }

  find<T extends KubeObject>(resource: string, name: string): T | undefined {
    return this.api.get<T>(resource, this.api.kind(resource).namespaced ? `default/${name}` : name);
  }

  get<T extends KubeObject>(resource: string, name: string): T {
    const found = this.find<T>(resource, name);
    if (!found) throw new Error(`no ${resource} ${name}`);
    return found;
  }

  pod(name: string): Pod {
    return this.get<Pod & KubeObject>('pods', name);
  }

  node(name: string): Node {
    return this.get<Node & KubeObject>('nodes', name);
  }

  claim(name: string): PersistentVolumeClaim {
    return this.get<PersistentVolumeClaim & KubeObject>('persistentvolumeclaims', name);
  }

  volume(name: string): PersistentVolume {
    return this.get<PersistentVolume & KubeObject>('persistentvolumes', name);
  }

  pods(app?: string): Pod[] {
    const all = this.api.list<Pod>('pods', 'default');
    return all.filter(({ metadata }) => app === undefined || metadata.labels?.['app'] === app);
  }

  ready(app: string): Pod[] {
    return this.pods(app).filter((pod) => isReady(pod) && !pod.metadata.deletionTimestamp);
  }

  /** What a command prints in a pod; its exit code must be 0. */
  exec(pod: string, ...command: string[]): string {
    const { stdout, stderr, exitCode } = execInPod(this.cluster.engine, this.pod(pod), { command });
    if (exitCode !== 0) throw new Error(`${command.join(' ')}: ${exitCode} ${stderr}`);
    return stdout;
  }

  /** `reason: message` of the events about an object, in order. */
  events(name: string): string[] {
    return this.api
      .list('events')
      .filter((event) => (event['involvedObject'] as { name: string }).name === name)
      .map((event) => `${String(event['reason'])}: ${String(event['message'])}`);
  }

  /** The refusal of an act, as `code: message`. */
  refusal(act: () => void): string {
    try {
      act();
    } catch (error) {
      if (error instanceof StatusError) return `${error.code}: ${error.message}`;
      throw error;
    }
    return 'not refused';
  }
}

export const claim = (name: string, spec: Record<string, unknown> = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
});

export const volume = (name: string, spec: Record<string, unknown> = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name },
  spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: `/data/${name}` }, ...spec },
});

/** A pod that has the claim at /data, and sleeps. */
export const user = (name: string, claimName: string, spec: Record<string, unknown> = {}): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: name } },
  spec: {
    terminationGracePeriodSeconds: 1,
    containers: [{ name: 'c', image: 'nginx', volumeMounts: [{ name: 'data', mountPath: '/data' }] }],
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }],
    ...spec,
  },
});
