import type { Node } from '../../kube/kinds/node';
import type { Pod } from '../../kube/kinds/pod';
import { isTerminal } from '../../kube/kinds/pod-status';
import type { Service } from '../../kube/kinds/service';
import { matches, type Labels } from '../../kube/selectors';
import type { World } from '../component';
import type { Finding } from './findings';
import { reversed, weightOf } from './topology-spread';
import { siblingsIn, spreadOwner, ZONE } from './usage';

/** Pods that say nothing of spreading are spread all the same: fewer siblings on a host (maxSkew 3) and in its zone
 *  (maxSkew 5) are better.
 *  MODELS who is a sibling: the pods of the same ReplicaSet, StatefulSet or ReplicationController, else those behind
 *  the same Services; a pod of a Job or a DaemonSet behind no Service has none.
 *  Source: podtopologyspread/plugin.go systemDefaultConstraints, plugins/helper/spread.go DefaultSelector */
export function defaultSpread(pod: Pod, found: readonly Finding[], world: World): number[] | undefined {
  const siblings = siblingsOf(pod, world);
  if (!siblings) return undefined;
  const inZone = zonesOf(found, siblings);
  const [hostWeight, zoneWeight] = [weightOf(found.length), weightOf(inZone.size)];
  const raw: number[] = [];
  // Looked at for each of many nodes: most stand in the zone of the one before.
  let [last, far]: [string | undefined, number] = [undefined, 0];
  for (const one of found) {
    if (one.zone !== last) {
      last = one.zone;
      far = last === undefined ? 0 : inZone.get(last)! * zoneWeight + ZONE_SKEW - 1;
    }
    raw.push(Math.round(siblings.onNode(one) * hostWeight + HOST_SKEW - 1 + far));
  }
  return reversed(raw);
}

/** How many siblings there are in each zone. */
function zonesOf(found: readonly Finding[], siblings: Siblings): ReadonlyMap<string | undefined, number> {
  const inZone = new Map<string | undefined, number>();
  let last: Finding | undefined;
  for (const one of found) {
    const { zone } = one;
    if ((!last || zone !== last.zone) && !inZone.has(zone)) inZone.set(zone, zone === undefined ? 0 : siblings.inZone(zone));
    last = one;
  }
  return inZone;
}

const HOST_SKEW = 3;
const ZONE_SKEW = 5;

/** How many there are. */
interface Siblings {
  onNode(found: Finding): number;
  inZone(name: string): number;
}

function siblingsOf(pod: Pod, world: World): Siblings | undefined {
  const owner = spreadOwner(pod);
  if (owner === undefined) return behindServices(pod, world);
  return { onNode: (found) => found.siblings, inZone: (zone) => siblingsIn(world, owner, zone) };
}

/** Source: GetPodServices, countPodsMatchSelector */
function behindServices(pod: Pod, world: World): Siblings | undefined {
  const matchLabels = selectorOf(pod, world);
  if (!matchLabels) return undefined;
  const [onNode, inZone] = [new Map<string, number>(), new Map<string, number>()];
  const count = (counts: Map<string, number>, name: string | undefined) =>
    name !== undefined && counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const other of world.api.list<Pod>('pods', pod.metadata.namespace)) {
    const { nodeName } = other.spec;
    if (!nodeName || other.metadata.deletionTimestamp || isTerminal(other) || !matches({ matchLabels }, other.metadata.labels)) continue;
    count(onNode, nodeName);
    count(inZone, world.api.get<Node>('nodes', nodeName)?.metadata.labels?.[ZONE]);
  }
  return { onNode: ({ node }) => onNode.get(node.metadata.name) ?? 0, inZone: (zone) => inZone.get(zone) ?? 0 };
}

/** What all Services that select the pod ask for together; undefined when none does. */
function selectorOf(pod: Pod, world: World): Labels | undefined {
  let all: Labels | undefined;
  for (const { spec } of world.api.list<Service>('services', pod.metadata.namespace))
    if (spec.selector && Object.keys(spec.selector).length && matches({ matchLabels: spec.selector }, pod.metadata.labels))
      all = { ...all, ...spec.selector };
  return all;
}
