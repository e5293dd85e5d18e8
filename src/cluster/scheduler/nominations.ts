import type { Pod } from '../../kube/kinds/pod';
import { keyOf } from '../../kube/object';
import type { World } from '../component';

/** Pods that room is being made for, and where: nobody of lower priority may take it meanwhile.
 *  Source: framework/runtime addNominatedPods */
interface Nomination {
  readonly node: string;
  readonly pod: Pod;
}

const nominations = (world: World) => world.cell<Nomination>('scheduler/nominated');

export function nominate(world: World, pod: Pod, node: string): void {
  nominations(world).set(keyOf(pod.metadata), { node, pod });
}

export const forgetNomination = (world: World, key: string): void => void nominations(world).delete(key);

export const nobodyIsNominated = (world: World): boolean => nominations(world).size === 0;

/** Others of at least this pod's priority that wait for room on a node. */
export function nominatedOn(world: World, node: string, pod: Pod): Pod[] {
  if (!nominations(world).size) return [];
  const least = pod.spec.priority ?? 0;
  return [...nominations(world).values()]
    .filter((one) => one.node === node && one.pod.metadata.uid !== pod.metadata.uid && (one.pod.spec.priority ?? 0) >= least)
    .map((one) => one.pod);
}
