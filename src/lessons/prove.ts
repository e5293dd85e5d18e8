import type { LogEntry } from '../kube/log';
import type { Lesson } from './lesson';
import { LessonRunner, type LessonWorld } from './runner';
import { solve, type Hands, type Solved } from './walk';

/** A world without a page, in which a lesson is tried out: time passes only while somebody waits. */
export interface Rehearsal {
  readonly world: LessonWorld;
  readonly hands: Hands;
  /** Let time pass until the work is done. @returns false when it waits for what will never happen */
  until(work: Promise<unknown>): Promise<boolean>;
  /** What the terminal has printed. */
  readonly printed: string;
}

/** Does a lesson hold? Its steps must not be done before anything is done, its own solutions must do them, and
 *  the same solutions must make the same history and print the same words twice.
 *  @param open  a new world, always from the same start
 *  @returns what is wrong, a sentence each; none when it holds */
export async function proveLesson(
  lesson: Lesson,
  open: (lesson: Lesson) => Rehearsal | Promise<Rehearsal>,
): Promise<{ readonly problems: readonly string[] }> {
  const first = await play(lesson, await open(lesson));
  if (first.problems.length) return { problems: first.problems };
  const second = await play(lesson, await open(lesson));
  if (JSON.stringify(first.log) !== JSON.stringify(second.log)) return { problems: ['the same solution made two different histories'] };
  return { problems: first.printed === second.printed ? [] : ['the same solution printed two different texts'] };
}

interface Outcome {
  readonly problems: readonly string[];
  readonly log: readonly LogEntry[];
  readonly printed: string;
}

async function play(lesson: Lesson, rehearsal: Rehearsal): Promise<Outcome> {
  const { world, hands } = rehearsal;
  const runner = new LessonRunner(lesson, world);
  const problems: string[] = [];
  for (const [i, step] of lesson.steps.entries()) {
    if (i) runner.next();
    if (step.goals.length && !runner.state.missing.length) problems.push(`step ${step.id}: its goals hold before anything is done`);
    const work = solve(runner, hands);
    const problem = (await rehearsal.until(work)) ? problemOf(runner, await work) : 'its solution never ends';
    if (problem === undefined) continue;
    problems.push(`step ${step.id}: ${problem}`);
    break;
  }
  runner.destroy();
  return { problems, log: [...world.log], printed: rehearsal.printed };
}

function problemOf({ state: { step, missing } }: LessonRunner, { met, code = 0 }: Solved): string | undefined {
  if (!met) return `its solution does not meet: ${missing.map((goal) => goal.missing).join(' ')}`;
  const refused = code !== 0 && code !== 130;
  if (refused === (step.fails ?? false)) return undefined;
  return refused ? `its command ends with ${code}; if that is meant, say fails: true` : 'its command is meant to be refused, and was not';
}
