import type { KubeObject, Manifest } from '../../kube/object';
import type { ScenarioNode } from '../bootstrap';
import type { World } from '../component';
import { nodeMachine } from '../machines';
import { advance, type Holder } from '../machines/advance';
import { nodeRecords } from './node-records';

/** A node as it registers itself.
 *  Source: kubelet_node_status.go, nodestatus/setters.go */

/** What one learns of a node by its name alone is always the same in a world. */
const hex = (world: World, digits: number) => {
  let text = '';
  while (text.length < digits) text += world.random.int(0x10000).toString(16).padStart(4, '0');
  return text.slice(0, digits);
};

export const nodeHolder = (name: string, uid?: string): Holder => ({
  to: 'kubelet',
  key: `node:${name}`,
  object: () => ({ resource: 'nodes', kind: 'Node', name, ...(uid !== undefined && { uid }) }),
});

/** Create the Node object and its Lease, and let its machine begin. */
export function registerNode(world: World, node: ScenarioNode): void {
  const subnet = nextSubnet(world);
  const ip = `192.168.${100 + Math.floor(subnet / 250)}.${(subnet % 250) + 2}`;
  const zone = node.zone ?? 'zone-a';
  const object = world.api.create('nodes', manifest(world, node, subnet, ip, zone), { trusted: true });
  const created = world.api.updateStatus('nodes', { ...object, status: statusOf(world, node, ip) });
  world.api.create('leases', lease(world, created), { trusted: true, namespace: 'kube-node-lease' });
  const state = advance(world, nodeMachine, nodeHolder(node.name, created.metadata.uid), undefined, { type: 'REGISTER' });
  nodeRecords(world).set(node.name, { name: node.name, state, subnet, lastAddress: 1, ip, zone });
  tellOfStart(world, created);
}

/** Ranges 10.244.1.0/24, 10.244.2.0/24 … in the order of joining; those of nodes that left are not given again. */
function nextSubnet(world: World): number {
  const counter = world.cell<number>('kubelet/subnets');
  const next = (counter.get('last') ?? 0) + 1;
  counter.set('last', next);
  return next;
}

function manifest(world: World, node: ScenarioNode, subnet: number, ip: string, zone: string): Manifest {
  const cidr = `10.244.${subnet}.0/24`;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: node.name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': node.name,
        'kubernetes.io/os': 'linux',
        'topology.kubernetes.io/zone': zone,
        ...node.labels,
      },
      annotations: { 'node.alpha.kubernetes.io/ttl': '0', 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
    },
    spec: { podCIDR: cidr, podCIDRs: [cidr] },
    status: statusOf(world, node, ip),
  };
}

function statusOf(world: World, node: ScenarioNode, ip: string) {
  const capacity = { cpu: node.cpu ?? '4', 'ephemeral-storage': '100Gi', memory: node.memory ?? '8Gi', pods: node.pods ?? '110' };
  return {
    capacity,
    allocatable: capacity,
    conditions: healthy(world.timestamp),
    addresses: [
      { type: 'InternalIP', address: ip },
      { type: 'Hostname', address: node.name },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: 10_250 } },
    nodeInfo: {
      machineID: hex(world, 32),
      systemUUID: world.random.uuid(),
      bootID: world.random.uuid(),
      kernelVersion: '6.1.0-31-amd64',
      osImage: 'Debian GNU/Linux 12 (bookworm)',
      containerRuntimeVersion: 'containerd://1.7.27',
      kubeletVersion: 'v1.32.4',
      kubeProxyVersion: 'v1.32.4',
      operatingSystem: 'linux',
      architecture: 'amd64',
    },
    images: [],
  };
}

const CONDITIONS: readonly (readonly [type: string, status: string, reason: string, message: string])[] = [
  ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
];

interface NodeCondition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime?: string;
}

/** The conditions of a node that is well. What has not changed keeps the time of its last change. */
export function healthy(now: string, before: readonly NodeCondition[] = []): readonly NodeCondition[] {
  return CONDITIONS.map(([type, status, reason, message]) => {
    const old = before.find((one) => one.type === type);
    const lastTransitionTime = old?.status === status ? (old.lastTransitionTime ?? now) : now;
    return { type, status, lastHeartbeatTime: now, lastTransitionTime, reason, message };
  });
}

/** RFC 3339 with microseconds. */
export const micro = (now: number) => new Date(now).toISOString().replace('Z', '000Z');

function lease(world: World, node: KubeObject): Manifest {
  const { name, uid } = node.metadata;
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace: 'kube-node-lease', ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }] },
    spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime: micro(world.now) },
  };
}

function tellOfStart(world: World, node: KubeObject): void {
  const { name } = node.metadata;
  const source = { component: 'kubelet', host: name };
  world.record(node, 'Normal', 'Starting', 'Starting kubelet.', source);
  for (const reason of ['NodeHasSufficientMemory', 'NodeHasNoDiskPressure', 'NodeHasSufficientPID', 'NodeReady'])
    world.record(node, 'Normal', reason, `Node ${name} status is now: ${reason}`, source);
}

export function hostAddress(node: string, world: World): string | undefined {
  return nodeRecords(world).get(node)?.ip;
}
