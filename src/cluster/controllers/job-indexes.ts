import type { Job } from '../../kube/kinds/job';
import type { Pod } from '../../kube/kinds/pod';

/** The completion indexes of an Indexed Job. Source: pkg/controller/job/indexed_job_utils.go */

export const INDEX = 'batch.kubernetes.io/job-completion-index';

export const isIndexed = ({ spec }: Job) => spec.completionMode === 'Indexed';

/** -1 when the pod bears none. */
export function indexOf({ metadata }: Pod): number {
  const text = metadata.annotations?.[INDEX];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : -1;
}

/** `1,3-5,7` → 1, 3, 4, 5, 7, of those below `limit`. */
export function parseIndexes(text: string | undefined, limit: number): Set<number> {
  const indexes = new Set<number>();
  for (const part of text ? text.split(',') : []) {
    const [first, last = first] = part.split('-').map(Number);
    for (let i = first!; i <= Math.min(last!, limit - 1); i++) indexes.add(i);
  }
  return indexes;
}

/** 1, 3, 4, 5, 7 → `1,3-5,7`; two neighbours are no range: `1,2`. */
export function formatIndexes(indexes: ReadonlySet<number>): string {
  const runs: [number, number][] = [];
  for (const index of [...indexes].sort((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run && run[1] === index - 1) run[1] = index;
    else runs.push([index, index]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}${last === first + 1 ? ',' : '-'}${last}`)).join(',');
}

/** The lowest indexes that have neither ended nor a pod. Source: firstPendingIndexes */
export function pendingIndexes(completions: number, taken: (index: number) => boolean, count: number): number[] {
  const pending: number[] = [];
  for (let i = 0; i < completions && pending.length < count; i++) if (!taken(i)) pending.push(i);
  return pending;
}

/** Pods of an index that is out of range or that another pod has as well. Source: appendDuplicatedIndexPodsForRemoval */
export function misplaced(job: Job, pods: readonly Pod[]): Pod[] {
  const seen = new Set<number>();
  return pods.filter((pod) => {
    const index = indexOf(pod);
    if (index < 0 || index >= job.spec.completions! || seen.has(index)) return true;
    seen.add(index);
    return false;
  });
}
