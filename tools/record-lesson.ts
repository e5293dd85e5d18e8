import { playPrelude, rehearse } from '../src/arrival';
import { readLesson } from '../src/cli/lesson-files';
import { macrotask } from '../src/cli/simulation';
import type { Recording } from '../src/app/embed/recording';
import type { Lesson } from '../src/lessons/lesson';
import { LessonRunner } from '../src/lessons/runner';
import { solve } from '../src/lessons/walk';

/** What a step is given to be looked at, before and after, in virtual ms. */
const BEFORE = 1000;
const AFTER = 4000;

/** Play a lesson by its own solutions, and keep what is needed to show it again. A figure must not show what is not
 *  so: where a solution does not solve its step, the recording ends before it, and says so on standard error. */
async function recordLesson(lesson: Lesson): Promise<Recording> {
  const { playground, hands } = rehearse(lesson, macrotask);
  await playPrelude(lesson, playground, hands);
  const runner = new LessonRunner(lesson, playground);
  let sound = { steps: 0, saved: playground.save() };
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
    sound = { steps: i + 1, saved: playground.save() };
  }
  runner.destroy();
  const { slug, title, seed, cluster, namespace, files, setup } = lesson;
  const steps = lesson.steps.slice(0, sound.steps);
  return {
    lesson: { slug, title, seed, cluster, namespace, files, setup },
    steps: steps.map(({ id, title, caption, run }) => ({ id, title, ...(caption && { caption }), ...(run && { run }) })),
    saved: sound.saved,
  };
}

/** `tsx tools/record-lesson.ts lessons/deployment.yaml` prints the recording as JSON. */
process.stdout.write(JSON.stringify(await recordLesson(readLesson(process.argv[2]!))));
