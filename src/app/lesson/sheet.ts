import type { JournalEntry } from '../../lessons/journal';
import type { Lesson } from '../../lessons/lesson';

/** What a learner takes away from a lesson: the commands that they used, and what each did. */
export interface Sheet {
  /** The lesson's own commands that were run, in the order of its steps. */
  readonly lesson: readonly { readonly title: string; readonly command: string; readonly says: string }[];
  /** What else was run and went well, in the order in which it was first entered. */
  readonly own: readonly string[];
}

/** Commands that say something about Kubernetes; moving about in the shell does not. */
const TELLING = /\b(kubectl|fault)\s/;

/** @param journal  everything recorded, also what lies ahead of the present instant */
export function sheetOf({ steps }: Lesson, journal: readonly JournalEntry[]): Sheet {
  const ran = new Set(commandsOf(journal, (code) => code === 0 || code === INTERRUPTED));
  const tried = new Set(commandsOf(journal, () => true));
  const lesson = steps.flatMap(({ title, run, fails, caption, why }) => {
    const command = run?.trim();
    if (command === undefined || !(fails ? tried : ran).has(plain(command))) return [];
    return [{ title, command, says: caption ?? why ?? '' }];
  });
  const known = new Set(lesson.flatMap(({ command }) => [plain(command), ...command.split('\n').map(plain)]));
  return { lesson: onceEach(lesson), own: [...ran].filter((command) => TELLING.test(command) && !known.has(command)) };
}

/** What was interrupted, as `-w` has to be. */
const INTERRUPTED = 130;

/** Commands whose end was as wanted. One that still runs has done something already. */
function commandsOf(journal: readonly JournalEntry[], wanted: (code: number) => boolean): string[] {
  const entered = journal.flatMap((entry) => (entry.type === 'command' || entry.type === 'exit' ? [entry] : []));
  return entered.flatMap((entry, i) => {
    const next = entered[i + 1];
    if (entry.type !== 'command' || (next?.type === 'exit' && !wanted(next.code))) return [];
    const lines = entry.line.split('\n').map(plain);
    return lines.length > 1 ? [plain(entry.line), ...lines] : lines;
  });
}

/** The same command is written in more than one way. */
const plain = (command: string) => command.trim().replaceAll(/\s+/g, ' ');

/** A step may repeat the command of an earlier one. */
function onceEach<T extends { readonly command: string }>(rows: readonly T[]): T[] {
  return rows.filter((row, i) => rows.findIndex(({ command }) => command === row.command) === i);
}
