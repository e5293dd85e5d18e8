import type { PodActor, Scene } from './scene/actors';

/** What would become of a cluster: shown beside what is, as ghosts. */
export interface Future {
  /** Pods that would be there and are not yet, as they would look. */
  readonly coming: readonly PodActor[];
  /** UIDs of those that would be gone. */
  readonly leaving: ReadonlySet<string>;
}

/** The scene of now with the ghosts of what is foreseen; they come last, so that nobody has to move for them. */
export function withFuture(scene: Scene, future: Future | undefined): Scene {
  if (!future) return scene;
  const here = new Set(scene.pods.map(({ uid }) => uid));
  const coming = future.coming.filter(({ uid }) => !here.has(uid)).map((pod): PodActor => ({ ...pod, foreseen: 'comes' }));
  const pods = scene.pods.map((pod): PodActor => (future.leaving.has(pod.uid) ? { ...pod, foreseen: 'goes' } : pod));
  return { ...scene, pods: [...pods, ...coming] };
}

/** @param now  @param then  the same cluster, later, as it would be */
export function futureOf(now: Scene, then: Scene): Future {
  const here = new Set(now.pods.map(({ uid }) => uid));
  const later = new Set(then.pods.map(({ uid }) => uid));
  return {
    coming: then.pods.filter(({ uid }) => !here.has(uid)),
    leaving: new Set(now.pods.flatMap(({ uid }) => (later.has(uid) ? [] : [uid]))),
  };
}
