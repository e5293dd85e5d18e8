import type { Pod } from '../../kube/kinds/pod';
import type { World } from '../component';
import { reachable } from './node-records';

/** Write an Event about a Pod, unless its node cannot reach the API.
 *  @param container names the container that the event is about, as kubelet's fieldPath does */
export function tell(world: World, pod: Pod, type: 'Normal' | 'Warning', reason: string, message: string, container?: string): void {
  const host = pod.spec.nodeName!;
  if (!reachable(world, host)) return;
  const among = (list: 'initContainers' | 'ephemeralContainers') => pod.spec[list]?.some(({ name }) => name === container) ?? false;
  const list = among('initContainers') ? 'initContainers' : among('ephemeralContainers') ? 'ephemeralContainers' : 'containers';
  const fieldPath = container === undefined ? {} : { fieldPath: `spec.${list}{${container}}` };
  world.record(pod, type, reason, message, { component: 'kubelet', host, ...fieldPath });
}
