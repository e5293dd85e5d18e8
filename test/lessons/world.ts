import { simulate, type Simulation } from '../../src/cli/simulation';
import { lessonNamed } from '../../src/cli/lesson-files';
import type { Lesson } from '../../src/lessons/lesson';
import { loadLesson } from '../../src/lessons/load';
import { LessonRunner } from '../../src/lessons/runner';

/** A lesson on a cluster without a page. */
export interface Played extends Simulation {
  readonly lesson: Lesson;
  readonly runner: LessonRunner;
  /** What the terminal has printed since it was last asked. */
  printed(): string;
}

/** Open one of the course's own lessons, by its slug. */
export const open = (slug: string): Played => play(lessonNamed(slug));

/** A lesson written in the test itself. */
export const lessonOf = (steps: string, more = ''): Lesson =>
  loadLesson('lessons/small.yaml', `title: Small\nsummary: Small.\nminutes: 1\nseed: 1\n${more}steps:\n${steps}`, () => undefined);

export function play(lesson: Lesson): Played {
  let text = '';
  const simulation = simulate(lesson, (more) => void (text += more));
  const runner = new LessonRunner(lesson, simulation.playground);
  const printed = () => {
    const all = text;
    text = '';
    return all;
  };
  return { ...simulation, lesson, runner, printed };
}
