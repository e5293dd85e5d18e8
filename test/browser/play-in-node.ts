import type { TestProject } from 'vitest/node';
import { turn } from '../../src/app/turn';
import { playPrelude, rehearse } from '../../src/arrival';
import { readLesson } from '../../src/cli/lesson-files';
import { LessonRunner } from '../../src/lessons/runner';
import { walkTo } from '../../src/lessons/walk';
import { digestOf, type Played } from './replay';

declare module 'vitest' {
  export interface ProvidedContext {
    played: Played;
  }
}

/** Plays the lesson to its end in Node, for the browser to live it again. */
export default async function setup(project: TestProject): Promise<void> {
  const lesson = readLesson('lessons/deployment.yaml');
  const { playground, hands } = rehearse(lesson, turn);
  await playPrelude(lesson, playground, hands);
  const runner = new LessonRunner(lesson, playground);
  await playground.runUntilDone(walkTo(runner, hands, lesson.steps.length - 1));
  runner.destroy();
  project.provide('played', {
    lesson,
    saved: JSON.parse(JSON.stringify(playground.save())) as Played['saved'],
    digest: await digestOf(playground),
  });
}
