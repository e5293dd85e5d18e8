import type { Change } from '../../kube/api';
import type { Container, Pod } from '../../kube/kinds/pod';
import { controllerOf } from '../../kube/object';
import { milliValue } from '../../kube/quantity';
import type { World } from '../component';

/** What the pods of a node ask for, kept as they come and go, so that no decision counts all pods.
 *  Source: scheduler framework NodeInfo */
export interface Usage {
  readonly cpu: number;
  readonly memory: number;
  readonly storage: number;
  readonly pods: number;
}

export const NOTHING: Usage = { cpu: 0, memory: 0, storage: 0, pods: 0 };

const usages = (world: World) => world.cell<Usage>('scheduler/usage');
const siblings = (world: World) => world.cell<number>('scheduler/siblings');

export const usageOf = (world: World, node: string): Usage => usages(world).get(node) ?? NOTHING;

/** How many pods of the same controller stand on a node. */
export function siblingsOn(world: World, pod: Pod, node: string): number {
  const owner = controllerOf(pod)?.uid;
  return owner ? (siblings(world).get(`${owner}|${node}`) ?? 0) : 0;
}

const holds = (pod: Pod | undefined) =>
  pod?.spec.nodeName !== undefined && pod.status.phase !== 'Succeeded' && pod.status.phase !== 'Failed';

export function account({ object, old, type }: Change, world: World): void {
  const before = old as unknown as Pod | undefined;
  const after = type === 'DELETED' ? undefined : (object as unknown as Pod);
  if (holds(before) && holds(after) && before!.spec === after!.spec) return;
  if (holds(before)) add(world, before!, -1);
  if (holds(after)) add(world, after!, 1);
}

function add(world: World, pod: Pod, sign: 1 | -1): void {
  const node = pod.spec.nodeName!;
  const asked = requestsOf(pod);
  const now = usageOf(world, node);
  const sum = (key: keyof Usage) => now[key] + sign * asked[key];
  usages(world).set(node, { cpu: sum('cpu'), memory: sum('memory'), storage: sum('storage'), pods: now.pods + sign });
  const owner = controllerOf(pod)?.uid;
  if (!owner) return;
  const key = `${owner}|${node}`;
  const count = (siblings(world).get(key) ?? 0) + sign;
  if (count > 0) siblings(world).set(key, count);
  else siblings(world).delete(key);
}

/** What a pod asks for: the sum of its containers, or its largest init container. Source: resource.PodRequests */
export function requestsOf({ spec }: Pod): Usage {
  const ask = (container: Container, name: string) => milliValue(container.resources?.requests?.[name]) || 0;
  const most = (name: string) => {
    const running = spec.containers.reduce((sum, one) => sum + ask(one, name), 0);
    return Math.max(running, ...(spec.initContainers ?? []).map((one) => ask(one, name)));
  };
  return { cpu: most('cpu'), memory: most('memory'), storage: most('ephemeral-storage'), pods: 1 };
}
