import type { JournalEntry } from '../lessons/journal';
import type { LessonState } from '../lessons/runner';

/** A talk goes by beats: a step is shown, then its command is typed and run, then the next step is shown.
 *  Which beat the talk stands at is read from the journal, so going back in time is going back in the talk. */
export interface Beat {
  readonly step: number;
  /** The step's command was run, or its fault thrown. */
  readonly performed: boolean;
  /** When this beat began; an instant before it lies the beat before. */
  readonly at: number;
}

/** @param journal  up to the present instant
 *  @param faults  instants at which faults were thrown, up to the present */
export function beatOf(journal: readonly JournalEntry[], faults: readonly number[] = []): Beat {
  const turned = journal.findLastIndex((entry) => entry.type === 'step');
  const step = journal[turned];
  if (step?.type !== 'step') return { step: 0, performed: false, at: 0 };
  const command = journal.slice(turned).find((entry) => entry.type === 'command');
  const fault = faults.find((at) => at >= step.at);
  const acted = [command?.at, fault].filter((at) => at !== undefined);
  return acted.length ? { step: step.step, performed: true, at: Math.min(...acted) } : { step: step.step, performed: false, at: step.at };
}

/** The cluster shows all that the step asks for; where it asks for nothing, its command was run. */
export const isExplained = ({ phase, step }: LessonState, { performed }: Beat): boolean =>
  phase === 'explained' && (step.goals.length > 0 || (!step.run && !step.fault) || performed);
