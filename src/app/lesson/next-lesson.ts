import { course } from 'virtual:lessons';
import type { CourseLesson } from '../../lessons/course';

/** The lesson that follows in the course; undefined after the last one. */
export function nextLesson(slug: string): CourseLesson | undefined {
  const all = course.chapters.flatMap((chapter) => chapter.lessons);
  const at = all.findIndex((lesson) => lesson.slug === slug);
  return at < 0 ? undefined : all[at + 1];
}
