import type { Fault } from '../../kube/fault';
import type { Pod } from '../../kube/kinds/pod';
import { nodeMachine } from '../machines';
import { advance } from '../machines/advance';
import type { MachineEvent } from '../machines/step';
import { nodeHolder, registerNode } from './node-object';
import { nodeRecords } from './node-records';
import { endProcess } from './processes';
import { failing, stopProbes } from './probes';
import { broken, dropPulls } from './pulls';
import { containerKey, containersOf, KUBELET, podOf, podRecords, type Turn } from './records';

/** What a fault does to kubelets and their machines. */
export function suffer(turn: Turn, fault: Fault): void {
  const { world } = turn;
  switch (fault.kind) {
    case 'kill-container': {
      const pod = world.api.get<Pod>('pods', `${fault.namespace}/${fault.pod}`);
      const name = fault.container ?? pod?.spec.containers[0]?.name;
      if (pod && name) world.schedule(KUBELET, containerKey(pod.metadata.uid, name), 'EXIT', 0, { exitCode: fault.exitCode ?? 137 });
      return;
    }
    case 'break-pull':
      return fault.mend ? void broken(world).delete(fault.image) : void broken(world).set(fault.image, true);
    case 'fail-probe': {
      const key = `${fault.namespace}/${fault.pod} ${fault.probe}`;
      return fault.mend ? void failing(world).delete(key) : void failing(world).set(key, true);
    }
    case 'stop-node':
      return nodeHears(turn, fault.node, { type: 'STOP' });
    case 'start-node':
      return nodeHears(turn, fault.node, { type: 'START', booting: 8_000 });
    case 'cut-node':
      return nodeHears(turn, fault.node, { type: fault.mend ? 'MEND' : 'CUT' });
    case 'stop-zone':
    case 'start-zone':
      for (const { name, zone } of [...nodeRecords(world).values()]) {
        if (zone === fault.zone) nodeHears(turn, name, fault.kind === 'stop-zone' ? { type: 'STOP' } : { type: 'START', booting: 8_000 });
      }
      return;
    case 'add-node':
      return registerNode(world, {
        name: fault.node,
        ...(fault.zone && { zone: fault.zone }),
        ...(fault.cpu && { cpu: fault.cpu }),
        ...(fault.memory && { memory: fault.memory }),
        ...(fault.labels && { labels: fault.labels }),
      });
    case 'remove-node':
      nodeHears(turn, fault.node, { type: 'STOP' });
      if (world.api.get('nodes', fault.node)) world.api.delete('nodes', fault.node);
      return;
    default:
  }
}

/** Let a node's machine hear an event; a machine that goes off takes its containers with it. */
export function nodeHears(turn: Turn, name: string, event: MachineEvent): void {
  const { world } = turn;
  const record = nodeRecords(world).get(name);
  if (!record) return;
  const state = advance(world, nodeMachine, nodeHolder(name), record.state, event);
  if (state === record.state) return;
  nodeRecords(world).set(name, { ...record, state });
  if (state === 'Off') switchOff(turn, name);
  // What changed meanwhile is told now, and what was asked for meanwhile is done.
  if (state === 'Ready')
    for (const pod of world.api.podsOn<never>(name) as unknown as readonly Pod[])
      world.schedule(KUBELET, pod.metadata.uid, 'SEE', 100, `${pod.metadata.namespace}/${pod.metadata.name}`);
}

/** Containers stop at once, and nobody is told. */
function switchOff({ world }: Turn, node: string): void {
  dropPulls(world, node);
  for (const record of [...podRecords(world).values()]) {
    if (record.node !== node) continue;
    const pod = podOf(world, record);
    for (const container of pod ? containersOf(world, pod) : []) {
      endProcess(world, container);
      stopProbes(world, container);
      if (container.state === 'Running') world.schedule(KUBELET, containerKey(record.uid, container.name), 'EXIT', 0, { exitCode: 255 });
    }
  }
}
