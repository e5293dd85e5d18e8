import type { Job } from '../../kube/kinds/job';
import type { Pod } from '../../kube/kinds/pod';
import { isReady } from '../../kube/kinds/pod-status';
import type { StatusError } from '../../kube/status';
import { remaining } from './job-back-off';
import { failureAnnotations, remainingForIndex } from './job-index-failures';
import { INDEX, indexedTemplate, indexOf, misplaced, pendingIndexes } from './job-indexes';
import { isTerminating, TRACKING, waitsForEnd, type Turn } from './job-turn';
import { untrack } from './job-tracking';
import { createPod, deletePod, slowStart } from './pod-control';
import { byActivity } from './pod-ranking';

/** Starts and ends the pods of a Job. Source: job_controller.go manageJob, deleteActivePods */

const NAME = 'job-controller';
/** Source: MaxPodCreateDeletePerSync */
const BURST = 500;

/** What a pass leaves behind. */
export interface Outcome {
  readonly active: number;
  readonly ready: number;
  readonly terminating: number;
  /** ms after which a pod may be started that had to wait. */
  readonly wait?: number;
  /** Why a pod could not be made. */
  readonly failure?: StatusError;
}

/** As things are, when nothing is done. */
export function present({ active, pods }: Turn): Outcome {
  return { active: active.length, ready: active.filter(isReady).length, terminating: pods.filter(isTerminating).length };
}

/** Bring the number of active pods to what the Job asks for. */
export function managePods(turn: Turn): Outcome {
  const { job, active } = turn;
  if (job.spec.suspend) return removed(turn, active, { uncounted: true });
  const wanted = wantedActive(turn);
  const surplus = surplusOf(job, active, Math.max(0, active.length - wanted)).slice(0, BURST);
  if (surplus.length) return removed(turn, surplus, { uncounted: true });
  const now = present(turn);
  const missing = Math.min(BURST, wanted - active.length - (waitsForEnd(job) ? now.terminating : 0));
  return missing > 0 ? startPods(turn, now, missing) : now;
}

/** The Job has ended: what still runs is told to end as well. */
export const endPods = (turn: Turn): Outcome => removed(turn, turn.active, { uncounted: false });

/** @param uncounted  these pods are no failures: the Job lets go of them first. Source: deleteJobPods */
function removed(turn: Turn, pods: readonly Pod[], { uncounted }: { readonly uncounted: boolean }): Outcome {
  const before = present(turn);
  for (const pod of pods) {
    if (uncounted) untrack(turn.world, pod);
    deletePod(turn.world, turn.job, pod, NAME);
  }
  const ready = pods.filter(isReady).length;
  return { active: before.active - pods.length, ready: before.ready - ready, terminating: before.terminating + pods.length };
}

/** Without completions, nothing more is started once a pod has succeeded. */
export function wantedActive({ job: { spec }, succeeded, active }: Pick<Turn, 'job' | 'succeeded' | 'active'>): number {
  const { parallelism = 1, completions } = spec;
  if (completions === undefined) return succeeded > 0 ? active.length : parallelism;
  return Math.max(0, Math.min(parallelism, completions - succeeded));
}

/** Source: activePodsForRemoval */
function surplusOf(job: Job, active: readonly Pod[], least: number): Pod[] {
  const wrong = job.spec.completionMode === 'Indexed' ? misplaced(job, active) : [];
  if (wrong.length >= least) return wrong;
  const others = active.filter((pod) => !wrong.includes(pod));
  return [...wrong, ...byActivity(others).slice(0, least - wrong.length)];
}

function startPods(turn: Turn, now: Outcome, missing: number): Outcome {
  const { world, job, indexes } = turn;
  const wait = indexes?.failed ? 0 : remaining(turn.backOff, world.now);
  if (wait > 0) return { ...now, wait };
  if (!indexes) return started(now, missing, () => createPod(world, job, job.spec.template, NAME, { finalizers: [TRACKING] }));
  const pending = pendingIndexes(job.spec.completions!, isTaken(turn), missing);
  const waits = new Map(pending.map((index) => [index, remainingForIndex(indexes.delayed.get(index), world.now)] as const));
  const due = pending.filter((index) => waits.get(index) === 0);
  if (!due.length) return pending.length ? { ...now, wait: Math.min(...waits.values()) } : now;
  return started(now, due.length, (i) => startIndex(turn, due[i]!));
}

function started(now: Outcome, count: number, start: (i: number) => unknown): Outcome {
  const { made, failure } = slowStart(count, start);
  return { ...now, active: now.active + made, ...(failure && { failure }) };
}

/** Has the index ended, or a pod? */
function isTaken({ job, pods, active, indexes }: Turn): (index: number) => boolean {
  const busy = new Set((waitsForEnd(job) ? [...active, ...pods.filter(isTerminating)] : active).map(indexOf));
  return (index) => indexes!.succeeded.has(index) || busy.has(index) || (indexes!.failed?.has(index) ?? false);
}

function startIndex({ world, job, indexes }: Turn, index: number): void {
  const counts = indexes!.failed ? failureAnnotations(job, indexes!.delayed.get(index)) : {};
  createPod(world, job, indexedTemplate(job, index), NAME, {
    generateName: `${job.metadata.name}-${index}-`,
    labels: { [INDEX]: String(index) },
    annotations: { [INDEX]: String(index), ...counts },
    finalizers: [TRACKING],
  });
}
