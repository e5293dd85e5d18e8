import type { Job } from '../../kube/kinds/job';
import { parseIndexes } from './job-indexes';

/** Has an Indexed Job reached what its success policy asks for? Source: pkg/controller/job/success_policy.go */

/** @returns the message of the rule that is met */
export function metSuccessPolicy({ spec }: Job, succeeded: ReadonlySet<number>): string | undefined {
  const rules = spec.successPolicy?.rules ?? [];
  const met = rules.findIndex(({ succeededIndexes, succeededCount }) =>
    isMet(succeededIndexes, succeededCount, succeeded, spec.completions!),
  );
  return met < 0 ? undefined : `Matched rules at index ${met}`;
}

/** A list of indexes that cannot be read meets nothing. */
const LIST = /^\d+(-\d+)?(,\d+(-\d+)?)*$/;

function isMet(indexes: string | undefined, count: number | undefined, succeeded: ReadonlySet<number>, completions: number): boolean {
  if (indexes === undefined) return count !== undefined && succeeded.size >= count;
  if (!LIST.test(indexes)) return false;
  const wanted = parseIndexes(indexes, completions);
  const reached = [...wanted].filter((index) => succeeded.has(index)).length;
  return reached >= (count ?? wanted.size);
}
