import type { Change } from '../../kube/api';
import { isFinished, type Job } from '../../kube/kinds/job';
import type { Pod } from '../../kube/kinds/pod';
import { controllerOf, keyOf } from '../../kube/object';
import type { Component, World } from '../component';
import { untrack } from './job-tracking';
import { isTracked } from './job-turn';

/** Takes the Jobs' finalizer off pods that no Job will count any more, so that they can go.
 *  Source: job_controller.go syncOrphanPod, cleanupPodFinalizers */

const NAME = 'job-orphan-pods';
const LATENCY = 100;

export const jobOrphanPods: Component = {
  name: NAME,
  watches: ['pods', 'jobs'],
  actor: () => 'job-controller',
  changed(change: Change, world: World) {
    if (change.resource === 'pods') return heard(change, world);
    if (change.type !== 'DELETED' && !isFinished(change.object as unknown as Job)) return;
    for (const pod of world.api.ownedBy<Pod>('pods', change.object.metadata.uid))
      if (isTracked(pod)) world.schedule(NAME, keyOf(pod.metadata), 'RELEASE', LATENCY);
  },
  handle(event, world) {
    const pod = event.type === 'RELEASE' ? world.api.get<Pod>('pods', event.key) : undefined;
    if (pod && isTracked(pod) && isOrphan(world, pod)) untrack(world, pod);
  },
};

function heard({ type, key, object }: Change, world: World): void {
  const pod = object as unknown as Pod;
  if (type !== 'DELETED' && isTracked(pod) && isOrphan(world, pod)) world.schedule(NAME, key, 'RELEASE', LATENCY);
}

/** Nobody controls it, or a Job that is gone or done. */
function isOrphan(world: World, pod: Pod): boolean {
  const owner = controllerOf(pod);
  if (!owner) return true;
  if (owner.kind !== 'Job') return false;
  const job = world.api.get<Job>('jobs', keyOf({ namespace: pod.metadata.namespace!, name: owner.name }));
  return job?.metadata.uid !== owner.uid || isFinished(job);
}
