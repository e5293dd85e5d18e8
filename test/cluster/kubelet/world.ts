import type { Fault } from '../../../src/kube/fault';
import type { Pod } from '../../../src/kube/kinds/pod';
import type { KubeObject, Manifest } from '../../../src/kube/object';
import { controller } from '../../../src/cluster/controller';
import { endpointSliceController } from '../../../src/cluster/controllers/endpoint-slice';
import { Engine } from '../../../src/cluster/engine';
import { execInPod, kubelets, logsOf, registerNode } from '../../../src/cluster/kubelet';

/** A world of nodes, kubelets and endpoints only: pods are bound to their node by hand. */
export class Nodes {
  readonly engine: Engine;

  constructor(nodes: readonly string[] = ['node-1'], seed = 1) {
    this.engine = new Engine({ seed, components: [...kubelets, controller(endpointSliceController)] });
    for (const name of ['default', 'kube-node-lease', 'demo']) this.create('namespaces', { metadata: { name } });
    nodes.forEach((name, i) => registerNode(this.engine, { name, zone: `zone-${'abc'[i % 3]}` }));
  }

  create(resource: string, object: Manifest, namespace?: string): KubeObject {
    const kind = this.engine.api.kind(resource);
    const apiVersion = kind.group ? `${kind.group}/${kind.version}` : kind.version;
    return this.engine.api.create(
      resource,
      { apiVersion, kind: kind.kind, ...object },
      kind.namespaced ? { namespace: namespace ?? 'default' } : {},
    );
  }

  /** A pod of one container, on node-1 unless told otherwise. */
  pod(name: string, container: Record<string, unknown>, spec: Record<string, unknown> = {}, labels: Record<string, string> = {}): void {
    this.create('pods', { metadata: { name, labels }, spec: { nodeName: 'node-1', containers: [{ name: 'c', ...container }], ...spec } });
  }

  run(ms: number): void {
    const until = this.engine.kernel.now + ms;
    for (let next = this.engine.kernel.nextAt(); next !== undefined && next <= until; next = this.engine.kernel.nextAt())
      this.engine.step();
    this.engine.kernel.idleTo(until);
  }

  get(name: string): Pod {
    const pod = this.find(name);
    if (!pod) throw new Error(`no pod ${name}`);
    return pod;
  }

  find(name: string): Pod | undefined {
    return this.engine.api.get('pods', `default/${name}`) as unknown as Pod | undefined;
  }

  status(name: string, index = 0) {
    return this.get(name).status.containerStatuses![index]!;
  }

  exec(name: string, ...command: string[]) {
    return execInPod(this.engine, this.get(name), { command });
  }

  logs(name: string, previous = false): string[] {
    return logsOf(this.engine, this.get(name), this.get(name).spec.containers[0]!.name, previous).map(({ text }) => text);
  }

  /** `reason: message`, in order, of the events about an object. */
  events(name: string): string[] {
    return this.engine.api
      .list('events')
      .filter((event) => (event['involvedObject'] as { name: string }).name === name)
      .map((event) => `${String(event['reason'])}: ${String(event['message'])}`);
  }

  fault(fault: Fault): void {
    this.engine.outside({ type: 'fault', actor: 'fault' }, () => this.engine.deliver({ to: '*', key: '', type: 'FAULT', data: fault }));
  }

  delete(name: string, gracePeriodSeconds?: number): void {
    this.engine.api.delete('pods', `default/${name}`, gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds });
  }

  condition(name: string, type: string) {
    return this.get(name).status.conditions?.find((one) => one.type === type);
  }
}
