import { simulate } from '../src/cli/simulation';
import type { Recording } from '../src/app/embed/recording';
import type { Lesson } from '../src/lessons/lesson';
import { LessonRunner } from '../src/lessons/runner';

/** How long a step is given, in virtual seconds, until its goals hold, and then to be looked at. */
const PATIENCE = 300;
const AFTER = 4;

/** Play a lesson to its end by its own solutions, and keep what is needed to show it again.
 *  @throws when a step's own solution does not solve it: a figure must not show what is not so */
export async function recordLesson(lesson: Lesson): Promise<Recording> {
  const { playground, run } = simulate(lesson, (text) => playground.note({ type: 'output', text }));
  const runner = new LessonRunner(lesson, playground);
  const wait = (seconds: number) => run(`sleep ${seconds}`);
  for (const [i, step] of lesson.steps.entries()) {
    if (i) runner.next();
    await wait(1);
    if (step.fault) playground.fault(step.fault);
    if (step.run) {
      playground.note({ type: 'command', prompt: '$ ', line: step.run });
      playground.note({ type: 'exit', code: await run(step.run) });
    }
    for (let waited = 0; waited < PATIENCE && runner.state.phase !== 'explained'; waited++) {
      await wait(1);
      runner.look();
    }
    if (runner.state.phase !== 'explained') throw new Error(`lesson ${lesson.slug}, step ${step.id}: its own solution does not solve it`);
    await wait(AFTER);
  }
  runner.destroy();
  const { slug, title, seed, cluster, namespace, files, setup } = lesson;
  const steps = lesson.steps.map(({ id, title, caption, run }) => ({ id, title, ...(caption && { caption }), ...(run && { run }) }));
  return { lesson: { slug, title, seed, cluster, namespace, files, setup }, steps, saved: playground.save() };
}
