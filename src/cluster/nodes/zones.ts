import type { Node } from '../../kube/kinds/node';
import type { World } from '../component';
import { readiness, ZONE } from './conditions';

/** How fast pods may be evicted from the nodes of a zone.
 *  Source: node_lifecycle_controller.go ComputeZoneState, handleDisruption */

export type ZoneState = 'Normal' | 'PartialDisruption' | 'FullDisruption';

/** Share of a zone's nodes that is not Ready from which on the zone, and not its nodes, is thought to be ill.
 *  Source: --unhealthy-zone-threshold */
const THRESHOLD = 0.55;
/** Source: --large-cluster-size-threshold */
const LARGE = 50;

/** ms between two nodes. Source: --node-eviction-rate 0.1/s, --secondary-node-eviction-rate 0.01/s */
const NORMAL_PACE = 10_000;
const SLOW_PACE = 100_000;

export const zoneOf = (node: Node): string => node.metadata.labels?.[ZONE] ?? '';

export function zoneState(nodes: readonly Node[]): ZoneState {
  const lost = nodes.filter((node) => readiness(node) !== 'True').length;
  if (lost > 0 && lost === nodes.length) return 'FullDisruption';
  return lost > 2 && lost / nodes.length >= THRESHOLD ? 'PartialDisruption' : 'Normal';
}

function byZone(world: World): Map<string, Node[]> {
  const zones = new Map<string, Node[]>();
  for (const node of world.api.list<Node>('nodes')) {
    const zone = zoneOf(node);
    const held = zones.get(zone);
    if (held) held.push(node);
    else zones.set(zone, [node]);
  }
  return zones;
}

/** ms between the evictions of two nodes of this zone; undefined: none may be evicted now. When nobody is heard any
 *  more, it is the control plane that is cut off, and nobody is evicted. */
export function pace(world: World, zone: string): number | undefined {
  const zones = byZone(world);
  if ([...zones.values()].every((nodes) => zoneState(nodes) === 'FullDisruption')) return undefined;
  const nodes = zones.get(zone) ?? [];
  if (zoneState(nodes) !== 'PartialDisruption') return NORMAL_PACE;
  return nodes.length > LARGE ? SLOW_PACE : undefined;
}
