import type { Doorway, Drum, Generation, PodActor, Scene, Tray, Workload } from '../scene/actors';

/** A scene by uid. */
export interface Lookup {
  readonly scene: Scene;
  readonly pods: ReadonlyMap<string, PodActor>;
  readonly generations: ReadonlyMap<string, Generation>;
  readonly workloads: ReadonlyMap<string, Workload>;
  readonly services: ReadonlyMap<string, Doorway>;
  readonly nodes: ReadonlyMap<string, Tray>;
  readonly claims: ReadonlyMap<string, Drum>;
}

const memory = new WeakMap<Scene, Lookup>();

export function lookup(scene: Scene): Lookup {
  let found = memory.get(scene);
  if (!found) memory.set(scene, (found = index(scene)));
  return found;
}

const byUid = <T extends { readonly uid: string }>(things: readonly T[]) => new Map(things.map((one) => [one.uid, one]));

const index = (scene: Scene): Lookup => ({
  scene,
  pods: byUid(scene.pods),
  generations: byUid(scene.workloads.flatMap(({ generations }) => generations)),
  workloads: byUid(scene.workloads),
  services: byUid(scene.services),
  nodes: byUid(scene.nodes),
  claims: byUid(scene.claims),
});
