import type { Fault } from '../../kube/fault';
import { controllerOf, type KubeObject } from '../../kube/object';
import type { View } from '../../kube/view';
import type { Player } from '../player';

/** A fault that makes sense now, and what the button says. */
export interface OfferedFault {
  readonly group: 'Nodes' | 'Zones' | 'Containers' | 'Images' | 'Traffic';
  readonly label: string;
  readonly fault: Fault;
}

const ZONE = 'topology.kubernetes.io/zone';
/** Requests a second that a press of the button sends: dots that can be told apart. */
const TRAFFIC = 4;

/** What a menu or a card offers: a button, or a greyed one and why it is so. */
export interface Offer {
  readonly group: OfferedFault['group'];
  readonly label: string;
  /** Absent: it cannot be done here. */
  readonly act?: () => void;
  /** Why it cannot. */
  readonly why?: string;
}

/** What can befall this player's cluster now. @param key  what was chosen on the stage; absent: all of it */
export function offersOf(player: Player, key?: string): Offer[] {
  void player.version;
  const { view, namespace, playground, selected } = player;
  const standing = standingOf(player);
  const offered = key === undefined ? offeredFaults(view, namespace, standing, selected) : faultsFor(key, view, namespace, standing);
  return offered.map(({ group, label, fault }) => ({
    group,
    label,
    act: () => {
      playground.fault(fault);
      playground.time.play();
    },
  }));
}

/** Which faults can be thrown at this cluster now: a node that is off can be switched on, not off again.
 *  @param running  what faults of the past left: see `standing`
 *  @param selected  uid of the object chosen on the stage: its pod comes first */
export function offeredFaults(view: View, namespace: string, running: Standing, selected?: string): OfferedFault[] {
  const nodes = view.list('nodes');
  return [
    ...nodes.map((node) => nodeFault(node.metadata.name, running)),
    { group: 'Nodes', label: 'Add a node', fault: { kind: 'add-node', node: nextNode(nodes), ...zoneOfNext(nodes) } },
    ...zonesOf(nodes).map((zone) => zoneFault(zone, nodes, running)),
    ...killable(view, namespace, selected).map(killFault),
    ...imagesOf(here(view, 'pods', namespace)).map((image) => imageFault(image, running)),
    ...view.list('services').flatMap((service) => trafficFault(service, namespace, running)),
  ];
}

/** What can be done to one thing on the stage: a node's plug, a zone, a container, the traffic of a Service.
 *  @param key  the stage's: a uid, or `zone:<name>` */
export function faultsFor(key: string, view: View, namespace: string, running: Standing): OfferedFault[] {
  const nodes = view.list('nodes');
  const node = nodes.find(({ metadata }) => metadata.uid === key);
  if (node) return [nodeFault(node.metadata.name, running), ...nodeTroubles(node.metadata.name, running)];
  if (key.startsWith('zone:')) return [zoneFault(key.slice('zone:'.length), nodes, running)];
  const pod = view.list('pods').find(({ metadata }) => metadata.uid === key);
  if (pod) return podFaults(pod, running);
  const owned = here(view, 'pods', namespace).filter((one) => ownersOf(one, view).includes(key.replace(/\/$/, '')));
  if (owned.length) return imagesOf(owned).map((image) => imageFault(image, running));
  return view
    .list('services')
    .filter(({ metadata }) => metadata.uid === key)
    .flatMap((service) => trafficFault(service, namespace, running));
}

/** What the faults have left that were thrown up to now, those of the scenario included. */
export function standingOf({ view, faults, playground }: Player): Standing {
  const before = playground.scenario.setup.flatMap((action) => ('fault' in action ? [action.fault] : []));
  return standing([...before, ...faults], view.list('nodes'));
}

/** What earlier faults left behind. */
export interface Standing {
  readonly stoppedNodes: ReadonlySet<string>;
  /** `namespace/service` with a client that sends. */
  readonly traffic: ReadonlySet<string>;
  /** Faults that last until they are mended, by `keyOf`. */
  readonly lasting: ReadonlySet<string>;
}

