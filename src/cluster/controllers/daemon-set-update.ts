import type { DaemonSet } from '../../kube/kinds/daemon-set';
import type { Pod } from '../../kube/kinds/pod';
import { isAvailable } from '../../kube/kinds/pod-status';
import { resolve } from './fenceposts';

/** Which daemon pods give way to the new template, and where a second one may stand beside the first.
 *  Source: pkg/controller/daemon/update.go rollingUpdate */

export interface Plan {
  readonly deleting: readonly Pod[];
  /** Names of nodes that get a pod of the new template. */
  readonly creating: readonly string[];
}

export const HASH_LABEL = 'controller-revision-hash';

/** Both round up. Source: updatedDesiredNodeCounts */
export function allowance({ spec: { updateStrategy } }: DaemonSet, desired: number): { surge: number; unavailable: number } {
  const { maxSurge = 0, maxUnavailable = 1 } = updateStrategy.rollingUpdate ?? {};
  const surge = resolve(maxSurge, desired, Math.ceil);
  const unavailable = resolve(maxUnavailable, desired, Math.ceil);
  // Both 0 (0 % of few nodes) would stand still.
  return { surge, unavailable: desired > 0 && surge === 0 && unavailable === 0 ? 1 : unavailable };
}

interface Pair {
  readonly old?: Pod;
  readonly fresh?: Pod;
  /** More than one pod of a version: left alone until the surplus is gone. */
  readonly unclear?: boolean;
}

/** @param pods  of the set that are not ended, by node: every node that should run one
 *  @param hash  of the new template
 *  @param now  ms since the Unix epoch */
export function planUpdate(set: DaemonSet, pods: ReadonlyMap<string, readonly Pod[]>, hash: string, now: number): Plan {
  const available = (pod: Pod) => isAvailable(pod, set.spec.minReadySeconds ?? 0, now);
  const { surge, unavailable } = allowance(set, pods.size);
  const pairs = new Map([...pods].map(([node, there]) => [node, pairOf(there, hash)] as const));
  return surge === 0 ? replace([...pairs.values()], unavailable, available) : joinFirst(pairs, surge, available);
}

/** Source: findUpdatedPodsOnNode */
function pairOf(pods: readonly Pod[], hash: string): Pair {
  const staying = pods.filter(({ metadata }) => !metadata.deletionTimestamp);
  const [old, fresh]: [Pod[], Pod[]] = [[], []];
  for (const pod of staying) (pod.metadata.labels?.[HASH_LABEL] === hash ? fresh : old).push(pod);
  if (old.length > 1 || fresh.length > 1) return { unclear: true };
  return { ...(old[0] && { old: old[0] }), ...(fresh[0] && { fresh: fresh[0] }) };
}

type Available = (pod: Pod) => boolean;

/** Old pods go first. Those that are not available go whatever the budget says. */
function replace(pairs: readonly Pair[], maxUnavailable: number, available: Available): Plan {
  const [broken, candidates]: [Pod[], Pod[]] = [[], []];
  let missing = 0;
  for (const { old, fresh } of pairs) {
    if (!old || fresh) missing += !old && fresh && available(fresh) ? 0 : 1;
    else if (available(old)) candidates.push(old);
    else broken.push(old);
  }
  const budget = Math.max(0, maxUnavailable - missing - broken.length);
  return { deleting: [...broken, ...candidates.slice(0, budget)], creating: [] };
}

/** New pods come first; an old one goes when the new one is available. */
function joinFirst(pairs: ReadonlyMap<string, Pair>, maxSurge: number, available: Available): Plan {
  const deleting: Pod[] = [];
  const [urgent, candidates]: [string[], string[]] = [[], []];
  let surging = 0;
  for (const [node, { old, fresh, unclear }] of pairs) {
    if (unclear) surging++;
    else if (!old) continue;
    else if (fresh && available(fresh)) deleting.push(old);
    else if (fresh) surging++;
    else (available(old) ? candidates : urgent).push(node);
  }
  return { deleting, creating: [...urgent, ...candidates.slice(0, Math.max(0, maxSurge - surging))] };
}
