import type { Fault } from '../../kube/fault';
import type { Pod } from '../../kube/kinds/pod';
import type { ClusterEvent, World } from '../component';
import { beat, hearNode } from './heartbeat';
import { registerNode } from './node-object';
import { nodeRecords } from './node-records';
import { adopt, powerOff } from './power';
import { fillNode } from './pressure';
import { failing } from './probes';
import { died } from './processes';
import { processes } from './process-cells';
import { broken } from './pulls';
import { containerKey, podOf, podRecords, type Turn } from './records';
import { slow } from './slowness';
import { forget, terminate } from './termination';

/** What a lesson or a person does to nodes and containers. */
export function hearFault(turn: Turn, event: ClusterEvent): void {
  const fault = event.data as Fault;
  const { world } = turn;
  switch (fault.kind) {
    case 'kill-container':
      return killContainer(world, fault);
    case 'break-pull':
      return toggle(broken(world), fault.image, fault.mend);
    case 'fail-probe':
      return toggle(failing(world), `${fault.namespace}/${fault.pod}/${fault.probe}`, fault.mend);
    case 'stop-node':
      return stopNode(world, fault.node);
    case 'start-node':
      return startNode(turn, fault.node);
    case 'cut-node':
      return fault.mend ? mendNode(turn, fault.node, 'Unreachable') : cutNode(world, fault.node);
    case 'stop-kubelet':
      return fault.mend ? mendNode(turn, fault.node, 'KubeletStopped') : void hearNode(world, fault.node, { type: 'KUBELET_STOP' });
    case 'fill-node':
      return fillNode(world, fault.node, fault.resource, fault.mend);
    case 'slow-pod':
      return slow(world, `${fault.namespace}/${fault.pod}`, fault.mend ? 0 : fault.ms);
    case 'stop-zone':
      return inZone(world, fault.zone).forEach((node) => stopNode(world, node));
    case 'start-zone':
      return inZone(world, fault.zone).forEach((node) => startNode(turn, node));
    case 'add-node': {
      const { kind: _, node: name, ...rest } = fault;
      return nodeRecords(world).has(name) ? startNode(turn, name) : registerNode(world, { name, ...rest });
    }
    case 'remove-node':
      return removeNode(world, fault.node);
  }
}

const toggle = (cell: Map<string, true>, key: string, mend = false) => void (mend ? cell.delete(key) : cell.set(key, true));

/** ms that a machine needs to boot. */
const BOOT: readonly [number, number] = [2_500, 4_000];

function killContainer(world: World, fault: Extract<Fault, { kind: 'kill-container' }>): void {
  const pod = world.api.get('pods', `${fault.namespace}/${fault.pod}`) as unknown as Pod | undefined;
  if (!pod) return;
  const name = fault.container ?? pod.spec.containers[0]!.name;
  const key = containerKey(pod.metadata.uid, name);
  if (processes(world).has(key)) died(world, key, fault.exitCode ?? 137, world.random.between(50, 900));
}

const inZone = (world: World, zone: string) =>
  [...nodeRecords(world).values()].filter((node) => node.zone === zone).map(({ name }) => name);

function stopNode(world: World, node: string): void {
  if (hearNode(world, node, { type: 'STOP' }) === 'Off') powerOff(world, node);
}

/** Also a node that ran all the time and was only not heard is whole again. */
function startNode(turn: Turn, node: string): void {
  const { world } = turn;
  const state = nodeRecords(world).get(node)?.state;
  if (state === 'Unreachable' || state === 'KubeletStopped') return mendNode(turn, node, state);
  hearNode(world, node, { type: 'START', booting: world.random.between(...BOOT) });
}

function cutNode(world: World, node: string): void {
  hearNode(world, node, { type: 'CUT' });
}

/** The control plane hears the node again: what the kubelet could not say or hear meanwhile, it does now. */
function mendNode(turn: Turn, node: string, from: 'Unreachable' | 'KubeletStopped'): void {
  const { world } = turn;
  if (nodeRecords(world).get(node)?.state !== from || hearNode(world, node, { type: 'MEND' }) !== 'Ready') return;
  beat(world, node);
  for (const record of [...podRecords(world).values()].filter((one) => one.node === node)) {
    const pod = podOf(world, record);
    if (!pod) forget(turn, record.uid);
    else if (pod.metadata.deletionTimestamp) terminate(turn, pod);
    else turn.touched.add(record.uid);
  }
  adopt(turn, node);
}

/** The machine is taken away for good. */
function removeNode(world: World, node: string): void {
  stopNode(world, node);
  for (const record of [...podRecords(world).values()]) if (record.node === node) podRecords(world).delete(record.uid);
  nodeRecords(world).delete(node);
  if (world.api.get('nodes', node)) world.api.delete('nodes', node);
}