/** Read from the inputs up to now what is switched off, and what sends. */
export function standing(faults: readonly Fault[], nodes: readonly KubeObject[]): Standing {
  const stoppedNodes = new Set<string>();
  const traffic = new Set<string>();
  const lasting = new Set<string>();
  for (const fault of faults) {
    if (fault.kind === 'stop-node') stoppedNodes.add(fault.node);
    else if (fault.kind === 'start-node' || fault.kind === 'remove-node') stoppedNodes.delete(fault.node);
    else if (fault.kind === 'stop-zone') for (const name of namesIn(nodes, fault.zone)) stoppedNodes.add(name);
    else if (fault.kind === 'start-zone') for (const name of namesIn(nodes, fault.zone)) stoppedNodes.delete(name);
    else if (fault.kind === 'traffic') traffic[fault.perSecond > 0 ? 'add' : 'delete'](`${fault.namespace}/${fault.service}`);
    else if (LASTING.has(fault.kind)) lasting['mend' in fault && fault.mend ? 'delete' : 'add'](keyOf(fault));
  }
  return { stoppedNodes, traffic, lasting };
}

const LASTING: ReadonlySet<Fault['kind']> = new Set(['break-pull', 'fail-probe', 'cut-node', 'stop-kubelet', 'fill-node']);
const keyOf = (fault: Fault): string => JSON.stringify({ ...fault, mend: undefined });

type LastingFault = Extract<Fault, { readonly mend?: boolean }>;

/** One that lasts is mended by the same button. */
function lastingFault(
  group: OfferedFault['group'],
  fault: LastingFault,
  { lasting }: Standing,
  label: string,
  mended: string,
): OfferedFault {
  return lasting.has(keyOf(fault)) ? { group, label: mended, fault: { ...fault, mend: true } } : { group, label, fault };
}

function nodeTroubles(node: string, running: Standing): OfferedFault[] {
  return [
    lastingFault('Nodes', { kind: 'cut-node', node }, running, `Cut ${node} off the network`, `Join ${node} to the network again`),
    lastingFault('Nodes', { kind: 'stop-kubelet', node }, running, `Stop the kubelet of ${node}`, `Start the kubelet of ${node}`),
    lastingFault(
      'Nodes',
      { kind: 'fill-node', node, resource: 'memory' },
      running,
      `Let ${node} run short of memory`,
      `Give ${node} its memory back`,
    ),
  ];
}

function podFaults(pod: KubeObject, running: Standing): OfferedFault[] {
  return [
    ...(pod.status?.phase === 'Running' ? [killFault(pod), ...probeFaults(pod, running)] : []),
    ...imagesOf([pod]).map((image) => imageFault(image, running)),
  ];
}

/** Only a probe that is there can fail. */
function probeFaults({ metadata: { name, namespace = '' }, spec }: KubeObject, running: Standing): OfferedFault[] {
  const containers = (spec?.containers ?? []) as readonly Readonly<Record<string, unknown>>[];
  return (['readiness', 'liveness'] as const)
    .filter((probe) => containers.some((one) => one[`${probe}Probe`]))
    .map((probe) =>
      lastingFault(
        'Containers',
        { kind: 'fail-probe', namespace, pod: name, probe },
        running,
        `Let the ${probe} probe fail`,
        `Let the ${probe} probe succeed again`,
      ),
    );
}

/** What is pulled already on a node is not pulled again: the fault strikes where the image is new. */
const imageFault = (image: string, running: Standing): OfferedFault =>
  lastingFault('Images', { kind: 'break-pull', image }, running, `Break the image ${image}`, `Mend the image ${image}`);

/** @returns images of these pods' containers, each once */
function imagesOf(pods: readonly KubeObject[]): string[] {
  const containers = pods.flatMap(({ spec }) => (spec?.containers ?? []) as readonly { readonly image?: string }[]);
  return [...new Set(containers.flatMap(({ image }) => image ?? []))];
}

