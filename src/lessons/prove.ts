import type { Fault } from '../kube/fault';
import type { LogEntry } from '../kube/log';
import type { Lesson, LessonStep } from './lesson';
import { LessonRunner, type LessonWorld } from './runner';

/** A world without a page, in which a lesson is tried out: time passes only while a script waits. */
export interface Rehearsal {
  readonly playground: LessonWorld & { fault(fault: Fault): void };
  /** Run a script in the lesson's terminal to its end. */
  run(script: string): Promise<number>;
}

/** Longest wait for a step's goals once its solution has run, in virtual seconds. */
const PATIENCE = 300;

/** Does a lesson hold? Its steps must not be done before anything is done, its own solutions must do them, and
 *  the same solutions must make the same history twice.
 *  @param open  a new world, always from the same start
 *  @returns what is wrong, a sentence each; none when it holds */
export async function proveLesson(lesson: Lesson, open: (lesson: Lesson) => Rehearsal): Promise<{ readonly problems: readonly string[] }> {
  const first = await play(lesson, open(lesson));
  if (first.problems.length) return { problems: first.problems };
  const second = await play(lesson, open(lesson));
  const same = JSON.stringify(first.log) === JSON.stringify(second.log);
  return { problems: same ? [] : ['the same solution made two different histories'] };
}

async function play(lesson: Lesson, { playground, run }: Rehearsal): Promise<{ problems: string[]; log: readonly LogEntry[] }> {
  const runner = new LessonRunner(lesson, playground);
  const problems: string[] = [];
  for (const [i, step] of lesson.steps.entries()) {
    if (i) runner.next();
    if (step.goals.length && runner.state.phase === 'explained') problems.push(`step ${step.id}: its goals hold before anything is done`);
    await solve(step, runner, { playground, run });
    if (runner.state.phase !== 'explained') {
      problems.push(`step ${step.id}: its solution does not meet: ${runner.state.missing.map(({ missing }) => missing).join(' ')}`);
      break;
    }
  }
  runner.destroy();
  return { problems, log: [...playground.log] };
}

async function solve(step: LessonStep, runner: LessonRunner, { playground, run }: Rehearsal): Promise<void> {
  if (step.predict) runner.predict(step.predict.answer);
  if (step.fault) playground.fault(step.fault);
  if (step.run) await run(step.run);
  for (let waited = 0; waited < PATIENCE && runner.state.phase !== 'explained'; waited++) {
    await run('sleep 1');
    runner.look();
  }
}
