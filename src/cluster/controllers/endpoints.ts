import type { EndpointAddress, EndpointSubset } from 'kubernetes-types/core/v1';
import type { Endpoints } from '../../kube/kinds/endpoints';
import type { Endpoint } from '../../kube/kinds/endpoint-slice';
import type { Service } from '../../kube/kinds/service';
import { same } from '../../kube/plain-data';
import type { Reconciler } from '../component';
import { groupsOf, servicesOf, type Group } from './endpoint-slice';

/** The older list of the pods behind a Service: one object of the Service's name.
 *  MODELS addresses that are ready and others apart, pods on their way out left out, at most 1000 addresses.
 *  OMITS the annotation of the last change.
 *  Source: pkg/controller/endpoint/endpoints_controller.go */
export const endpointsController: Reconciler = {
  name: 'endpoints-controller',
  resource: 'services',
  watches: { pods: servicesOf },
  reconcile(key, world) {
    const service = world.api.get<Service>('services', key);
    const before = world.api.get<Endpoints>('endpoints', key);
    if (!service) return void (before && world.api.delete('endpoints', key));
    if (!service.spec.selector || service.metadata.deletionTimestamp) return;
    const subsets = groupsOf(service, world).flatMap((group) => subsetsOf(group, service));
    if (before) {
      if (!same(before.subsets ?? [], subsets)) world.api.update('endpoints', { ...before, subsets }, { trusted: true });
      return;
    }
    const { name, namespace, labels } = service.metadata;
    const headless = service.spec.clusterIP === 'None' && { 'service.kubernetes.io/headless': '' };
    const metadata = { name, labels: { ...labels, ...headless } };
    world.api.create('endpoints', { metadata, subsets }, { trusted: true, namespace: namespace! });
  },
};

/** Source: MaxEndpointsPerSubset … truncateEndpoints */
const MOST = 1000;

function subsetsOf({ endpoints, ports }: Group, { spec }: Service): EndpointSubset[] {
  // Whose pods lack every port by its name is left out. Source: syncService, FindPort
  if (spec.ports?.length && !ports.length) return [];
  const staying = endpoints.filter(({ conditions }) => !conditions.terminating).slice(0, MOST);
  const list = (ready: boolean) =>
    staying
      .filter(({ conditions }) => conditions.ready === ready)
      .map(address)
      .sort(byIp);
  const [addresses, notReadyAddresses] = [list(true), list(false)];
  if (!staying.length) return [];
  const named = ports.map(({ name, ...port }) => ({ ...(name && { name }), ...port }));
  const subset: EndpointSubset = {
    ...(addresses.length && { addresses }),
    ...(notReadyAddresses.length && { notReadyAddresses }),
    ...(named.length && { ports: named }),
  };
  return [subset];
}

function address({ addresses, hostname, nodeName, targetRef }: Endpoint): EndpointAddress {
  return { ip: addresses[0]!, ...(hostname && { hostname }), ...(nodeName && { nodeName }), ...(targetRef && { targetRef }) };
}

const byIp = (a: EndpointAddress, b: EndpointAddress) => (a.ip < b.ip ? -1 : a.ip > b.ip ? 1 : 0);