const here = (view: View, resource: string, namespace: string): readonly KubeObject[] =>
  view.list(resource).filter(({ metadata }) => metadata.namespace === namespace);

/** UIDs of a pod's controller and of that one's own. */
function ownersOf(pod: KubeObject, view: View): string[] {
  const owner = controllerOf(pod);
  if (!owner) return [];
  const above = owner.kind === 'ReplicaSet' ? 'replicasets' : owner.kind === 'Job' ? 'jobs' : undefined;
  const parent = above && view.get(above, `${pod.metadata.namespace}/${owner.name}`);
  return [owner.uid, ...(parent ? [controllerOf(parent)?.uid ?? ''] : [])];
}

function nodeFault(node: string, { stoppedNodes }: Standing): OfferedFault {
  return stoppedNodes.has(node)
    ? { group: 'Nodes', label: `Switch ${node} on`, fault: { kind: 'start-node', node } }
    : { group: 'Nodes', label: `Switch ${node} off`, fault: { kind: 'stop-node', node } };
}

function zoneFault(zone: string, nodes: readonly KubeObject[], { stoppedNodes }: Standing): OfferedFault {
  const down = namesIn(nodes, zone).every((name) => stoppedNodes.has(name));
  return down
    ? { group: 'Zones', label: `${zoneName(zone)} comes back`, fault: { kind: 'start-zone', zone } }
    : { group: 'Zones', label: `${zoneName(zone)} goes down`, fault: { kind: 'stop-zone', zone } };
}

/** `zone-a` is called Zone a. */
const zoneName = (zone: string) => `Zone ${zone.replace(/^zone-/, '')}`;

const killFault = (pod: KubeObject): OfferedFault => ({
  group: 'Containers',
  label: `Kill the container of ${pod.metadata.name}`,
  fault: { kind: 'kill-container', namespace: pod.metadata.namespace!, pod: pod.metadata.name },
});

function trafficFault(service: KubeObject, namespace: string, { traffic }: Standing): OfferedFault[] {
  const { name, namespace: home = 'default' } = service.metadata;
  if (home !== namespace || name === 'kubernetes') return [];
  const on = traffic.has(`${home}/${name}`);
  const fault: Fault = { kind: 'traffic', namespace: home, service: name, perSecond: on ? 0 : TRAFFIC };
  return [{ group: 'Traffic', label: on ? `Stop the traffic to ${name}` : `Send traffic to ${name}`, fault }];
}

/** The chosen pod, or the oldest few that run. */
function killable(view: View, namespace: string, selected?: string): KubeObject[] {
  const running = view.list('pods').filter((pod) => pod.metadata.namespace === namespace && pod.status?.phase === 'Running');
  const chosen = running.filter((pod) => pod.metadata.uid === selected);
  return chosen.length ? chosen : running.slice(0, 3);
}

const zoneOf = (node: KubeObject): string | undefined => node.metadata.labels?.[ZONE];
const namesIn = (nodes: readonly KubeObject[], zone: string) =>
  nodes.filter((node) => zoneOf(node) === zone).map((node) => node.metadata.name);
const zonesOf = (nodes: readonly KubeObject[]) => [...new Set(nodes.flatMap((node) => zoneOf(node) ?? []))];

function nextNode(nodes: readonly KubeObject[]): string {
  const numbers = nodes.map((node) => Number(/-(\d+)$/.exec(node.metadata.name)?.[1] ?? 0));
  return `node-${Math.max(0, ...numbers) + 1}`;
}

/** A new node joins the zone that has the fewest. */
function zoneOfNext(nodes: readonly KubeObject[]): { zone?: string } {
  const [zone] = zonesOf(nodes).sort((a, b) => namesIn(nodes, a).length - namesIn(nodes, b).length);
  return zone ? { zone } : {};
}
