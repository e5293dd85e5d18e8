import type { LoggedInput } from '../sim/history';
import type { Input } from '../cluster/input';
import type { JournalEntry } from '../lessons/journal';

/** A tick on the timeline: something that the learner, or the lesson, did. */
export interface Mark {
  readonly at: number;
  readonly type: 'command' | 'step' | 'fault';
  readonly label: string;
}

/** @param stepTitles  titles of the lesson's steps, by index
 *  @returns in order of time; commands that are only part of one script share its mark */
export function marksOf(
  journal: readonly JournalEntry[],
  inputs: readonly LoggedInput<Input>[],
  stepTitles: readonly string[],
  start: number,
): Mark[] {
  const marks: Mark[] = [];
  for (const entry of journal) {
    if (entry.type === 'command') marks.push({ at: entry.at, type: 'command', label: entry.line });
    else if (entry.type === 'step') marks.push({ at: entry.at, type: 'step', label: stepTitles[entry.step] ?? `Step ${entry.step + 1}` });
  }
  for (const { at, input } of inputs) if (at >= start && input.type === 'fault') marks.push({ at, type: 'fault', label: input.fault.kind });
  return marks.sort((a, b) => a.at - b.at);
}

/** The nearest mark before or after an instant. */
export function neighbour(marks: readonly Mark[], at: number, direction: -1 | 1): Mark | undefined {
  return direction < 0 ? marks.findLast((mark) => mark.at < at) : marks.find((mark) => mark.at > at);
}

/** Where an instant lies on the rail, 0 to 1. */
export function fraction(at: number, start: number, end: number): number {
  return end > start ? Math.min(1, Math.max(0, (at - start) / (end - start))) : 1;
}

/** `0:07.4`, `12:30.0`, `1:02:03.0`: virtual time since the learner came. */
export function clockText(ms: number): string {
  const tenths = Math.max(0, Math.floor(ms / 100));
  const seconds = Math.floor(tenths / 10);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = `${String(seconds % 60).padStart(2, '0')}.${tenths % 10}`;
  return hours ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}
