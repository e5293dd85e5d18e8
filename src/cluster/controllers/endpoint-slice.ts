import type { Change } from '../../kube/api';
import type { Endpoint, EndpointSlice } from '../../kube/kinds/endpoint-slice';
import type { Pod } from '../../kube/kinds/pod';
import { isReady } from '../../kube/kinds/pod-status';
import type { Service } from '../../kube/kinds/service';
import { keyOf, type KubeObject } from '../../kube/object';
import { same } from '../../kube/plain-data';
import type { Reconciler, World } from '../component';
import { ownerReference } from './ownership';

/** Lists, for every Service with a selector, the pods that stand behind it.
 *  MODELS ready, serving and terminating; named ports; publishNotReadyAddresses; host names of stateful pods;
 *  at most 100 endpoints a slice.
 *  OMITS topology hints and dual stack. The older Endpoints objects: `endpoints.ts`.
 *  Source: pkg/controller/endpointslice/endpointslice_controller.go */
export const endpointSliceController: Reconciler = {
  name: 'endpointslice-controller',
  resource: 'services',
  watches: { pods: servicesOf },
  reconcile(key, world) {
    const service = world.api.get<Service>('services', key);
    if (!service?.spec.selector || service.metadata.deletionTimestamp) return;
    const unused = [...world.api.ownedBy<EndpointSlice>('endpointslices', service.metadata.uid)];
    const pages = groupsOf(service, world).flatMap(pagesOf);
    // What no slice lists is told by one without ports. Source: endpointslice/reconciler.go placeholderSlice
    for (const page of pages.length ? pages : [{ ports: [], endpoints: [] }]) {
      const at = unused.findIndex(({ ports }) => same(ports ?? [], page.ports));
      write(world, service, at < 0 ? undefined : unused.splice(at, 1)[0], page);
    }
    for (const slice of unused) world.api.delete('endpointslices', keyOf(slice.metadata));
  },
};

/** Endpoints that offer the same ports. */
export interface Group {
  readonly ports: NonNullable<EndpointSlice['ports']>;
  readonly endpoints: readonly Endpoint[];
}

/** A port by its name is looked up in each pod, so pods may offer different ones. Source: getEndpointPorts */
export function groupsOf(service: Service, world: World): readonly Group[] {
  const groups = new Map<string, { ports: Group['ports']; endpoints: Endpoint[] }>();
  for (const pod of selected(service, world)) {
    if (!pod.status.podIP || pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed') continue;
    const ports = portsOf(service, pod);
    const key = JSON.stringify(ports);
    const group = groups.get(key) ?? { ports, endpoints: [] };
    groups.set(key, group);
    group.endpoints.push(endpoint(pod, service, world));
  }
  return [...groups.values()];
}

function pagesOf({ ports, endpoints }: Group): readonly Group[] {
  const pages: Group[] = [];
  for (let from = 0; from < endpoints.length; from += PAGE) pages.push({ ports, endpoints: endpoints.slice(from, from + PAGE) });
  return pages;
}

const PAGE = 100;

/** Services that select the pod, as it is or as it was. */
export function servicesOf({ object, old, type }: Change, world: World): readonly string[] {
  if (type === 'MODIFIED' && old && !concerns(object as unknown as Pod, old as unknown as Pod)) return NOBODY;
  const keys: string[] = [];
  for (const { spec, metadata } of world.api.list<Service>('services', object.metadata.namespace)) {
    const selects = (pod: KubeObject) => world.api.matches({ matchLabels: spec.selector! }, pod.metadata.labels);
    if (spec.selector && (selects(object) || (old && selects(old)))) keys.push(keyOf(metadata));
  }
  return keys;
}

const NOBODY: readonly string[] = [];

/** Did anything change that a slice shows? */
function concerns(pod: Pod, old: Pod): boolean {
  return (
    pod.status.podIP !== old.status.podIP ||
    isReady(pod) !== isReady(old) ||
    pod.status.phase !== old.status.phase ||
    pod.metadata.deletionTimestamp !== old.metadata.deletionTimestamp ||
    !same(pod.metadata.labels, old.metadata.labels)
  );
}

function selected(service: Service, world: World): Pod[] {
  return world.api
    .list<KubeObject>('pods', service.metadata.namespace)
    .filter((pod) => world.api.matches({ matchLabels: service.spec.selector! }, pod.metadata.labels)) as unknown as Pod[];
}

function endpoint(pod: Pod, service: Service, world: World): Endpoint {
  const { name, namespace, uid, deletionTimestamp } = pod.metadata;
  const serving = isReady(pod);
  const terminating = deletionTimestamp !== undefined;
  const { hostname, subdomain, nodeName } = pod.spec;
  const zone = nodeName && world.api.get('nodes', nodeName)?.metadata.labels?.['topology.kubernetes.io/zone'];
  return {
    addresses: [pod.status.podIP!],
    conditions: { ready: (serving && !terminating) || (service.spec.publishNotReadyAddresses ?? false), serving, terminating },
    ...(hostname && subdomain === service.metadata.name && { hostname }),
    ...(nodeName && { nodeName }),
    ...(zone && { zone }),
    targetRef: { kind: 'Pod', name, namespace: namespace!, uid },
  };
}

function portsOf(service: Service, pod: Pod): Group['ports'] {
  return (service.spec.ports ?? []).flatMap(({ name = '', targetPort, port, protocol = 'TCP' }) => {
    const number = typeof targetPort === 'string' ? namedPort(targetPort, pod) : (targetPort ?? port);
    return number === undefined ? [] : [{ name, port: number, protocol }];
  });
}

function namedPort(name: string, { spec }: Pod): number | undefined {
  for (const { ports = [] } of spec.containers) for (const port of ports) if (port.name === name) return port.containerPort;
  return undefined;
}

function write(world: World, service: Service, slice: EndpointSlice | undefined, { endpoints, ports }: Group): void {
  if (slice) {
    if (!same(slice.endpoints, endpoints)) world.api.update('endpointslices', { ...slice, endpoints }, { trusted: true });
    return;
  }
  const { name, namespace, labels } = service.metadata;
  const metadata = {
    generateName: `${name}-`,
    labels: {
      ...labels,
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      'kubernetes.io/service-name': name,
      ...(service.spec.clusterIP === 'None' && { 'service.kubernetes.io/headless': '' }),
    },
    ownerReferences: [ownerReference(service)],
  };
  world.api.create('endpointslices', { metadata, addressType: 'IPv4', endpoints, ports }, { trusted: true, namespace: namespace! });
}
