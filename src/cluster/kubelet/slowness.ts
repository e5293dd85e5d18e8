import type { World } from '../component';

/** Pods that a fault makes slow: `namespace/pod` → ms that every answer takes. */
const slowPods = (world: World) => world.cell<number>('kubelet/slow-pods');

export function slow(world: World, pod: string, ms: number): void {
  if (ms > 0) slowPods(world).set(pod, ms);
  else slowPods(world).delete(pod);
}

export const slownessOf = (world: World, pod: string): number => slowPods(world).get(pod) ?? 0;
