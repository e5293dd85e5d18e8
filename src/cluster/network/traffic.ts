import type { Fault } from '../../kube/fault';
import type { Component, World } from '../component';
import { requestFrom } from '../kubelet/host';
import type { Caller } from './caller';

/** Clients that send requests to a Service, from outside the cluster, at a steady rate: the fault `traffic`.
 *  Each request is one entry of the story: which Pod answered, or that nobody did. */
export const traffic: Component = {
  name: 'traffic',
  watches: [],
  changed() {},
  handle(event, world) {
    if (event.type === 'FAULT') return hear(event.data as Fault, world);
    if (event.type === 'REQUEST') send(event.key, world);
  },
};

/** Requests each second, by `namespace/service`. */
const rates = (world: World) => world.cell<number>('traffic/rates');

function hear(fault: Fault, world: World): void {
  if (fault.kind !== 'traffic') return;
  const key = `${fault.namespace}/${fault.service}`;
  if (fault.perSecond <= 0) {
    rates(world).delete(key);
    return world.cancel('traffic', key, 'REQUEST');
  }
  rates(world).set(key, fault.perSecond);
  world.schedule('traffic', key, 'REQUEST', 1_000 / fault.perSecond);
}

function send(key: string, world: World): void {
  const rate = rates(world).get(key);
  if (rate === undefined) return;
  world.schedule('traffic', key, 'REQUEST', 1_000 / rate);
  const [namespace, name] = key.split('/') as [string, string];
  const service = world.api.get('services', key);
  const port = (service?.['spec'] as { ports?: readonly { port: number }[] } | undefined)?.ports?.[0]?.port ?? 80;
  const caller: Caller = { namespace, ip: CLIENT };
  const headers = { host: name, 'user-agent': 'traffic' };
  requestFrom(world, caller, { host: `${name}.${namespace}`, port, protocol: 'http', method: 'GET', path: '/', headers }, 'traffic');
}

/** An address outside of the nodes' and the Pods' ranges. */
const CLIENT = '192.168.1.7';
