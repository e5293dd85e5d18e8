import type { Pod } from '../../kube/kinds/pod';
import { isReady } from '../../kube/kinds/pod-status';
import { readySince } from './pod-control';

/** Which pods may go first when there are too many.
 *  Source: controller_utils.go ActivePodsWithRanks (with LogarithmicScaleDown) */

const COST = 'controller.kubernetes.io/pod-deletion-cost';
const PHASES: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

interface Ranked {
  readonly pod: Pod;
  /** Compared in turn, the lower goes first. */
  readonly keys: readonly number[];
}

/** Worst first.
 *  @param crowd  how many pods of the same workload stand on the pod's node: crowded nodes give first
 *  @param now  ms since the Unix epoch
 *  @returns new array */
export function byDispensability(pods: readonly Pod[], crowd: (pod: Pod) => number, now: number): Pod[] {
  const ranked = pods.map((pod) => ({ pod, keys: keysOf(pod, crowd(pod), now) }));
  return ranked.sort(compare).map(({ pod }) => pod);
}

/** Those first that have done least: not on a node, pending, not ready, ready or made but lately.
 *  Source: controller_utils.go ActivePods */
export function byActivity(pods: readonly Pod[]): Pod[] {
  const ranked = pods.map((pod) => ({ pod, keys: activityOf(pod) }));
  return ranked.sort(compare).map(({ pod }) => pod);
}

function activityOf(pod: Pod): number[] {
  const ready = isReady(pod);
  return [
    pod.spec.nodeName ? 1 : 0,
    PHASES[pod.status.phase] ?? 2,
    ready ? 1 : 0,
    ready ? -readySince(pod) : 0,
    -restartsOf(pod),
    -Date.parse(pod.metadata.creationTimestamp),
  ];
}

function keysOf(pod: Pod, crowd: number, now: number): number[] {
  const ready = isReady(pod);
  return [
    pod.spec.nodeName ? 1 : 0,
    PHASES[pod.status.phase] ?? 2,
    ready ? 1 : 0,
    Number(pod.metadata.annotations?.[COST] ?? 0),
    -crowd,
    ready ? ageBucket(now - readySince(pod)) : 0,
    -restartsOf(pod),
    ageBucket(now - Date.parse(pod.metadata.creationTimestamp)),
  ];
}

function compare(a: Ranked, b: Ranked): number {
  for (let i = 0; i < a.keys.length; i++) if (a.keys[i] !== b.keys[i]) return a.keys[i]! - b.keys[i]!;
  return a.pod.metadata.uid < b.pod.metadata.uid ? -1 : 1;
}

/** The largest number of restarts of any container. Source: podutil maxContainerRestarts */
const restartsOf = ({ status }: Pod) => Math.max(0, ...(status.containerStatuses ?? []).map(({ restartCount }) => restartCount));

/** Younger ones go first, but on a logarithmic scale of nanoseconds: ages that are close count as equal.
 *  Source: logarithmicRankDiff */
const ageBucket = (ms: number) => (ms > 0 ? Math.floor(Math.log2(ms * 1e6)) : 0);
