import type { Pod } from '../../kube/kinds/pod';
import { parseQuantity } from '../../kube/quantity';
import type { World } from '../component';
import { findImage } from '../images/registry';
import { usageOf } from '../process/launch';
import { hostOf } from './host';
import { processes } from './process-cells';
import { containerKey, containerOf, specOf } from './records';
import { coresOf, until, WINDOW, works } from './work';

export interface ContainerUsage {
  readonly name: string;
  /** Thousandths of a core, over the last whole window. */
  readonly cpu: number;
  /** Bytes. */
  readonly memory: number;
}

/** @returns what each running container of a Pod uses; undefined where one has not been watched for a whole window */
export function podUsage(world: World, pod: Pod): readonly ContainerUsage[] | undefined {
  const used: ContainerUsage[] = [];
  const sidecars = (pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  for (const { name } of [...pod.spec.containers, ...sidecars]) {
    const container = containerOf(world, pod.metadata.uid, name);
    if (container?.state !== 'Running') continue;
    if (container.startedAt > (Math.floor(world.now / WINDOW) - 1) * WINDOW) return undefined;
    used.push(containerUsage(world, pod, name));
  }
  return used.length ? used : undefined;
}

const IDLE = { cpu: 1, memory: 4 };

function containerUsage(world: World, pod: Pod, name: string): ContainerUsage {
  const key = containerKey(pod.metadata.uid, name);
  const spec = specOf(pod, name)!;
  const speed = coresOf(world, pod, spec);
  const found = findImage(spec.image ?? '');
  const idle = ('error' in found ? undefined : found.image.idle) ?? IDLE;
  const process = processes(world).get(key);
  const standing = process ? usageOf(process, hostOf(world, pod, name)) : { cpu: 0, memory: 0 };
  const worked = (until(works(world).get(key), world.now, speed).before / WINDOW) * 1_000;
  const limit = spec.resources?.limits?.['memory'];
  const memory = idle.memory * 2 ** 20 + standing.memory;
  return {
    name,
    cpu: Math.min(Math.round(idle.cpu + standing.cpu + worked), Math.round(speed * 1_000)),
    memory: limit === undefined ? memory : Math.min(memory, Number(parseQuantity(limit).nano) / 1e9),
  };
}
