import type { JournalEntry } from '../../lessons/journal';
import type { Film } from '../film/film';

/** A lesson that was played to its end when the site was built: a figure in a post needs neither a cluster nor a shell
 *  to show it. Made by tools/record-lesson.ts. */
export interface Recording {
  readonly slug: string;
  readonly title: string;
  readonly steps: readonly RecordedStep[];
  readonly film: Film;
}

export interface RecordedStep extends Span {
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
