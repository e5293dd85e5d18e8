import type { Job, JobStatus } from '../../kube/kinds/job';
import type { Pod } from '../../kube/kinds/pod';
import { keyOf, type Condition } from '../../kube/object';
import type { World } from '../component';
import { lastOf, withCondition } from './job-ending';
import { judge } from './job-failure-policy';
import { formatIndexes, indexOf, type Indexes } from './job-indexes';
import type { Outcome } from './job-pods';
import { isFailed, isTracked, TRACKING, type Turn } from './job-turn';

/** Counts every pod of a Job exactly once: its uid goes into the status, then its finalizer is taken off, then the
 *  number is raised. So nothing is lost when a pod is deleted, and nothing is counted twice.
 *  Source: job_controller.go trackJobStatusAndRemoveFinalizers */

/** Source: MaxUncountedPods */
const MOST_UNCOUNTED = 500;

/** Let go of a pod. */
export function untrack(world: World, { metadata }: Pod): void {
  const pod = world.api.get<Pod>('pods', keyOf(metadata));
  if (pod?.metadata.uid !== metadata.uid || !isTracked(pod)) return;
  const finalizers = pod.metadata.finalizers!.filter((one) => one !== TRACKING);
  world.api.update('pods', { ...pod, metadata: { ...pod.metadata, finalizers } }, { trusted: true });
}

interface Tally {
  succeeded: string[];
  failed: string[];
  readonly indexes: Set<number>;
  readonly release: Pod[];
  /** There were too many at once: the rest comes next time. */
  more: boolean;
}

/** Write the status, count what has ended, and finish the Job when nothing is left to wait for.
 *  @param end  the interim condition, when the Job has come to its end
 *  @param draft  status so far: conditions and startTime */
export function track(turn: Turn, outcome: Outcome, end: Condition | undefined, draft: JobStatus): void {
  const { world, job, indexes } = turn;
  const held = new Set(turn.pods.filter(isTracked).map(({ metadata }) => metadata.uid));
  const before = settled({ ...draft, ...countsOf(outcome) }, held);
  const tally = tallyOf(turn, end, before.uncountedTerminatedPods ?? {});
  const conditions = end ? withInterim(before.conditions ?? [], end) : (before.conditions ?? []);
  const first = {
    ...before,
    ...(indexes && indexStatus(indexes, tally)),
    conditions,
    uncountedTerminatedPods: { succeeded: tally.succeeded, failed: tally.failed },
  };
  write(world, job, first);
  for (const pod of tally.release) {
    untrack(world, pod);
    held.delete(pod.metadata.uid);
  }
  const counted = settled(first, held);
  const done = end && !tally.more && isQuiet(counted, outcome) ? lastOf(world, end) : undefined;
  write(world, job, done ? finished(counted, done) : counted);
  if (done) tellEnd(world, job, counted, done);
}

function countsOf({ active, ready, terminating }: Outcome): Partial<JobStatus> {
  return { active, ready, terminating };
}

/** What was written down and has no finalizer any more is counted now. Source: cleanUncountedPodsWithoutFinalizers */
function settled(status: JobStatus, held: ReadonlySet<string>): JobStatus {
  const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {};
  const left = { succeeded: succeeded.filter((uid) => held.has(uid)), failed: failed.filter((uid) => held.has(uid)) };
  return {
    ...status,
    succeeded: (status.succeeded ?? 0) + succeeded.length - left.succeeded.length,
    failed: (status.failed ?? 0) + failed.length - left.failed.length,
    uncountedTerminatedPods: left,
  };
}

function tallyOf(
  turn: Turn,
  end: Condition | undefined,
  { succeeded = [], failed = [] }: { succeeded?: readonly string[]; failed?: readonly string[] },
): Tally {
  const tally: Tally = { succeeded: [...succeeded], failed: [...failed], indexes: new Set(), release: [], more: false };
  for (const pod of turn.pods) {
    if (!isTracked(pod) || !mayRelease(turn, pod, end)) continue;
    tally.release.push(pod);
    count(turn, pod, end, tally);
    tally.more = tally.succeeded.length + tally.failed.length + tally.indexes.size >= MOST_UNCOUNTED;
    if (tally.more) break;
  }
  return tally;
}

