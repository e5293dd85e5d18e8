import { isFinished, type Job } from '../../kube/kinds/job';
import type { Reconciler } from '../component';

/** Deletes Jobs that ended a while ago, their pods before them.
 *  Source: pkg/controller/ttlafterfinished/ttlafterfinished_controller.go */
export const ttlAfterFinishedController: Reconciler = {
  name: 'ttl-after-finished-controller',
  resource: 'jobs',
  reconcile(key, world) {
    const job = world.api.get<Job>('jobs', key);
    if (!job || job.metadata.deletionTimestamp || job.spec.ttlSecondsAfterFinished === undefined || !isFinished(job)) return;
    const left = endedAt(job) + job.spec.ttlSecondsAfterFinished * 1000 - world.now;
    if (left > 0) return left;
    world.api.delete('jobs', key, { propagationPolicy: 'Foreground', preconditions: { uid: job.metadata.uid } });
  },
};

function endedAt({ status }: Job): number {
  const end = status.conditions?.find(({ type, status: is }) => (type === 'Complete' || type === 'Failed') && is === 'True');
  return Date.parse(end?.lastTransitionTime ?? '');
}
