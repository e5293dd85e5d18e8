import type { DaemonSet } from '../../kube/kinds/daemon-set';
import type { EndpointSlice } from '../../kube/kinds/endpoint-slice';
import type { Node } from '../../kube/kinds/node';
import type { PersistentVolumeClaim } from '../../kube/kinds/persistent-volume-claim';
import type { Pod } from '../../kube/kinds/pod';
import { controllerOf, type KubeObject } from '../../kube/object';
import type { View } from '../../kube/view';
import { groupBy } from '../group';
import { COUNTED, hueOf, type Card, type DaemonSeat, type Doorway, type Drum, type NamespacePlate, type Scene, type Tray } from './actors';
import { controllersOf } from './controllers';
import { covers } from './daemon-seats';
import { trayOf, unseenTray } from './nodes';
import { podActor, seatKey } from './pods';
import { Roll, type Known } from './roll';
import { ownedBy, workloadsOf, type Here, type Household } from './workloads';

/** What the story adds to what the API says: see `Chronicle`. */
export interface Told {
  powerOf(node: string): Tray['power'];
  secondsOf(service: string, at: number): Doorway['seconds'];
}

const NOTHING_TOLD: Told = { powerOf: () => 'on', secondsOf: () => [] };

/** What was worked out for the scene before, so that the next one costs what changed. */
export class Memory {
  readonly roll = new Roll();
  readonly trays = new Map<string, KnownTray>();
}

/** A node with what it follows from. */
interface KnownTray {
  readonly node: Node;
  readonly power: Tray['power'];
  readonly pods: readonly Known[];
  readonly counted: boolean;
  readonly tray: Tray;
}

/** The whole cast.
 *  @param namespace the learner's; what lives elsewhere is not on the stage
 *  @param at virtual ms
 *  @param memory  of the scene before: it makes this one faster, not another */
export function sceneOf(view: View, namespace: string, told: Told = NOTHING_TOLD, at = 0, memory = new Memory()): Scene {
  const here: Here = <T>(resource: string) => view.list(resource).filter((one) => one.metadata.namespace === namespace) as unknown as T[];
  const { roll } = memory;
  roll.read(view.list('pods'), namespace);
  const house = household(here, roll);
  const workloads = workloadsOf(here, house);
  const nodes = traysOf(view, here<DaemonSet>('daemonsets'), house, told, memory);
  const services = here<KubeObject>('services')
    .filter(({ metadata: { name } }) => name !== 'kubernetes')
    .map((one) => doorway(one, ownedBy(one, here<EndpointSlice>('endpointslices')), told, at));
  const claims = here<PersistentVolumeClaim>('persistentvolumeclaims').map(drum);
  const claimUids = new Map(claims.map(({ uid, name }) => [name, uid]));
  const isReadyByName = new Map(nodes.map((node) => [node.name, node.ready]));
  const context = { hue: house.hueOf, isLost: (node: string) => !isReadyByName.get(node), claim: (name: string) => claimUids.get(name) };
  return {
    namespace: plate(view, namespace),
    controllers: controllersOf(workloads, services, nodes, claims),
    workloads,
    services,
    nodes,
    pods: roll.here.map((one) => podActor(one, context)),
    claims,
    configs: [...here<KubeObject>('configmaps'), ...here<KubeObject>('secrets')].flatMap(card),
  };
}

/** Who owns which pods, and which hue they have: the generation's, or the revision's. */
function household(here: Here, roll: Roll) {
  const hues = new Map([
    ...huesOf(here<KubeObject>('replicasets'), ({ metadata }) => metadata.uid),
    ...huesOf(here<KubeObject>('jobs'), ({ metadata }) => metadata.uid),
    ...huesOf(here<KubeObject>('controllerrevisions'), ({ metadata }) => metadata.name),
  ]);
  /** A StatefulSet labels its pods with the name of their revision, a DaemonSet with its hash alone. */
  const hueOf = (owner: Known['owner'], revision: string): number =>
    owner ? (hues.get(owner.uid) ?? hues.get(revision) ?? hues.get(`${owner.name}-${revision}`) ?? 1) : 0;
  const hue = (pod: Pod) => hueOf(controllerOf(pod), pod.metadata.labels?.['controller-revision-hash'] ?? '');
  return { podsOf: (owner: string) => roll.ownedBy(owner), hue, hueOf };
}

