import type { Service } from '../../kube/kinds/service';
import type { KubeObject } from '../../kube/object';
import type { Reconciler, World } from '../component';

/** The service controller of a small made-up cloud: a Service of type LoadBalancer waits for its address, then has one.
 *  MODELS the finalizer, the events, the address in the status, and that it is given back.
 *  OMITS classes of balancers, source ranges and their health checks.
 *  Source: cloud-provider/controllers/service/controller.go */
export const loadBalancerController: Reconciler = {
  name: 'service-controller',
  resource: 'services',
  hears: ({ object, old }) => balanced(object) || (old !== undefined && balanced(old)) || hasFinalizer(object),
  reconcile(key, world) {
    const service = world.api.get<Service & KubeObject>('services', key);
    if (!service) return void builds(world).delete(key);
    if (!service.metadata.deletionTimestamp && service.spec.type === 'LoadBalancer') return ensure(world, key, service);
    if (hasFinalizer(service)) giveBack(world, key, service);
  },
};

/** How long the cloud takes, ms. */
const BUILDING = 20_000;
const FINALIZER = 'service.kubernetes.io/load-balancer-cleanup';
const SOURCE = { component: 'service-controller' };
/** A range kept for documentation (RFC 5737). */
const RANGE = '198.51.100';

/** When a balancer that is being made will be there: `namespace/name` → ms since the Unix epoch. */
const builds = (world: World) => world.cell<number>('cloud/load-balancers');

const balanced = ({ spec }: KubeObject) => (spec as { type?: string } | undefined)?.type === 'LoadBalancer';
const hasFinalizer = ({ metadata }: KubeObject) => metadata.finalizers?.includes(FINALIZER) ?? false;
const addressesOf = ({ status }: Service) => (status.loadBalancer?.ingress ?? []).map(({ ip }) => ip);

/** @returns ms until the balancer is there */
function ensure(world: World, key: string, service: Service & KubeObject): number | undefined {
  if (!hasFinalizer(service)) {
    const finalizers = [...(service.metadata.finalizers ?? []), FINALIZER];
    world.api.update('services', { ...service, metadata: { ...service.metadata, finalizers } }, { trusted: true });
  }
  if (addressesOf(service).length) return undefined;
  let ready = builds(world).get(key);
  if (ready === undefined) {
    world.record(service, 'Normal', 'EnsuringLoadBalancer', 'Ensuring load balancer', SOURCE);
    builds(world).set(key, (ready = world.now + BUILDING));
  }
  if (ready > world.now) return ready - world.now;
  builds(world).delete(key);
  const fresh = world.api.get<Service & KubeObject>('services', key)!;
  const ingress = [{ ip: fresh.spec.loadBalancerIP || freeAddress(world), ipMode: 'VIP' }];
  world.api.updateStatus('services', { ...fresh, status: { ...fresh.status, loadBalancer: { ingress } } } as never);
  world.record(fresh, 'Normal', 'EnsuredLoadBalancer', 'Ensured load balancer', SOURCE);
  return undefined;
}

function freeAddress({ api }: World): string {
  const taken = new Set(api.list<Service & KubeObject>('services').flatMap(addressesOf));
  for (let last = 10; last < 255; last++) if (!taken.has(`${RANGE}.${last}`)) return `${RANGE}.${last}`;
  throw new Error('load balancers: no address is free');
}

/** It is no longer wanted. */
function giveBack(world: World, key: string, service: Service & KubeObject): void {
  builds(world).delete(key);
  world.record(service, 'Normal', 'DeletingLoadBalancer', 'Deleting load balancer', SOURCE);
  const status = { ...service.status, loadBalancer: {} };
  const emptied = world.api.updateStatus('services', { ...service, status } as never) as Service & KubeObject;
  world.record(service, 'Normal', 'DeletedLoadBalancer', 'Deleted load balancer', SOURCE);
  const finalizers = (emptied.metadata.finalizers ?? []).filter((one) => one !== FINALIZER);
  world.api.update('services', { ...emptied, metadata: { ...emptied.metadata, finalizers } }, { trusted: true });
}
