import { readLesson } from '../src/cli/lesson-files';
import { simulate, type Simulation } from '../src/cli/simulation';
import type { Recording } from '../src/app/embed/recording';
import type { Lesson, LessonStep } from '../src/lessons/lesson';
import { LessonRunner } from '../src/lessons/runner';

/** How long a step is given, in virtual seconds, until its goals hold, and then to be looked at. */
const PATIENCE = 300;
const AFTER = 4;

/** Play a lesson by its own solutions, and keep what is needed to show it again. A figure must not show what is not
 *  so: where a solution does not solve its step, the recording ends before it, and says so on standard error. */
async function recordLesson(lesson: Lesson): Promise<Recording> {
  const { playground, run } = simulate(lesson, (text) => playground.note({ type: 'output', text }));
  const runner = new LessonRunner(lesson, playground);
  let sound = { steps: 0, saved: playground.save() };
  for (const [i, step] of lesson.steps.entries()) {
    if (i) runner.next();
    await run('sleep 1');
    if (!(await solve(step, { playground, run }, runner))) {
      console.error(`lesson ${lesson.slug}: the solution of step ${step.id} does not solve it; its figures end before it`);
      break;
    }
    await run(`sleep ${AFTER}`);
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

/** @returns whether the step's goals hold in the end */
async function solve(
  step: LessonStep,
  { playground, run }: Pick<Simulation, 'playground' | 'run'>,
  runner: LessonRunner,
): Promise<boolean> {
  if (step.fault) playground.fault(step.fault);
  if (step.run) {
    playground.note({ type: 'command', prompt: '$ ', line: step.run });
    playground.note({ type: 'exit', code: await run(step.run) });
  }
  for (let waited = 0; waited < PATIENCE && runner.state.phase !== 'explained'; waited++) {
    await run('sleep 1');
    runner.look();
  }
  return runner.state.phase === 'explained';
}

/** `tsx tools/record-lesson.ts lessons/deployment.yaml` prints the recording as JSON. */
process.stdout.write(JSON.stringify(await recordLesson(readLesson(process.argv[2]!))));