/** A failed pod of an index with its own back-off stays until the next one has taken over its count.
 *  Source: canRemoveFinalizer */
function mayRelease({ job, indexes }: Turn, pod: Pod, end: Condition | undefined): boolean {
  if (job.metadata.deletionTimestamp || end || pod.status.phase === 'Succeeded') return true;
  return isFailed(job, pod) && indexes?.delayed.get(indexOf(pod))?.metadata.uid !== pod.metadata.uid;
}

function count({ job, indexes }: Turn, pod: Pod, end: Condition | undefined, tally: Tally): void {
  const { uid } = pod.metadata;
  const index = indexOf(pod);
  const valid = !indexes || (index >= 0 && index < job.spec.completions!);
  if (!valid) return;
  if (pod.status.phase === 'Succeeded' && !tally.failed.includes(uid)) {
    if (indexes) {
      if (!indexes.before.has(index)) tally.indexes.add(index);
    } else if (!tally.succeeded.includes(uid)) tally.succeeded.push(uid);
    return;
  }
  // When the Job has failed, so has every pod that had not ended.
  const lost = isFailed(job, pod) || end?.type === 'FailureTarget';
  if (lost && !tally.failed.includes(uid) && judge(job, pod).action !== 'Ignore') tally.failed.push(uid);
}

function indexStatus({ succeeded, failed }: Indexes, tally: Tally): Partial<JobStatus> {
  const all = new Set([...succeeded, ...tally.indexes]);
  return { succeeded: all.size, completedIndexes: formatIndexes(all), ...(failed && { failedIndexes: formatIndexes(failed) }) };
}

function withInterim(conditions: readonly Condition[], end: Condition): readonly Condition[] {
  return conditions.some(({ type, status }) => type === end.type && status === 'True') ? conditions : [...conditions, end];
}

/** Is every ended pod counted, and none on its way out? Source: enactJobFinished */
function isQuiet({ uncountedTerminatedPods: { succeeded = [], failed = [] } = {} }: JobStatus, { terminating }: Outcome): boolean {
  return succeeded.length + failed.length === 0 && terminating === 0;
}

function finished(status: JobStatus, done: Condition): JobStatus {
  const conditions = withCondition(status.conditions ?? [], done);
  return { ...status, conditions, ...(done.type === 'Complete' && { completionTime: done.lastTransitionTime! }) };
}

/** Source: recordJobFinished */
function tellEnd(world: World, job: Job, { succeeded = 0 }: JobStatus, { type, reason, message }: Condition): void {
  const source = { component: 'job-controller' };
  const { completions } = job.spec;
  if (type === 'Failed') return world.record(job, 'Warning', reason!, message!, source);
  if (completions !== undefined && succeeded > completions)
    world.record(job, 'Warning', 'TooManySucceededPods', 'Too many succeeded pods running after completion count reached', source);
  world.record(job, 'Normal', 'Completed', 'Job completed', source);
}

/** Zeros and empty lists are not stored, where Go omits them. */
function write(world: World, job: Job, status: JobStatus): void {
  const { active, succeeded, failed, completedIndexes, conditions, uncountedTerminatedPods: uncounted = {}, ...rest } = status;
  world.api.updateStatus('jobs', {
    ...job,
    status: {
      ...rest,
      ...(active && { active }),
      ...(succeeded && { succeeded }),
      ...(failed && { failed }),
      ...(completedIndexes && { completedIndexes }),
      ...(conditions?.length && { conditions }),
      uncountedTerminatedPods: {
        ...(uncounted.succeeded?.length && { succeeded: uncounted.succeeded }),
        ...(uncounted.failed?.length && { failed: uncounted.failed }),
      },
    },
  });
}
