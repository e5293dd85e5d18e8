import type { Lesson } from '../lessons/lesson';
import type { PlaygroundScenario } from '../playground';
import { lessonFiles, readLesson } from './lesson-files';
import { simulate, type Simulation } from './simulation';
import { parsed, type Output } from './usage';

/** How a lesson fared. */
export interface Proof {
  /** What is wrong with it, a sentence each; none when it holds. */
  readonly problems: readonly string[];
}

/** Solves a lesson by its own solutions, in as many simulations as it needs. */
export type Prove = (lesson: Lesson, simulation: (scenario: PlaygroundScenario) => Simulation) => Promise<Proof>;

/** `podplay test [FILE…]`: one line a lesson; 1 when any has problems. */
export async function proveLessons(args: readonly string[], { out }: Output, prove: Prove): Promise<number> {
  const { positionals } = parsed(args, {});
  const files = positionals.length ? positionals : lessonFiles();
  let failed = 0;
  for (const file of files) {
    const problems = await problemsOf(file, prove);
    if (problems.length) failed++;
    out(`${problems.length ? 'FAILED' : 'ok'}  ${file}\n${problems.map((problem) => `    ${problem}\n`).join('')}`);
  }
  out(failed ? `${failed} of ${files.length} lessons failed\n` : `${files.length} lessons can be solved\n`);
  return failed || !files.length ? 1 : 0;
}

async function problemsOf(file: string, prove: Prove): Promise<readonly string[]> {
  try {
    const { problems } = await prove(readLesson(file), (scenario) => simulate(scenario, () => {}));
    return problems;
  } catch (error) {
    // A mistake in the file, or a wait without end: the lesson's, not the program's.
    if (error instanceof Error && (error.name === 'LessonError' || error.name === 'Refusal')) return [error.message];
    throw error;
  }
}
