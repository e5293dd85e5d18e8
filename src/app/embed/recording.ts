import type { JournalEntry } from '../../lessons/journal';
import type { Lesson } from '../../lessons/lesson';
import type { SavedPlayground } from '../../playground';

/** A lesson that was played to its end when the site was built: a figure in a post needs no shell to show it.
 *  Made by tools/vite-recordings.ts. */
export interface Recording {
  readonly lesson: Pick<Lesson, 'slug' | 'title' | 'seed' | 'cluster' | 'namespace' | 'files' | 'setup'>;
  readonly steps: readonly RecordedStep[];
  readonly saved: SavedPlayground;
}

export interface RecordedStep {
  readonly id: string;
  readonly title: string;
  readonly caption?: string;
  readonly run?: string;
}

/** When a step begins and ends. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The span of each step, by index. A step lasts until the next one is turned to. */
export function spansOf(journal: readonly JournalEntry[], end: number): Span[] {
  const starts = journal.flatMap((entry) => (entry.type === 'step' ? [entry] : []));
  const spans: Span[] = [];
  starts.forEach(({ step, at }, i) => (spans[step] = { from: at, to: starts[i + 1]?.at ?? end }));
  return spans;
}