/** Those of one owner are its generations, oldest first. */
function huesOf(objects: readonly KubeObject[], key: (one: KubeObject) => string): [string, number][] {
  const families = groupBy(objects, (one) => controllerOf(one)?.uid ?? one.metadata.uid);
  return [...families.values()].flatMap((family) => family.map((one, i): [string, number] => [key(one), hueOf(i)]));
}

function traysOf(view: View, sets: readonly DaemonSet[], house: Household, told: Told, { roll, trays }: Memory): Tray[] {
  const nodes = view.list('nodes') as unknown as readonly Node[];
  // A cluster has nodes, also where one may not look at them.
  if (!nodes.length) return [...roll.nodes].map(unseenTray);
  const counted = roll.here.length > COUNTED;
  return nodes.map((node) => {
    const { name } = node.metadata;
    const [pods, power, known] = [roll.on(name), told.powerOf(name), trays.get(name)];
    // What a DaemonSet wants of a node is asked anew.
    const isSame = known?.node === node && known.pods === pods && known.power === power && known.counted === counted;
    if (isSame && !sets.length && !known.tray.daemons.length) return known.tray;
    const seats = sets.flatMap((set) => daemonSeat(set, node, pods, house));
    const count = counted && { count: pods.reduce((sum, { here }) => sum + Number(here), 0) };
    const tray = { ...trayOf(node, power, pods, seats), ...count };
    trays.set(name, { node, power, pods, counted, tray });
    return tray;
  });
}

/** A daemon's slot stands where the set wants a pod, and where one is. */
function daemonSeat(set: DaemonSet, node: Node, pods: readonly Known[], house: Household): DaemonSeat[] {
  const own = pods.filter(({ here, owner }) => here && owner?.uid === set.metadata.uid).map(({ pod }) => pod);
  const pod = own.find(({ metadata }) => !metadata.deletionTimestamp) ?? own[0];
  if (!pod && !covers(set, node)) return [];
  const key = seatKey(set.metadata.uid, node.metadata.name);
  return [{ key, set: set.metadata.name, pod: pod?.metadata.uid, hue: pod ? house.hue(pod) : 0 }];
}

function doorway({ metadata, ...service }: KubeObject, slices: readonly EndpointSlice[], told: Told, at: number): Doorway {
  const endpoints = slices.flatMap((slice) => slice.endpoints);
  const uids = (ready: boolean) =>
    endpoints.filter(({ conditions }) => conditions.ready === ready).flatMap(({ targetRef }) => (targetRef ? [targetRef.uid] : []));
  return {
    uid: metadata.uid,
    name: metadata.name,
    ready: uids(true),
    waiting: uids(false),
    headless: service['spec']?.clusterIP === 'None',
    seconds: told.secondsOf(`${metadata.namespace}/${metadata.name}`, at),
  };
}

const drum = ({ metadata: { uid, name }, spec, status }: PersistentVolumeClaim): Drum => ({
  uid,
  name,
  status: status.phase,
  size:
    status.capacity?.['storage'] ?? (spec as { resources?: { requests?: Record<string, string> } }).resources?.requests?.['storage'] ?? '',
});

/** What the system puts into every namespace stays off the stage. */
function card({ kind, metadata: { uid, name } }: KubeObject): Card[] {
  return name === 'kube-root-ca.crt' ? [] : [{ uid, kind, name }];
}

function plate(view: View, namespace: string): NamespacePlate {
  const object = view.get('namespaces', namespace);
  // A cluster has namespaces, also where one may not list them.
  if (!object) return { name: namespace, state: view.list('namespaces').length ? 'absent' : 'active' };
  return { name: namespace, state: object.metadata.deletionTimestamp ? 'terminating' : 'active' };
}
