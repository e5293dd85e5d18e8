import { readFileSync } from 'node:fs';
import { loadCourse } from '../../src/lessons/load';

/** Slugs of the course's lessons, in its order. */
export const course = loadCourse('lessons/index.yaml', readFileSync('lessons/index.yaml', 'utf8')).chapters.flatMap(
  ({ lessons }) => lessons,
);
