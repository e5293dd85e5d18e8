import type { Job } from '../../kube/kinds/job';
import type { Pod } from '../../kube/kinds/pod';
import { isActive } from '../../kube/kinds/pod-status';
import type { World } from '../component';
import { backOffs, nextBackOff, type BackOff } from './job-back-off';
import { judge } from './job-failure-policy';
import { indexesOf, indexOf, isIndexed, type Indexes } from './job-indexes';

/** What one pass over a Job goes by. Source: job_controller.go syncJobCtx */

export const TRACKING = 'batch.kubernetes.io/job-tracking';

export interface Turn {
  readonly world: World;
  readonly key: string;
  readonly job: Job;
  /** All that it controls, ended ones as well. */
  readonly pods: readonly Pod[];
  readonly active: readonly Pod[];
  /** Those counted, those about to be, and those that ended just now. */
  readonly succeeded: number;
  readonly failed: number;
  readonly backOff: BackOff;
  /** Of an Indexed Job. */
  readonly indexes?: Indexes;
}

/** Does the pod still bear the finalizer by which a Job counts it? */
export const isTracked = ({ metadata }: Pod) => metadata.finalizers?.includes(TRACKING) ?? false;

/** Is a pod on its way out no reason to start another before it has ended? Source: onlyReplaceFailedPods */
export const waitsForEnd = ({ spec }: Job) => spec.podReplacementPolicy === 'Failed' || spec.podFailurePolicy !== undefined;

export const isTerminating = (pod: Pod) =>
  pod.metadata.deletionTimestamp !== undefined && pod.status.phase !== 'Succeeded' && pod.status.phase !== 'Failed';

/** A pod that is being deleted counts as failed, unless the Job waits to see how it ends. Source: isPodFailed */
export function isFailed(job: Job, pod: Pod): boolean {
  if (pod.status.phase === 'Failed') return true;
  return !waitsForEnd(job) && pod.metadata.deletionTimestamp !== undefined && pod.status.phase !== 'Succeeded';
}

export function takeTurn(world: World, key: string, job: Job, pods: readonly Pod[]): Turn {
  const { succeeded: counted = 0, failed: lost = 0, uncountedTerminatedPods: uncounted = {} } = job.status;
  const [succeededUids, failedUids] = [uncounted.succeeded ?? [], uncounted.failed ?? []];
  const fresh = pods.filter((pod) => isTracked(pod) && inRange(job, pod));
  const succeeded = fresh.filter(({ status, metadata }) => status.phase === 'Succeeded' && !succeededUids.includes(metadata.uid));
  const failed = fresh.filter((pod) => isFailed(job, pod) && !failedUids.includes(pod.metadata.uid));
  const blamed = failed.filter((pod) => judge(job, pod).action !== 'Ignore');
  const indexes = isIndexed(job) ? indexesOf(job, pods, { isFailed, isTracked }) : undefined;
  return {
    world,
    key,
    job,
    pods,
    active: pods.filter(isActive),
    succeeded: indexes ? indexes.succeeded.size : counted + succeeded.length + succeededUids.length,
    failed: lost + blamed.length + failedUids.length,
    backOff: nextBackOff(backOffs(world).get(key), succeeded, failed),
    ...(indexes && { indexes }),
  };
}

/** In an Indexed Job a pod without an index of the Job's is nobody's. Source: getValidPodsWithFilter */
function inRange(job: Job, pod: Pod): boolean {
  const index = indexOf(pod);
  return !isIndexed(job) || (index >= 0 && index < job.spec.completions!);
}
