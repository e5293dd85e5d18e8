import type { Job } from '../../kube/kinds/job';
import type { Pod, PodTemplateSpec } from '../../kube/kinds/pod';
import { isActive } from '../../kube/kinds/pod-status';
import { failedForGood, delayedPods } from './job-index-failures';

/** The completion indexes of an Indexed Job. Source: pkg/controller/job/indexed_job_utils.go */

export const INDEX = 'batch.kubernetes.io/job-completion-index';
const VARIABLE = 'JOB_COMPLETION_INDEX';

export interface Indexes {
  /** As the status says. */
  readonly before: ReadonlySet<number>;
  readonly succeeded: ReadonlySet<number>;
  /** With a back-off limit of their own: those that may not be tried again. */
  readonly failed?: ReadonlySet<number>;
  /** Failed pods that stay until another one carries on their count of failures, by index. */
  readonly delayed: ReadonlyMap<number, Pod>;
}

/** What `job-turn` knows of a pod. */
export interface Judges {
  isFailed(job: Job, pod: Pod): boolean;
  isTracked(pod: Pod): boolean;
}

export const isIndexed = ({ spec }: Job) => spec.completionMode === 'Indexed';

/** -1 when the pod bears none. */
export function indexOf({ metadata }: Pod): number {
  const text = metadata.annotations?.[INDEX];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : -1;
}

/** Source: calculateSucceededIndexes, calculateFailedIndexes, getPodsWithDelayedDeletionPerIndex */
export function indexesOf(job: Job, pods: readonly Pod[], { isFailed, isTracked }: Judges): Indexes {
  const completions = job.spec.completions!;
  const tracked = pods.filter((pod) => isTracked(pod) && indexOf(pod) >= 0 && indexOf(pod) < completions);
  const before = parseIndexes(job.status.completedIndexes, completions);
  const fresh = tracked.filter(({ status }) => status.phase === 'Succeeded').map(indexOf);
  const succeeded = new Set([...before, ...fresh]);
  if (job.spec.backoffLimitPerIndex === undefined) return { before, succeeded, delayed: new Map() };
  const lost = tracked.filter((pod) => isFailed(job, pod));
  const given = lost.filter((pod) => failedForGood(job, pod)).map(indexOf);
  const failed = new Set([...parseIndexes(job.status.failedIndexes, completions), ...given]);
  const active = new Set(pods.filter(isActive).map(indexOf));
  const open = lost.filter((pod) => ![active, succeeded, failed].some((some) => some.has(indexOf(pod))));
  return { before, succeeded, failed, delayed: delayedPods(open, indexOf) };
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

/** The template of the pod of one index. Source: addCompletionIndexEnvVariables, manageJob */
export function indexedTemplate(job: Job, index: number): PodTemplateSpec {
  const { metadata, spec } = job.spec.template;
  const fieldRef = { apiVersion: 'v1', fieldPath: `metadata.labels['${INDEX}']` };
  const told = (container: (typeof spec.containers)[number]) =>
    container.env?.some(({ name }) => name === VARIABLE)
      ? container
      : { ...container, env: [...(container.env ?? []), { name: VARIABLE, valueFrom: { fieldRef } }] };
  const initContainers = spec.initContainers?.map(told);
  return {
    metadata: metadata ?? {},
    spec: {
      ...spec,
      ...(initContainers && { initContainers }),
      containers: spec.containers.map(told),
      hostname: `${job.metadata.name}-${index}`,
    },
  };
}
