import type { Pod } from '../../kube/kinds/pod';
import type { World } from '../component';

/** How long a Job waits before it starts a pod again after failures.
 *  Source: pkg/controller/job/backoff_utils.go */

export const FIRST_BACKOFF = 10_000;
export const LONGEST_BACKOFF = 600_000;

/** Failures since the last success; `last` is when the last of them ended (ms since the Unix epoch). */
export interface BackOff {
  readonly failures: number;
  readonly last: number;
}

const NONE: BackOff = { failures: 0, last: 0 };

/** @param succeeded and @param failed  pods that have ended since `before` was made */
export function nextBackOff(before: BackOff | undefined, succeeded: readonly Pod[], failed: readonly Pod[]): BackOff {
  const failures = failed.map(finishedAt).sort((a, b) => a - b);
  if (!succeeded.length) {
    if (!failures.length) return before ?? NONE;
    return { failures: (before?.failures ?? 0) + failures.length, last: failures.at(-1)! };
  }
  const success = Math.max(...succeeded.map(finishedAt));
  const after = failures.filter((at) => at > success);
  return after.length ? { failures: after.length, last: after.at(-1)! } : NONE;
}

/** ms still to wait. */
export function remaining({ failures, last }: BackOff, now: number, first = FIRST_BACKOFF, longest = LONGEST_BACKOFF): number {
  if (!failures) return 0;
  return Math.max(0, last + Math.min(first * 2 ** (failures - 1), longest) - now);
}

/** When a pod ended: its last container, or its deletion, or the moment it was no longer ready. Source: getFinishedTime */
export function finishedAt({ metadata, status }: Pod): number {
  const ends = (status.containerStatuses ?? []).map(({ state }) => state?.terminated?.finishedAt);
  if (ends.length && ends.every((end) => end !== undefined)) return Math.max(...ends.map((end) => Date.parse(end)));
  if (metadata.deletionTimestamp) return Date.parse(metadata.deletionTimestamp) - (metadata.deletionGracePeriodSeconds ?? 0) * 1000;
  const unready = status.conditions?.find(({ type, status: is }) => type === 'Ready' && is === 'False')?.lastTransitionTime;
  return Date.parse(unready ?? metadata.creationTimestamp);
}

/** What each Job remembers, by its key. */
export const backOffs = (world: World) => world.cell<BackOff>('jobs/back-off');
