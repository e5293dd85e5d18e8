import type { Node } from '../../kube/kinds/node';
import type { KubeObject } from '../../kube/object';
import type { ClusterEvent, World } from '../component';
import { nodeMachine } from '../machines';
import { advance } from '../machines/advance';
import type { MachineEvent } from '../machines/step';
import { healthy, micro, nodeHolder } from './node-object';
import { nodeRecords } from './node-records';
import { relieve, showPressure } from './pressure';
import { imagesOn } from './pulls';
import type { Turn } from './records';
import { restartPods } from './power';

/** Heartbeats.
 *  MODELS the renewal of the Lease every 10 s, and of the node's status every 5 min or when it must change: its
 *  conditions, its images.
 *  Source: component-helpers lease controller; kubelet_node_status.go */

/** Ms between two writes of a status in which nothing has changed. */
const STATUS_EVERY = 300_000;

export const nodeOf = (key: string) => key.slice('node:'.length);

/** Let a node's machine hear an event. @returns its state afterwards; undefined when there is no such node */
export function hearNode(world: World, name: string, event: MachineEvent): string | undefined {
  const record = nodeRecords(world).get(name);
  if (!record) return undefined;
  const uid = world.api.get('nodes', name)?.metadata.uid;
  const state = advance(world, nodeMachine, nodeHolder(name, uid), record.state, event);
  nodeRecords(world).set(name, { ...record, state });
  return state;
}

/** A timer of the node's machine: a heartbeat is due, or the machine has booted. */
export function heartbeat(turn: Turn, name: string, event: ClusterEvent): void {
  const { world } = turn;
  if (event.type === 'PRESSURE') return relieve(turn, name);
  const before = nodeRecords(world).get(name)?.state;
  if (hearNode(world, name, { type: event.type }) !== 'Ready') return;
  if (!world.api.get('nodes', name)) return;
  beat(world, name);
  showPressure(world, name);
  if (before === 'Starting') restartPods(turn, name);
}

/** Renew the Lease, and the status when it is time. */
export function beat(world: World, name: string): void {
  const lease = world.api.get('leases', `kube-node-lease/${name}`);
  if (lease)
    world.api.update(
      'leases',
      { ...lease, spec: { ...(lease['spec'] as object), renewTime: micro(world.now) } },
      {
        trusted: true,
      },
    );
  const node = world.api.get('nodes', name) as unknown as Node | undefined;
  if (node) tellOfCordon(world, node);
  const conditions = node?.status.conditions ?? [];
  const ready = conditions.find(({ type }) => type === 'Ready') as { status: string; lastHeartbeatTime?: string } | undefined;
  const stale = Date.parse(ready?.lastHeartbeatTime ?? '') + STATUS_EVERY <= world.now;
  if (!node) return;
  const images = imagesOn(world, name);
  const pulled = images.length !== (node.status.images?.length ?? 0);
  if (ready?.status === 'True' && !stale && !pulled) return;
  const status = {
    ...node.status,
    conditions: [...healthy(world.timestamp, conditions), ...others(conditions)],
    ...(pulled && { images }),
  };
  const updated = world.api.updateStatus('nodes', { ...node, status } as never) as unknown as KubeObject;
  if (ready?.status !== 'True')
    world.record(updated, 'Normal', 'NodeReady', `Node ${name} status is now: NodeReady`, { component: 'kubelet', host: name });
}

/** Nodes that were cordoned at the last beat. */
const cordoned = (world: World) => world.cell<true>('kubelet/cordoned');

/** Source: kubelet_node_status.go recordNodeSchedulableEvent */
function tellOfCordon(world: World, node: Node): void {
  const { name } = node.metadata;
  const now = node.spec.unschedulable === true;
  if (now === cordoned(world).has(name)) return;
  if (now) cordoned(world).set(name, true);
  else cordoned(world).delete(name);
  const reason = now ? 'NodeNotSchedulable' : 'NodeSchedulable';
  world.record(node, 'Normal', reason, `Node ${name} status is now: ${reason}`, {
    component: 'kubelet',
    host: name,
  });
}

const OWN = new Set(['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready']);
const others = <T extends { readonly type: string }>(conditions: readonly T[]) => conditions.filter(({ type }) => !OWN.has(type));
