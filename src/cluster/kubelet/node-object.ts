import type { Node } from '../../kube/kinds/node';
import type { ScenarioNode } from '../bootstrap';
import type { World } from '../component';
import { nodeMachine } from '../machines';
import { advance, type Holder } from '../machines/advance';
import { nodeRecords } from './node-records';
import { KUBELET } from './records';

/** A machine joins the cluster: its Node object, as its kubelet registers it. Source: kubelet_node_status.go */

export const nodeHolder = (name: string): Holder => ({
  to: KUBELET,
  key: `node:${name}`,
  object: { resource: 'nodes', kind: 'Node', name },
});

export function hostAddress(node: string, world: World): string | undefined {
  return nodeRecords(world).get(node)?.ip;
}

export function registerNode(world: World, { name, zone = '', cpu = '4', memory = '8Gi', labels = {} }: ScenarioNode): void {
  const numbers = world.cell<number>('kubelet/subnets');
  const subnet = numbers.get('next') ?? 0;
  numbers.set('next', subnet + 1);
  const ip = `192.168.${10 + Math.floor(subnet / 200)}.${10 + (subnet % 200)}`;
  const state = advance(world, nodeMachine, nodeHolder(name), undefined, { type: 'START' });
  nodeRecords(world).set(name, { name, state, subnet, lastAddress: 1, ip, zone });
  const metadata = {
    name,
    labels: {
      'beta.kubernetes.io/arch': 'amd64',
      'beta.kubernetes.io/os': 'linux',
      'kubernetes.io/arch': 'amd64',
      'kubernetes.io/hostname': name,
      'kubernetes.io/os': 'linux',
      ...(zone && { 'topology.kubernetes.io/zone': zone }),
      ...labels,
    },
  };
  const podCIDR = `10.244.${subnet}.0/24`;
  const node = world.api.create<never>('nodes', { metadata, spec: { podCIDR, podCIDRs: [podCIDR] } }, { trusted: true }) as unknown as Node;
  world.api.updateStatus('nodes', { ...node, status: statusOf(world, name, ip, cpu, memory) } as never);
}

function statusOf(world: World, name: string, ip: string, cpu: string, memory: string): Node['status'] {
  const capacity = { cpu, 'ephemeral-storage': '100Gi', 'hugepages-2Mi': '0', memory, pods: '110' };
  const times = { lastHeartbeatTime: world.timestamp, lastTransitionTime: world.timestamp };
  const fine = (type: string, reason: string, message: string) => ({ type, status: 'False' as const, ...times, reason, message });
  return {
    capacity,
    allocatable: capacity,
    conditions: [
      fine('MemoryPressure', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
      fine('DiskPressure', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
      fine('PIDPressure', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
      { type: 'Ready', status: 'True', ...times, reason: 'KubeletReady', message: 'kubelet is posting ready status' },
    ],
    addresses: [
      { type: 'InternalIP', address: ip },
      { type: 'Hostname', address: name },
    ],
    nodeInfo: {
      architecture: 'amd64',
      bootID: world.random.uuid(),
      containerRuntimeVersion: 'containerd://1.7.24',
      kernelVersion: '6.1.0-31-amd64',
      kubeProxyVersion: 'v1.32.4',
      kubeletVersion: 'v1.32.4',
      machineID: world.random.uuid().replaceAll('-', ''),
      operatingSystem: 'linux',
      osImage: 'Debian GNU/Linux 12 (bookworm)',
      systemUUID: world.random.uuid(),
    },
  };
}
