import { store, type Store } from './storage';

/** How far the learner has come: which steps of which lessons were done, and where they were last. */
export interface Progress {
  readonly lessons: Readonly<Record<string, LessonProgress>>;
  readonly last?: { readonly slug: string; readonly step: string };
}

export interface LessonProgress {
  /** Ids of steps done. */
  readonly done: readonly string[];
  readonly step: string;
}

const KEY = 'progress';

export function readProgress(from: Store = store): Progress {
  const kept = from.read<Progress>(KEY);
  return typeof kept?.lessons === 'object' && kept.lessons !== null ? kept : { lessons: {} };
}

/** Note that a step was reached. Steps once done stay done, also when time is turned back. */
export function keepProgress(slug: string, step: string, done: readonly string[], to: Store = store): void {
  const before = readProgress(to);
  const all = new Set([...(before.lessons[slug]?.done ?? []), ...done]);
  writeProgress({ lessons: { ...before.lessons, [slug]: { done: [...all], step } }, last: { slug, step } }, to);
}

/** @returns false when it could not be kept */
export const writeProgress = (progress: Progress, to: Store = store): boolean => to.write(KEY, progress);

/** Forget how far the learner has come; what their clusters were like is in keeper.ts. */
export const forgetProgress = (from: Store = store): void => from.remove(KEY);
