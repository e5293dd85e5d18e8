import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRehearsal } from '../../src/cli/prove-lessons';
import { lessonFiles, readLesson } from '../../src/cli/lesson-files';
import { loadCourse } from '../../src/lessons/load';
import { proveLesson } from '../../src/lessons/prove';

const slugs = lessonFiles().map((file) => basename(file, '.yaml'));
const course = loadCourse('lessons/index.yaml', readFileSync('lessons/index.yaml', 'utf8'));

it('the course names every lesson once', () => {
  expect(course.chapters.flatMap((chapter) => chapter.lessons).sort()).toEqual(slugs);
});

describe.each(lessonFiles().map((file) => [basename(file, '.yaml'), file] as const))('lesson %s', (_, file) => {
  const lesson = readLesson(file);

  it('is not done before anything is done, is done by its own solutions, and tells the same story twice', async () => {
    expect((await proveLesson(lesson, openRehearsal)).problems).toEqual([]);
  });

  it('says of every step what is missing, why, and how, in three hints that end in the command', () => {
    for (const step of lesson.steps) {
      const { id, run, goals, hints } = step;
      expect(step.caption, `${id}: caption`).toBeDefined();
      for (const goal of goals) expect(goal.missing, id).toMatch(/[.?]$/);
      if (!run) continue;
      expect(step.why, `${id}: why`).toBeDefined();
      expect(hints.length, `${id}: hints`).toBe(3);
      if (!run.trim().includes('\n')) expect(hints.at(-1), id).toBe(run.trim());
    }
  });
});
