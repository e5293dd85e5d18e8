import type { World } from '../component';

/** What a node remembers of itself, besides its Node object. */
export interface NodeRecord {
  readonly name: string;
  /** State of the node machine. */
  readonly state: string;
  /** The n of its Pods' addresses 10.244.n.x. */
  readonly subnet: number;
  /** Last octet given to a Pod. */
  readonly lastAddress: number;
  readonly ip: string;
  readonly zone: string;
}

export const nodeRecords = (world: World) => world.cell<NodeRecord>('kubelet/nodes');

/** Do containers run there? */
export function running(world: World, node: string): boolean {
  const state = nodeRecords(world).get(node)?.state;
  return state === 'Ready' || state === 'Unreachable' || state === 'KubeletStopped';
}

/** Do packets come and go? */
export function networked(world: World, node: string): boolean {
  const state = nodeRecords(world).get(node)?.state;
  return state === 'Ready' || state === 'KubeletStopped';
}

export const kubeletStopped = (world: World, node: string) => nodeRecords(world).get(node)?.state === 'KubeletStopped';

/** Can its kubelet speak with the API server? */
export const reachable = (world: World, node: string) => nodeRecords(world).get(node)?.state === 'Ready';

/** Pod addresses in use: address → uid of the Pod. */
export const addresses = (world: World) => world.cell<string>('network/addresses');

/** The next free address of the node's range 10.244.n.2 – 254, in turn, as the host-local plugin gives them. */
export function takeAddress(world: World, node: string, uid: string): string {
  const records = nodeRecords(world);
  const record = records.get(node)!;
  const taken = addresses(world);
  let last = record.lastAddress;
  for (let tries = 0; tries < 253; tries++) {
    last = last >= 254 ? 2 : last + 1;
    const address = `10.244.${record.subnet}.${last}`;
    if (taken.has(address)) continue;
    taken.set(address, uid);
    records.set(node, { ...record, lastAddress: last });
    return address;
  }
  throw new Error(`node ${node}: no address is free`);
}

export function freeAddress(world: World, address: string | undefined, uid: string): void {
  if (address !== undefined && addresses(world).get(address) === uid) addresses(world).delete(address);
}
