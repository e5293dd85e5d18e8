import { playPrelude, rehearse } from '../arrival';
import type { Lesson } from '../lessons/lesson';
import { proveLesson, type Rehearsal } from '../lessons/prove';
import { lessonFiles, readLesson } from './lesson-files';
import { macrotask } from './simulation';
import { parsed, type Output } from './usage';

/** `podplay test [FILE…]`: one line a lesson; 1 when any has problems. */
export async function proveLessons(args: readonly string[], { out }: Output): Promise<number> {
  const { positionals } = parsed(args, {});
  const files = positionals.length ? positionals : lessonFiles();
  let failed = 0;
  for (const file of files) {
    const problems = await problemsOf(file);
    if (problems.length) failed++;
    out(`${problems.length ? 'FAILED' : 'ok'}  ${file}\n${problems.map((problem) => `    ${problem}\n`).join('')}`);
  }
  out(failed ? `${failed} of ${files.length} lessons failed\n` : `${files.length} lessons can be solved\n`);
  return failed || !files.length ? 1 : 0;
}

async function problemsOf(file: string): Promise<readonly string[]> {
  try {
    const { problems } = await proveLesson(readLesson(file), openRehearsal);
    return problems;
  } catch (error) {
    // A mistake in the file, or a wait without end: the lesson's, not the program's.
    if (error instanceof Error && (error.name === 'LessonError' || error.name === 'Refusal')) return [error.message];
    throw error;
  }
}

/** A world in which a lesson can be tried out, at its beginning. */
export async function openRehearsal(lesson: Lesson): Promise<Rehearsal> {
  const { playground, hands } = rehearse(lesson, macrotask);
  await playPrelude(lesson, playground, hands);
  return {
    world: playground,
    hands,
    until: async (work) => {
      const ended = await playground.runUntilDone(work);
      if (ended) await work;
      return ended;
    },
    get printed() {
      return playground.recorded.map((entry) => (entry.type === 'output' ? entry.text : '')).join('');
    },
  };
}
