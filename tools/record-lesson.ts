import { shoot } from '../src/app/film/shoot';
import { spansOf, type Recording } from '../src/app/embed/recording';
import type { Opening } from '../src/app/lesson/opening';
import { playPrelude, rehearse } from '../src/arrival';
import { readLesson } from '../src/cli/lesson-files';
import { postersOf } from './posters';
import { macrotask } from '../src/cli/simulation';
import type { Lesson } from '../src/lessons/lesson';
import { LessonRunner } from '../src/lessons/runner';
import { solve } from '../src/lessons/walk';
import type { Playground } from '../src/playground';

/** What a step is given to be looked at, before and after, in virtual ms. */
const BEFORE = 1000;
const AFTER = 4000;

/** What the site shows of a lesson without a cluster. */
export interface LessonOnFilm {
  readonly opening: Opening;
  readonly recording: Recording;
  /** Pictures of its steps as SVG, by id. */
  readonly posters: Readonly<Record<string, string>>;
}

/** Play a lesson by its own solutions, and keep what is needed to show it again. A figure must not show what is not
 *  so: where a solution does not solve its step, the recording ends before it, and says so on standard error. */
async function recordLesson(lesson: Lesson): Promise<LessonOnFilm> {
  const { playground, hands } = rehearse(lesson, macrotask);
  await playPrelude(lesson, playground, hands);
  const runner = new LessonRunner(lesson, playground);
  const start = playground.time.at;
  const opening = openingOf(lesson, runner, playground);
  let sound = { steps: 0, at: start };
  const play = async () => {
    await hands.sleep(BEFORE);
    const solved = await solve(runner, hands);
    await hands.sleep(AFTER);
    return solved;
  };
  for (const [i, step] of lesson.steps.entries()) {
    if (i) runner.next();
    const work = play();
    if (!(await playground.runUntilDone(work)) || !(await work).met) {
      console.error(`lesson ${lesson.slug}: the solution of step ${step.id} does not solve it; its figures end before it`);
      break;
    }
    sound = { steps: i + 1, at: playground.time.at };
  }
  runner.destroy();
  playground.time.seek(sound.at);
  const spans = spansOf(playground.journal(), sound.at);
  const steps = lesson.steps.slice(0, sound.steps).map(({ id, title, caption, run }, i) => ({ id, title, caption, run, ...spans[i]! }));
  const recording: Recording = { slug: lesson.slug, title: lesson.title, steps, film: filmOf(lesson, playground, start) };
  return { opening, recording, posters: postersOf(recording) };
}

function openingOf({ steps, namespace }: Lesson, runner: LessonRunner, playground: Playground): Opening {
  const { phase, missing } = runner.state;
  return {
    film: filmOf({ namespace }, playground, playground.time.at),
    explained: phase === 'explained',
    missing: missing.map((goal) => steps[0]!.goals.indexOf(goal)),
  };
}

function filmOf({ namespace }: Pick<Lesson, 'namespace'>, { view, log, stored, time }: Playground, start: number) {
  return shoot({ namespace, view, log, stored, at: time.at }, start);
}

/** `tsx tools/record-lesson.ts lessons/deployment.yaml` prints what the site shows of it as JSON. */
process.stdout.write(JSON.stringify(await recordLesson(readLesson(process.argv[2]!))));
