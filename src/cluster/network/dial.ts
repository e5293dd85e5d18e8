import type { Service } from '../../kube/kinds/service';
import type { World } from '../component';
import { addresses, nodeRecords, networked, running } from '../kubelet/node-records';
import { podRecords } from '../kubelet/records';
import type { NetworkFailure, Resolution } from '../process/host';
import type { Caller } from './caller';
import { resolve } from './dns';
import { isOutside } from './outside';
import { chooseEndpoint, serviceAt, serviceOfNodePort, type Destination } from './services';

/** Where a connection arrives. */
export interface Dialled {
  /** uid of the Pod that has the address. */
  readonly uid?: string;
  readonly outside?: true;
  /** The API server's own address. */
  readonly apiServer?: true;
  readonly port: number;
  readonly ip: string;
  readonly service?: Service;
}

/** A failure, and the Service that was meant. */
export type Missed = NetworkFailure & { readonly service?: Service };

/** How long a client waits for an answer that never comes: Linux gives up a connection after about 130 s. */
const NEVER = 130_000;
/** A resolver that hears nothing tries twice, 5 s each. */
const NO_DNS = 10_000;

/** Follow a name or address and a port to whoever has it.
 *  MODELS DNS, Service addresses, node ports, Pod addresses, nodes that are off or cut off.
 *  OMITS network policies, latency and packet loss. */
export function dial(world: World, caller: Caller, host: string, port: number): Dialled | Missed {
  const name = resolve(world, caller, host);
  const address = name && pickAddress(world, name);
  if (address === undefined) return { error: 'resolve', took: caller.node && !networked(world, caller.node) ? NO_DNS : 0 };
  if (address === '127.0.0.1') return arrive(world, caller, { ip: caller.ip, port });
  if (isOutside(address)) return { outside: true, ip: address, port };
  const found = serviceAt(world, address, port);
  if (found) return toService(world, caller, found, port);
  const node = nodeAt(world, address);
  const nodePort = node === undefined ? undefined : serviceOfNodePort(world, port);
  if (nodePort) return toService(world, caller, nodePort, port);
  return arrive(world, caller, { ip: address, port });
}

const pickAddress = (world: World, { addresses: all }: Resolution) => world.random.pick(all);

function toService(
  world: World,
  caller: Caller,
  { service, port: name }: { service: Service; port?: string },
  port: number,
): Dialled | Missed {
  // No rule knows that port of the address: the packets go nowhere.
  if (name === undefined) return { error: 'timeout', took: NEVER, service };
  if (service.metadata.namespace === 'default' && service.metadata.name === 'kubernetes')
    return { apiServer: true, ip: service.spec.clusterIP!, port, service };
  const chosen = chooseEndpoint(world, service, name, caller.ip);
  if (!chosen) return { error: 'refused', took: 0, service };
  return { ...arrive(world, caller, chosen), service };
}

const nodeAt = (world: World, address: string) => [...nodeRecords(world).values()].find(({ ip }) => ip === address)?.name;

function arrive(world: World, caller: Caller, { ip, port }: Destination): Dialled | Missed {
  const uid = addresses(world).get(ip);
  const node = uid === undefined ? nodeAt(world, ip) : podRecords(world).get(uid)?.node;
  if (node === undefined || !connected(world, caller.node, node)) return { error: 'timeout', took: NEVER };
  return { ...(uid !== undefined && { uid }), ip, port };
}

/** Do packets reach one node from another (or from outside)? A node that is cut off only hears itself. */
function connected(world: World, from: string | undefined, to: string): boolean {
  if (!running(world, to)) return false;
  if (from === to) return true;
  return networked(world, to) && (from === undefined || networked(world, from));
}
