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
import { ownedBy, workloadsOf, type Here, type Household } from './workloads';

/** What the story adds to what the API says: see `Chronicle`. */
export interface Told {
  powerOf(node: string): Tray['power'];
  secondsOf(service: string, at: number): Doorway['seconds'];
}

const NOTHING_TOLD: Told = { powerOf: () => 'on', secondsOf: () => [] };

/** The whole cast.
 *  @param namespace the learner's; what lives elsewhere is not on the stage
 *  @param at virtual ms */
export function sceneOf(view: View, namespace: string, told: Told = NOTHING_TOLD, at = 0): Scene {
  const here: Here = <T>(resource: string) => view.list(resource).filter((one) => one.metadata.namespace === namespace) as unknown as T[];
  const pods = here<Pod>('pods');
  const house = household(here, pods);
  const workloads = workloadsOf(here, house);
  const nodes = traysOf(view, here<DaemonSet>('daemonsets'), pods, house, told);
  const services = here<KubeObject>('services')
    .filter(({ metadata: { name } }) => name !== 'kubernetes')
    .map((one) => doorway(one, ownedBy(one, here<EndpointSlice>('endpointslices')), told, at));
  const claims = here<PersistentVolumeClaim>('persistentvolumeclaims').map(drum);
  const claimUids = new Map(claims.map(({ uid, name }) => [name, uid]));
  const isReadyByName = new Map(nodes.map((node) => [node.name, node.ready]));
  const context = { hue: house.hue, isLost: (node: string) => !isReadyByName.get(node), claim: (name: string) => claimUids.get(name) };
  return {
    namespace: plate(view, namespace),
    controllers: controllersOf(workloads, services, nodes, claims),
    workloads,
    services,
    nodes,
    pods: pods.map((pod) => podActor(pod, context)),
    claims,
    configs: [...here<KubeObject>('configmaps'), ...here<KubeObject>('secrets')].flatMap(card),
  };
}

/** Who owns which pods, and which hue they have: the generation's, or the revision's. */
function household(here: Here, pods: readonly Pod[]): Household {
  const byOwner = groupBy(pods, (pod) => controllerOf(pod)?.uid ?? '');
  const hues = new Map([
    ...huesOf(here<KubeObject>('replicasets'), ({ metadata }) => metadata.uid),
    ...huesOf(here<KubeObject>('jobs'), ({ metadata }) => metadata.uid),
    ...huesOf(here<KubeObject>('controllerrevisions'), ({ metadata }) => metadata.name),
  ]);
  return { podsOf: (owner) => byOwner.get(owner) ?? [], hue: (pod) => podHue(pod, hues) };
}

/** Those of one owner are its generations, oldest first. */
function huesOf(objects: readonly KubeObject[], key: (one: KubeObject) => string): [string, number][] {
  const families = groupBy(objects, (one) => controllerOf(one)?.uid ?? one.metadata.uid);
  return [...families.values()].flatMap((family) => family.map((one, i): [string, number] => [key(one), hueOf(i)]));
}

/** A StatefulSet labels its pods with the name of their revision, a DaemonSet with its hash alone. */
function podHue(pod: Pod, hues: ReadonlyMap<string, number>): number {
  const owner = controllerOf(pod);
  if (!owner) return 0;
  const revision = pod.metadata.labels?.['controller-revision-hash'] ?? '';
  return hues.get(owner.uid) ?? hues.get(revision) ?? hues.get(`${owner.name}-${revision}`) ?? 1;
}

function traysOf(view: View, sets: readonly DaemonSet[], pods: readonly Pod[], house: Household, told: Told): Tray[] {
  const byNode = groupBy(view.list('pods') as unknown as readonly Pod[], (pod) => pod.spec.nodeName ?? '');
  const here = new Set(pods);
  // A cluster has nodes, also where one may not look at them.
  if (!view.list('nodes').length) return [...byNode.keys()].filter(Boolean).map(unseenTray);
  return (view.list('nodes') as unknown as readonly Node[]).map((node) => {
    const { name } = node.metadata;
    const own = byNode.get(name) ?? [];
    const counted = pods.length > COUNTED;
    const mine = sets.length || counted ? own.filter((pod) => here.has(pod)) : [];
    const seats = sets.flatMap((set) => daemonSeat(set, node, mine, house));
    return { ...trayOf(node, told.powerOf(name), own, seats), ...(counted && { count: mine.length }) };
  });
}

/** A daemon's slot stands where the set wants a pod, and where one is. */
function daemonSeat(set: DaemonSet, node: Node, pods: readonly Pod[], house: Household): DaemonSeat[] {
  const own = pods.filter((pod) => controllerOf(pod)?.uid === set.metadata.uid);
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
